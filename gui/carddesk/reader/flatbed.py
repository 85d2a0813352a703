"""Every card on a page, by its outline alone: what splits a flatbed scan with several cards.

Seen at a glance a card must fill some of the picture, and on a page with ten each fills little: so the page is looked at whole
and in overlapping parts. What stands out from a page of one shade is looked at as well. A close look at each place, wherever it
came from, says whether a card lies there and where its sides run; of those about the same card the surest is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.imaging.rectify import rectify
from carddesk.reader.cardfinder import Candidate, clockwise, nearest_turn
from carddesk.reader.edges import Floats, Pixels
from carddesk.reader.ocr import TextEngine
from carddesk.reader.view import upright

_SIDE = 1600
"""Pixels of the longer side of what is looked at."""
_LOOKED_AT = 640
"""Pixels of a card's width when its text is looked at."""
_PARTS = ((1, 0.0), (2, 0.5), (3, 0.5))
"""How many parts along the shorter side, and how much neighbours share."""
_LEAST = 0.6
"""The least surety of an outline that counts."""
_SURE = 0.8
"""Of an outline that is held against another one."""
_LESS_SURE = 0.05
"""By how much two cards may be less surely seen than one around both: halves of a card are, by more."""
_BEYOND_DOUBT = 0.85
_NEAR = 0.08
_SAME = 0.3
"""Outlines that share so much of the smaller one are about one card."""
_HALF, _WITHIN, _FILLED = 0.62, 0.9, 0.85
_SMALLEST = 0.004
_LARGEST = 0.98
"""Shares of the page's area."""
_ROUNDEST, _LONGEST = 1.2, 1.75
"""Proportions of cards, pages and certificates."""
_CARDLIKE = 1.33
"""Half a card is rounder than this, and cards are longer."""


class Finder(Protocol):
    """What sees where cards lie; `Sight` does."""

    def find(self, pixels: Pixels) -> list[Candidate]:
        """The outlines of cards in an RGB picture, in its pixels, surest first."""

    def closer(self, pixels: Pixels, corners: Floats) -> Candidate | None:
        """The card that these corners (4 x 2, clockwise) are about those of."""


def cards_on(pixels: Pixels, finder: Finder) -> list[Candidate]:
    """The cards on an upright RGB page in reading order, corners in its pixels, each once."""
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    found: list[Candidate] = []
    for corners in _places(small, finder):
        if any(_is_the_same(corners, each) for each in found):
            continue
        seen = finder.closer(small, corners)
        if seen is not None and _is_card(seen, small):
            found.append(Candidate(clockwise(seen.corners), seen.score, glanced=True))
    kept = apart(found)
    return in_order([Candidate(np.asarray(each.corners / scale, np.float32), each.score, True) for each in kept])


def outlines_on(pixels: Pixels, engine: TextEngine, finder: Finder) -> list[Reading]:
    """For each card on an upright RGB page an empty reading with its corners as the card reads, in reading order."""
    quads = [as_read(pixels, each.corners, engine) for each in cards_on(pixels, finder)]
    return [Reading("local", "", "page", (), at, quad) for at, quad in enumerate(quads)]


def as_read(pixels: Pixels, corners: Floats, engine: TextEngine) -> Quad:
    """A card's corners begun where its text begins; where it has none, the card lies level and as little turned as may be."""
    corners = _level(corners)
    quad = Quad.from_points(corners.tolist())
    width, height = _LOOKED_AT, max(64, round(_LOOKED_AT * quad.height / max(quad.width, 1.0)))
    canvas = rectify(pixels, quad, width, height)
    around = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    boxes = [box.corners for box in engine.detect(canvas)]
    found = upright(canvas, around, boxes, engine)
    begun = int(np.abs(around - np.array(found.lt)).sum(axis=1).argmin())
    return Quad.from_points(np.roll(corners, -begun, axis=0).tolist())


def _level(corners: Floats) -> Floats:
    """Begun so that the upper side is a longer one, and runs to the right."""
    turns = [np.roll(clockwise(corners), -at, axis=0) for at in range(4)]
    wide = sorted(turns, key=lambda each: -float(np.hypot(*(each[1] - each[0])) + np.hypot(*(each[2] - each[3]))))[:2]
    return max(wide, key=lambda each: float(each[1][0] - each[0][0]))


def apart(found: Sequence[Candidate]) -> list[Candidate]:
    """One for each card, the surest; for two that lie edge to edge no third one around both, and none for a photograph or another
    part of a card.
    """
    kept: list[Candidate] = []
    single = [each for each in found if not _holds_two(each, found)]
    cards = [each for each in single if not any(_is_part(each, other) for other in single)]
    for each in sorted(cards, key=lambda one: -one.score):
        if all(_shared(each.corners, other.corners) < _SAME for other in kept):
            kept.append(each)
    return kept


def _holds_two(large: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether two of the others, apart from each other, fill it."""
    area = _area(large.corners)
    inside = [
        each
        for each in found
        if each.score >= max(_SURE, large.score - _LESS_SURE)
        and _aspect(each.corners) > _CARDLIKE
        and _area(each.corners) < _HALF * area
        and _shared(each.corners, large.corners) > _WITHIN
    ]
    return any(
        _shared(one.corners, other.corners) < _SAME and _area(one.corners) + _area(other.corners) > _FILLED * area
        for at, one in enumerate(inside)
        for other in inside[:at]
    )


def _is_part(each: Candidate, other: Candidate) -> bool:
    """Whether it lies on another card."""
    smaller = _area(each.corners) < _HALF * _area(other.corners)
    return smaller and other.score >= _SURE and _shared(each.corners, other.corners) > _WITHIN


def _is_the_same(corners: Floats, known: Candidate) -> bool:
    """Whether a place is about a card that is surely known: it needs no further look."""
    if known.score < _BEYOND_DOUBT:
        return False
    side = np.sqrt(_area(known.corners))
    return bool(np.abs(nearest_turn(corners, known.corners) - known.corners).max() < _NEAR * side)


def in_order(found: Sequence[Candidate]) -> list[Candidate]:
    """Top to bottom, left to right."""
    if not found:
        return []
    row = 0.5 * float(np.median([np.sqrt(_area(each.corners)) for each in found]))

    def place(each: Candidate) -> tuple[float, float]:
        x, y = each.corners.mean(axis=0)
        return round(float(y) / row), float(x)

    return sorted(found, key=place)


def _places(small: Pixels, finder: Finder) -> Iterator[Floats]:
    yield from standing_out(small)
    for left, top, part in _parts(small):
        for each in finder.find(part):
            yield np.asarray(each.corners + np.array([left, top]), np.float32)


def _parts(small: Pixels) -> Iterator[tuple[int, int, Pixels]]:
    """The page whole, and square parts of it that overlap."""
    height, width = small.shape[:2]
    for across, shared in _PARTS:
        if across == 1:
            yield 0, 0, small
            continue
        side = round(min(width, height) / (1 + (across - 1) * (1 - shared)))
        for top in _starts(height, side, shared):
            for left in _starts(width, side, shared):
                yield left, top, small[top : top + side, left : left + side]


def _starts(length: int, side: int, shared: float) -> list[int]:
    count = max(1, int(np.ceil((length - side) / (side * (1 - shared)) - 0.01)) + 1)
    return [round(at) for at in np.linspace(0, length - side, count)]


def standing_out(small: Pixels) -> list[Floats]:
    """What differs from the shade of the page's rim, each patch by the narrowest box around it (4 x 2)."""
    rim = np.concatenate([small[:6].reshape(-1, 3), small[-6:].reshape(-1, 3), small[:, :6].reshape(-1, 3)])
    shade = np.median(rim, axis=0)
    spread = float(np.percentile(np.abs(rim - shade).max(axis=1), 90))
    away = np.abs(cv2.GaussianBlur(small, (0, 0), 1.5).astype(np.float32) - shade).max(axis=2)
    mask = (away > max(6.0, 2.5 * spread)).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), np.uint8)
    rings = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    large = [ring for ring in rings if cv2.contourArea(ring) > _SMALLEST * mask.size]
    boxes = [np.asarray(cv2.boxPoints(cv2.minAreaRect(ring)), np.float32) for ring in large]
    return [clockwise(part) for box in boxes for part in (box, *_halves(box))]


def _halves(box: Floats) -> Iterator[Floats]:
    """Two cards edge to edge stand out as one: each half of it may be one."""
    for along in (0, 1):
        a, b, c, d = np.roll(box, -along, axis=0)
        yield np.asarray([a, (a + b) / 2, (c + d) / 2, d], np.float32)
        yield np.asarray([(a + b) / 2, b, c, (c + d) / 2], np.float32)


def _is_card(seen: Candidate, small: Pixels) -> bool:
    sides = _sides(seen.corners)
    share = _area(seen.corners) / (small.shape[0] * small.shape[1])
    straight = min(sides[0], sides[2]) > 0.75 * max(sides[0], sides[2]) and min(sides[1], sides[3]) > 0.75 * max(
        sides[1], sides[3]
    )
    return bool(
        seen.score >= _LEAST
        and _SMALLEST < share < _LARGEST
        and _ROUNDEST < _aspect(seen.corners) < _LONGEST
        and straight
    )


def _sides(corners: Floats) -> Floats:
    return np.asarray(np.hypot(*(np.roll(corners, -1, axis=0) - corners).T), np.float32)


def _aspect(corners: Floats) -> float:
    """Longer to shorter side."""
    sides = _sides(corners)
    one, other = float(sides[0] + sides[2]), float(sides[1] + sides[3])
    return max(one, other) / max(min(one, other), 1.0)


def _shared(one: Floats, other: Floats) -> float:
    """How much of the smaller one lies in both."""
    both = cv2.intersectConvexConvex(np.asarray(one, np.float32), np.asarray(other, np.float32))[0]
    return float(both) / max(min(_area(one), _area(other)), 1.0)


def _area(corners: Floats | NDArray[np.float32]) -> float:
    return float(cv2.contourArea(np.asarray(corners, np.float32)))
