"""Opening an image file: what it is, and its pixels as upright RGB. Whatever is wrong with it becomes an `ImageError`.

How that is done is each format's own affair (`formats/`); here the bytes find theirs.
"""

from __future__ import annotations

from carddesk.errors import ImageError
from carddesk.imaging import formats
from carddesk.imaging.formats.contract import ImageFacts, Pixels
from carddesk.imaging.formats.pictures import FORMATS
from carddesk.imaging.limits import MAX_PIXELS

__all__ = ["FORMATS", "MAX_PIXELS", "ImageFacts", "decode", "is_plain", "pages", "probe", "require_shown"]


def probe(data: bytes) -> ImageFacts:
    """What the file is, without decoding its pixels.

    Raises:
        ImageError: empty, broken, too large, animated or of a format that is not opened.
    """
    return formats.of(data).probe(data)


def pages(data: bytes) -> int:
    """How many pages the file has.

    Raises:
        ImageError: as for `probe`.
    """
    return len(probe(data).sizes)


def decode(data: bytes, page: int = 1, *, max_side: int | None = None) -> Pixels:
    """The pixels of one page (from 1): RGB, height x width x 3, contiguous, writable, upright by its orientation tag.

    With `max_side` the picture is shrunk, never enlarged, until neither side exceeds that many pixels. The size of a page of
    a document is fixed by the document alone, so that a quad in its pixels fits for ever.

    Raises:
        ImageError: as for `probe`; also when there is no such page or its pixels are cut off.
    """
    return formats.of(data).decode(data, page, max_side)


def is_plain(data: bytes) -> bool:
    """Whether the file shows one picture as its pixels stand: one page, upright, grey or colour, nothing transparent.

    Raises:
        ImageError: as for `probe`.
    """
    return formats.of(data).is_plain(data)


def require_shown(data: bytes, page: int) -> None:
    """See that a page's picture shows the page, and does not only stand for it.

    Raises:
        ImageError: `no_picture`; or as for `probe`.
    """
    kind = formats.of(data)
    if kind.stands_in is not None and (why := kind.stands_in(data, page)):
        raise ImageError("no_picture", why)
