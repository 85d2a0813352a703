"""A frame: the part of a page that shows a card. What makes a sound one, and the way from the page to the straight cut and back.

A frame is the card's corners as the card shall be seen, in pixels of the upright original page: it crops, straightens and turns
at once. All of a page turned by a quarter is the page's own corners, begun at another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Point, Quad
from carddesk.imaging.decode import decode, probe
from carddesk.imaging.rectify import Matrix, Pixels, homography, map_quad

LEAST_SIDE = 24.0
"""Pixels of the shortest side: no card that can be read is smaller."""
_OUTSIDE = 0.1
"""How far a corner may lie off the page, as a share of its longer side: cards are laid over the edge of the glass."""
_OWN = 0.51
"""Pixels by which a corner may miss the page's own one and still be it."""
_FLATTEST = 0.05
"""The sine of the sharpest corner that is still one."""
_LOSSLESS = ("PNG", "BMP", "TIFF", "GIF")
_GREY = (127, 127, 127)


def page(width: float, height: float, turns: int = 0) -> Quad:
    """All of a page of this size, turned clockwise by so many quarters."""
    return turned(Quad.from_bounds(0, 0, width, height), turns)


def turned(frame: Quad, turns: int) -> Quad:
    """The same part of the page, seen turned clockwise by so many quarters."""
    corners = frame.points
    return Quad(*(corners[(at - turns) % 4] for at in range(4)))


def turns_of(frame: Quad | None, width: float, height: float) -> int | None:
    """By how many quarters (0..3, clockwise) the frame turns the whole page; None for one that shows a part of it."""
    if frame is None:
        return 0
    return next((turns for turns in range(4) if _near(frame, page(width, height, turns))), None)


def is_same_part(frame: Quad | None, other: Quad | None, width: float, height: float) -> bool:
    """Whether two frames show the same part of a page, turned whichever way."""
    one, two = (each or page(width, height) for each in (frame, other))
    return any(_near(turned(one, turns), two) for turns in range(4))


def is_sound(frame: Quad, width: float, height: float) -> bool:
    """Whether it can be a card on a page of this size: convex, not seen from behind, large enough, and on the page."""
    off = _OUTSIDE * max(width, height)
    if any(not (-off <= x <= width + off and -off <= y <= height + off) for x, y in frame.points):
        return False
    corners = frame.points
    sides = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]
    lengths = [hypot(*side) for side in sides]
    if min(lengths) < LEAST_SIDE:
        return False
    bends = (
        (sides[at - 1][0] * sides[at][1] - sides[at - 1][1] * sides[at][0]) / (lengths[at - 1] * lengths[at])
        for at in range(4)
    )
    return all(bend > _FLATTEST for bend in bends)


def rounded(frame: Quad) -> Quad:
    """The same to a hundredth of a pixel: what is more is noise."""
    return frame.map(lambda point: (round(point[0], 2), round(point[1], 2)))


def size_of(frame: Quad) -> tuple[int, int]:
    """Width and height in pixels of the cut that loses nothing of the page's resolution."""
    lt, rt, rb, lb = frame.points
    return max(1, ceil(max(_length(lt, rt), _length(lb, rb)))), max(1, ceil(max(_length(lt, lb), _length(rt, rb))))


@dataclass(frozen=True, slots=True)
class Cut:
    """What is inside a frame, laid straight, as a picture of its own of `width` x `height` pixels."""

    frame: Quad
    width: int
    height: int

    @classmethod
    def of(cls, frame: Quad) -> Cut:
        """At the page's own resolution."""
        return cls(frame, *size_of(frame))

    @property
    def matrix(self) -> Matrix:
        """From pixels of the page to pixels of the cut, 3 x 3."""
        return homography(self.frame, self.width, self.height)

    def inward(self, quad: Quad) -> Quad:
        """A quad on the page, in pixels of the cut."""
        return map_quad(self.matrix, quad)

    def outward(self, quad: Quad) -> Quad:
        """A quad on the cut, in pixels of the page."""
        return map_quad(np.asarray(np.linalg.inv(self.matrix), np.float64), quad)

    def pixels(self, page_pixels: Pixels) -> Pixels:
        """What is inside, of a page's RGB pixels (H x W x 3). A page that is only turned loses nothing."""
        height, width = page_pixels.shape[:2]
        turns = turns_of(self.frame, width, height)
        if turns is not None:
            return np.ascontiguousarray(np.rot90(page_pixels, -turns))
        return _warped(page_pixels, self)


def cut(data: bytes, number: int, frame: Quad) -> tuple[bytes, Cut]:
    """The inside of a frame on one page (from 1) of an image file, as a file of its own, encoded once.

    Where nothing of the original was lost by its format nothing is here.

    Raises:
        ImageError: the file cannot be opened.
    """
    within = Cut.of(frame)
    pixels = within.pixels(decode(data, number))
    return encoded(pixels, lossless=probe(data).format in _LOSSLESS), within


def encoded(pixels: Pixels, *, lossless: bool) -> bytes:
    """RGB pixels as a PNG or, where that would only keep the noise of a JPEG, as a JPEG that loses next to nothing."""
    full = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    how = (cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, full)
    suffix, parameters = (".png", (cv2.IMWRITE_PNG_COMPRESSION, 3)) if lossless else (".jpg", how)
    _, made = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), parameters)
    return bytes(made.tobytes())


def _warped(pixels: Pixels, within: Cut) -> Pixels:
    """From the part of the page around the frame alone: large pages cost no more than small ones."""
    left, top, right, bottom = within.frame.bounds
    height, width = pixels.shape[:2]
    x, y = (int(max(0, low - 4)) for low in (left, top))
    area = pixels[y : min(height, ceil(bottom + 4)), x : min(width, ceil(right + 4))]
    shift: NDArray[np.float64] = np.array([[1, 0, x + 0.5], [0, 1, y + 0.5], [0, 0, 1]], np.float64)
    # Corners are where pixels meet, and OpenCV counts from the middle of the first one.
    back = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]], np.float64)
    matrix = back @ within.matrix @ shift
    size = (within.width, within.height)
    made = cv2.warpPerspective(area, matrix, size, flags=cv2.INTER_CUBIC, borderValue=_GREY)
    return np.asarray(made, np.uint8)


def _near(one: Quad, other: Quad) -> bool:
    return all(_length(a, b) <= _OWN for a, b in zip(one.points, other.points, strict=True))


def _length(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])
