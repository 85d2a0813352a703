"""Where a card may lie: quadrangles of straight edges that hold text running along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carddesk.reader.edges import Floats, Pixels, Straight, straight_edges

_MOST_TILTED = np.deg2rad(24)
_MOST_TURNED = np.deg2rad(16)
_LINES = 36
_LEAST_SHARE = 0.3
_FAINT_SHARE = 0.15
_JUDGED = 400
_TILTED = np.deg2rad(3.5)
_SAME = 0.06
_DIMMEST = 0.75
_CLEAREST = 0.85


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quadrangle that may be a card.

    Attributes:
        corners: 4 x 2, clockwise, in pixels of the picture.
        score: how likely it is one, 0..1.
        glanced: whether it was seen as a card at a glance rather than put together from edges or words.
    """

    corners: Floats
    score: float
    glanced: bool = False


def find_candidates(pixels: Pixels, text: list[Floats], most: int = 6) -> list[Candidate]:
    """The likeliest card outlines in an RGB picture of about 1000 pixels, best first.

    `text` are the runs of text found in it (corners 4 x 2, clockwise along the text).
    """
    if not text:
        return []
    edges = straight_edges(pixels, text)
    height, width = pixels.shape[:2]
    found = [_quads(edges.about(heading, _MOST_TURNED, _LINES), width, height) for heading in _headings(np.stack(text))]
    quads, shares = (np.concatenate(each) for each in zip(*found, strict=True))
    if not len(quads):
        return []
    return _ranked(quads, shares, text, width * height, most)


def of_lines(lines: Straight, width: int, height: int, text: list[Floats], most: int) -> list[Candidate]:
    """The likeliest outlines made of these lines around this text, best first."""
    quads, shares = _quads(lines, width, height, _FAINT_SHARE)
    if not len(quads):
        return []
    return _ranked(quads, shares, text, width * height, most)


def fitting(candidates: Sequence[Candidate], text: Sequence[Floats]) -> list[Candidate]:
    """Candidates seen as cards judged by the text too, best first: level, along the sides, none of it cut.

    What is seen most clearly needs no text to agree: marks may run askew, and fingers and tables bear text as well.
    """
    if not candidates or not text:
        return []
    quads = np.stack([each.corners for each in candidates])
    scores = np.array([each.score for each in candidates], np.float32)
    boxes = np.stack(text)
    level = np.exp(-((tilt(quads, boxes) / _TILTED) ** 2))
    agreed = level * _text_in(quads, boxes)[1] * _likely_shape(quads)
    judged = scores * np.maximum(agreed, np.clip((scores - _DIMMEST) / (_CLEAREST - _DIMMEST), 0, 1))
    return [Candidate(clockwise(quads[at]), float(judged[at]), glanced=True) for at in np.argsort(-judged)]


def apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of candidates that are almost the same only the first."""
    kept: list[Candidate] = []
    for each in candidates:
        side = np.sqrt(_area(each.corners[None])[0])
        if all(
            np.abs(nearest_turn(each.corners, other.corners) - other.corners).max() > _SAME * side for other in kept
        ):
            kept.append(each)
    return kept


def _headings(boxes: Floats, most: int = 4) -> list[float]:
    """The directions in radians in which most of the text runs or stands, a quarter turn counting as none."""
    ways = boxes[:, 1] - boxes[:, 0]
    lengths = np.hypot(ways[:, 0], ways[:, 1])
    angles = np.arctan2(ways[:, 1], ways[:, 0]) % (np.pi / 2)
    headings: list[float] = []
    left = lengths.copy()
    while len(headings) < most and left.max() > 0.0:
        apart = np.abs((angles[:, None] - angles[None] + np.pi / 4) % (np.pi / 2) - np.pi / 4)
        weight = (left[None] * (apart < np.deg2rad(7))).sum(axis=1)
        best = int(weight.argmax())
        headings.append(float(angles[best]))
        left[apart[best] < np.deg2rad(9)] = 0
    return headings


def _quads(edges: Straight, width: int, height: int, least: float = _LEAST_SHARE) -> tuple[Floats, Floats]:
    """Every quadrangle of two pairs of about parallel lines: corners (K x 4 x 2) and the edge share of its sides (K x 4)."""
    ways = edges.directions
    turn = np.abs(
        np.arctan2(
            ways[:, None, 0] * ways[None, :, 1] - ways[:, None, 1] * ways[None, :, 0],
            (ways[:, None] * ways[None]).sum(-1),
        )
    )
    turn = np.minimum(turn, np.pi - turn)
    crossing = _crossings(edges)
    margin = 0.02 * max(width, height)
    inside = (
        (crossing[..., 0] > -margin)
        & (crossing[..., 0] < width + margin)
        & (crossing[..., 1] > -margin)
        & (crossing[..., 1] < height + margin)
    ) & (turn > np.deg2rad(50))
    first, second = np.nonzero(np.triu(turn < _MOST_TILTED, 1))
    # corners of pair (a, b) with line c: both must lie in the picture
    meets = inside[first] & inside[second]
    found: list[NDArray[np.intp]] = []
    for pair in range(len(first)):
        others = np.nonzero(meets[pair])[0]
        if len(others) < 2:
            continue
        c, d = np.nonzero(np.triu(turn[np.ix_(others, others)] < _MOST_TILTED, 1))
        c, d = others[c], others[d]
        a = np.full(len(c), first[pair])
        b = np.full(len(c), second[pair])
        found.append(np.stack([a, c, b, d], axis=1))
    if not found:
        return np.zeros((0, 4, 2), np.float32), np.zeros((0, 4), np.float32)
    sides = np.concatenate(found)
    sides = sides[sides[:, 0] < sides[:, 1]] if len(sides) else sides
    a, c, b, d = sides.T
    corners = np.stack([crossing[a, c], crossing[b, c], crossing[b, d], crossing[a, d]], axis=1)
    keep = _plausible(corners, width, height)
    sides, corners = sides[keep], corners[keep]
    a, c, b, d = sides.T
    share = np.stack(
        [
            edges.share(line, *_trimmed(edges.along(line, corners[:, i]), edges.along(line, corners[:, (i + 1) % 4])))
            for i, line in ((0, c), (1, b), (2, d), (3, a))
        ],
        axis=1,
    )
    keep = share.min(axis=1) > least
    return corners[keep].astype(np.float32), share[keep].astype(np.float32)


def _trimmed(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The stretch without its ends: corners of cards are round."""
    return start + 0.06 * (end - start), end - 0.06 * (end - start)


def _crossings(edges: Straight) -> Floats:
    points, ways = edges.points.astype(np.float64), edges.directions.astype(np.float64)
    cross = ways[:, None, 0] * ways[None, :, 1] - ways[:, None, 1] * ways[None, :, 0]
    offset = points[None] - points[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (offset[..., 0] * ways[None, :, 1] - offset[..., 1] * ways[None, :, 0]) / cross
        found = points[:, None] + t[..., None] * ways[:, None]
    return np.asarray(np.nan_to_num(found, nan=-1e6, posinf=-1e6, neginf=-1e6), np.float32)


def _plausible(corners: Floats, width: int, height: int) -> NDArray[np.bool_]:
    """Convex, of a card's proportions, and neither a speck nor the picture itself."""
    after = np.roll(corners, -1, axis=1) - corners
    turn = after[..., 0] * np.roll(after, -1, axis=1)[..., 1] - after[..., 1] * np.roll(after, -1, axis=1)[..., 0]
    convex = (turn > 0).all(axis=1) | (turn < 0).all(axis=1)
    length = np.hypot(after[..., 0], after[..., 1])
    one, other = (length[:, 0] + length[:, 2]) / 2, (length[:, 1] + length[:, 3]) / 2
    aspect = np.maximum(one, other) / np.maximum(np.minimum(one, other), 1)
    sides = np.minimum(length[:, 0], length[:, 2]) / np.maximum(length[:, 0], length[:, 2])
    sides = np.minimum(sides, np.minimum(length[:, 1], length[:, 3]) / np.maximum(length[:, 1], length[:, 3]))
    area = one * other / (width * height)
    plausible: NDArray[np.bool_] = convex & (aspect > 1.05) & (aspect < 2.4) & (sides > 0.5) & (area > 0.03)
    return plausible


def _evidence(quads: Floats, shares: Floats, text: list[Floats], area: int) -> Floats:
    """How likely each is a card: sides that are edges all along, text inside along the sides, none across them."""
    held, agreed = _text_in(quads, np.stack(text))
    fit = shares.mean(axis=1) * 0.6 + shares.min(axis=1) * 0.4
    size = np.clip(_area(quads) / area, 0, 1) ** 0.2
    enough = np.clip(held / (1.2 * np.sqrt(_area(quads))), 0.3, 1)
    score: Floats = fit * size * _likely_shape(quads) * agreed * enough
    return score


def _text_in(quads: Floats, boxes: Floats) -> tuple[Floats, Floats]:
    """How much text (length in pixels) each holds, and 0..1 how well it agrees: along the sides, none across them."""
    centres = boxes.mean(axis=1)
    ways = boxes[:, 1] - boxes[:, 0]
    lengths = np.hypot(ways[:, 0], ways[:, 1])
    inner = _inside(quads, centres)
    left, right = boxes[:, [0, 3]].mean(axis=1), boxes[:, [1, 2]].mean(axis=1)
    deep_left, deep_right = left + 0.12 * (right - left), right - 0.12 * (right - left)
    crossed = ((_inside(quads, deep_left) != _inside(quads, deep_right)) * lengths).sum(axis=1)
    held = (inner * lengths).sum(axis=1)
    along = (inner * lengths * (_slant(quads, ways) < np.deg2rad(9))).sum(axis=1)
    agreed = np.where(held > 0, along / np.maximum(held, 1), 0) * np.exp(-1.2 * crossed / np.sqrt(_area(quads)))
    return np.asarray(held, np.float32), np.asarray(agreed, np.float32)


def _ranked(quads: Floats, shares: Floats, text: list[Floats], area: int, most: int) -> list[Candidate]:
    """The best ones: those with most evidence, once more judged by how level the text lies when each is laid straight."""
    scores = _evidence(quads, shares, text, area)
    best = np.argsort(-scores)[:_JUDGED]
    level = np.exp(-((tilt(quads[best], np.stack(text)) / _TILTED) ** 2))
    return _distinct(quads[best], scores[best] * np.asarray(level, np.float32), most)


def tilt(quads: Floats, boxes: Floats) -> Floats:
    """The slope in radians that long runs of text inside have against the nearer axis of each quadrangle, laid straight.

    It is the weighted median, as a card may bear a mark that is meant to run askew.
    """
    ways = boxes[:, 1] - boxes[:, 0]
    lengths = np.hypot(ways[:, 0], ways[:, 1])
    long = lengths > 3.0 * np.hypot(*(boxes[:, 3] - boxes[:, 0]).T)
    if not long.any():
        return np.zeros(len(quads), np.float32)
    starts, stops = boxes[long][:, [0, 3]].mean(axis=1), boxes[long][:, [1, 2]].mean(axis=1)
    matrices = laid_straight(quads)
    move = mapped(matrices, stops) - mapped(matrices, starts)
    slope = np.arctan2(np.abs(move).min(axis=2), np.abs(move).max(axis=2))
    weight = _inside(quads, boxes[long].mean(axis=1)) * lengths[long]
    order = np.argsort(slope, axis=1)
    heaped = np.cumsum(np.take_along_axis(weight, order, axis=1), axis=1)
    half = (heaped >= 0.5 * heaped[:, -1:]).argmax(axis=1)[:, None]
    return np.asarray(np.take_along_axis(np.take_along_axis(slope, order, axis=1), half, axis=1)[:, 0], np.float32)


def laid_straight(quads: Floats) -> NDArray[np.float64]:
    """K x 3 x 3: the homography of each quadrangle to a rectangle of its mean width and height."""
    sides = np.roll(quads, -1, axis=1) - quads
    length = np.hypot(sides[..., 0], sides[..., 1]).astype(np.float64)
    width, height = (length[:, 0] + length[:, 2]) / 2, (length[:, 1] + length[:, 3]) / 2
    nought = np.zeros_like(width)
    target = np.stack(
        [np.stack(each, 1) for each in ((nought, nought), (width, nought), (width, height), (nought, height))], 1
    )
    x, y = quads[..., 0].astype(np.float64), quads[..., 1].astype(np.float64)
    u, v = target[..., 0], target[..., 1]
    one, none = np.ones_like(x), np.zeros_like(x)
    rows = [
        np.stack([x, y, one, none, none, none, -u * x, -u * y], axis=2),
        np.stack([none, none, none, x, y, one, -v * x, -v * y], axis=2),
    ]
    system = np.concatenate(rows, axis=1) + 1e-9 * np.eye(8)
    solved = np.linalg.solve(system, np.concatenate([u, v], axis=1)[..., None])[..., 0]
    return np.concatenate([solved, np.ones((len(quads), 1))], axis=1).reshape(-1, 3, 3)


def mapped(matrices: NDArray[np.float64], places: Floats) -> NDArray[np.float64]:
    """K x P x 2: each place through each homography."""
    whole = np.column_stack([places, np.ones(len(places))])
    mapped = np.einsum("kij,pj->kpi", matrices, whole)
    depth = mapped[..., 2:]
    return np.asarray(mapped[..., :2] / np.where(np.abs(depth) < 1e-9, 1e-9, depth), np.float64)


def _inside(quads: Floats, places: Floats) -> NDArray[np.bool_]:
    """K x P: which places lie in which quadrangle."""
    ahead = np.roll(quads, -1, axis=1) - quads
    offset = places[None, :, None] - quads[:, None]
    side = ahead[:, None, :, 0] * offset[..., 1] - ahead[:, None, :, 1] * offset[..., 0]
    return np.asarray((side > 0).all(axis=2) | (side < 0).all(axis=2), np.bool_)


def _slant(quads: Floats, ways: Floats) -> Floats:
    """K x P: the angle between each text direction and the nearer axis of the quadrangle."""
    one = quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]
    other = quads[:, 2] - quads[:, 1] + quads[:, 3] - quads[:, 0]
    heading = np.arctan2(ways[:, 1], ways[:, 0])[None]
    angles = [
        np.abs((heading - np.arctan2(axis[:, 1], axis[:, 0])[:, None] + np.pi / 2) % np.pi - np.pi / 2)
        for axis in (one, other)
    ]
    nearest: Floats = np.minimum(*angles)
    return nearest


def _likely_shape(quads: Floats) -> Floats:
    """1 for the proportions of cards, pages and certificates (1.25 to 1.75 to 1), less for what is longer or squarer."""
    length = np.hypot(*np.moveaxis(np.roll(quads, -1, axis=1) - quads, -1, 0))
    one, other = length[:, 0] + length[:, 2], length[:, 1] + length[:, 3]
    aspect = np.maximum(one, other) / np.maximum(np.minimum(one, other), 1)
    off = np.maximum(0, np.abs(np.log(aspect / 1.48)) - 0.17)
    shape: Floats = np.exp(-((off / 0.16) ** 2))
    return shape


def _area(quads: Floats) -> Floats:
    x, y = quads[..., 0], quads[..., 1]
    area: Floats = np.abs((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)) / 2
    return area


def _distinct(quads: Floats, scores: Floats, most: int) -> list[Candidate]:
    """The best ones, of several almost the same only the best."""
    kept: list[Candidate] = []
    for index in np.argsort(-scores):
        if len(kept) == most or scores[index] <= 0.05:
            break
        kept = apart([*kept, Candidate(clockwise(quads[index]), float(scores[index]))])
    return kept


def clockwise(corners: Floats) -> Floats:
    """The same corners in the other order if they run counter-clockwise."""
    a, b, c = corners[0], corners[1], corners[2]
    turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    return corners if turn > 0 else corners[::-1].copy()


def nearest_turn(corners: Floats, other: Floats) -> Floats:
    """The same corners started and ordered so that they come nearest to the other's."""
    turns = [np.roll(clockwise(corners), shift, axis=0) for shift in range(4)]
    return min(turns, key=lambda turned: float(np.abs(turned - other).max()))
