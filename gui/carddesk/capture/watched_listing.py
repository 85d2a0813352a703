"""Listing a watched folder: the files in it that may be meant, with size and time, and nothing of them opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from carddesk.capture.watched import Sighting, is_temporary

_BIGGEST: Final = 2**63 - 1


class FolderOutOfReachError(Exception):
    """The folder cannot be listed. `gone` where it is not there; `forbidden` where it may not be read; else `why` says more."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.why = why


class Listing:
    """Lists one folder.

    Args:
        folder: an absolute path.
        suffixes: endings of the files that are meant, in small letters.
        passed_over: names of folders right in it that are not looked into.
        subfolders: whether folders inside are looked into.

    Attributes:
        closed: how many folders inside could not be read the last time.
    """

    def __init__(
        self, folder: Path, suffixes: Collection[str], *, passed_over: Collection[str], subfolders: bool
    ) -> None:
        self._folder = folder
        self._suffixes = suffixes
        self._passed_over = passed_over
        self._subfolders = subfolders
        self.closed = 0

    def walk(self) -> Iterator[Sighting]:
        """The files that lie there now, in no order. Temporary ones, links and what is no ordinary file are passed over.

        Raises:
            FolderOutOfReachError: the folder itself cannot be listed.
        """
        self.closed = 0
        try:
            yield from self._walked()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FolderOutOfReachError("gone") from error
        except PermissionError as error:
            raise FolderOutOfReachError("forbidden") from error
        except OSError as error:
            raise FolderOutOfReachError("unreadable", error.strerror or type(error).__name__) from error

    def _walked(self) -> Iterator[Sighting]:
        waiting = [""]
        while waiting:
            inside = waiting.pop()
            try:
                with os.scandir(self._folder / inside) as entries:
                    for entry in entries:
                        if self._subfolders and entry.is_dir(follow_symlinks=False):
                            waiting += [each for each in (self._folder_to_see(inside, entry.name),) if each]
                        elif (seen := self._sighting(inside, entry)) is not None:
                            yield seen
            except OSError:
                if not inside:
                    raise
                self.closed += 1

    def _folder_to_see(self, inside: str, name: str) -> str:
        passed_over = not inside and name in self._passed_over
        return "" if passed_over or is_temporary(name) else os.path.join(inside, name)  # noqa: PTH118

    def _sighting(self, inside: str, entry: os.DirEntry[str]) -> Sighting | None:
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - thousands of them, each second
        if suffix not in self._suffixes or is_temporary(entry.name):
            return None
        try:
            if not entry.is_file(follow_symlinks=False):
                return None
            facts = entry.stat(follow_symlinks=False)
        except OSError:
            return None  # it went while we looked
        name = os.path.join(inside, entry.name) if inside else entry.name  # noqa: PTH118
        return Sighting(name, facts.st_size, within(facts.st_mtime_ns))


def facts(path: Path, name: str) -> Sighting | None:
    """One file as it is now, called `name`; None where there is none, or no ordinary one."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return Sighting(name, found.st_size, within(found.st_mtime_ns)) if stat.S_ISREG(found.st_mode) else None


def within(mtime_ns: int) -> int:
    """A time as databases can hold it."""
    return max(-_BIGGEST, min(mtime_ns, _BIGGEST))
