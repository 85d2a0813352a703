"""Where a layout's places lie on a view whose outline is off: told by labels that begin lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from carddesk.reader.labels import distance, plain
from carddesk.reader.layouts import Layout, Slot
from carddesk.reader.lines import Line

_LEAST = 3
_LEAST_TITLED = 2
"""Where a title that no other document bears stands above them."""
_CLOSE = 2.5
_TELLING_FORM = 5
"""In characters: what is shorter (男 or 女) stands in many places."""
_OFF = 4.0
_SCALES = (0.35, 1.8)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A label: where the layout has it, in percent of the card's width and height, and where it stands, in pixels."""

    at: tuple[float, float]
    seen: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the layout lies on the canvas: pixels a percent of the card's width and height, and its upper left corner."""

    scale: tuple[float, float]
    corner: tuple[float, float]

    def pixels(self, at: tuple[float, float]) -> tuple[float, float]:
        return self.corner[0] + self.scale[0] * at[0], self.corner[1] + self.scale[1] * at[1]


def placed(layout: Layout, lines: Sequence[Line], size: tuple[float, float]) -> Layout:
    """The layout with its places moved to where its labels stand; the same one where they stand about right, or too few
    are read to tell. `size` is the canvas in pixels.
    """
    if layout.aspect is None:
        return layout
    anchors = _anchors(layout, lines)
    titled = any(plain(line.text).replace(" ", "") in layout.telling for line in lines)
    fit = _best(anchors, layout.aspect, size, _LEAST_TITLED if titled else _LEAST)
    if fit is None or not _is_off(fit, anchors, size):
        return layout
    return replace(layout, slots=tuple(_moved(slot, fit, size) for slot in layout.slots))


def _anchors(layout: Layout, lines: Sequence[Line]) -> list[_Anchor]:
    """One for each line that begins with a label that has a place, or with a value that has one and looks as no other."""
    begun = [(plain(line.text).replace(" ", ""), line) for line in lines]
    found = []
    for slot in layout.slots:
        if slot.at is not None:
            labels = [plain(words).replace(" ", "") for words in slot.labels]
            found += [
                _Anchor(slot.at, (line.left, line.middle))
                for packed, line in begun
                if any(_begins(packed, words) for words in labels)
            ]
        if slot.box is not None and len(slot.form) > _TELLING_FORM:
            at = slot.box[0], (slot.box[1] + slot.box[3]) / 2
            found += [_Anchor(at, (line.left, line.middle)) for packed, line in begun if re.match(slot.form, packed)]
    return found


def _begins(packed: str, words: str) -> bool:
    """Whether a line begins with a label, read rightly, or nearly so where it is a long one."""
    if packed.startswith(words):
        return True
    allowed = 2 if len(words) > 4 else 1 if len(words) == 4 else 0
    return bool(allowed) and distance(packed[: len(words)], words, allowed) <= allowed


def _best(anchors: Sequence[_Anchor], aspect: float, size: tuple[float, float], least: int) -> _Fit | None:
    """The way to lay the card, unturned and unstretched, that brings most labels to their places; `least` so many."""
    fits = [fit for pair in combinations(anchors, 2) if (fit := _through(*pair, aspect, size)) is not None]
    held = [[anchor for anchor in anchors if _error(fit, anchor, size) < _CLOSE] for fit in fits]
    most = max(range(len(fits)), key=lambda each: len({anchor.at for anchor in held[each]}), default=None)
    if most is None or len({anchor.at for anchor in held[most]}) < least:
        return None
    scale = fits[most].scale
    across = median(anchor.seen[0] - scale[0] * anchor.at[0] for anchor in held[most])
    down = median(anchor.seen[1] - scale[1] * anchor.at[1] for anchor in held[most])
    return _Fit(scale, (across, down))


def _through(one: _Anchor, other: _Anchor, aspect: float, size: tuple[float, float]) -> _Fit | None:
    """The lay given by two labels, one above the other."""
    drop = other.at[1] - one.at[1]
    if abs(drop) < 10:
        return None
    down = (other.seen[1] - one.seen[1]) / drop
    scale = down * aspect, down
    if not _SCALES[0] < down * 100 / size[1] < _SCALES[1]:
        return None
    return _Fit(scale, (one.seen[0] - scale[0] * one.at[0], one.seen[1] - scale[1] * one.at[1]))


def _error(fit: _Fit, anchor: _Anchor, size: tuple[float, float]) -> float:
    """In percent of the canvas's width."""
    x, y = fit.pixels(anchor.at)
    return max(abs(x - anchor.seen[0]), abs(y - anchor.seen[1])) / size[0] * 100


def _is_off(fit: _Fit, anchors: Sequence[_Anchor], size: tuple[float, float]) -> bool:
    """Whether the outline itself would have the labels elsewhere."""
    outline = _Fit((size[0] / 100, size[1] / 100), (0.0, 0.0))
    return any(_error(outline, anchor, size) > _OFF for anchor in anchors if _error(fit, anchor, size) < _CLOSE)


def _moved(slot: Slot, fit: _Fit, size: tuple[float, float]) -> Slot:
    def percent(at: tuple[float, float]) -> tuple[float, float]:
        x, y = fit.pixels(at)
        return x / size[0] * 100, y / size[1] * 100

    box = slot.box and (*percent(slot.box[:2]), *percent(slot.box[2:]))
    return replace(slot, at=slot.at and percent(slot.at), box=box)
