"""What cards may look like from afar: drawn specimens, and made-up ones of every colour and layout."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tests.specimens.chance import Chance
from tests.specimens.drawing import KINDS, draw
from tests.specimens.stock import corner_mm, width_mm

Pixels = np.ndarray
WIDE = 400
"""Pixels of the longer side of a face: more than it ever has in a picture of 256."""


@dataclass(frozen=True, slots=True)
class Face:
    """A flat card: RGB pixels, the radius of its corners in pixels, its longer side in millimetres."""

    pixels: Pixels
    radius: float
    long_mm: float


def drawn(seeds: range) -> Iterator[Face]:
    """The kinds of specimen in turn, one for each seed."""
    for seed in seeds:
        document, face, version = KINDS[seed % len(KINDS)]
        image = draw(document, face, seed, version).image.convert("RGB")
        pixels, size = np.asarray(image), image.size
        scale = WIDE / max(size)
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        wide = width_mm(document, size)
        long_mm = wide * max(size) / size[0]
        yield Face(small, corner_mm(document, size) / wide * size[0] * scale, long_mm)


def remargined(face: Face, chance: Chance) -> Face:
    """The same print on a card a little larger or smaller on some sides, so that print alone does not tell where it ends."""
    height, width = face.pixels.shape[:2]
    grown = [int(chance.uniform(-0.07, 0.11) * min(width, height)) if chance.chance(0.6) else 0 for _ in range(4)]
    cut = [max(0, -each) for each in grown]
    kept = face.pixels[cut[0] : height - cut[2], cut[3] : width - cut[1]]
    added = [max(0, each) for each in grown]
    wider = cv2.copyMakeBorder(kept, added[0], added[2], added[3], added[1], cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(wider, (0, 0), 5)
    inner = np.zeros(wider.shape[:2], np.uint8)
    bottom, right = wider.shape[0] - added[2], wider.shape[1] - added[1]
    inner[added[0] : bottom, added[3] : right] = 255
    return replace(face, pixels=np.where(inner[..., None] > 0, wider, soft))


def framed(face: Face, chance: Chance) -> Face:
    """The same card with a frame, a table or a lone rule printed close to its sides: lines that are not its sides."""
    pixels = np.ascontiguousarray(face.pixels)
    height, width = pixels.shape[:2]
    inset = [int(chance.uniform(0.012, 0.11) * min(height, width)) for _ in range(4)]
    if chance.chance(0.5):
        inset = [inset[0]] * 4
    top, right, bottom, left = inset[0], width - inset[1], height - inset[2], inset[3]
    ink = (chance.integer(20, 190),) * 3 if chance.chance(0.6) else tuple(chance.integer(0, 255) for _ in range(3))
    thick = chance.integer(1, 3)
    if chance.chance(0.25):
        start, stop = chance.pick(
            (((left, top), (right, top)), ((left, bottom), (right, bottom)), ((left, top), (left, bottom)))
        )
        cv2.line(pixels, start, stop, ink, thick, cv2.LINE_AA)
        return replace(face, pixels=pixels)
    cv2.rectangle(pixels, (left, top), (right, bottom), ink, thick, cv2.LINE_AA)
    if chance.chance(0.6):
        for row in np.linspace(top, bottom, chance.integer(3, 8))[1:-1]:
            cv2.line(pixels, (left, int(row)), (right, int(row)), ink, thick, cv2.LINE_AA)
        for column in np.linspace(left, right, chance.integer(2, 6))[1:-1]:
            cv2.line(pixels, (int(column), top), (int(column), bottom), ink, thick, cv2.LINE_AA)
    return replace(face, pixels=pixels)


def made_up(chance: Chance) -> Face:
    """A card of no kind: some ground, some picture, some writing, some bars; what all cards have in common."""
    aspect = chance.uniform(1.28, 1.72) if chance.chance(0.9) else chance.uniform(1.15, 2.0)
    width, height = WIDE, int(WIDE / aspect)
    if chance.chance(0.12):
        width, height = height, width
    ground = _ground(chance, (width, height))
    ink = _ink(chance, ground)
    if chance.chance(0.7):
        _likeness(ground, chance)
    if chance.chance(0.5):
        _bar(ground, chance)
    _writing(ground, chance, ink)
    if chance.chance(0.3):
        _zone(ground, chance, ink)
    if chance.chance(0.2):
        inset = chance.integer(4, 16)
        cv2.rectangle(ground, (inset, inset), (width - inset, height - inset), ink, chance.integer(1, 3), cv2.LINE_AA)
    long_mm = chance.pick((85.6, 85.6, 105.0, 125.0, 150.0))
    radius = max(width, height) * chance.pick((0.0, 0.01, 0.037, 0.037))
    return Face(ground, radius, long_mm)


def _ground(chance: Chance, size: tuple[int, int]) -> Pixels:
    light = chance.chance(0.8)
    low, high = (170, 255) if light else (10, 190)
    corners = np.array([[chance.integer(low, high) for _ in range(3)] for _ in range(4)], np.float32)
    middle = corners.mean(axis=0)
    corners = middle + (corners - middle) * chance.uniform(0, 0.8)
    if chance.chance(0.3):
        corners[:] = corners.mean(axis=1, keepdims=True)
    ground = cv2.resize(corners.reshape(2, 2, 3), size, interpolation=cv2.INTER_LINEAR)
    if chance.chance(0.6):
        y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
        turn, pitch = chance.uniform(0, math.pi), chance.uniform(6, 40)
        wave = np.sin((x * math.cos(turn) + y * math.sin(turn)) / pitch + chance.uniform(0, 9) * np.sin(x / 70))
        ground += wave[..., None] * chance.uniform(1, 9)
    return np.clip(ground, 0, 255).astype(np.uint8)


def _ink(chance: Chance, ground: Pixels) -> tuple[int, int, int]:
    dark = ground.mean() > 110
    low, high = (0, 90) if dark else (180, 255)
    return chance.integer(low, high), chance.integer(low, high), chance.integer(low, high)


def _likeness(ground: Pixels, chance: Chance) -> None:
    height, width = ground.shape[:2]
    wide, high = int(width * chance.uniform(0.14, 0.32)), int(height * chance.uniform(0.3, 0.75))
    x, y = chance.pick((0.04, 0.65, chance.uniform(0, 0.65))), chance.uniform(0.08, 0.5)
    left, top = int(x * width), int(y * height)
    tone = [chance.integer(120, 250) for _ in range(3)]
    cv2.rectangle(ground, (left, top), (left + wide, top + high), tone, -1)
    centre = (left + wide // 2, top + int(high * 0.42))
    cv2.ellipse(ground, (centre[0], top + high), (wide // 2, high // 3), 0, 180, 360, [part // 3 for part in tone], -1)
    cv2.ellipse(ground, centre, (wide // 4, int(high * 0.24)), 0, 0, 360, (chance.integer(120, 220),) * 3, -1)


def _bar(ground: Pixels, chance: Chance) -> None:
    height, width = ground.shape[:2]
    colour = [chance.integer(0, 255) for _ in range(3)]
    if chance.chance(0.75):
        thick = int(height * chance.uniform(0.04, 0.2))
        top = chance.pick((0, height - thick, chance.integer(0, height - thick)))
        cv2.rectangle(ground, (0, top), (width, top + thick), colour, -1)
        return
    centre = (chance.integer(0, width), chance.integer(0, height))
    cv2.circle(ground, centre, int(height * chance.uniform(0.06, 0.2)), colour, chance.pick((-1, 3)), cv2.LINE_AA)


def _writing(ground: Pixels, chance: Chance, ink: tuple[int, int, int]) -> None:
    """Rows of strokes of the size that writing has."""
    height, width = ground.shape[:2]
    left, right = sorted((chance.uniform(0.04, 0.4) * width, chance.uniform(0.5, 0.96) * width))
    y = height * chance.uniform(0.06, 0.25)
    while y < height * 0.93:
        size = height * chance.pick((0.03, 0.045, 0.045, 0.06, 0.08))
        x = left
        stop = left + (right - left) * chance.uniform(0.2, 1.0)
        while x < stop:
            step = size * chance.uniform(0.4, 1.0)
            for _ in range(2):
                start = (int(x + chance.uniform(0, step * 0.7)), int(y + chance.uniform(0, size)))
                end = (int(x + chance.uniform(0, step * 0.7)), int(y + chance.uniform(0, size)))
                cv2.line(ground, start, end, ink, max(1, int(size / 7)), cv2.LINE_AA)
            x += step * (1.0 if chance.chance(0.85) else 2.0)
        y += size * chance.uniform(1.3, 3.2)


def _zone(ground: Pixels, chance: Chance, ink: tuple[int, int, int]) -> None:
    height, width = ground.shape[:2]
    size = height * 0.045
    for row in range(chance.integer(2, 3)):
        y = height * 0.95 - size * 1.8 * row
        for x in np.arange(width * 0.04, width * 0.96, size * 0.72):
            cv2.line(ground, (int(x), int(y - size)), (int(x + size * chance.uniform(-0.3, 0.4)), int(y)), ink, 1)
