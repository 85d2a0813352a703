"""Where cards lie, as a small network sees it.

The network (training/outlines) has learnt on pictures made up for it how a card parts from what it lies on; it knows no
document.
"""

from __future__ import annotations

import cv2
import numpy as np

from carddesk.cards.geometry import Quad
from carddesk.reader.cardfinder import Candidate, nearest_turn
from carddesk.reader.edges import Pixels
from carddesk.reader.network import load
from carddesk.reader.tracing import Maps, outlines
from carddesk.resources import resource

SIDE = 256
"""Pixels of the network's square picture."""
_STEP = 2.0
"""Pixels of that picture to one of its maps."""
_GREY = 128
_AROUND = 0.115
"""How much of what lies around a card the closer look takes in on each side, as a share of its picture."""
_MOVED = 0.12


class SilhouetteModel:
    """The network, loaded once. Raises ServiceError `reader_unavailable` when its file is missing."""

    def __init__(self, threads: int = 0) -> None:
        self._session = load(resource("models/outlines.onnx"), "outline", threads)

    def find(self, pixels: Pixels) -> list[Candidate]:
        """The cards in an RGB picture, corners in its pixels, surest first."""
        found = [self._closer(pixels, candidate) for candidate in outlines(self.maps(pixels))]
        return sorted(found, key=lambda each: -each.score)

    def _closer(self, pixels: Pixels, first: Candidate) -> Candidate:
        """The same card looked at once more, straight on and as large as the network's picture holds it."""
        sides = np.hypot(*np.moveaxis(np.roll(first.corners, -1, axis=0) - first.corners, -1, 0))
        size = np.array([sides[0] + sides[2], sides[1] + sides[3]]) / 2
        canvas = np.maximum(np.rint(size * SIDE / size.max()), 16)
        margin = canvas * _AROUND
        (left, top), (right, bottom) = margin, canvas - margin
        target = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
        onto = cv2.getPerspectiveTransform(first.corners.astype(np.float32), target)
        width, height = (int(side) for side in canvas)
        seen = cv2.warpPerspective(pixels, onto, (width, height), flags=cv2.INTER_AREA, borderValue=(_GREY,) * 3)
        middle = Quad.from_points(target.tolist())
        again = [each for each in outlines(self.maps(np.asarray(seen, np.uint8))) if each.score > first.score]
        again = [each for each in again if middle.contains(tuple(each.corners.mean(axis=0).tolist()))]
        if not again:
            return first
        best = max(again, key=lambda each: each.score)
        back = nearest_turn(
            np.asarray(cv2.perspectiveTransform(best.corners[None], np.linalg.inv(onto))[0], np.float32), first.corners
        )
        moved = np.abs(back - first.corners).max()
        return Candidate(back, best.score) if moved < _MOVED * size.max() else first

    def maps(self, pixels: Pixels) -> Maps:
        """What it sees in an RGB picture (H x W x 3)."""
        height, width = pixels.shape[:2]
        scale = SIDE / max(height, width)
        small = cv2.resize(
            pixels, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
        )
        square = np.full((SIDE, SIDE, 3), _GREY, np.uint8)
        square[: small.shape[0], : small.shape[1]] = small
        seen = np.asarray(square.transpose(2, 0, 1)[None], np.float32) / 255
        inside, rim, core = self._session.run(None, {"picture": seen})[0][0]
        return Maps(inside, rim, core, _STEP / scale)
