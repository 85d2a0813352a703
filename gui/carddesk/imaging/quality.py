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
"""Pixels to which a field's height is brought before it is judged, so that blur counts in heights of its letters."""
_SMALLEST_PX = 18.0
_CLEAR_CONTRAST = 140.0
"""Grey levels between ink and paper on a scan; photographs in poor light have half of it and are still read."""
_CONTRAST_POWER = 0.7
_STEEP = 0.30
"""Steepest slope of clean print, in shares of its contrast a pixel at the judged height."""
_BLURRED = 0.035
"""The same where letters begin to run together (blur of about a sixth of their height)."""
_LOUD = 0.22
_WHITE = 250
_WIDEST_GAP = 34


def field_quality(pixels: Pixels, quad: Quad) -> float:
    """0..1 for the text in a quad of an RGB image: a crisp scan 0.9 and more, a fair photograph 0.6, doubtful below 0.3.

    It falls with blur (measured against the height of the quad), with noise, with missing contrast, with glare over the
    text, and where the text is only a few pixels high.
    """
    grey = cv2.cvtColor(snippet(pixels, quad, _HEIGHT), cv2.COLOR_RGB2GRAY).astype(np.float32)
    return strip_quality(grey) * min(1.0, quad.height / _SMALLEST_PX)


def strip_quality(grey: Greys) -> float:
    """0..1 for one strip of text in grey levels 0..255, 40 pixels high."""
    if grey.size < 64:
        return 0.0
    soft: Greys = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.9), np.float32)
    dark, light = (float(level) for level in np.percentile(soft, (3, 92)))
    contrast = max(light - dark, 1e-3)
    noise = _noise(grey) / contrast
    clear = float(min(1.0, contrast / _CLEAR_CONTRAST) ** _CONTRAST_POWER)
    return _sharpness(soft, contrast) * clear * _quiet(noise) * _unglared(grey)


def _sharpness(soft: Greys, contrast: float) -> float:
    slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(soft, cv2.CV_32F, 0, 1) / 8)
    steepest = float(np.percentile(slope, 96)) / max(contrast, 12.0)
    return float(np.clip((steepest - _BLURRED) / (_STEEP - _BLURRED), 0, 1))


def _noise(grey: Greys) -> float:
    """Deviation of the noise in grey levels, from what a second difference of smooth picture leaves (Immerkær 1996)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    left = np.abs(cv2.filter2D(grey, cv2.CV_32F, kernel))
    # The median instead of the mean: strokes are edges everywhere, paper between them is not.
    return float(np.median(left)) / 0.6745 / 6.0


def _quiet(noise: float) -> float:
    return 1.0 / (1.0 + (noise / _LOUD) ** 2)


def _unglared(grey: Greys) -> float:
    """Less the more of the strip is burnt out: stretches without a trace of ink, longer than any gap between letters."""
    blank = np.concatenate([[0], ((grey >= _WHITE).mean(axis=0) > 0.97).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(blank))
    runs = edges[1::2] - edges[::2]
    lost = float(runs[runs > _WIDEST_GAP].sum()) / grey.shape[1]
    return float(1.0 - min(1.0, 1.1 * lost))
