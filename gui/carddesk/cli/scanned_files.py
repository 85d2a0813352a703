"""Scanned pages as files: named by the moment, whole or not there at all, and never over a file that is there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from carddesk.errors import EnvironmentFault
from carddesk.language import tr

_JPEG: Final = b"\xff\xd8\xff"


class ScannedFiles:
    """A folder; it is made if there is none.

    Args:
        moment: when the scan began, as the names of its files say it.
    """

    def __init__(self, folder: Path, moment: datetime) -> None:
        self._folder = folder
        self._stem = f"scan-{moment:%Y%m%d-%H%M%S}"

    def prepare(self) -> None:
        """See that files can be written there, before anything is scanned.

        Raises:
            EnvironmentFault: they cannot.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._beside(b"").unlink()
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, data: bytes, page: int) -> Path:
        """Write a page.

        Raises:
            EnvironmentFault: it could not be written.
        """
        suffix = ".jpg" if data.startswith(_JPEG) else ".png"
        try:
            beside = self._beside(data)
            try:
                return self._placed(beside, page, suffix)
            finally:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _beside(self, data: bytes) -> Path:
        path = self._folder / f".carddesk-{secrets.token_hex(6)}.part"
        with path.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        return path

    def _placed(self, beside: Path, page: int, suffix: str) -> Path:
        for name in self._names(page, suffix):
            try:
                _move(beside, name)
            except FileExistsError:
                continue
            return name
        raise FileExistsError(self._folder)

    def _names(self, page: int, suffix: str) -> Iterator[Path]:
        yield self._folder / f"{self._stem}-{page:03d}{suffix}"
        for again in range(2, 1000):  # another scan in the same second
            yield self._folder / f"{self._stem}-{page:03d}-{again}{suffix}"

    def _unwritable(self, error: OSError) -> EnvironmentFault:
        said = tr("{path} cannot be written: {why}.", path=self._folder, why=error.strerror or "")
        return EnvironmentFault("output_file", said)


def _move(beside: Path, name: Path) -> None:
    """Give a file its name, unless another one has it. Raises FileExistsError."""
    try:
        os.link(beside, name)
    except FileExistsError:
        raise
    except OSError:  # no links on this file system (FAT, some shares): then the name is taken first
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        beside.replace(name)
