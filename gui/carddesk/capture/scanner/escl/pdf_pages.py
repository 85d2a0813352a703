"""The pages of a PDF from a scanner as images: the scanner's own JPEG where a page shows just that, else drawn anew."""

from __future__ import annotations

import re
from typing import Final

import cv2
import numpy as np

from carddesk.capture.scanner.escl.images import broken_off, jpeg_ends
from carddesk.capture.scanner.troubles import trouble
from carddesk.errors import ImageError
from carddesk.imaging import decode
from carddesk.imaging.formats.contract import Pixels
from carddesk.imaging.rendering.process import renderer

_DRAWN_DPI: Final = 300
"""In which the sizes of pages are told."""
_STREAM: Final = re.compile(rb"stream\r?\n(\xff\xd8\xff)")
_END: Final = re.compile(rb"\s{0,2}endstream")
_MOST_SKEW: Final = 0.01
_MOST_APART: Final = 64
"""Levels of 255 between a pixel of the JPEG and of the page that shows it; between two cards it is twice that and more."""
_NEAR: Final = tuple(
    sorted(((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)), key=lambda by: (by != (0, 0), by))
)


def pdf_pages(data: bytes, dpi: int) -> list[bytes]:
    """Each page as an encoded image: JPEG as it stands in the document, or PNG at `dpi`. Takes its time.

    Raises:
        ScannerError: `scanner_gone`: the document broke off. `scanner_fault`: it cannot be drawn.
    """
    photographs = _photographs(data)
    try:
        sizes = renderer.ask("pdf", "facts", data)[0].sizes
        in_order = photographs if len(photographs) == len(sizes) else [None] * len(sizes)
        return [
            _page(data, number, size, dpi, photograph)
            for number, (size, photograph) in enumerate(zip(sizes, in_order, strict=True), 1)
        ]
    except ImageError as error:
        raise broken_off() if error.code == "image_truncated" else trouble("scanner_fault", error.message) from None


def _page(data: bytes, number: int, size: tuple[int, int], dpi: int, photograph: bytes | None) -> bytes:
    if photograph is not None and _shows_only(data, number, size, photograph):
        return photograph
    pixels = _drawn(data, number, _scaled(size, dpi / _DRAWN_DPI))
    _, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_PNG_COMPRESSION, 1))
    return encoded.tobytes()


def _photographs(data: bytes) -> list[bytes]:
    """Every JPEG that stands in the document as it is. What they are for, the document may say in many ways."""
    found = []
    for start in _STREAM.finditer(data):
        end = _END.search(data, start.start(1))
        if end and jpeg_ends(data[start.start(1) : end.start()]):
            found.append(data[start.start(1) : end.start()])
    return found


def _shows_only(data: bytes, number: int, size: tuple[int, int], photograph: bytes) -> bool:
    """Whether the page shows this and nothing else: neither turned, nor cut, nor written on, nor that of another card.

    Two cards may differ in one figure, so each pixel counts.
    """
    try:
        width, height = decode.probe(photograph).sizes[0]
        if abs(width / height - size[0] / size[1]) > _MOST_SKEW:
            return False
        pixels = decode.decode(photograph)
    except ImageError:
        return False
    shown = _drawn(data, number, (width, height))
    # Sizes are told in 1/72 inch: what is drawn may be off by a pixel.
    return any(int(cv2.absdiff(np.roll(pixels, by, (0, 1)), shown)[1:-1, 1:-1].max()) < _MOST_APART for by in _NEAR)


def _drawn(data: bytes, number: int, size: tuple[int, int]) -> Pixels:
    _, pixels = renderer.ask("pdf", "pixels", data, number, size)
    return np.frombuffer(pixels, np.uint8).reshape(size[1], size[0], 3)


def _scaled(size: tuple[int, int], by: float) -> tuple[int, int]:
    return max(1, round(size[0] * by)), max(1, round(size[1] * by))
