"""Pictures of cards lying about, small as the network sees them, and where the cards truly are.

They lie at any angle, alone or beside others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tests.specimens.camera import Pose, homography, through
from tests.specimens.chance import Chance
from training.outlines.faces import Face
from training.outlines.stage import Pixels, as_copied, blank_page, ground_for, lay, photographed, put_finger, sheet

SIDE = 256
"""Pixels of the network's square picture; a longer side of it is filled, the rest is grey."""
OUT = SIDE // 2
CORE = 0.5
BAND = 1.3


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture (SIDE x SIDE x 3) and its truth (OUT x OUT x 3, 0..255): inside a card, its rim, its core."""

    picture: Pixels
    truth: Pixels


def scene(chance: Chance, face: Callable[[], Face]) -> Scene:
    """One picture of one to four cards, or now and then of none."""
    if chance.chance(0.07):
        return _cut_out(face(), chance)
    frame = _frame(chance)
    faces = [face() for _ in range(chance.weighted((0, 1, 2, 3, 4), (0.03, 0.65, 0.22, 0.05, 0.05)))]
    quads = _placed(chance, faces, frame)
    copied = chance.chance(0.09)
    picture = blank_page(chance, frame) if copied else ground_for(chance, frame, faces)
    if not copied and chance.chance(0.35):
        for quad in quads:
            for _ in range(chance.integer(1, 3)):
                lay(picture, sheet(chance), _under(quad, chance), chance)
    for one, quad in zip(faces, quads, strict=True):
        lay(picture, as_copied(one, chance) if copied else one, quad, chance)
    for quad in quads:
        if chance.chance(0.18):
            put_finger(picture, quad, chance)
    picture = photographed(picture, quads, chance)
    return Scene(_letterboxed(picture), _truth(quads, frame))


def _frame(chance: Chance) -> tuple[int, int]:
    """Width and height; the longer is SIDE."""
    short = int(SIDE / chance.pick((1.0, 4 / 3, 4 / 3, 4 / 3, 3 / 2, 16 / 9, 1.414)))
    return (SIDE, short) if chance.chance(0.65) else (short, SIDE)


def _placed(chance: Chance, faces: Sequence[Face], frame: tuple[int, int]) -> list[np.ndarray]:
    """The corners (4 x 2, in pixels of the frame) of each face, seen by one camera."""
    if not faces:
        return []
    flat: list[np.ndarray] = []
    loose = chance.pick((0.0, 3.0, 8.0, 25.0)) if len(faces) > 1 else 0.0
    gap = chance.pick((0.3, 2.0, 6.0, 15.0))
    columns = 2 if len(faces) == 4 or (len(faces) > 1 and chance.chance(0.45)) else 1
    along = [0.0] * columns
    width_of = max(face.long_mm for face in faces)
    for index, face in enumerate(faces):
        height, width = face.pixels.shape[:2]
        wide, high = width / max(width, height) * face.long_mm, height / max(width, height) * face.long_mm
        turn = math.radians(chance.uniform(-loose, loose))
        column = index % columns
        slack = gap + abs(math.sin(turn)) * max(wide, high)
        corners = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
        spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        centre = np.array([column * (width_of + slack), along[column] + high / 2 + slack / 2])
        along[column] += high + slack
        flat.append(corners @ spin.T + centre)
    everything = np.concatenate(flat)
    middle = (everything.min(axis=0) + everything.max(axis=0)) / 2
    steep, towards = chance.pick((0.0, chance.uniform(0, 15), chance.uniform(10, 35))), chance.uniform(0, math.tau)
    turned = chance.pick((0, 90, 180, 270)) + chance.pick((chance.uniform(-12, 12), chance.uniform(0, 360)))
    pose = Pose(turned, steep * math.sin(towards), steep * math.cos(towards), chance.uniform(1.6, 4.0))
    view = homography(pose, float(np.ptp(everything, axis=0).max()))
    seen = [through(view, each - middle) for each in flat]
    together = np.concatenate(seen)
    low, high_ = together.min(axis=0), together.max(axis=0)
    size = np.array(frame, float)
    cover = chance.weighted(
        (chance.uniform(0.3, 0.6), chance.uniform(0.55, 0.97), chance.uniform(0.95, 1.12)), (0.15, 0.72, 0.13)
    )
    scale = cover * float((size / (high_ - low)).min())
    room = size - (high_ - low) * scale
    shift = room * np.array([chance.uniform(0.02, 0.98), chance.uniform(0.02, 0.98)]) - low * scale
    return [each * scale + shift for each in seen]


def _under(quad: np.ndarray, chance: Chance) -> np.ndarray:
    """The corners of a page that lies partly under a card."""
    middle, turn = quad.mean(axis=0), math.radians(chance.uniform(0, 360))
    long = float(np.linalg.norm(quad[1] - quad[0])) * chance.uniform(0.8, 2.6)
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([long, long * chance.uniform(0.5, 1.0)]) / 2
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    away = np.array([chance.uniform(-0.6, 0.6), chance.uniform(-0.6, 0.6)]) * long
    return np.asarray(flat @ spin.T + middle + away)


def _cut_out(face: Face, chance: Chance) -> Scene:
    """A card that somebody has cut out already: it fills the picture but for a sliver."""
    height, width = face.pixels.shape[:2]
    scale = SIDE / max(height, width)
    frame = (round(width * scale), round(height * scale))
    corner = np.array([[0, 0], [frame[0], 0], [frame[0], frame[1]], [0, frame[1]]], float)
    sliver = chance.pick((0.0, 0.0, 4.0, 10.0))
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], float)
    quad = corner + inwards * chance.generator.uniform(0, sliver + 1e-9, (4, 2)) - chance.uniform(0, 1)
    picture = ground_for(chance, frame, [face])
    lay(picture, face, quad, chance)
    return Scene(_letterboxed(photographed(picture, [quad], chance)), _truth([quad], frame))


def _letterboxed(picture: Pixels) -> Pixels:
    """In the upper left corner of a grey square."""
    whole = np.full((SIDE, SIDE, 3), 128, np.uint8)
    whole[: picture.shape[0], : picture.shape[1]] = picture
    return whole


def _truth(quads: Sequence[np.ndarray], frame: tuple[int, int]) -> Pixels:
    truth = np.zeros((OUT, OUT, 3), np.uint8)
    fine = 16
    for quad in quads:
        half = quad / 2
        planes = [np.zeros((OUT, OUT), np.uint8) for _ in range(3)]
        # Pixel centres lie half a pixel off its corner.
        for plane, ring in ((0, half), (2, half.mean(axis=0) + CORE * (half - half.mean(axis=0)))):
            cv2.fillPoly(planes[plane], [np.rint((ring - 0.5) * fine).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
        points = np.rint((half - 0.5) * fine).astype(np.int32)
        cv2.polylines(planes[1], [points], True, 255, 2, cv2.LINE_AA, shift=4)
        np.maximum(truth, np.stack(planes, axis=2), out=truth)
    truth[(frame[1] + 1) // 2 :] = 0
    truth[:, (frame[0] + 1) // 2 :] = 0
    return truth
