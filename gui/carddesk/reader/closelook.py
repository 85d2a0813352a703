"""A close look at one card: where its four sides run, as a small network sees them.

The card is laid straight by what has been found of it so far, and the network (training/outlines) says for each side how
likely each place along it is. It knows what cards look like, so that a side in glare, under a finger or white on white is
told by the rest of the card.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.reader.cardfinder import Candidate
from carddesk.reader.edges import Floats, Pixels
from carddesk.reader.network import load
from carddesk.reader.straight import crossing, fitted
from carddesk.resources import resource

WIDE, HIGH = 256, 192
"""Pixels of the network's picture."""
ACROSS, DOWN = 33.0, 32.0
"""Where it expects the left and the upper side."""
_STEP = 2.0
"""Pixels of the picture to a step of the maps."""
_GREY = 128
_REACH = 20
"""Steps of the maps that an end of a side may be off."""
_SPARED = 0.05
_COLUMNS = 32
_LEAST = 1e-3
_NEAR = 1.5
_LEAST_SIDE = 24
_LEAST_DEPTH = 0.2
_SHARP = 1.5
"""How many times larger than needed a picture may be without being shrunk first."""


class CloseLook:
    """The network, loaded once. Raises ServiceError `reader_unavailable` when its file is missing."""

    def __init__(self, threads: int = 0) -> None:
        self._session = load(resource("models/sides.onnx"), "outline", threads)

    def at(self, pixels: Pixels, corners: Floats) -> Candidate | None:
        """The card whose corners (4 x 2, clockwise, in pixels of the RGB picture) may be off by up to a tenth of its width.

        They come back in the same order, with a score that says how surely all four sides are seen, 0..1.
        """
        turned = 1 if _tall(corners) else 0
        start = np.roll(corners, -turned, axis=0).astype(np.float32)
        onto = np.asarray(cv2.getPerspectiveTransform(start, _place()), np.float64)
        canvas = _laid(pixels, onto)
        if canvas is None:
            return None
        maps = self._session.run(None, {"picture": np.asarray(canvas.transpose(2, 0, 1)[None], np.float32) / 255})[0][0]
        found = _sides(maps)
        if found is None:
            return None
        quad, score = found
        back = cv2.perspectiveTransform(((quad + 0.5) * _STEP)[None].astype(np.float32), np.linalg.inv(onto))[0]
        return Candidate(np.roll(np.asarray(back, np.float32), turned, axis=0), score)


def _tall(corners: Floats) -> bool:
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return bool(sides[0] + sides[2] < sides[1] + sides[3])


def _place() -> Floats:
    right, bottom = WIDE - ACROSS, HIGH - DOWN
    return np.array([[ACROSS, DOWN], [right, DOWN], [right, bottom], [ACROSS, bottom]], np.float32)


def _laid(pixels: Pixels, onto: NDArray[np.float64]) -> Pixels | None:
    """The network's picture; what lies beyond the photograph is grey. None where there is too little to be seen."""
    back = np.linalg.inv(onto)
    rim = np.array([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]], np.float64)
    depth = rim @ back[2, :2] + back[2, 2]
    if depth.min() < _LEAST_DEPTH * depth.max():  # seen so much from the side that it is no card
        return None
    seen = cv2.perspectiveTransform(rim[None], back)[0]
    size = np.array([pixels.shape[1], pixels.shape[0]])
    low = np.clip(np.floor(seen.min(axis=0)) - 2, 0, size - 1).astype(int)
    high = np.clip(np.ceil(seen.max(axis=0)) + 2, low + 1, size).astype(int)
    if (high - low).min() < _LEAST_SIDE:
        return None
    part = pixels[low[1] : high[1], low[0] : high[0]]
    scale = min(1.0, _SHARP * WIDE / max(np.hypot(*(seen[1] - seen[0])), np.hypot(*(seen[2] - seen[3])), 1.0))
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    # Pixel centres lie half a pixel off their corner.
    move = np.array([[1 / scale, 0, low[0] + 0.5 / scale], [0, 1 / scale, low[1] + 0.5 / scale], [0, 0, 1.0]])
    home = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])
    return np.asarray(
        cv2.warpPerspective(part, home @ onto @ move, (WIDE, HIGH), flags=cv2.INTER_LINEAR, borderValue=(_GREY,) * 3),
        np.uint8,
    )


def _sides(maps: Floats) -> tuple[Floats, float] | None:
    """The corners (4 x 2, in steps of the maps) and how surely they are seen."""
    quad = _place() / _STEP - 0.5
    for reach in (_REACH, 4):
        lines = []
        for side in range(4):
            upright = bool(side % 2)
            chance = maps[side].T if upright else maps[side]
            start, stop = (point[::-1] if upright else point for point in (quad[side], quad[(side + 1) % 4]))
            place, way = _likeliest(chance, start, stop, reach)
            lines.append((place[::-1], way[::-1]) if upright else (place, way))
        corners = [crossing(lines[side - 1], lines[side]) for side in range(4)]
        if any(corner is None for corner in corners):
            return None
        quad = np.array(corners, np.float32)
    return quad, _surety(maps, quad)


def _likeliest(chance: Floats, start: Floats, stop: Floats, reach: float) -> tuple[Floats, Floats]:
    """A point and a direction (along, across) of the likeliest line within reach of start to stop.

    `chance` is places across x places along.
    """
    shares = np.linspace(_SPARED, 1 - _SPARED, _COLUMNS)
    along = start[0] + shares * (stop[0] - start[0])
    middle = start[1] + shares * (stop[1] - start[1])
    offsets = np.linspace(-reach, reach, 41)
    ends = offsets[:, None, None] * (1 - shares) + offsets[None, :, None] * shares
    column = np.clip(np.rint(along).astype(int), 0, chance.shape[1] - 1)
    soft = np.log(np.maximum(cv2.blur(chance, (1, 3)), _LEAST))
    row = np.clip(np.rint(middle + ends).astype(int), 0, chance.shape[0] - 1)
    likely = soft[row, column].mean(axis=2)
    one, other = np.unravel_index(int(likely.argmax()), likely.shape)
    line = middle + ends[one, other]
    # What the network sees within a few steps of it says where it is exactly.
    near = np.clip(np.rint(line).astype(int)[None] + np.arange(-3, 4)[:, None], 0, chance.shape[0] - 1)
    weight = chance[near, column[None]]
    mass = weight.sum(axis=0)
    exact = (weight * near).sum(axis=0) / np.maximum(mass, 1e-6)
    places = np.stack([column.astype(np.float32), exact.astype(np.float32)], axis=1)
    otherwise = (
        np.array([along[0], line[0]], np.float32),
        np.array([along[-1] - along[0], line[-1] - line[0]], np.float32),
    )
    return fitted(places, np.where(mass > 0.05, mass, 0).astype(np.float32), otherwise)


def _surety(maps: Floats, quad: Floats) -> float:
    """How surely the sides are seen where they are found; the least sure counts as much as all together."""
    shares = np.linspace(_SPARED, 1 - _SPARED, _COLUMNS)
    sides = []
    for side in range(4):
        start, stop = quad[side], quad[(side + 1) % 4]
        if side % 2:
            start, stop = start[::-1], stop[::-1]
        chance = maps[side].T if side % 2 else maps[side]
        along, across = (start[axis] + shares * (stop[axis] - start[axis]) for axis in (0, 1))
        column = np.clip(np.rint(along).astype(int), 0, chance.shape[1] - 1)
        rows = np.arange(chance.shape[0])[:, None]
        near = np.clip(_NEAR + 0.5 - np.abs(rows - across), 0, 1)
        sides.append(float((chance[:, column] * near).sum(axis=0).mean()))
    return 0.5 * min(sides) + 0.5 * sum(sides) / 4
