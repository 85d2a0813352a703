"""A second look where a label stands alone or in half, or a place is empty: a single character is easily missed by the
detector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels
from carddesk.reader import certificate
from carddesk.reader.lines import Line, stretch
from carddesk.reader.ocr import TextEngine
from carddesk.reader.sense import Sense
from carddesk.reader.telling import printed
from carddesk.reader.view import read_lines

_WIDEST = 6.0
_SURE = 0.6
_SURE_OF_FORM = 0.4
"""Where the text has the form of the value that stands there."""
_LEGIBLE = 0.3
"""What is less so is no text, and may well be on top of some."""


def missed(seen: Sense, pixels: Pixels, engine: TextEngine) -> list[Line]:
    """Values beside the labels that have none, or in the places that are known, and first characters of labels, read from
    the picture's own pixels.
    """
    read = [line for line in seen.view.lines if line.confidence > _LEGIBLE]
    places = [place for label in _alone(seen) if (place := _beside(label, read, seen.view.width))]
    if not seen.known:
        places += [place for label in _halves(seen) if (place := _before(label, read))]
    found = (
        [line for line in read_lines(pixels, seen.view, places, engine) if line.confidence > _SURE] if places else []
    )
    return [_tight(line) for line in (*found, *_unfilled(seen, pixels, engine))]


def _unfilled(seen: Sense, pixels: Pixels, engine: TextEngine) -> Iterator[Line]:
    """Values that look as no other does, in their places, where neither they nor their labels were found."""
    if not seen.known:
        return
    layout = seen.told.placed or seen.told.layout
    width, height = seen.view.width, seen.view.height
    for place, slot in enumerate(layout.slots):
        if slot.box is None or not slot.form or seen.told.lines_of(place) is not None:
            continue
        left, top, right, bottom = slot.box
        quad = Quad.from_bounds(left * width / 100, top * height / 100, right * width / 100, bottom * height / 100)
        for line in read_lines(pixels, seen.view, [quad], engine):
            if line.confidence > _SURE_OF_FORM and re.search(slot.form, line.text.replace(" ", "")):
                yield line


def _form(seen: Sense) -> list[Line]:
    return [line for line in printed(seen.view.lines) if line is not seen.title]


def _halves(seen: Sense) -> list[Line]:
    return certificate.halved(_form(seen))


def _before(label: Line, lines: Sequence[Line]) -> Quad | None:
    """The stretch of the row before a label, as far as the leftmost line near it, if nothing is known to stand on it."""
    near = [line.left for line in lines if label.left - _WIDEST * label.height < line.left < label.left]
    row = [line for line in lines if abs(line.middle - label.middle) < 0.5 * label.height]
    start = min(near, default=label.left - 2.5 * label.height)
    if label.left - start < 0.7 * label.height or any(start - 1 <= line.left < label.left - 1 for line in row):
        return None
    return Quad.from_bounds(start, label.middle - 0.5 * label.height, label.left, label.middle + 0.5 * label.height)


def _alone(seen: Sense) -> list[Line]:
    if not seen.known:
        return certificate.unanswered(_form(seen))
    told = seen.told
    return [
        told.tokens[label].line
        for label, values in told.groups.items()
        if not values and told.layout.slots[told.tokens[label].slot or 0].keys
    ]


def _beside(label: Line, lines: Sequence[Line], width: int) -> Quad | None:
    """The stretch of the row after the label, as far as nothing else is known to stand on it."""
    height = label.height
    start = label.right + 0.15 * height
    on_row = [
        line.left
        for line in lines
        if abs(line.middle - label.middle) < 0.7 * height and line.left > label.right - 0.2 * height
    ]
    stop = min([start + _WIDEST * height, 0.99 * width, *(left - 0.1 * height for left in on_row)])
    if stop - start < 0.7 * height:
        return None
    return Quad.from_bounds(start, label.middle - 0.6 * height, stop, label.middle + 0.6 * height)


def _tight(line: Line) -> Line:
    """The line's quad cut down to its characters."""
    pitch = 0.6 * line.height / max(line.quad.width, 1.0)
    left, right = max(0.0, line.centres[0] - pitch), min(1.0, line.centres[-1] + pitch)
    centres = tuple((centre - left) / max(right - left, 1e-6) for centre in line.centres)
    return replace(line, quad=stretch(line.quad, left, right), centres=centres)
