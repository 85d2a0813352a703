"""How well a field can be read from its own pixels: sharpness against letter height, contrast, noise and glare."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import snippet

Pixels = NDArray[np.uint8]
Greys = NDArray[np.float32]

_HEIGHT = 40


def field_quality(pixels: Pixels, quad: Quad) -> float:
    """0..1 for the text in a quad: 0.5 and more reads with ease, below 0.3 is doubtful."""
    strip = snippet(pixels, quad, _HEIGHT)
    grey = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return strip_quality(grey)


def strip_quality(grey: Greys) -> float:
    """0..1 for one strip of text in grey levels 0..255, about 40 pixels high."""
    if grey.size < 64:
        return 0.0
    dark, light = np.percentile(grey, (4, 90))
    contrast = float(light - dark)
    steps = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(grey, cv2.CV_32F, 0, 1) / 8)
    steepest = float(np.percentile(steps, 97))
    sharp = min(1.0, steepest / max(contrast, 12.0) / 0.22)
    clear = min(1.0, contrast / 70.0)
    return float(np.clip(sharp, 0, 1) * np.clip(clear, 0, 1))
