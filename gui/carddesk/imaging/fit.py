"""Making an image fit what somebody takes, with the least loss; what already fits stays as it is, byte for byte. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Point, Quad
from carddesk.errors import ImageError
from carddesk.imaging.decode import ImageFacts, decode, is_plain, probe, require_shown
from carddesk.language import tr

Pixels = NDArray[np.uint8]

_FULL: Final = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
_HALF: Final = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
_JPEGS: Final = ((95, _FULL), (90, _FULL), (95, _HALF), (90, _HALF), (85, _HALF), (80, _HALF))
"""Quality and colour of a JPEG, the best first: print is in the light and not in the colours. Below the last one it suffers
more than from fewer pixels."""
_WIDEST: Final = 65_500
"""The longest side that a JPEG of libjpeg can have."""
_GLANCE_PX: Final = 64
_LOSSLESS: Final = ("PNG", "BMP", "TIFF", "GIF")
_INSTEAD_OF_JPEG: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "PNG": (".png", (cv2.IMWRITE_PNG_COMPRESSION, 6)),
    "TIFF": (".tiff", (cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW)),
    "WEBP": (".webp", (cv2.IMWRITE_WEBP_QUALITY, 101)),
    "BMP": (".bmp", ()),
}
"""How OpenCV writes a picture as it is, the way first that is lightest and read by everybody."""
_HOPELESS: Final = 8
"""Pixels that take more than so many times the allowed bytes are not tried as PNG: photographs shrink to half at best."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is taken. `None` means without limit.

    Attributes:
        formats: names as Pillow uses them, the best one to convert to first; empty is any.
        min_side_px, max_side_px: of the shorter and the longer side.
        max_weight: the largest `weigh` of the file.
        weigh: how the bytes of a file are counted.
    """

    formats: tuple[str, ...] = ()
    min_side_px: int | None = None
    max_side_px: int | None = None
    max_weight: int | None = None
    weigh: Callable[[bytes], int] = len

    def takes(self, data: bytes) -> bool:
        """Whether it is not too heavy."""
        return self.max_weight is None or self.weigh(data) <= self.max_weight


@dataclass(frozen=True, slots=True)
class Fitted:
    """What may be sent.

    Attributes:
        data: the file; the very bytes of the original where they fitted.
        format: Pillow's name of its format.
        width, height: in pixels.
        original_width, original_height: of the upright original.
    """

    data: bytes = field(repr=False)
    format: str
    width: int
    height: int
    original_width: int
    original_height: int

    def back(self, quad: Quad) -> Quad:
        """A quad on what was sent, in pixels of the upright original."""
        across, down = self.original_width / self.width, self.original_height / self.height

        def move(point: Point) -> Point:
            return point[0] * across, point[1] * down

        return quad if (across, down) == (1, 1) else quad.map(move)


def fit(data: bytes, page: int, bounds: Bounds) -> Fitted:
    """One page (from 1) of an image file, upright and within bounds.

    Raises:
        ImageError: it cannot be opened or is cut off; it is too small, or cannot be made small enough.
    """
    require_shown(data, page)  # what only stands for a page is never sent as if it were one
    facts = probe(data)
    if not 1 <= page <= len(facts.sizes):
        decode(data, page)  # says which pages there are
    width, height = facts.sizes[page - 1]
    _require_large(width, height, bounds)
    if _fits(data, facts, bounds):
        decode(data, max_side=_GLANCE_PX)  # a file whose end is missing is refused here, and not after the call
        return Fitted(data, facts.format, width, height, width, height)
    pixels = decode(data, page, max_side=bounds.max_side_px or _WIDEST)
    encoded, name, (tall, wide) = _made_to_fit(pixels, facts.format in _LOSSLESS, bounds)
    return Fitted(encoded, name, wide, tall, width, height)


def _fits(data: bytes, facts: ImageFacts, bounds: Bounds) -> bool:
    right_format = not bounds.formats or facts.format in bounds.formats
    small = bounds.max_side_px is None or max(facts.sizes[0]) <= bounds.max_side_px
    return (
        len(facts.sizes) == 1
        and right_format
        and small
        and bounds.takes(data)
        and is_plain(data)
        and not _is_deep(data)
    )


def _is_deep(data: bytes) -> bool:
    """Whether it is a PNG of 16 bits a colour (PNG 3rd edition §11.2.1), of which many readers take half or nothing."""
    return data.startswith(b"\x89PNG") and data[24:25] == b"\x10"


def _made_to_fit(pixels: Pixels, lossless: bool, bounds: Bounds) -> tuple[bytes, str, tuple[int, int]]:
    """The encoded picture, its format, and its height and width."""
    full = (pixels.shape[0], pixels.shape[1])
    plain = _without_colour(pixels)
    share = 1.0
    while True:
        height, width = (max(1, round(side * share)) for side in full)
        _require_large(width, height, bounds, shrunk=True)
        small = plain if (height, width) == full else cv2.resize(plain, (width, height), interpolation=cv2.INTER_AREA)
        encoded, name = _encoded(np.asarray(small, np.uint8), lossless, bounds)
        if bounds.takes(encoded):
            return encoded, name, (height, width)
        if max(height, width) == 1:
            raise _too_heavy()
        excess = bounds.weigh(encoded) / max(1, bounds.max_weight or 1)
        # A little below the root of the excess: fewer pixels are harder to compress.
        share *= min(0.9, max(0.3, 0.97 / sqrt(excess)))


def _encoded(pixels: Pixels, lossless: bool, bounds: Bounds) -> tuple[bytes, str]:
    """In the best way that is not too heavy; in the lightest one where all are."""
    formats = bounds.formats or ("JPEG", "PNG")
    hopeless = bounds.max_weight is not None and pixels.nbytes > _HOPELESS * bounds.max_weight
    no_jpeg = "JPEG" not in formats
    whole = next((each for each in _INSTEAD_OF_JPEG if each in formats and (no_jpeg or each == "PNG")), None)
    encoded = b""
    if whole is not None and (no_jpeg or (lossless and not hopeless)):
        encoded = _encode(pixels, *_INSTEAD_OF_JPEG[whole])
        if no_jpeg or bounds.takes(encoded):
            return encoded, whole
    if no_jpeg:
        raise ImageError("kind_not_taken", tr("The image cannot be saved in a format that this service takes."))
    for quality, sampling in _JPEGS:
        how = (cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling)
        encoded = _encode(pixels, ".jpg", how)
        if bounds.takes(encoded):
            break
    return encoded, "JPEG"


def _encode(pixels: Pixels, suffix: str, how: tuple[int, ...]) -> bytes:
    picture = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    try:
        done, encoded = cv2.imencode(suffix, picture, how)
    except cv2.error:  # more pixels than the format can have
        raise _too_heavy() from None
    if not done:
        raise _too_heavy()
    return encoded.tobytes()


def _without_colour(pixels: Pixels) -> Pixels:
    """One channel where all three are the same: a third of the bytes, and no loss."""
    grey = pixels[:, :, 0]
    same = np.array_equal(grey, pixels[:, :, 1]) and np.array_equal(grey, pixels[:, :, 2])
    return np.ascontiguousarray(grey) if same else pixels


def _require_large(width: int, height: int, bounds: Bounds, *, shrunk: bool = False) -> None:
    least = bounds.min_side_px
    if least is None or min(width, height) >= least:
        return
    if shrunk:
        raise _too_heavy()
    raise ImageError(
        "image_too_small",
        tr(
            "The image has {width} x {height} pixels; this service takes none with fewer than {least} on a side. "
            "Scan or photograph the card larger, or pick another service.",
            width=width,
            height=height,
            least=least,
        ),
    )


def _too_heavy() -> ImageError:
    return ImageError(
        "image_too_large",
        tr("The image cannot be made small enough for this service. Cut out the card, or pick another service."),
    )
