"""Reading an image file into memory: whole and at rest, or with the reason in words why not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from carddesk.errors import ImageError
from carddesk.language import tr

MAX_BYTES = 300_000_000
"""The largest file that is read; an uncompressed 64-megapixel colour image takes 192 MB."""


def read_file(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        ImageError: it is missing, no ordinary file, forbidden, too large, unreadable, or somebody is still writing it.
    """
    try:
        # Without blocking: opening a pipe that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(file.fileno())
            _check(path, before)
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _refusal(path, error) from error
    if len(data) != before.st_size or _state(before) != _state(after):
        raise ImageError(
            "file_changing",
            tr("{name} is still being written. Try again when that is done.", name=path.name),
            retryable=True,
        )
    return data


def _check(path: Path, facts: os.stat_result) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise ImageError("file_directory", tr("{name} is a folder, not an image file.", name=path.name))
    if not stat.S_ISREG(facts.st_mode):
        raise ImageError("file_special", tr("{name} is a device or pipe, not an image file.", name=path.name))
    if facts.st_size > MAX_BYTES:
        raise ImageError(
            "file_too_large",
            tr(
                "{name} has {size} MB; at most {limit} MB are opened. Save it smaller and add that.",
                name=path.name,
                size=round(facts.st_size / 1_000_000),
                limit=MAX_BYTES // 1_000_000,
            ),
        )


def _state(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_size, facts.st_mtime_ns


def _refusal(path: Path, error: OSError) -> ImageError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ImageError("file_missing", tr("There is no file {name}.", name=path.name))
    # Windows says "permission denied" for a folder, too.
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return ImageError("file_directory", tr("{name} is a folder, not an image file.", name=path.name))
    if isinstance(error, PermissionError):
        return ImageError(
            "file_permission", tr("You may not read {name}. Ask its owner for permission.", name=path.name)
        )
    return ImageError(
        "file_unreadable",
        tr("{name} cannot be read: {why}.", name=path.name, why=error.strerror or type(error).__name__),
        retryable=True,
    )
