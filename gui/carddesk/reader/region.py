"""Reading one box of a picture: the lines of text in it, from top to bottom, with no idea of cards and fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.imaging.rectify import Pixels, rectify, snippet
from carddesk.reader.ocr import LINE_HEIGHT, Floats, ReadText, TextBox

_LEAST_HEIGHT = 64
"""A box is enlarged until it is so high: the detector misses lines of fewer pixels."""
_MOST_SIDE = 1600
_ROOM = 0.25
"""Blank room around the box, as a share of its height: text that touches the edge is missed too."""
_SAME_LINE = 0.5
_LEAST_SURE = 0.5
"""Below this mean confidence a run of text is taken for a pattern."""
_FLAT = 2.0
"""How many times wider than high a box must be to be read as one line where no line is made out in it."""


class Engine(Protocol):
    """What finds runs of text and reads them."""

    def detect(self, pixels: Pixels) -> list[TextBox]:
        """Every run of text."""

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        """What each strip of one line says."""


def read_region(pixels: Pixels, region: Quad, engine: Engine) -> Reading:
    """The box as a reading without a document: a field a line. Text runs from the box's `lt` to its `rt`.

    `pixels` is the upright picture; the box may be turned, and may reach beyond it.
    """
    canvas = _straight(pixels, region)
    boxes = [each.corners for each in engine.detect(canvas)]
    level = [box for box in boxes if abs(float(box[1][0] - box[0][0])) >= abs(float(box[1][1] - box[0][1]))]
    read = engine.read([snippet(canvas, Quad.from_points(box.tolist()), LINE_HEIGHT) for box in level])
    found = [(box, each) for box, each in zip(level, read, strict=True) if each.text.strip()]
    found = [(box, each) for box, each in found if each.confidence >= _LEAST_SURE]
    lines = [_joined(row) for row in _rows(found)] or _as_one_line(pixels, region, engine)
    fields = tuple(
        Field(str(at), "", line.text, line.text, confidence=line.confidence) for at, line in enumerate(lines)
    )
    return Reading("local", "", "page", fields)


_Run = tuple[Floats, ReadText]


def _straight(pixels: Pixels, region: Quad) -> Pixels:
    """The box upright, large enough to be read, with blank room around it of the colour that is most of it."""
    width, height = max(region.width, 1.0), max(region.height, 1.0)
    scale = min(max(1.0, _LEAST_HEIGHT / height), _MOST_SIDE / max(width, height))
    inner = rectify(pixels, region, max(1, round(width * scale)), max(1, round(height * scale)))
    room = max(8, round(_ROOM * min(inner.shape[:2])))
    paper = [float(each) for each in np.median(inner.reshape(-1, 3), axis=0)]
    return np.asarray(cv2.copyMakeBorder(inner, room, room, room, room, cv2.BORDER_CONSTANT, value=paper), np.uint8)


def _rows(found: Sequence[_Run]) -> list[list[_Run]]:
    """Runs of text that stand beside one another, from left to right, row by row."""
    rows: list[list[_Run]] = []
    for run in sorted(found, key=lambda each: float(each[0][:, 1].mean())):
        middle, height = float(run[0][:, 1].mean()), float(np.ptp(run[0][:, 1]))
        last = rows[-1] if rows else None
        if last is not None and abs(middle - float(np.mean([each[0][:, 1].mean() for each in last]))) < (
            _SAME_LINE * height
        ):
            last.append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda each: float(each[0][:, 0].min())) for row in rows]


def _joined(row: Sequence[_Run]) -> ReadText:
    texts = [each.text.strip() for _, each in row]
    sure = tuple(figure for _, each in row for figure in each.confidences)
    return ReadText(" ".join(texts), sure, ())


def _as_one_line(pixels: Pixels, region: Quad, engine: Engine) -> list[ReadText]:
    """A flat box in which no run of text was made out, such as one of a single figure, read whole."""
    if region.width < _FLAT * region.height and region.height > 2 * LINE_HEIGHT:
        return []
    (read,) = engine.read([snippet(pixels, region, LINE_HEIGHT)])
    return [read] if read.text.strip() and read.confidence >= _LEAST_SURE else []
