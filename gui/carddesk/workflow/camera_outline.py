"""The outline of a card under a camera: what the network sees, set right where one corner was led astray."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.reader.cardfinder import Candidate

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]

_SURE: Final = 0.45
_MOST_LONG: Final = 2.2
_ASKEW: Final = 0.05
"""Opposite sides that differ by more than this share may be so by perspective, or because a corner is wrong."""
_PLACES: Final = 40
_DEEP: Final = 0.012
"""How far inside and outside of a side is looked, in shares of the card's longer side."""
_STEP: Final = 14.0
"""Grey levels by which a card parts from what it lies on."""
_SAME: Final = 0.01
_BETTER: Final = 1.04


def outline(small: Pixels, found: Sequence[Candidate], before: Corners | None = None) -> Corners | None:
    """The likeliest card (4 x 2, clockwise, the longer side first) among those seen in a frame (blue, green, red).

    `before` is the outline in the frame before, where nothing has moved since: it stays until a clearer one is seen.
    """
    sure = [each for each in found if each.score > _SURE and _is_card(each.corners)]
    if not sure:
        return None
    best = max(sure, key=lambda each: each.score * cv2.contourArea(each.corners) ** 0.25).corners
    right = longer_first(_set_right(small, best) if _askew(best) > _ASKEW else best)
    if before is None or _away(before, right) < _SAME:
        return right
    smooth = _smooth(small)
    return right if _clearness(smooth, right) > _BETTER * _clearness(smooth, before) else before


def longer_first(corners: Corners) -> Corners:
    """The same corners clockwise from the one at the upper left end of an upper longer side."""
    sides = _sides(corners)
    start = 0 if sides[0] + sides[2] >= sides[1] + sides[3] else 1
    turned = np.roll(corners, -start, axis=0)
    upper, lower = turned[:2].mean(axis=0), turned[2:].mean(axis=0)
    way = turned[1] - turned[0]
    flat = abs(way[0]) >= abs(way[1])
    upside_down = upper[1] > lower[1] if flat else way[1] > 0
    return np.ascontiguousarray(np.roll(turned, -2, axis=0) if upside_down else turned, np.float32)


def _set_right(small: Pixels, corners: Corners) -> Corners:
    """The outline, or it with one corner where the other three say that it is, whichever parts card and desk more clearly."""
    choices = [corners]
    for wrong in range(4):
        choice = corners.copy()
        choice[wrong] = corners[wrong - 1] + corners[(wrong + 1) % 4] - corners[(wrong + 2) % 4]
        choices.append(choice)
    smooth = _smooth(small)
    clear = [_clearness(smooth, each) for each in choices]
    best = int(np.argmax(clear))
    return choices[best] if clear[best] > _BETTER * clear[0] else corners


def _away(one: Corners, other: Corners) -> float:
    return float(np.hypot(*(one - other).T).max()) / max(float(_sides(one).max()), 1.0)


def _smooth(small: Pixels) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1.2), np.float32)


def _clearness(smooth: NDArray[np.float32], corners: Corners) -> float:
    """How much of each side parts two shades, 0..1; the least clear side counts as much as all together."""
    deep = _DEEP * float(_sides(corners).max())
    shares = np.linspace(0.08, 0.92, _PLACES, dtype=np.float32)[:, None]
    told = []
    for side in range(4):
        start, stop = corners[side], corners[(side + 1) % 4]
        way = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-6)
        out = np.array([way[1], -way[0]], np.float32) * deep
        feet = start + shares * (stop - start)
        inner, outer = _colours(smooth, feet - out), _colours(smooth, feet + out)
        told.append(float(np.clip(np.abs(inner - outer).max(axis=1) / _STEP, 0, 1).mean()))
    return 0.5 * min(told) + 0.5 * sum(told) / 4


def _colours(smooth: NDArray[np.float32], places: Corners) -> NDArray[np.float32]:
    columns, rows = (np.ascontiguousarray(places[None, :, axis], np.float32) for axis in (0, 1))
    seen = cv2.remap(smooth, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen[0], np.float32)


def _askew(corners: Corners) -> float:
    one, two, three, four = (float(side) for side in _sides(corners))
    return max(abs(one - three) / max(one, three), abs(two - four) / max(two, four))


def _sides(corners: Corners) -> NDArray[np.float32]:
    return np.asarray(np.hypot(*(np.roll(corners, -1, axis=0) - corners).T), np.float32)


def _is_card(corners: Corners) -> bool:
    sides = _sides(corners)
    one, other = sides[0] + sides[2], sides[1] + sides[3]
    return bool(max(one, other) < _MOST_LONG * min(one, other))
