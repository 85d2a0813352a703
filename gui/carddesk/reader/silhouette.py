"""Where cards lie, as a small network sees it.

The network (training/outlines) has learnt on pictures made up for it how a card parts from what it lies on; it knows no
document.
"""

from __future__ import annotations

import cv2
import numpy as np

from carddesk.reader.cardfinder import Candidate
from carddesk.reader.edges import Pixels
from carddesk.reader.network import load
from carddesk.reader.tracing import Maps, outlines
from carddesk.resources import resource

SIDE = 256
"""Pixels of the network's square picture."""
_STEP = 2.0
"""Pixels of that picture to one of its maps."""
_GREY = 128


class SilhouetteModel:
    """The network, loaded once. Raises ServiceError `reader_unavailable` when its file is missing."""

    def __init__(self, threads: int = 0) -> None:
        self._session = load(resource("models/outlines.onnx"), "outline", threads)

    def find(self, pixels: Pixels) -> list[Candidate]:
        """The cards in an RGB picture, corners in its pixels, surest first."""
        return outlines(self.maps(pixels))

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
