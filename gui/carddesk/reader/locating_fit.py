"""From pieces of lines to the quad that a value's ink fills: cut between characters where there is paper, not by reckoning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels, snippet
from carddesk.reader.lines import Line, hull, stretch
from carddesk.reader.tighten import runs_of
from carddesk.reader.view import View

_HEIGHT = 40
"""Pixels to which a line is brought before its ink is looked for."""
_BEYOND = 1.6
"""How far beyond the ends of a line its ink is followed, in heights of the line."""
_INK = 0.42
_TRACE = 0.17
"""From which share of the way from paper to the darkest ink nearby on a pixel is ink, or the thin end of a stroke."""
_PALE = 0.45
"""A character may be printed so much paler than the blackest one on its line."""
_FAINT = 18.0
_TIP = (3, 13)
"""How many pixels long the thin end of a stroke is: what is shorter is the blur of any edge, what is longer is noise."""
_SAME_CHARACTER = 0.06
_NEXT_CHARACTER = 0.8
"""Gaps inside a character, and from one to the next, in heights of the line."""
_ABOUT = 0.45
"""How far from half-way between two characters the paper between them may be, in distances from one to the other."""
_WIDE, _NARROW = 0.75, 0.42
"""The usual width of an ideograph and of a letter, in heights of the line's quad."""
_APART = 1.8
"""Characters farther apart than so many widths have a gap or something unread between them."""
_IDEOGRAPHS = 0x2E80
_ASTRAY = 0.35
"""Paper so much farther from where a character should begin, in its widths, is on its other side."""
_INSIDE, _REACH = 0.33, 0.9
"""Paper nearer to an ideograph's middle than the one is a gap inside of it, beyond the other it is not its own; in its widths."""
_DASHES = frozenset("-‐‑–—一~～")
_FLAT = 0.3
"""The most a dash's ink is high, in heights of the line."""
_FEWEST = 2
_DEEP = frozenset(",;，；gjpqyQ/()（）")
"""Characters that reach below or above the line, and may be alone in that."""
_DEEPEST = 0.36
_STRAY = 0.16
_TELLING = 4
"""How many times wider than high a piece must be for its slope to show."""
_STEPS = 12
"""Slopes tried to each side, half a row at the ends from one to the next."""
_AIR = {True: (0.11, 0.08), False: (0.075, 0.075)}
"""Left free before and behind the ink of ideographs, whose strokes begin thin and end thick, and of others, in heights of its
lines, so that a line drawn there does not touch it."""
_ABOVE = (0.03, 0.0)
"""The same above it and below: ideographs stand in squares that most of them do not fill; letters and figures fill theirs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters `line.text[start:stop]`.

    Attributes:
        doubtful_first, doubtful_last: whether the character at that end is other than the value's.
        more_before, more_behind: whether the value goes on there, though nothing was read.
    """

    line: Line
    start: int
    stop: int
    doubtful_first: bool = False
    doubtful_last: bool = False
    more_before: bool = False
    more_behind: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return self.line.text[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A line's pixels and some beyond its ends, as ink or none.

    Attributes:
        ink: H x W, where its ink is; `trace` the same with the thin ends of strokes.
        left, right: columns at which the line's own quad begins and ends.
    """

    ink: NDArray[np.bool_]
    trace: NDArray[np.bool_]
    left: float
    right: float

    @property
    def columns(self) -> NDArray[np.bool_]:
        """Which columns have ink."""
        return np.asarray(self.ink.sum(axis=0) >= _FEWEST, np.bool_)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.ink.shape[1])

    @property
    def mirrored(self) -> _Strip:
        """The strip from its other end."""
        return _Strip(self.ink[:, ::-1], self.trace[:, ::-1], self.width - self.right, self.width - self.left)

    def at(self, share: float) -> float:
        """The column of a place along the line's quad (0..1)."""
        return self.left + share * (self.right - self.left)


def fitted(pieces: Sequence[Piece], pixels: Pixels, view: View) -> Quad:
    """The quad in the picture around the ink of these pieces of a view's lines, with a little air."""
    ideographs = any(_is_ideograph(character) for piece in pieces for character in piece.text)
    above = _ABOVE[0] if ideographs or any(_DEEP & set(piece.text) for piece in pieces) else _ABOVE[1]
    quads = [_aired(_fitted(piece, pixels, view), _AIR[ideographs], above) for piece in pieces]
    return view.in_picture(hull(quads))


def _aired(quad: Quad, beside: tuple[float, float], down: float) -> Quad:
    before, behind = (share * quad.height / max(quad.width, 1.0) for share in beside)
    return _within(quad, -before, -down, 1 + behind, 1 + down)


def _fitted(piece: Piece, pixels: Pixels, view: View) -> Quad:
    line = piece.line
    beyond = _BEYOND * line.height / max(line.quad.width, 1.0)
    outer = stretch(line.quad, -beyond, 1 + beyond)
    strip = _strip(snippet(pixels, view.in_picture(outer), _HEIGHT), beyond / (1 + 2 * beyond))
    if strip is None:
        return line.part(piece.start, piece.stop).quad
    left, right = _left(piece, strip), strip.width - _left(_mirrored(piece), strip.mirrored)
    if right - left < _FEWEST:
        return line.part(piece.start, piece.stop).quad
    slope, level = _levelled(strip.ink[:, left:right])
    top, bottom = _rows(level, _FEWEST if _DEEP & set(piece.text) else max(_FEWEST, 0.008 * (right - left)))
    half = slope * (right - left) / 2
    inner = _within(outer, left / strip.width, top / _HEIGHT, right / strip.width, bottom / _HEIGHT)
    return _slanted(inner, half / (bottom - top))


def _strip(pixels: Pixels, share: float) -> _Strip | None:
    """The strip of a line whose quad leaves `share` of it to each side; None where no ink stands out from the paper."""
    grey = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (0, 0), 0.8).astype(np.float32)
    paper = np.float32(np.median(grey))
    # The paper's shade may change along the strip; a median over a stretch wider than any letter follows it.
    shade = cv2.blur(np.median(grey, axis=0)[None, :].astype(np.float32), (4 * _HEIGHT + 1, 1))
    grey = grey - shade + paper
    width = grey.shape[1]
    inner = grey[:, round(share * width) : max(round((1 - share) * width), round(share * width) + 1)]
    dark, light = float(paper - np.percentile(inner, 2)), float(np.percentile(inner, 98) - paper)
    depth = paper - grey if dark >= light else grey - paper
    most = max(dark, light)
    if most < _FAINT:
        return None
    near = cv2.dilate(depth.max(axis=0)[None, :], np.ones((1, _HEIGHT // 2 + 1), np.uint8))
    share_of = depth / np.clip(near, _PALE * most, most)
    left, right = share * width, (1 - share) * width
    return _Strip(np.asarray(share_of > _INK, np.bool_), np.asarray(share_of > _TRACE, np.bool_), left, right)


def _rows(ink: NDArray[np.bool_], least: float) -> tuple[int, int]:
    """First row of the text's own ink and one past the last; slivers of the lines above and below do not count."""
    height = len(ink)
    runs = runs_of(ink.sum(axis=1) >= least)
    while len(runs) > 1 and runs[0][0] <= 1 and runs[0][1] < _STRAY * height:
        runs = runs[1:]
    while len(runs) > 1 and runs[-1][1] >= height - 1 and height - runs[-1][0] < _STRAY * height:
        runs = runs[:-1]
    if not runs:
        return 0, height
    most = round(_DEEPEST * height)
    return min(most, max(0, runs[0][0] - 1)), max(height - most, min(height, runs[-1][1] + 1))


def _levelled(ink: NDArray[np.bool_]) -> tuple[float, NDArray[np.bool_]]:
    """How many rows the text sinks for each column, and the ink with that undone: the slope at which its rows are crispest."""
    height, width = ink.shape
    if width < _TELLING * height:
        return 0.0, ink
    rows, columns = np.nonzero(ink)
    beside = columns - width / 2

    def crispness(slope: float) -> float:
        counts = np.bincount(np.clip(np.round(rows - slope * beside), 0, height - 1).astype(int), minlength=height)
        return float((counts.astype(float) ** 2).sum())

    slopes = [step * 0.5 / width for step in range(-_STEPS, _STEPS + 1)]
    best = max(slopes, key=lambda slope: (crispness(slope), -abs(slope)))
    level = np.zeros_like(ink)
    level[np.clip(np.round(rows - best * beside), 0, height - 1).astype(int), columns] = True
    return best, level


def _slanted(quad: Quad, share: float) -> Quad:
    """The quad with its left end moved up and its right end down by a share of its height."""
    down = (quad.lb[0] - quad.lt[0]) * share, (quad.lb[1] - quad.lt[1]) * share

    def moved(point: tuple[float, float], sign: int) -> tuple[float, float]:
        return point[0] + sign * down[0], point[1] + sign * down[1]

    return Quad(moved(quad.lt, -1), moved(quad.rt, 1), moved(quad.rb, 1), moved(quad.lb, -1))


def _mirrored(piece: Piece) -> Piece:
    """The piece from its other end."""
    line, size = piece.line, len(piece.line.text)
    turned = replace(
        line, text=line.text[::-1], confidences=line.confidences[::-1], centres=tuple(1 - c for c in line.centres[::-1])
    )
    return Piece(turned, size - piece.stop, size - piece.start, more_before=piece.more_behind)


def _left(piece: Piece, strip: _Strip) -> int:
    """The first column of the piece's ink."""
    columns = strip.columns
    if piece.start > 0:
        cut = _cut(piece.line, piece.start, strip)
        first = _first(cut, columns)
        return max(round((cut + first) / 2), _to_tip(first, strip, piece))
    if strip.at(piece.line.centres[0]) - strip.left > _APART * _width(piece.line, 0):
        # The engine read nothing there, but something stands there: a label's end, a stain.
        return _first(_paper(strip.left, piece.line, 0, strip), columns)
    return _to_tip(_followed(_first(strip.left, columns), columns, piece.more_before, strip.left), strip, piece)


def _first(column: float, columns: NDArray[np.bool_]) -> int:
    """The first column with ink from this one on."""
    start = max(0, round(column))
    inked = np.flatnonzero(columns[start:])
    return start + int(inked[0]) if len(inked) else start


def _to_tip(first: int, strip: _Strip, piece: Piece) -> int:
    """The column where the thin end of an ideograph's stroke begins that runs on before this one."""
    if not _is_ideograph(piece.line.text[piece.start]):
        return first
    shortest, longest = _TIP
    faint = strip.trace[:, max(0, first - longest - 1) : first].sum(axis=0) >= _FEWEST
    blank = np.flatnonzero(~faint)
    length = len(faint) - 1 - int(blank[-1]) if len(blank) else 0
    return first - length if length >= shortest else first


def _followed(first: int, columns: NDArray[np.bool_], more: bool, edge: float) -> int:
    """The ink's first column, followed outwards over the line's edge where a character lies across it, or one is missing."""
    gap = (_NEXT_CHARACTER if more else _SAME_CHARACTER) * _HEIGHT
    if first > edge + gap:
        return first
    place = first
    while True:
        before = np.flatnonzero(columns[:place])
        if not len(before) or place - int(before[-1]) - 1 > gap:
            # Ink that runs out of sight is no character.
            return place if place > 0 else first
        place = int(before[-1])


def _cut(line: Line, place: int, strip: _Strip) -> float:
    """The column before a character: in the paper nearest to where it should begin."""
    # Where a blank was read says little.
    before = len(line.text[:place].rstrip()) or 1
    outside, own = strip.at(line.centres[before - 1]), strip.at(line.centres[place])
    if line.text[before - 1] in _DASHES and (end := _dash_end(outside, own, strip)) is not None:
        return end
    return _paper(outside, line, place, strip)


def _paper(outside: float, line: Line, place: int, strip: _Strip) -> float:
    """The column in the paper between what stands at `outside` and a character; where it should begin if there is no paper."""
    own, width = strip.at(line.centres[place]), _width(line, place)
    wide_apart = own - outside > _APART * width
    square = _is_ideograph(line.text[place]) and not (place and _is_ideograph(line.text[place - 1]))
    begins = own - width / 2
    if square and not wide_apart and place:
        return _beside(own, width, strip)
    middle = own - width if wide_apart else (outside + own) / 2
    reach = 0.6 * width if wide_apart else _ABOUT * (own - outside)
    low, high = max(0, round(middle - reach)), round(middle + reach) + 1
    gaps = runs_of(~strip.columns[low:high])
    if not gaps:
        return begins if wide_apart else middle
    far = {gap: max(0.0, low + gap[0] - begins, begins - low - gap[1]) for gap in gaps}
    start, stop = max(gaps, key=lambda gap: gap[1] - gap[0] - 2 * far[gap])
    return low + (start + stop) / 2 if far[start, stop] < _ASTRAY * width or wide_apart else middle


def _beside(own: float, width: float, strip: _Strip) -> float:
    """The column before an ideograph at which something else ends: in the nearest paper that is not inside of it; where it
    should begin if there is none, since a stroke leans over to it (利/CHL).
    """
    low, high = max(0, round(own - _REACH * width)), round(own - _INSIDE * width)
    gaps = runs_of(~strip.columns[low:high]) if high > low else []
    return low + (gaps[-1][0] + gaps[-1][1]) / 2 if gaps else own - width / 2


def _width(line: Line, place: int) -> float:
    """How wide a character is, in pixels of the strip: an ideograph as far as it is from the next one."""
    if not _is_ideograph(line.text[place]):
        return _NARROW * _HEIGHT
    if place + 1 < len(line.text) and _is_ideograph(line.text[place + 1]):
        pitch = (line.centres[place + 1] - line.centres[place]) * line.quad.width / max(line.height, 1.0)
        return min(pitch, 1.2 * _WIDE) * _HEIGHT
    return _WIDE * _HEIGHT


def _is_ideograph(character: str) -> bool:
    return ord(character) > _IDEOGRAPHS


def _dash_end(outside: float, own: float, strip: _Strip) -> float | None:
    """Where the dash ends whose middle is about at `outside`, before a character about at `own`; None where none is made out."""
    low, high = max(0, round(outside - 0.5 * _HEIGHT)), round(own)
    flat = []
    for start, stop in runs_of(strip.columns[low:high]):
        rows = np.flatnonzero(strip.ink[:, low + start : low + stop].any(axis=1))
        middle = (rows[0] + rows[-1]) / 2 / _HEIGHT
        if rows[-1] - rows[0] < _FLAT * _HEIGHT and 0.3 < middle < 0.7 and stop < high - low:
            flat.append((abs(low + (start + stop) / 2 - outside), low + stop))
    return float(min(flat)[1]) if flat else None


def _within(quad: Quad, left: float, top: float, right: float, bottom: float) -> Quad:
    """The part of a quad between shares of its width and height."""
    upper, lower = (quad.lt, quad.rt), (quad.lb, quad.rb)

    def at(x: float, y: float) -> tuple[float, float]:
        (ax, ay), (bx, by) = upper
        (cx, cy), (dx, dy) = lower
        high = ax + x * (bx - ax), ay + x * (by - ay)
        low = cx + x * (dx - cx), cy + x * (dy - cy)
        return high[0] + y * (low[0] - high[0]), high[1] + y * (low[1] - high[1])

    return Quad(at(left, top), at(right, top), at(right, bottom), at(left, bottom))
