"""Cutting strips: the snippets of all fields of a picture, made off the event loop."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import snippet
from carddesk.ui.image.pyramid import to_image
from carddesk.ui.image.widened import widened

MIN_HEIGHT_PX = 24
MAX_HEIGHT_PX = 200
_AROUND = 0.12
"""How much of its height a strip shows above and below its quad, so that no stroke is cut."""


def cut(pixels: NDArray[np.uint8], quads: Mapping[str, Quad], scale: float) -> dict[str, QImage]:
    """The strip of each quad, by key. `pixels` is RGB H×W×3 at `scale` times the size that quads are measured in."""
    made = {}
    for key, quad in quads.items():
        around = widened(quad, _AROUND * quad.height).map(lambda point: (point[0] * scale, point[1] * scale))
        if around.width >= 2 and around.height >= 2:
            height = round(min(max(around.height, MIN_HEIGHT_PX), MAX_HEIGHT_PX))
            made[key] = to_image(np.ascontiguousarray(snippet(pixels, around, height)))
    return made
