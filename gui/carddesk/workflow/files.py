"""Finding and opening image files: which files a drop or a command line means, and what each one is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from carddesk.errors import ImageError
from carddesk.imaging.decode import probe
from carddesk.imaging.files import read_file
from carddesk.language import tr
from carddesk.workflow.clean import clean

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".gif"}
    | {".heic", ".heif", ".hif", ".avif", ".pdf", ".ofd"}
)
"""What is taken from a folder. A file that was named itself is always tried."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An image file that can be opened.

    Attributes:
        sizes: width and height of each page, upright, in pixels.
        pages: those that are wanted; all where it is empty.
    """

    source: str
    data: bytes = field(repr=False)
    sizes: tuple[tuple[int, int], ...]
    pages: tuple[int, ...] = ()

    @property
    def wanted(self) -> tuple[int, ...]:
        """The pages that are wanted and that are there."""
        every = range(1, len(self.sizes) + 1)
        return tuple(page for page in self.pages if page in every) or tuple(every)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be opened, and why, in words."""

    source: str
    code: str
    message: str


Found = Opened | Refused


def natural(path: Path) -> tuple[object, ...]:
    """Sorts `2.jpg` before `10.jpg`, and without regard to case."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts), path.name


def listed(paths: Sequence[Path], suffixes: Collection[str] = SUFFIXES) -> Iterator[Path | Refused]:
    """The files that `paths` mean, each once: files as named, folders with all below them, in natural order.

    Of a folder, files that end with one of `suffixes` (in small letters) are taken. Hidden files and folders are passed over, links to folders are not followed.
    """
    seen: set[Path] = set()
    for path in paths:
        for each in _walked(path, suffixes) if path.is_dir() else (path,):
            where = each if isinstance(each, Refused) else each.absolute()
            if isinstance(where, Refused) or where not in seen:
                yield each
            if not isinstance(where, Refused):
                seen.add(where)


def _walked(folder: Path, suffixes: Collection[str]) -> Iterator[Path | Refused]:
    try:
        inside = sorted(folder.iterdir(), key=natural)
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield Refused(name(folder), "folder_unreadable", tr("The folder cannot be read: {why}.", why=why))
        return
    for path in inside:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walked(path, suffixes)
        elif path.suffix.lower() in suffixes:
            yield path


def opened(path: Path) -> Found:
    """Read a file and see what it is."""
    data = read(path)
    return data if isinstance(data, Refused) else probed(name(path), data)


def read(path: Path) -> bytes | Refused:
    """The bytes of a file, whatever it is."""
    try:
        return read_file(path)
    except ImageError as error:
        return Refused(name(path), error.code, error.message)


def probed(source: str, data: bytes) -> Found:
    """What these bytes are."""
    try:
        facts = probe(data)
    except ImageError as error:
        return Refused(source, error.code, error.message)
    return Opened(source, data, facts.sizes)


def name(path: Path) -> str:
    """The path as text that can be stored and shown."""
    return clean(str(path))
