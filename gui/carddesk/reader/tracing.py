"""From maps of where cards are to their corners.

Patches of inside are cards, the rim around them says where their sides are, and a core, which is half a card about its
middle, tells cards apart that touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.reader.cardfinder import Candidate
from carddesk.reader.edges import Floats
from carddesk.reader.straight import crossing, fitted

_SMALLEST = 40
_LIKELY = 0.35
_SURE = 0.5
_SEARCHED = (0.1, 0.06, 0.03)
"""How far from each side its rim is sought, in square roots of the outline's area; narrower each time."""
_PLACES = 25
_STEPS = 33
_RIM = 2.0
"""How many steps of the map a rim is wide."""


@dataclass(frozen=True, slots=True)
class Maps:
    """H x W chances 0..1 of the inside, the rim and the core of cards, and how many pixels of the picture one step is."""

    inside: Floats
    rim: Floats
    core: Floats
    step: float


def outlines(maps: Maps) -> list[Candidate]:
    """The cards seen, corners in pixels of the picture, surest first."""
    found = [_outline(ring, maps) for ring in _bodies(maps)]
    return sorted((each for each in found if each is not None), key=lambda each: -each.score)


def _bodies(maps: Maps) -> list[NDArray[np.int32]]:
    """The outline points of each patch of inside that is not rim; a patch with several cores is parted among them."""
    body = ((maps.inside * (1 - maps.rim)) > _LIKELY).astype(np.uint8)
    patch = _numbered(body, 4)
    core = _numbered(_opened(maps.core > _SURE), 8)
    cores = int(core.max()) + 1
    if cores > 2:
        nearest = _nearest(core)
        patch = patch * cores + np.where(_shared(patch, core), nearest, 0)
    masks = [_opened(patch == label) for label in np.unique(patch[body > 0])]
    rings = [max(found, key=cv2.contourArea) for mask in masks if (found := _rings(mask))]
    return [ring for ring in rings if cv2.contourArea(ring) >= _SMALLEST]


def _numbered(mask: NDArray[np.uint8], connectivity: int) -> NDArray[np.int32]:
    """The number of the patch that each place belongs to, 0 for none."""
    return np.asarray(cv2.connectedComponents(mask, connectivity=connectivity)[1], np.int32)


def _opened(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Without threads and specks."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)


def _rings(mask: NDArray[np.uint8]) -> list[NDArray[np.int32]]:
    return [np.asarray(ring, np.int32) for ring in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]]


def _nearest(core: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each place the number of the core nearest to it."""
    away = (core == 0).astype(np.uint8)
    _, zone = cv2.distanceTransformWithLabels(away, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
    number = np.zeros(int(zone.max()) + 1, np.int32)
    number[zone[core > 0]] = core[core > 0]
    return np.asarray(number[zone], np.int32)


def _shared(patch: NDArray[np.int32], core: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which places lie in a patch that holds several cores."""
    pairs = np.unique(np.stack([patch[core > 0], core[core > 0]], axis=1), axis=0)
    labels, counts = np.unique(pairs[:, 0], return_counts=True)
    return np.asarray(np.isin(patch, labels[(counts > 1) & (labels > 0)]), np.bool_)


def _outline(ring: NDArray[np.int32], maps: Maps) -> Candidate | None:
    """The best of the outlines that come of different first guesses."""
    body = np.zeros(maps.inside.shape, np.uint8)
    cv2.drawContours(body, [ring], -1, 1, -1)
    guesses = [_four_sided(ring), np.asarray(cv2.boxPoints(cv2.minAreaRect(ring)), np.float32)]
    if (
        len(cores := _rings(_opened((maps.core > _SURE) & (body > 0)))) == 1
        and (core := _four_sided(cores[0])) is not None
    ):
        guesses.append(np.asarray(core.mean(axis=0) + 2 * (core - core.mean(axis=0)), np.float32))
    found: list[tuple[float, Floats]] = []
    for quad in guesses:
        if quad is None:
            continue
        laid = reduce(lambda near, reach: _drawn_to(near, maps.rim, reach), _SEARCHED, quad)
        if _convex(laid):
            found.append((_clearness(laid, maps.rim) * _agreement(laid, body), laid))
    if not found:
        return None
    score, quad = max(found, key=lambda each: each[0])
    # A map's pixel stands for the middle of a square of pixels.
    return Candidate(np.asarray((quad + 0.5) * maps.step, np.float32), score)


def _agreement(quad: Floats, body: NDArray[np.uint8]) -> float:
    """What a quadrangle and a patch share of what both cover, the rim between them left out of the account."""
    held = np.zeros(body.shape, np.uint8)
    cv2.fillConvexPoly(held, np.rint(quad).astype(np.int32), 1)
    inner = np.asarray(cv2.erode(held, np.ones((3, 3), np.uint8)), np.uint8)
    outside = np.asarray(body * (1 - held), np.uint8)
    return float((inner * body).sum()) / max(1.0, float(inner.sum()) + float(outside.sum()))


def _four_sided(ring: NDArray[np.int32]) -> Floats | None:
    """The corners (4 x 2, clockwise) of a small four-sided figure around a ring of pixels.

    Of the sides of its convex hull the one whose loss adds least area is dropped, its neighbours drawn out until they meet,
    and so on until four are left.
    """
    hull = cv2.approxPolyDP(cv2.convexHull(ring), 0.7, True).reshape(-1, 2).astype(np.float64)
    if len(hull) < 4:
        return None
    while len(hull) > 4:
        before, after, further = np.roll(hull, 1, axis=0), np.roll(hull, -1, axis=0), np.roll(hull, -2, axis=0)
        tip = _meeting(before, hull, further, after)
        added = _triangles(hull, tip, after)
        side = int(added.argmin())
        if not np.isfinite(added[side]):
            return None
        hull[side] = tip[side]
        hull = np.delete(hull, (side + 1) % len(hull), axis=0)
    corners = np.asarray(hull, np.float32)
    return corners if cv2.contourArea(corners, True) > 0 else corners[::-1].copy()


def _meeting(
    before: NDArray[np.float64], start: NDArray[np.float64], further: NDArray[np.float64], stop: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where the sides on both ends of each side meet when they are drawn out beyond it; not a number where they part."""
    one, other = start - before, stop - further
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    offset = stop - start
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (offset[:, 0] * other[:, 1] - offset[:, 1] * other[:, 0]) / cross
        back = (offset[:, 0] * one[:, 1] - offset[:, 1] * one[:, 0]) / cross
        tip = start + along[:, None] * one
    tip[~((along > 0) & (back > 0))] = np.nan
    return tip


def _triangles(one: NDArray[np.float64], tip: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The area of each triangle; infinite for one without a tip."""
    first, second = tip - one, other - one
    area = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
    return np.where(np.isnan(area), np.inf, area)


def _drawn_to(quad: Floats, rim: Floats, reach: float) -> Floats:
    """The quadrangle with each side laid along the rim near it; a side without a rim stays."""
    around = reach * float(np.sqrt(max(abs(cv2.contourArea(quad)), 1.0)))
    lines = [_side(quad[side], quad[(side + 1) % 4], rim, around) for side in range(4)]
    corners = [crossing(lines[side - 1], lines[side]) for side in range(4)]
    if any(corner is None for corner in corners):
        return quad
    moved = np.array(corners, np.float32)
    return moved if np.abs(moved - quad).max() < 3 * around else quad


def _side(start: Floats, stop: Floats, rim: Floats, around: float) -> tuple[Floats, Floats]:
    """A point and a direction of the line that the rim makes within `around` of the side."""
    way = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-6)
    normal = np.array([-way[1], way[0]], np.float32)
    shares = np.linspace(0.06, 0.94, _PLACES, dtype=np.float32)
    offsets = np.linspace(-around, around, _STEPS, dtype=np.float32)
    feet = start + shares[:, None] * (stop - start)
    places = feet[:, None] + offsets[None, :, None] * normal
    seen = cv2.remap(
        rim, np.ascontiguousarray(places[..., 0]), np.ascontiguousarray(places[..., 1]), cv2.INTER_LINEAR, borderValue=0
    )
    # A rim is two or three steps wide and as good as certain all across: its middle is sought.
    wide = max(1, round(0.6 * _RIM / (2 * around / (_STEPS - 1))))
    peak = cv2.blur(seen, (wide, 1), borderType=cv2.BORDER_CONSTANT).argmax(axis=1)
    strength = seen[np.arange(_PLACES), peak]
    near = np.abs(np.arange(_STEPS)[None] - peak[:, None]) * (2 * around / (_STEPS - 1)) < 2.0
    weights = seen * near
    offset = (weights * offsets).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-6)
    return fitted(feet + offset[:, None] * normal, np.where(strength > 0.15, strength, 0), (start, way))


def _convex(quad: Floats) -> bool:
    after = np.roll(quad, -1, axis=0) - quad
    turn = after[:, 0] * np.roll(after, -1, axis=0)[:, 1] - after[:, 1] * np.roll(after, -1, axis=0)[:, 0]
    return bool((turn > 0).all())


def _clearness(quad: Floats, rim: Floats) -> float:
    """How clearly the rim is seen along the sides, 0..1; the least clear side counts as much as all together."""
    shares = np.linspace(0.06, 0.94, _PLACES, dtype=np.float32)
    sides = []
    for side in range(4):
        feet = quad[side] + shares[:, None] * (quad[(side + 1) % 4] - quad[side])
        seen = cv2.remap(
            rim, np.ascontiguousarray(feet[None, :, 0]), np.ascontiguousarray(feet[None, :, 1]), cv2.INTER_LINEAR
        )
        sides.append(float(seen.mean()))
    return 0.5 * min(sides) + 0.5 * sum(sides) / 4
