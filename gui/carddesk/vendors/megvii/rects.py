"""Megvii's rectangles: four named corners, all zero where nothing was found, and not always in order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from carddesk.cards.geometry import Point, Quad
from carddesk.vendors.megvii.loose import number
from carddesk.vendors.said import members

_CORNERS: Final = ("lt", "rt", "rb", "lb")
_FARTHEST_PX: Final = 50_000.0
"""Images have at most 8000 pixels a side; a corner this far out is no place in one."""
_LEAST_AREA_PX: Final = 1.0


def quad(rect: object) -> Quad | None:
    """The quad that `rect` names; None where it says nothing, all its corners are zero, or it has no area.

    Corners that run clockwise are kept as named, since they tell which way up the text stands. Others are put in
    order, beginning at the upper left (the document's `eep_number` has its lower corners above its upper ones).
    """
    points = [_point(members(rect).get(corner)) for corner in _CORNERS]
    found = [point for point in points if point is not None]
    if len(found) < len(_CORNERS):
        return None
    # All zero, as the document has it for what was not found, is one way to have no area.
    ordered = found if _clockwise(found) else _in_order(found)
    made = Quad.from_points(ordered)
    return made if made.area >= _LEAST_AREA_PX else None


def joined(quads: Sequence[Quad]) -> Quad | None:
    """One quad around quads that follow each other on a line, given in reading order."""
    if not quads:
        return None
    first, last = quads[0], quads[-1]
    line = (first.lt, last.rt, last.rb, first.lb)
    if _clockwise(line):
        return Quad.from_points(line)
    xs, ys = zip(*(point for each in quads for point in each.points), strict=True)
    return Quad.from_bounds(min(xs), min(ys), max(xs), max(ys))


def _point(corner: object) -> Point | None:
    x, y = (number(members(corner).get(axis)) for axis in ("x", "y"))
    if x is None or y is None or max(abs(x), abs(y)) > _FARTHEST_PX:
        return None
    return x, y


def _clockwise(points: Sequence[Point]) -> bool:
    """Whether the corners turn right at each step, as lt, rt, rb, lb do with y pointing down."""
    sides = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise((*points, points[0]))]
    return all(ax * by - ay * bx > 0 for (ax, ay), (bx, by) in pairwise((*sides, sides[0])))


def _in_order(points: Sequence[Point]) -> list[Point]:
    middle_x, middle_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    around = sorted(points, key=lambda point: math.atan2(point[1] - middle_y, point[0] - middle_x))
    start = min(range(len(around)), key=lambda index: sum(around[index]))
    return [*around[start:], *around[:start]]
