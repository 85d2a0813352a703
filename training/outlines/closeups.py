"""Pictures of one card looked at closely: about straight and about in the middle, and where its corners truly are.

The reader lays a card straight by what it has found so far and looks once more (`reader/closelook.py`). What it has found
may be off on any side, there may be another card beside this one, a sheet under it, a frame that cuts it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tests.specimens.chance import Chance
from training.outlines.faces import Face
from training.outlines.stage import Pixels, as_copied, blank_page, ground_for, lay, photographed, put_finger

WIDE, HIGH = 256, 192
"""Pixels of the picture."""
ACROSS, DOWN = 33.0, 32.0
"""Where the card's left and upper side lie if what was found is right."""
_GREY = 128
_WIDE_MM = 85.6


@dataclass(frozen=True, slots=True)
class CloseUp:
    """A picture (HIGH x WIDE x 3) and the true corners (4 x 2, clockwise from the upper left, in its pixels)."""

    picture: Pixels
    corners: Pixels


def close_up(chance: Chance, face: Callable[[], Face]) -> CloseUp:
    """One picture of a card nearly in its place."""
    own = _lying(face())
    corners = _misplaced(chance)
    faces = [own]
    on_paper = chance.chance(0.12)
    picture = blank_page(chance, (WIDE, HIGH)) if on_paper else ground_for(chance, (WIDE, HIGH), faces)
    if not on_paper and chance.chance(0.22):
        _mount(picture, corners, chance)
    quads = [corners]
    if chance.chance(0.35):
        for side in chance.generator.permutation(4)[: chance.weighted((1, 2), (0.8, 0.2))]:
            other = _lying(face()) if chance.chance(0.6) else own
            quad = _beside(corners, side, chance)
            lay(picture, as_copied(other, chance) if on_paper else other, quad, chance)
            quads.append(quad)
    lay(picture, as_copied(own, chance) if on_paper else own, corners, chance)
    if chance.chance(0.2):
        put_finger(picture, corners, chance)
    picture = photographed(picture, quads, chance)
    if chance.chance(0.07):
        for side in range(4):
            _cut(picture, corners, side, chance.uniform(-0.004, 0.004), 0.0)
    elif chance.chance(0.15):
        turn = math.radians(chance.pick((0.0, chance.uniform(-4, 4), chance.uniform(-30, 30))))
        _cut(picture, corners, chance.integer(0, 3), chance.uniform(-0.04, 0.15), turn)
    return CloseUp(picture, corners.astype(np.float32))


def _lying(face: Face) -> Face:
    """A face with its longer side level."""
    height, width = face.pixels.shape[:2]
    return face if width >= height else replace(face, pixels=np.ascontiguousarray(np.rot90(face.pixels)))


def _misplaced(chance: Chance) -> Pixels:
    """Corners off their places by as much as what is found first may be off."""
    right, bottom = WIDE - ACROSS, HIGH - DOWN
    place = np.array([[ACROSS, DOWN], [right, DOWN], [right, bottom], [ACROSS, bottom]])
    middle, width = place.mean(axis=0), right - ACROSS
    draw = chance.generator
    if chance.chance(0.3):
        return place + draw.normal(0, 0.012, (4, 2)) * width
    share = chance.pick((0.4, 0.7, 1.0))
    turn = math.radians(draw.uniform(-3.5, 3.5)) * share
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    grown = 1 + draw.uniform(-0.13, 0.13, 2) * share
    moved = (place - middle) * grown @ spin.T + middle + draw.uniform(-0.07, 0.07, 2) * share * width
    moved += draw.uniform(-0.05, 0.05, (4, 2)) * share * width
    low, high = np.array([3.0, 3.0]), np.array([WIDE - 3.0, HIGH - 3.0])
    return np.clip(moved, low, high)


def _onto(corners: Pixels) -> Pixels:
    """The homography from a card of one by one to the picture."""
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(unit, corners.astype(np.float32)))


def _beside(corners: Pixels, side: int, chance: Chance) -> Pixels:
    """The corners of another card lying beside this one, or a little under it."""
    gap = chance.pick((0.0, 0.01, 0.03, 0.08)) + chance.uniform(-0.005, 0.02)
    turn = math.radians(chance.uniform(-1, 1) * chance.pick((0.0, 2.0, 6.0, 15.0)))
    slide = chance.pick((0.0, chance.uniform(-0.05, 0.05), chance.uniform(-0.5, 0.5)))
    aspect = (WIDE - 2 * ACROSS) / (HIGH - 2 * DOWN)
    box = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * np.array([aspect, 1.0])
    box *= chance.pick((1.0, 1.0, chance.uniform(0.8, 1.3)))
    away = (box[2] * 2 + np.array([aspect, 1.0])) / 2 + gap + abs(math.sin(turn)) * 0.4
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    offset = ((slide, -away[1]), (away[0], slide), (slide, away[1]), (-away[0], slide))[side]
    unit = (box @ spin.T + np.array(offset)) / np.array([aspect, 1.0]) + 0.5
    return np.asarray(cv2.perspectiveTransform(unit[None].astype(np.float32), _onto(corners))[0], float)


def _mount(picture: Pixels, corners: Pixels, chance: Chance) -> None:
    """A sheet, a sleeve or a mat under the card, larger by little or much on each side, about along with it."""
    margin = np.abs(np.array([chance.uniform(0.01, chance.pick((0.05, 0.15, 0.6))) for _ in range(4)]))
    left, top, right, bottom = -margin[0], -margin[1], 1 + margin[2], 1 + margin[3]
    unit = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    turn = math.radians(chance.pick((0.0, chance.uniform(-2, 2), chance.uniform(-8, 8))))
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    unit = (unit - 0.5) @ spin.T + 0.5
    sheet = cv2.perspectiveTransform(unit[None].astype(np.float32), _onto(corners))[0]
    tone = chance.integer(150, 255) if chance.chance(0.75) else chance.integer(0, 150)
    colour = np.clip([tone + chance.integer(-18, 18) for _ in range(3)], 0, 255)
    face = np.empty((120, 180, 3), np.uint8)
    face[:] = colour
    lay(picture, Face(face, 0.0, _WIDE_MM), np.asarray(sheet, float), chance)
    if chance.chance(0.3):
        cv2.polylines(picture, [np.rint(sheet).astype(np.int32)], True, (chance.integer(60, 255),) * 3, 1, cv2.LINE_AA)


def _cut(picture: Pixels, corners: Pixels, side: int, off: float, turn: float) -> None:
    """What lies beyond the photograph's own rim is grey: `off` in widths from the side outwards, turned in radians."""
    start, stop = corners[side], corners[(side + 1) % 4]
    way = (stop - start) / np.linalg.norm(stop - start)
    out = np.array([way[1], -way[0]])
    cos, sin = math.cos(turn), math.sin(turn)
    along = np.array([way[0] * cos - way[1] * sin, way[0] * sin + way[1] * cos])
    foot = (start + stop) / 2 + out * off * (WIDE - 2 * ACROSS)
    beyond = np.array(
        [foot - along * 600, foot + along * 600, foot + along * 600 + out * 600, foot - along * 600 + out * 600]
    )
    cv2.fillConvexPoly(picture, np.rint(beyond).astype(np.int32), (_GREY,) * 3)
