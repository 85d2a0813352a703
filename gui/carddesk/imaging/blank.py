"""Whether there is anything on a page: the empty backs that a scanner's feeder takes along."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from carddesk.imaging.rectify import Pixels

SIDE_PX: Final = 220
"""The longer side of the picture that is looked at: print is still darker than paper, dust and grain are not."""
_MARGIN: Final = 0.04
"""Of each side, left out: scanners show the paper's edge there."""
_INK: Final = 26
_LEAST: Final = 0.0008
"""Share of the page: less than a page number."""


def is_blank(pixels: Pixels) -> bool:
    """Whether a page (RGB, height x width x 3, about `SIDE_PX` long) has nothing on it but its paper."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    down, across = round(height * _MARGIN), round(width * _MARGIN)
    inner = grey[down : height - down, across : width - across]
    paper = int(np.median(inner))
    ink = np.abs(inner.astype(np.int16) - paper) > _INK
    return bool(ink.mean() < _LEAST)
