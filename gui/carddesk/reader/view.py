"""A card looked at straight on: the map between its canvas and the picture, and the lines of text on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Matrix, Pixels, homography, map_quad, rectify, snippet, through
from carddesk.reader.lines import Line
from carddesk.reader.ocr import LINE_HEIGHT, TextEngine

_CANVAS = 864
_MARGIN = 0.03
_TELLING = 7


@dataclass(frozen=True, slots=True)
class View:
    """An upright card: its corners in the picture, the size of the canvas it fills, and the lines read on that canvas."""

    corners: Quad
    width: int
    height: int
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def to_picture(self) -> Matrix:
        """From canvas pixels to picture pixels."""
        return np.asarray(np.linalg.inv(homography(self.corners, self.width, self.height)), np.float64)

    def in_picture(self, quad: Quad) -> Quad:
        """A quad of the canvas in the picture."""
        return map_quad(self.to_picture, quad)


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
    return View(corners, width, height, read_lines(pixels, bare, quads, engine))


def read_lines(pixels: Pixels, view: View, quads: list[Quad], engine: TextEngine) -> tuple[Line, ...]:
    """What stands in these quads of the canvas, read from the picture's own pixels; nothing for those that are empty."""
    strips = [snippet(pixels, view.in_picture(quad), LINE_HEIGHT) for quad in quads]
    lines = [
        Line(read.text, quad, read.confidences, read.centres).stripped()
        for quad, read in zip(quads, engine.read(strips), strict=True)
        if read.text.strip()
    ]
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


def matrix_between(corners: Quad, other: View) -> Matrix:
    """From the canvas of `other` to that of a view of the same card whose corners are `corners`."""
    width, height = canvas_size(corners)
    return homography(corners, width, height) @ other.to_picture


def _on_card(box: NDArray[np.float32], width: int, height: int) -> bool:
    x, y = box.mean(axis=0)
    return bool(0 < x < width and 0 < y < height)


def _rightwards(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same corners starting at the upper left."""
    first = int(box.sum(axis=1).argmin())
    return np.roll(box, -first, axis=0)


__all__ = ["View", "canvas_size", "look", "matrix_between", "read_lines", "through", "upright"]
