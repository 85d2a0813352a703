"""A card looked at straight on: the map between its canvas and the picture, and the lines of text on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Matrix, Pixels, homography, map_quad, rectify, snippet
from carddesk.reader.lines import Line
from carddesk.reader.ocr import LINE_HEIGHT, TextEngine

_CANVAS = 864
_MARGIN = 0.03
_TELLING = 7
_LEVEL = 0.012
_TELLS = 2.0
"""How many times wider than high a line must be for its slope to say something."""


@dataclass(frozen=True, slots=True)
class View:
    """An upright card: its corners in the picture, the size of the canvas it fills, and the lines read on that canvas.

    `lean` is how many pixels text on the canvas sinks for each pixel it runs to the right (a card whose corners are not
    quite right leans); the lines' quads, and all that is given to `in_picture`, are level.
    """

    corners: Quad
    width: int
    height: int
    lines: tuple[Line, ...] = field(default=(), repr=False)
    lean: float = 0.0

    @property
    def to_picture(self) -> Matrix:
        """From canvas pixels to picture pixels."""
        return np.asarray(np.linalg.inv(homography(self.corners, self.width, self.height)), np.float64)

    def in_picture(self, quad: Quad) -> Quad:
        """A quad of the levelled canvas in the picture."""
        return map_quad(self.to_picture, sheared(quad, self.lean) if self.lean else quad)


def canvas_size(corners: Quad) -> tuple[int, int]:
    """Width and height of the canvas for a card with these corners: its longer side is fixed."""
    width, height = max(corners.width, 1.0), max(corners.height, 1.0)
    scale = _CANVAS / max(width, height)
    return max(64, round(width * scale)), max(64, round(height * scale))


def upright(pixels: Pixels, corners: NDArray[np.float32], text: list[NDArray[np.float32]], engine: TextEngine) -> Quad:
    """The corners of a card in reading order, told by the direction of the text on it and its letters' own top.

    `corners` (4 x 2) run clockwise from anywhere; `text` are the runs of text in the same pixels.
    """
    inside = [box for box in text if Quad.from_points(corners.tolist()).contains(tuple(box.mean(axis=0).tolist()))]
    if not inside:
        return Quad.from_points(corners.tolist())
    one = corners[1] - corners[0] + corners[2] - corners[3]
    other = corners[2] - corners[1] + corners[3] - corners[0]
    one, other = one / np.hypot(*one), other / np.hypot(*other)
    ways = [box[1] - box[0] for box in inside]
    if sum(abs(way @ other) - abs(way @ one) for way in ways) > 0:
        corners = np.roll(corners, -1, axis=0)
        one = other
    longest = sorted(inside, key=lambda box: -float(np.hypot(*(box[1] - box[0]))))[:_TELLING]
    along = [box if (box[1] - box[0]) @ one > 0 else np.roll(box, -2, axis=0) for box in longest]
    strips = [snippet(pixels, Quad.from_points(box.tolist()), LINE_HEIGHT) for box in along]
    if sum(engine.upside_down(strips)) > len(strips) / 2:
        corners = np.roll(corners, -2, axis=0)
    return Quad.from_points(corners.tolist())


def look(pixels: Pixels, corners: Quad, engine: TextEngine) -> View:
    """Reads the card with these corners (in reading order) from the picture's own pixels."""
    width, height = canvas_size(corners)
    bare = View(corners, width, height)
    edge = round(_MARGIN * max(width, height))
    outer = Quad.from_bounds(-edge, -edge, width + edge, height + edge)
    canvas = rectify(pixels, bare.in_picture(outer), width + 2 * edge, height + 2 * edge)
    boxes = [box.corners - edge for box in engine.detect(canvas)]
    quads = [Quad.from_points(_rightwards(box).tolist()) for box in boxes if _on_card(box, width, height)]
    lines = read_lines(pixels, bare, quads, engine)
    lean = _lean(lines)
    level = [replace(line, quad=sheared(line.quad, -lean)) for line in lines]
    return View(corners, width, height, _in_order(level), lean)


def relaid(view: View, corners: Quad) -> View | None:
    """What was read in a view, on a card with other corners; None where those reach out of what was read."""
    width, height = canvas_size(corners)
    bare = View(corners, width, height)
    onto = homography(corners, width, height)
    before = View(view.corners, view.width, view.height)
    edge = _MARGIN * max(view.width, view.height)
    looked_at = before.in_picture(Quad.from_bounds(-edge, -edge, view.width + edge, view.height + edge))
    if not all(looked_at.contains(point) for point in corners.points):
        return None
    lines = [replace(line, quad=map_quad(onto, view.in_picture(line.quad))) for line in view.lines]
    lines = [line for line in lines if _on_card(np.array(line.quad.points, np.float32), width, height)]
    lean = _lean(lines)
    level = [replace(line, quad=sheared(line.quad, -lean)) for line in lines]
    return replace(bare, lines=_in_order(level), lean=lean)


def read_lines(pixels: Pixels, view: View, quads: list[Quad], engine: TextEngine) -> tuple[Line, ...]:
    """What stands in these quads of the canvas, read from the picture's own pixels; nothing for those that are empty."""
    strips = [snippet(pixels, view.in_picture(quad), LINE_HEIGHT) for quad in quads]
    lines = [
        Line(read.text, quad, read.confidences, read.centres).stripped()
        for quad, read in zip(quads, engine.read(strips), strict=True)
        if read.text.strip()
    ]
    return tuple(lines)


def sheared(quad: Quad, lean: float) -> Quad:
    """The quad with every point moved down by `lean` for each pixel it lies to the right."""
    return quad.map(lambda point: (point[0], point[1] + lean * point[0]))


def _lean(lines: Sequence[Line]) -> float:
    """The usual slope of lines, long ones counting more; 0 where there is none to speak of.

    Short lines have a say too: on a card with few long ones a mark that is meant to run askew would outvote the rest.
    """
    slopes = sorted(
        (
            (line.quad.rt[1] + line.quad.rb[1] - line.quad.lt[1] - line.quad.lb[1])
            / 2
            / max(line.right - line.left, 1.0),
            line.quad.width,
        )
        for line in lines
        if line.quad.width > _TELLS * line.height
    )
    half = sum(width for _, width in slopes) / 2
    heaped = accumulate(width for _, width in slopes)
    lean = next((slope for (slope, _), sum_ in zip(slopes, heaped, strict=True) if sum_ >= half), 0.0)
    return lean if abs(lean) > _LEVEL else 0.0


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(_apart(lines), key=lambda line: (line.middle, line.left)))


def _apart(lines: list[Line]) -> list[Line]:
    """Lines of which no two show the same character: what a line shares with the one before it on its row is cut off."""
    apart: list[Line] = []
    for line in sorted(lines, key=lambda each: each.left):
        shared = 0
        for other in apart:
            if abs(other.middle - line.middle) < 0.4 * line.height and line.left < other.right < line.right:
                share = (other.right - 0.15 * other.height - line.left) / max(line.right - line.left, 1e-6)
                shared = max(shared, sum(centre < share for centre in line.centres))
        rest = line.part(shared, len(line.text)).stripped()
        if rest.text:
            apart.append(rest)
    return apart


def _on_card(box: NDArray[np.float32], width: int, height: int) -> bool:
    x, y = box.mean(axis=0)
    return bool(0 < x < width and 0 < y < height)


def _rightwards(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same corners starting at the upper left."""
    first = int(box.sum(axis=1).argmin())
    return np.roll(box, -first, axis=0)
