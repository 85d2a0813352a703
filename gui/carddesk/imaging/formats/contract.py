"""What a file format has to offer: whether bytes are of it, what they say of themselves, and the pixels of each page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carddesk.errors import ImageError
from carddesk.imaging.limits import MAX_PAGES, MAX_PIXELS
from carddesk.language import tr

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a file says of itself.

    Attributes:
        format: Pillow's name of it (`JPEG`, `TIFF` …), or `PDF`, `OFD`, `HEIF`, `ADDRESS`.
        sizes: width and height of each page, upright, in pixels; thumbnails and masks inside a TIFF are no pages.
    """

    format: str
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """One format, or several that one library opens. Each of the functions raises nothing but `ImageError`.

    Attributes:
        name: for logs.
        order: who is asked first whether bytes are his; the smallest number is, and gets what nobody claims.
        claims: whether bytes are of this format, at a glance.
        probe: what they say of themselves, without decoding pixels.
        decode: the pixels of a page (from 1), shrunk until neither side exceeds the number given, if one is.
        is_plain: whether the file shows one picture as its pixels stand, so that others may be given it as it is.
        stands_in: why the picture of a page only stands for it, in words; empty where it shows the page. None: it always does.
    """

    name: str
    order: int
    claims: Callable[[bytes], bool]
    probe: Callable[[bytes], ImageFacts]
    decode: Callable[[bytes, int, int | None], Pixels]
    is_plain: Callable[[bytes], bool]
    stands_in: Callable[[bytes, int], str] | None = None


def too_large() -> ImageError:
    """It has more pixels than are opened."""
    return ImageError(
        "image_too_large",
        tr("The image has more than {limit} megapixels. Save it smaller and add that.", limit=MAX_PIXELS // 1_000_000),
    )


def too_many_pages() -> ImageError:
    """The file has more pages than are opened."""
    return ImageError(
        "too_many_pages",
        tr("The file has more than {limit} pages. Split it, or save the pages wanted, and add that.", limit=MAX_PAGES),
    )


def no_page(page: int, count: int) -> ImageError:
    """The file has not as many pages."""
    return ImageError("image_page", tr("There is no page {page}: the file has {count}.", page=page, count=count))
