"""From the detector's generous quad around a value to one that its ink just fills."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels, snippet
from carddesk.reader.lines import Line, hull
from carddesk.reader.view import View

_HEIGHT = 40
"""Pixels to which a line is brought before its ink is looked for."""
_INK = 0.42
"""Share of the way from paper to the darkest ink from which on a pixel is ink."""
_FAINT = 18.0
_FEWEST = 2
_DEEPEST = 0.36
_STRAY = 0.16
_AIR = 1
_NARROWEST = 0.25
_LEAST_INK = 0.04
_MOST_INK = 0.45
_LEAST_COLUMNS = 0.25


def tight(parts: Sequence[Line], quad: Quad, pixels: Pixels, view: View) -> Quad:
    """The quad on the card's canvas around the ink of these lines (of `quad` where there are none); never a larger one."""
    quads = [part.quad for part in parts if part.text.strip()] or [quad]
    return hull([_tight(each, snippet(pixels, view.in_picture(each), _HEIGHT)) for each in quads])


def has_ink(pixels: Pixels, quad: Quad) -> bool:
    """Whether something that may be print stands in a quad of the picture: ink in strokes, not a shade or a speck."""
    ink = _ink(snippet(pixels, quad, _HEIGHT))
    if ink is None:
        return False
    share = float(ink.mean())
    columns = float((ink.sum(axis=0) >= _FEWEST).mean())
    return _LEAST_INK < share < _MOST_INK and columns > _LEAST_COLUMNS


def _tight(quad: Quad, strip: Pixels) -> Quad:
    ink = _ink(strip)
    if ink is None:
        return quad
    top, bottom = _rows(ink)
    left, right = _columns(ink[top:bottom])
    height, width = ink.shape
    if right - left < _NARROWEST * (bottom - top):
        return quad
    return _within(quad, left / width, top / height, right / width, bottom / height)


def _ink(strip: Pixels) -> NDArray[np.bool_] | None:
    """Where the strip's ink is, or None where it does not stand out from the paper."""
    grey = cv2.GaussianBlur(cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), (0, 0), 0.8).astype(np.float32)
    paper = np.float32(np.median(grey))
    # The paper's shade may change along the strip; a median over a stretch wider than any letter follows it.
    if grey.shape[1] > 4 * _HEIGHT:
        shade = cv2.blur(np.median(grey, axis=0)[None, :].astype(np.float32), (4 * _HEIGHT + 1, 1))
        grey = grey - shade + paper
    dark, light = float(paper - np.percentile(grey, 2)), float(np.percentile(grey, 98) - paper)
    depth = paper - grey if dark >= light else grey - paper
    most = max(dark, light)
    return None if most < _FAINT else np.asarray(depth > _INK * most, np.bool_)


def _rows(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """First and last row of the line's own ink; slivers of the lines above and below at the edges do not count."""
    height, width = ink.shape
    runs = runs_of(ink.sum(axis=1) >= max(_FEWEST, 0.008 * width))
    while len(runs) > 1 and runs[0][0] <= 1 and runs[0][1] < _STRAY * height:
        runs = runs[1:]
    while len(runs) > 1 and runs[-1][1] >= height - 1 and height - runs[-1][0] < _STRAY * height:
        runs = runs[:-1]
    if not runs:
        return 0, height
    most = round(_DEEPEST * height)
    return min(most, max(0, runs[0][0] - _AIR)), max(height - most, min(height, runs[-1][1] + _AIR))


def _columns(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """First and last column of the ink; what touches the ends and is parted from the rest belongs to a neighbour."""
    width = ink.shape[1]
    runs = [run for run in runs_of(ink.sum(axis=0) >= _FEWEST) if run[1] - run[0] > 1]
    if len(runs) > 1 and runs[0][0] == 0 and runs[0][1] < 4 and runs[1][0] - runs[0][1] > 4:
        runs = runs[1:]
    if len(runs) > 1 and runs[-1][1] == width and width - runs[-1][0] < 4 and runs[-1][0] - runs[-2][1] > 4:
        runs = runs[:-1]
    if not runs:
        return 0, width
    return max(0, runs[0][0] - _AIR), min(width, runs[-1][1] + _AIR)


def runs_of(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end (one past it) of each stretch that is marked."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _within(quad: Quad, left: float, top: float, right: float, bottom: float) -> Quad:
    """The part of a quad between shares of its width and height."""
    lt, rt, rb, lb = quad.points

    def at(x: float, y: float) -> tuple[float, float]:
        upper = lt[0] + x * (rt[0] - lt[0]), lt[1] + x * (rt[1] - lt[1])
        lower = lb[0] + x * (rb[0] - lb[0]), lb[1] + x * (rb[1] - lb[1])
        return upper[0] + y * (lower[0] - upper[0]), upper[1] + y * (lower[1] - upper[1])

    return Quad(at(left, top), at(right, top), at(right, bottom), at(left, bottom))
