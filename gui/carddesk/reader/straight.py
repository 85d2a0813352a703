"""Straight lines through places that are not all to be believed."""

from __future__ import annotations

import numpy as np

from carddesk.reader.edges import Floats

Line = tuple[Floats, Floats]
"""A point and a direction, 2 each."""

_STEADIED = 5
_ASTRAY = 0.6
"""How far a place may be off its line before it counts half."""
_FLATTEST = 0.3


def fitted(places: Floats, weights: Floats, otherwise: Line) -> Line:
    """The line through most of the weighted places (N x 2); another where a quarter of them say nothing."""
    if (weights > 0).sum() < len(places) / 4:
        return otherwise
    line = _line(places, weights)
    for _ in range(_STEADIED):
        away = (places - line[0]) @ np.array([-line[1][1], line[1][0]])
        line = _line(places, np.asarray(weights / (1 + (away / _ASTRAY) ** 2), np.float32))
    return line


def crossing(one: Line, other: Line) -> Floats | None:
    """Where two lines meet; None where they run about the same way."""
    (point, way), (second, heading) = one, other
    way, heading = (each / max(float(np.hypot(*each)), 1e-6) for each in (way, heading))
    cross = float(way[0] * heading[1] - way[1] * heading[0])
    if abs(cross) < _FLATTEST:
        return None
    offset = second - point
    return np.asarray(point + (offset[0] * heading[1] - offset[1] * heading[0]) / cross * way, np.float32)


def _line(places: Floats, weights: Floats) -> Line:
    """The middle and the main direction of weighted places."""
    centre = (places * weights[:, None]).sum(axis=0) / weights.sum()
    offset = places - centre
    xx, yy, xy = ((weights * a * b).sum() for a, b in ((*[offset[:, 0]] * 2,), (*[offset[:, 1]] * 2,), offset.T))
    turn = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.asarray(centre, np.float32), np.array([np.cos(turn), np.sin(turn)], np.float32)
