"""HEIC and AVIF images, as telephones take them: decoded by the rendering process."""

from __future__ import annotations

from typing import Final

import numpy as np

from carddesk.imaging.formats.contract import Format, ImageFacts, Pixels, no_page
from carddesk.imaging.limits import fitted
from carddesk.imaging.rendering.process import renderer

BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"mif2", b"avif", b"avis")


def claims(data: bytes) -> bool:
    """Whether its brand is one of theirs."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def probe(data: bytes) -> ImageFacts:
    """As in the contract."""
    done, _ = renderer.ask("heif", "facts", data)
    return ImageFacts("HEIF", done.sizes)


def decode(data: bytes, page: int, max_side: int | None) -> Pixels:
    """As in the contract."""
    sizes = probe(data).sizes
    if not 1 <= page <= len(sizes):
        raise no_page(page, len(sizes))
    width, height = fitted(sizes[page - 1], max_side)
    _, pixels = renderer.ask("heif", "pixels", data, page, (width, height))
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3)


FORMAT = Format("heif", 20, claims, probe, decode, lambda _data: False)
