"""Room around a quad, so that neither a line nor an edge touches the ink that it encloses."""

from __future__ import annotations

from carddesk.cards.geometry import Point, Quad


def widened(quad: Quad, by: float) -> Quad:
    """The quad with `by` pixels more on every side, along its own edges."""
    along, down = by / max(quad.width, 1), by / max(quad.height, 1)

    def moved(corner: Point, beside: Point, below: Point) -> Point:
        return (
            corner[0] + (corner[0] - beside[0]) * along + (corner[0] - below[0]) * down,
            corner[1] + (corner[1] - beside[1]) * along + (corner[1] - below[1]) * down,
        )

    return Quad(
        moved(quad.lt, quad.rt, quad.lb),
        moved(quad.rt, quad.lt, quad.rb),
        moved(quad.rb, quad.lb, quad.rt),
        moved(quad.lb, quad.rb, quad.lt),
    )
