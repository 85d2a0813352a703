"""Reading a file of a watched folder: all of it, and what it was when that was done."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from carddesk.capture.watched import Sighting
from carddesk.capture.watched_listing import within
from carddesk.capture.watched_writers import is_open_for_writing
from carddesk.imaging.files import MAX_BYTES


def read(path: Path, seen: Sighting, *, wait_for_writers: bool) -> tuple[bytes, Sighting, bool]:
    """The bytes of a file, what it was when they had been read, and whether it was not read since somebody has it open to write.

    To open it has a share tell the truth: what it says of a file that nobody opens may be some seconds old.

    Raises:
        OSError: as for opening and reading; `FileNotFoundError` as well where it is no ordinary file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise FileNotFoundError(path)
        first = Sighting(seen.name, before.st_size, within(before.st_mtime_ns))
        if first != seen or before.st_size > MAX_BYTES:
            return b"", first, False
        is_open = wait_for_writers and is_open_for_writing(descriptor)
        data = b"" if is_open else file.read(before.st_size + 1)
        after = os.fstat(descriptor)
    return data, Sighting(seen.name, after.st_size if is_open else len(data), within(after.st_mtime_ns)), is_open
