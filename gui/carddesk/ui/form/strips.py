"""Strips: a field's own part of the image, cut straight from the original's pixels at just the size asked for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import rectify
from carddesk.ui.image.pyramid import to_image
from carddesk.ui.image.widened import widened

MIN_HEIGHT_PX = 24
MAX_HEIGHT_PX = 200
Pixels = NDArray[np.uint8]
Size = tuple[int, int, int]
"""Width and height in device pixels, and into how many rows a long line is folded."""

_AROUND = 0.12
"""How much of its height a strip shows above and below its quad, so that no stroke is cut."""
_SEAM = 0.7
"""How far from the even division of a folded line a gap between characters is looked for, in heights of the line."""
_MOST_PIXELS = 4_000_000
"""A strip asked for larger than this is a mistake of the layout, and would take memory for nothing."""


class Strip:
    """One field's part of the image.

    Attributes:
        width, height: how many pixels of the image it covers, lying straight.
    """

    def __init__(self, pixels: Pixels, quad: Quad) -> None:
        """`quad` in the pixels of `pixels`, which are RGB H×W×3."""
        self._pixels = pixels
        self._quad = quad
        self.width = quad.width
        self.height = quad.height
        self._latest: tuple[Size, QImage] | None = None

    @property
    def aspect(self) -> float:
        """Width for one of height."""
        return self.width / max(self.height, 1.0)

    def at(self, width: int, height: int, rows: int = 1) -> QImage:
        """It `width` x `height` device pixels large, a long line folded into so many rows; the latest size is kept."""
        wanted = (width, height, rows)
        if self._latest is None or self._latest[0] != wanted:
            self._latest = wanted, self._cut(*wanted)
        return self._latest[1]

    def take(self, size: Size, picture: QImage) -> None:
        """It was cut already, to this size."""
        self._latest = size, picture

    def _cut(self, width: int, height: int, rows: int) -> QImage:
        width, height = max(width, 1), max(height, 1)
        if width * height > _MOST_PIXELS:
            return QImage()
        if rows == 1:
            return to_image(np.ascontiguousarray(rectify(self._pixels, self._quad, width, height)))
        line = rectify(self._pixels, self._quad, round(height / rows * self.aspect), max(height // rows, 1))
        return to_image(folded(line, width, height, rows))


def folded(line: Pixels, width: int, height: int, rows: int) -> Pixels:
    """One long line cut between its characters and laid in rows, in a picture of this size; what is left over is paper."""
    seams = [0, *(_seam(line, line.shape[1] * row // rows) for row in range(1, rows)), line.shape[1]]
    made = np.empty((height, width, 3), np.uint8)
    made[:] = np.percentile(line.reshape(-1, 3), 75, axis=0)  # paper is lighter than ink, and there is more of it
    for row, (start, end) in enumerate(pairwise(seams)):
        part = line[:, start : min(end, start + width)]
        top = row * line.shape[0]
        made[top : top + part.shape[0], : part.shape[1]] = part[: height - top]
    return made


def room_when_folded(aspect: float, rows: int) -> float:
    """The width that one row needs for a height of one: an even share, and what a seam may be off by."""
    return aspect / rows + (_SEAM if rows > 1 else 0.0)


def _seam(line: Pixels, middle: int) -> int:
    """The column near `middle` with the least ink in it."""
    reach = max(1, round(line.shape[0] * _SEAM / 2))
    low, high = max(1, middle - reach), min(line.shape[1] - 1, middle + reach)
    if high <= low:
        return middle
    contrast = line[:, low:high].astype(np.float32).mean(axis=2).std(axis=0)
    # The nearest of the emptiest: a wide gap is cut in the part that lies closest to the even division.
    empty = np.flatnonzero(contrast <= contrast.min() + 1.0) + low
    return int(empty[np.argmin(np.abs(empty - middle))])


def strips_of(pixels: Pixels, quads: Mapping[str, Quad], scale: float) -> dict[str, Strip]:
    """The strip of each quad, by key. `pixels` is RGB H×W×3 at `scale` times the size that quads are measured in."""
    made = {}
    for key, quad in quads.items():
        around = widened(quad, _AROUND * quad.height).map(lambda point: (point[0] * scale, point[1] * scale))
        if around.width >= 2 and around.height >= 2:
            made[key] = Strip(pixels, around)
    return made


def cut(pixels: Pixels, quads: Mapping[str, Quad], scale: float) -> dict[str, QImage]:
    """The same as pictures of their own, about as large as in the image, for where the pixels themselves are not kept."""
    made = {}
    for key, strip in strips_of(pixels, quads, scale).items():
        height = round(min(max(strip.height, MIN_HEIGHT_PX), MAX_HEIGHT_PX))
        made[key] = strip.at(max(1, round(height * strip.aspect)), height)
    return made
