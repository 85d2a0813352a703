"""How a card looks, small enough to keep: whether the card under the camera is the one that was there before."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Greys = NDArray[np.float32]

WIDTH: Final = 192
HEIGHT: Final = 120
_COARSE = 8.0
_FINE = 1.6
_STEP = 21
_ROUNDS = 30
_PLAIN = 4.0
"""Grey levels of print below which a part has nothing to compare."""
_WORST = 0.1
"""The share of parts that decides: cards of one kind agree in all but a few."""


def look(card: Pixels) -> Greys:
    """The look of a card laid straight (H x W x 3, blue, green, red), of any size: HEIGHT x WIDTH, in grey levels.

    What is brighter or darker over a wide stretch is taken off: lamps and shadows do that, print does not.
    """
    small = cv2.resize(card, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    fine = cv2.GaussianBlur(grey, (0, 0), _FINE)
    return np.asarray(fine - cv2.GaussianBlur(grey, (0, 0), _COARSE), np.float32)


def alike(one: Greys, other: Greys) -> float:
    """-1..1 how well two looks agree where they agree least; the other way up counts as the same."""
    turned = np.ascontiguousarray(other[::-1, ::-1])
    nearer = max((other, turned), key=lambda each: _whole(one, each))
    return _agreement(one, _brought_onto(one, nearer))


def _whole(one: Greys, other: Greys) -> float:
    """How well they agree all in all, seen coarsely."""
    small = [cv2.resize(each, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for each in (one, other)]
    return float(cv2.matchTemplate(small[0], small[1][2:-2, 2:-2], cv2.TM_CCOEFF_NORMED).max())


def _brought_onto(one: Greys, other: Greys) -> Greys:
    """The other one moved so that it lies on the first: outlines are not found to a hair."""
    move = np.eye(2, 3, dtype=np.float32)
    ends = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ROUNDS, 1e-3)
    try:
        _, found = cv2.findTransformECC(one, other, move, cv2.MOTION_AFFINE, ends, np.full(one.shape, 255, np.uint8), 5)
    except cv2.error:  # they have nothing in common by which to move one
        return other
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(other, found, (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REFLECT), np.float32
    )


def _agreement(one: Greys, other: Greys) -> float:
    mean = [cv2.boxFilter(each, -1, (_STEP, _STEP)) for each in (one, other)]
    power = [cv2.boxFilter(each * each, -1, (_STEP, _STEP)) - m * m for each, m in zip((one, other), mean, strict=True)]
    shared = cv2.boxFilter(one * other, -1, (_STEP, _STEP)) - mean[0] * mean[1]
    edge = _STEP // 2
    inner = (slice(edge, -edge, 4), slice(edge, -edge, 4))
    powers = [np.maximum(each[inner], 1e-3) for each in power]
    told = np.maximum(*powers) > _PLAIN**2
    if not told.any():
        return 1.0
    agreed = np.sort((shared[inner] / np.sqrt(powers[0] * powers[1]))[told])
    return float(agreed[: max(1, round(_WORST * len(agreed)))].mean())
