"""Points and quads in pixels of the upright original image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corner points, named as the text or card inside is read, in pixels of the upright original image.

    On a card that lies upside down in the image, `lt` is at the lower right of the picture.
    """

    lt: Point
    rt: Point
    rb: Point
    lb: Point

    @classmethod
    def from_points(cls, points: Sequence[Sequence[float]]) -> Quad:
        """A quad from four `[x, y]` in the order lt, rt, rb, lb.

        Raises:
            ValueError: there are not four points of two numbers each.
        """
        if len(points) != 4 or any(len(point) != 2 for point in points):
            raise ValueError(f"a quad has four points of two numbers, not {points!r}")
        lt, rt, rb, lb = ((float(x), float(y)) for x, y in points)
        return cls(lt, rt, rb, lb)

    @classmethod
    def from_bounds(cls, left: float, top: float, right: float, bottom: float) -> Quad:
        """The upright rectangle with these edges."""
        return cls((left, top), (right, top), (right, bottom), (left, bottom))

    @property
    def points(self) -> tuple[Point, Point, Point, Point]:
        """The corners in the order lt, rt, rb, lb."""
        return self.lt, self.rt, self.rb, self.lb

    @property
    def centre(self) -> Point:
        """The mean of the corners."""
        return sum(x for x, _ in self.points) / 4, sum(y for _, y in self.points) / 4

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The smallest upright rectangle around it: left, top, right, bottom."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def width(self) -> float:
        """The mean length of the upper and lower edge, in pixels."""
        return (_distance(self.lt, self.rt) + _distance(self.lb, self.rb)) / 2

    @property
    def height(self) -> float:
        """The mean length of the left and right edge, in pixels."""
        return (_distance(self.lt, self.lb) + _distance(self.rt, self.rb)) / 2

    @property
    def area(self) -> float:
        """The enclosed area in square pixels, by the shoelace formula; never negative."""
        ring = (*self.points, self.lt)
        return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2

    def map(self, move: Callable[[Point], Point]) -> Quad:
        """The quad of the moved corners."""
        return Quad(*(move(point) for point in self.points))

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the edge, whichever way round the corners run."""
        ring = (*self.points, self.lt)
        sides = [(x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1) for (x1, y1), (x2, y2) in pairwise(ring)]
        return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)

    def to_lists(self, digits: int = 1) -> list[list[float]]:
        """`[[x, y], …]` in the order lt, rt, rb, lb, rounded to `digits` decimals."""
        return [[round(x, digits), round(y, digits)] for x, y in self.points]


def _distance(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])
