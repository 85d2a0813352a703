"""Where the files of a watched folder go: into a private place while they are taken, then out of the way, and never over others.

A file is claimed by renaming it into a folder of this desk's own, beside the others: that is one step on every file system, and
of two programs that do it at the same time one finds nothing there. What lies in that folder after a crash is put back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, Literal

After = Literal["leave", "move", "mark"]
"""What is done with a file that was taken: nothing, moved to a subfolder, or given another name where it lies."""
Kind = Literal["taken", "not-readable"]

CLAIMS: Final = ".carddesk"
NOT_READABLE: Final = "not-readable"
_NAME_BYTES: Final = 255


class Places:
    """The places of one desk in one folder.

    Args:
        folder: the watched folder.
        owner: names this desk among others; lasts over restarts. A plain word.
        after: what is done with files that were taken.
        taken: name of the subfolder for them, and of the ending that marks them.
    """

    def __init__(self, folder: Path, owner: str, after: After, taken: str) -> None:
        self._folder = folder
        self._after = after
        self._taken = taken
        self._claims = folder / CLAIMS
        self._own = self._claims / owner
        self._is_prepared = False

    @property
    def passed_over(self) -> frozenset[str]:
        """Folders right in the watched one that are not looked into."""
        return frozenset({CLAIMS, NOT_READABLE, self._taken})

    def prepare(self) -> bool:
        """Make the private place; False where nothing can be made in the folder."""
        if not self._is_prepared:
            with suppress(OSError):
                self._own.mkdir(parents=True, exist_ok=True)
                self._is_prepared = True
        return self._is_prepared

    def claim(self, name: str) -> Path:
        """Take the file of this name (relative to the folder) for this desk alone; where it is now.

        Raises:
            OSError: it is not there any more, is kept by another program, or may not be renamed.
        """
        place = self._own / name
        place.parent.mkdir(parents=True, exist_ok=True)
        source = self._folder / name
        if place.exists():
            # Of an earlier time, and not put back yet: there cannot be two under one name.
            raise FileExistsError(name)
        source.rename(place)
        return place

    def give_back(self, claim: Path, name: str) -> Path:
        """Put a claimed file back to where it was, or beside what lies there by now."""
        place = self._folder / name
        return _moved(claim, place.parent, place.name)

    def put_away(self, file: Path, name: str, kind: Kind, day: str) -> Path:
        """Do with a file that was taken what is to be done; where it is now.

        Args:
            file: where it lies.
            name: what it was called, relative to the folder.
            kind: whether it could be opened.
            day: `YYYY-MM-DD`, names the folder for what was taken that day.

        Raises:
            OSError: it cannot be moved.
        """
        was = self._folder / name
        if self._after == "leave":
            return file if file == was else self.give_back(file, name)
        if self._after == "mark":
            ending = self._taken if kind == "taken" else NOT_READABLE
            return _moved(file, was.parent, f"{_cut(was.name, len(ending) + 1)}.{ending}")
        root = self._folder / self._taken / day if kind == "taken" else self._folder / NOT_READABLE
        return _moved(file, root / Path(name).parent, was.name)

    def claimed(self) -> Iterator[tuple[Path, str]]:
        """What this desk has claimed: where it is, and its name relative to the folder."""
        self._is_prepared = self._own.is_dir()
        yield from _below(self._own)

    def claimed_by_others(self) -> Iterator[tuple[Path, str]]:
        """The same of other desks."""
        with suppress(OSError):
            for each in sorted(self._claims.iterdir()):
                if each != self._own and each.is_dir():
                    yield from _below(each)

    def tidy(self) -> None:
        """Leave no empty folders behind."""
        if not self._is_prepared:
            return
        self._is_prepared = False
        for folder, _, _ in os.walk(self._own, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
        with suppress(OSError):
            self._claims.rmdir()


def _below(root: Path) -> Iterator[tuple[Path, str]]:
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            yield path, str(path.relative_to(root))


def _moved(source: Path, folder: Path, name: str) -> Path:
    """Rename into a folder, under this name or with a number behind it: what lies there is never overwritten.

    The name is reserved by an empty file first: systems that rename only where nothing is in the way are few, and shares that
    know hard links as well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        target = folder / _numbered(name, number)
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            if not _is_left_over(target):
                continue
        try:
            os.replace(source, target)  # noqa: PTH105 - named so, since it is meant to replace
        except OSError:
            if _is_left_over(target):
                target.unlink()
            raise
        return target
    raise AssertionError  # numbers do not end


def _is_left_over(target: Path) -> bool:
    """Whether it is a reservation, of now or of a program that was killed over one."""
    try:
        return target.is_file() and not target.is_symlink() and target.stat().st_size == 0
    except OSError:
        return False


def _numbered(name: str, number: int) -> str:
    if number == 1:
        return name
    path = Path(name)
    added = f" ({number}){path.suffix}"
    return _cut(path.name.removesuffix(path.suffix), len(os.fsencode(added))) + added


def _cut(name: str, room: int) -> str:
    """So much of a name that as many bytes can stand behind it."""
    while len(os.fsencode(name)) > _NAME_BYTES - room:
        name = name[:-1]
    return name
