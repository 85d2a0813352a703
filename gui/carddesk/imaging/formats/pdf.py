"""PDF documents: each page as it would be printed at 300 dots an inch, drawn by the rendering process."""

from __future__ import annotations

import numpy as np

from carddesk.imaging.formats.contract import Format, ImageFacts, Pixels, no_page
from carddesk.imaging.limits import fitted
from carddesk.imaging.rendering.process import renderer

HEADER_WITHIN = 1024
"""The header need not stand first (ISO 32000-1, implementation note 13)."""


def claims(data: bytes) -> bool:
    """Whether the header is there."""
    return b"%PDF-" in data[:HEADER_WITHIN]


def probe(data: bytes) -> ImageFacts:
    """As in the contract."""
    done, _ = renderer.ask("pdf", "facts", data)
    return ImageFacts("PDF", done.sizes)


def decode(data: bytes, page: int, max_side: int | None) -> Pixels:
    """As in the contract."""
    sizes = probe(data).sizes
    if not 1 <= page <= len(sizes):
        raise no_page(page, len(sizes))
    width, height = fitted(sizes[page - 1], max_side)
    _, pixels = renderer.ask("pdf", "pixels", data, page, (width, height))
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3)


def one_page(data: bytes, page: int) -> tuple[bytes, bool]:
    """A document of one page alone, with nothing of the others; and whether there is writing on it that is no picture.

    Raises:
        ImageError: as for `probe`.
    """
    done, extracted = renderer.ask("pdf", "extract", data, page)
    return bytes(extracted), done.drawn


FORMAT = Format("pdf", 10, claims, probe, decode, lambda _data: False)
