"""Where and how surely something was read. Neither document tells it; sister interfaces of Baidu do, so it is taken if it comes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from carddesk.cards.geometry import Quad
from carddesk.vendors.said import members

_FURTHEST_PX = 1_000_000.0
_CORNERS = ("vertexes_location", "min_finegrained_vertexes_location", "vertices")


def place(entry: Mapping[str, object]) -> Quad | None:
    """The quad of `location` {left, top, width, height} or of four corners {x, y}; None where there is none or it is no place."""
    for key in _CORNERS:
        corners = entry.get(key)
        if isinstance(corners, list) and len(corners) == 4:
            return _quad([(_figure(members(each).get("x")), _figure(members(each).get("y"))) for each in corners])
    box = members(entry.get("location"))
    left, top = _figure(box.get("left")), _figure(box.get("top"))
    width, height = _figure(box.get("width")), _figure(box.get("height"))
    if left is None or top is None or width is None or height is None or width <= 0 or height <= 0:
        return None
    return Quad.from_bounds(left, top, left + width, top + height)


def certainty(entry: Mapping[str, object]) -> float | None:
    """`probability`, a figure or {average, min, variance}, if it is one from 0 to 1."""
    said = entry.get("probability")
    figure = _figure(said.get("average") if isinstance(said, dict) else said)
    return figure if figure is not None and 0 <= figure <= 1 else None


def _quad(corners: Sequence[tuple[float | None, float | None]]) -> Quad | None:
    points = [(x, y) for x, y in corners if x is not None and y is not None]
    return Quad.from_points(points) if len(points) == 4 and len(set(points)) > 2 else None


def _figure(value: object) -> float | None:
    """Numbers come as text, so that they stay exact."""
    try:
        figure = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return figure if abs(figure) <= _FURTHEST_PX else None
