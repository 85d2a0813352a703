"""Straight edges in a picture, and how much of any stretch of them is really an edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]

_SHORTEST = 10.0
_PARALLEL = np.deg2rad(2.5)
_APART = 2.2
_CLEAR_STEP = 6.0
_NOISE_STEP = 1.2
_PIECES = 8
_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Straight:
    """Straight lines through a picture: `points` (N x 2) on them, unit `directions` (N x 2), `lengths` of edge seen (N).

    `support` (N x M) is the running sum, pixel by pixel along each line from `-reach` to `reach` around its point, of how
    clearly the picture has an edge there (0..1 each).
    """

    points: Floats
    directions: Floats
    lengths: Floats
    support: Floats
    reach: int

    def about(self, heading: float, within: float, most: int) -> Straight:
        """The `most` longest of those about parallel or square to a heading (radians)."""
        angle = np.arctan2(self.directions[:, 1], self.directions[:, 0])
        off = np.abs((angle - heading + np.pi / 4) % (np.pi / 2) - np.pi / 4)
        chosen = np.nonzero(off < within)[0][:most]
        return Straight(
            self.points[chosen], self.directions[chosen], self.lengths[chosen], self.support[chosen], self.reach
        )

    def along(self, index: NDArray[np.intp], places: Floats) -> Floats:
        """Where the places (K x 2) fall on the lines of that index (K), in pixels from the line's point."""
        offset: Floats = ((places - self.points[index]) * self.directions[index]).sum(axis=1)
        return offset

    def share(self, index: NDArray[np.intp], start: Floats, end: Floats) -> Floats:
        """The share 0..1 of each stretch (positions as `along` gives them) that is an edge."""
        low = np.clip(np.minimum(start, end) + self.reach, 0, 2 * self.reach).astype(np.intp)
        high = np.clip(np.maximum(start, end) + self.reach, 0, 2 * self.reach).astype(np.intp)
        covered = self.support[index, high] - self.support[index, low]
        share: Floats = covered / np.maximum(np.abs(end - start), 1)
        return share


def gradients(pixels: Pixels) -> tuple[Floats, Floats]:
    """Horizontal and vertical slope in grey levels a pixel, at each pixel that of its most sloping channel."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 1.0)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) / 8
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) / 8
    steepest = (across**2 + down**2).argmax(axis=2)[..., None]
    return (
        np.take_along_axis(across, steepest, axis=2)[..., 0].astype(np.float32),
        np.take_along_axis(down, steepest, axis=2)[..., 0].astype(np.float32),
    )


def without_text(slopes: tuple[Floats, Floats], text: Sequence[Floats]) -> tuple[Floats, Floats]:
    """The slopes with nothing left inside runs of text, whose strokes would pass for edges; their ends are left alone."""
    mask = np.ones(slopes[0].shape, np.float32)
    for corners in text:
        along = corners[1] - corners[0]
        width, height = float(np.hypot(*along)), float(np.hypot(*(corners[3] - corners[0])))
        if width <= 1.5 * height:
            continue
        inset = along * min(0.3, 0.45 * height / width)
        ring = np.stack([corners[0] + inset, corners[1] - inset, corners[2] - inset, corners[3] + inset])
        cv2.fillConvexPoly(mask, np.rint(ring).astype(np.int32), 0.0)
    return slopes[0] * mask, slopes[1] * mask


def straight_edges(pixels: Pixels, text: list[Floats], most: int = 110) -> Straight:
    """The strongest straight edges of an RGB picture, strokes of the text in `text` (corners 4 x 2) left out."""
    segments = _segments(pixels)
    segments = segments[~_strokes(segments, text)]
    points, directions, lengths = _merged(segments, most)
    across, down = gradients(pixels)
    reach = int(np.hypot(*pixels.shape[:2])) + 2
    return Straight(points, directions, lengths, _support(across, down, points, directions, reach), reach)


def lines_between(across: Floats, down: Floats, block: Floats, most: int = 11) -> Straight:
    """Faint lines too, found by summing slopes along every line that may run past one side of a block of text.

    `block` are the corners (4 x 2, clockwise) of the upright rectangle that the text fills; `most` is for each side.
    """
    points: list[Floats] = []
    ways: list[Floats] = []
    lengths: list[float] = []
    reach = 0.75 * max(float(np.hypot(*(block[1] - block[0]))), float(np.hypot(*(block[2] - block[1]))))
    for side in range(4):
        start, stop, inner = block[side], block[(side + 1) % 4], block[(side + 2) % 4]
        outwards = (stop - inner) / max(float(np.hypot(*(stop - inner))), 1e-6)
        for point, way, strength in _past((across, down), (start, stop, outwards), reach, most):
            points.append(point)
            ways.append(way)
            lengths.append(strength)
    size = int(np.hypot(*across.shape)) + 2
    places, directions = np.array(points, np.float32).reshape(-1, 2), np.array(ways, np.float32).reshape(-1, 2)
    return Straight(
        places, directions, np.array(lengths, np.float32), _support(across, down, places, directions, size), size
    )


def lines_between_bands(
    across: Floats, down: Floats, quads: Sequence[Floats], band: float, most: int
) -> tuple[Straight, NDArray[np.intp]]:
    """The clearest lines within `band` pixels of each side of some quadrangles (4 x 2, clockwise), and those sides themselves.

    Returns the lines and for each the number of its side; `most` of them are sought about each side of each quadrangle. The
    last line of a side is that side of the last quadrangle.
    """
    points: list[Floats] = []
    ways: list[Floats] = []
    sides: list[int] = []
    for quad in quads:
        for side in range(4):
            start, stop, inner = quad[side], quad[(side + 1) % 4], quad[(side + 2) % 4]
            outwards = (stop - inner) / max(float(np.hypot(*(stop - inner))), 1e-6)
            # Rounded corners are left out of what is summed up.
            inner_start, inner_stop = start + 0.08 * (stop - start), stop - 0.08 * (stop - start)
            lowest = (inner_start - band * outwards, inner_stop - band * outwards, outwards)
            near = _past((across, down), lowest, 2 * band, most) if most else []
            along = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-6)
            points += [*(each[0] for each in near), (start + stop) / 2]
            ways += [*(each[1] for each in near), along]
            sides += [side] * (len(near) + 1)
    size = int(np.hypot(*across.shape)) + 2
    places, directions = np.array(points, np.float32), np.array(ways, np.float32)
    support = _support(across, down, places, directions, size)
    return Straight(places, directions, np.ones(len(points), np.float32), support, size), np.array(sides, np.intp)


def _past(
    slopes: tuple[Floats, Floats], side: tuple[Floats, Floats, Floats], reach: float, most: int
) -> list[tuple[Floats, Floats, float]]:
    """The clearest lines that pass one side of the block at up to `reach` pixels, turned up to 12 degrees against it."""
    across, down = slopes
    start, stop, outwards = side
    height, width = across.shape
    length = float(np.hypot(*(stop - start)))
    along = (stop - start) / max(length, 1e-6)
    offsets = np.arange(0.012 * reach, reach, 1.5, dtype=np.float32)
    turns = np.deg2rad(np.arange(-12, 12.01, 0.75, dtype=np.float32))
    steps = np.linspace(-0.5, 0.5, _PIECES * _SAMPLES, dtype=np.float32) * length
    ways = np.cos(turns)[:, None] * along + np.sin(turns)[:, None] * outwards
    normals = np.stack([-ways[:, 1], ways[:, 0]], axis=1)
    middles = (start + stop) / 2 + offsets[:, None] * outwards
    places = middles[:, None, None] + steps[None, None, :, None] * ways[None, :, None]
    x, y = np.rint(places[..., 0]).astype(np.intp), np.rint(places[..., 1]).astype(np.intp)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    slope = (across[y, x] * normals[None, :, None, 0] + down[y, x] * normals[None, :, None, 1]) * inside
    pieces = np.abs(slope.reshape(*slope.shape[:2], _PIECES, _SAMPLES).mean(axis=3))
    strength = np.clip(pieces / _CLEAR_STEP, 0, 1).mean(axis=2)
    found: list[tuple[Floats, Floats, float]] = []
    for _ in range(most):
        row, column = np.unravel_index(int(strength.argmax()), strength.shape)
        best = float(strength[row, column])
        if best <= 0.02:
            break
        found.append((middles[row], ways[column], best))
        near = (np.abs(offsets - offsets[row]) < 3)[:, None] & (np.abs(turns - turns[column]) < np.deg2rad(1.6))[None]
        strength[near] = 0
    return found


def _segments(pixels: Pixels) -> Floats:
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    colour = cv2.convertScaleAbs(cv2.addWeighted(lab[..., 1], 1.0, lab[..., 2], 1.0, -128), alpha=2.0)
    found = [detector.detect(plane)[0] for plane in (np.ascontiguousarray(lab[..., 0]), colour)]
    rows = [np.reshape(each, (-1, 4)) for each in found if np.size(each) >= 4]
    segments = np.concatenate(rows) if rows else np.zeros((0, 4), np.float32)
    long = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]) >= _SHORTEST
    return np.asarray(segments[long], np.float32)


def _strokes(segments: Floats, text: list[Floats]) -> NDArray[np.bool_]:
    """Which segments are strokes of letters: inside a run of text and not much longer than it is high."""
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    length = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    strokes = np.zeros(len(segments), np.bool_)
    for corners in text:
        along, up = corners[1] - corners[0], corners[3] - corners[0]
        width, height = float(np.hypot(*along)), float(np.hypot(*up))
        if not width or not height:
            continue
        inside = middle - corners[0]
        x, y = inside @ along / width**2, inside @ up / height**2
        strokes |= (x > 0) & (x < 1) & (y > 0) & (y < 1) & (length < 1.6 * height)
    return strokes


def _merged(segments: Floats, most: int) -> tuple[Floats, Floats, Floats]:
    """Segments on one straight line joined; the lines with most edge seen first."""
    start, end = segments[:, :2].astype(np.float64), segments[:, 2:].astype(np.float64)
    length = np.hypot(*(end - start).T)
    angle = np.arctan2(end[:, 1] - start[:, 1], end[:, 0] - start[:, 0])
    order = np.argsort(-length)
    free = np.ones(len(segments), np.bool_)
    lines: list[tuple[NDArray[np.float64], NDArray[np.float64], float]] = []
    for seed in order:
        if not free[seed]:
            continue
        way = (end[seed] - start[seed]) / length[seed]
        normal = np.array([-way[1], way[0]])
        turn = np.abs((angle - angle[seed] + np.pi / 2) % np.pi - np.pi / 2)
        off = np.maximum(np.abs((start - start[seed]) @ normal), np.abs((end - start[seed]) @ normal))
        same = free & (turn < _PARALLEL * 2) & (off < _APART)
        free &= ~same
        lines.append((*_fitted(start[same], end[same], length[same]), float(length[same].sum())))
    lines.sort(key=lambda line: -line[2])
    kept = lines[:most]
    return (
        np.array([line[0] for line in kept], np.float32).reshape(-1, 2),
        np.array([line[1] for line in kept], np.float32).reshape(-1, 2),
        np.array([line[2] for line in kept], np.float32),
    )


def _fitted(
    start: NDArray[np.float64], end: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    places = np.concatenate([start, end])
    weights = np.concatenate([weight, weight])[:, None]
    centre = (places * weights).sum(axis=0) / weights.sum()
    _, _, axes = np.linalg.svd((places - centre) * np.sqrt(weights), full_matrices=False)
    return centre, axes[0]


def _support(across: Floats, down: Floats, points: Floats, directions: Floats, reach: int) -> Floats:
    height, width = across.shape
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    best = np.zeros((len(points), len(steps)), np.float32)
    normals = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    for offset in (-1.5, -0.75, 0.0, 0.75, 1.5):
        places = points[:, None] + steps[None, :, None] * directions[:, None] + offset * normals[:, None]
        x, y = np.rint(places[..., 0]).astype(np.intp), np.rint(places[..., 1]).astype(np.intp)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
        gx, gy = across[y, x], down[y, x]
        slope = np.abs(gx * normals[:, None, 0] + gy * normals[:, None, 1])
        aligned = slope > 0.8 * np.hypot(gx, gy)
        np.maximum(best, slope * (aligned & inside), out=best)
    clear = np.clip((best - _NOISE_STEP) / (_CLEAR_STEP - _NOISE_STEP), 0, 1)
    return np.cumsum(clear, axis=1, dtype=np.float32)
