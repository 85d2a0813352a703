"""What pictures of cards are made of: grounds, cards laid on them, fingers, light, the camera.

Everything is drawn at once at the size of the network's picture: what matters here is not print but how a card parts from
what it lies on, with little contrast, under shadows, glare and fingers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from tests.specimens.chance import Chance
from tests.specimens.clutter import strew
from tests.specimens.surfaces import surface
from training.outlines.faces import Face

Pixels = np.ndarray
_FULL = 256
"""Pixels of a picture's longer side."""


def blank_page(chance: Chance, frame: tuple[int, int]) -> Pixels:
    """The white of a photocopy, with specks."""
    page = np.full((frame[1], frame[0], 3), chance.integer(238, 255), np.uint8)
    for _ in range(chance.integer(0, 40)):
        cv2.circle(
            page, (chance.integer(0, frame[0]), chance.integer(0, frame[1])), 0, (chance.integer(60, 200),) * 3, -1
        )
    return page


def as_copied(face: Face, chance: Chance) -> Face:
    """A card as a copier shows it: its ground almost paper, its print dark, at times a line around it."""
    grey = cv2.cvtColor(face.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    ground = float(np.median(grey))
    steep = chance.uniform(1.0, 3.0)
    pale = np.clip((grey - ground) * steep + chance.uniform(225, 255), 0, 255).astype(np.uint8)
    pixels = (
        cv2.merge([pale] * 3)
        if chance.chance(0.7)
        else np.clip((face.pixels.astype(np.float32) - ground) * steep + 240, 0, 255).astype(np.uint8)
    )
    if chance.chance(0.5):
        height, width = pixels.shape[:2]
        cv2.rectangle(pixels, (0, 0), (width - 1, height - 1), (chance.integer(90, 220),) * 3, chance.integer(1, 3))
    return replace(face, pixels=pixels)


def ground_for(chance: Chance, frame: tuple[int, int], faces: Sequence[Face]) -> Pixels:
    """What the cards lie on, seen at a slant, with things on it."""
    size = (frame[0] + 120, frame[1] + 120)
    kind = chance.weighted(("surface", "plain", "checks", "blobs", "form", "lid"), (4, 2.5, 1.5, 1.2, 0.8, 0.8))
    if kind == "surface":
        ground = surface(chance, (size[0] * 3, size[1] * 3))
        ground = cv2.resize(ground, size, interpolation=cv2.INTER_AREA)
    elif kind == "checks":
        ground = _checks(chance, size)
    elif kind == "blobs":
        ground = _blobs(chance, size)
    elif kind == "form":
        ground = _form(chance, size)
    else:
        tone = [chance.integer(0, 255)] * 3 if chance.chance(0.5) else [chance.integer(0, 255) for _ in range(3)]
        if kind == "lid":
            tone = [chance.pick((255, 250, 244, 20))] * 3
        ground = np.empty((size[1], size[0], 3), np.uint8)
        ground[:] = tone
    if faces and chance.chance(0.3):
        ground = _alike(ground, chance.pick(faces), chance)
    if kind != "lid" and chance.chance(0.8):
        # As large as they are beside a card, and close to it: sheets of paper are what cards part from least.
        ground = strew(np.ascontiguousarray(ground), chance, chance.uniform(1.0, 2.4), chance.integer(2, 12))
    if kind != "lid" and chance.chance(0.4):
        ground = _scraps(np.ascontiguousarray(ground), chance)
    turn = math.radians(chance.uniform(0, 360) if chance.chance(0.5) else chance.uniform(-6, 6))
    centre = np.array([size[0] / 2, size[1] / 2])
    matrix = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), math.degrees(turn), chance.uniform(1.0, 1.6))
    matrix[:, 2] -= 60
    return cv2.warpAffine(ground, matrix, frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _alike(ground: Pixels, face: Face, chance: Chance) -> Pixels:
    """The ground drawn to the colour of a card's rim, so that little parts the two."""
    pixels = face.pixels
    rim = np.concatenate([pixels[:6].reshape(-1, 3), pixels[-6:].reshape(-1, 3)]).mean(axis=0)
    mean = ground.reshape(-1, 3).mean(axis=0)
    step = np.array([chance.uniform(-1, 1) for _ in range(3)]) * 6 + chance.uniform(-26, 26)
    moved = ground.astype(np.float32) * chance.uniform(0.3, 1.0)
    return np.clip(moved - moved.reshape(-1, 3).mean(axis=0) + rim + step + 0 * mean, 0, 255).astype(np.uint8)


def _checks(chance: Chance, size: tuple[int, int]) -> Pixels:
    """Tablecloths, tiles, stripes, dots."""
    ground = np.empty((size[1], size[0], 3), np.float32)
    ground[:] = [chance.uniform(60, 250) for _ in range(3)]
    if chance.chance(0.3):
        pitch, colour = chance.uniform(7, 45), [chance.uniform(0, 255) for _ in range(3)]
        reach = max(1, int(pitch * chance.uniform(0.12, 0.4)))
        for row, y in enumerate(np.arange(0, size[1], pitch)):
            for x in np.arange(pitch / 2 * (row % 2), size[0], pitch):
                cv2.circle(ground, (int(x), int(y)), reach, colour, -1, cv2.LINE_AA)
        return np.clip(ground, 0, 255).astype(np.uint8)
    for axis in (0, 1) if chance.chance(0.75) else (0,):
        at = np.arange(size[1 - axis], dtype=np.float32)
        pitch = chance.uniform(8, 70)
        share = chance.pick((0.5, 0.3, 0.08, 0.04))
        stripe = (((at + chance.uniform(0, pitch)) % pitch) < max(1.0, share * pitch)).astype(np.float32)
        colour = np.array([chance.uniform(-90, 90) for _ in range(3)], np.float32)
        layer = stripe[:, None] * colour
        ground += layer[:, None] if axis == 0 else layer[None]
    return np.clip(ground, 0, 255).astype(np.uint8)


def _blobs(chance: Chance, size: tuple[int, int]) -> Pixels:
    """Anything at all: noise at several scales in colour."""
    ground = np.empty((size[1], size[0], 3), np.float32)
    ground[:] = [chance.uniform(40, 220) for _ in range(3)]
    for grain in (4, 12, 40, 120):
        cells = (max(2, size[1] // grain), max(2, size[0] // grain), 3)
        noise = chance.generator.standard_normal(cells).astype(np.float32) * chance.uniform(0, 22)
        ground += cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(ground, 0, 255).astype(np.uint8)


def _form(chance: Chance, size: tuple[int, int]) -> Pixels:
    """A sheet of print or a ruled form under the card."""
    tone = chance.integer(220, 255)
    ground = np.full((size[1], size[0], 3), tone, np.uint8)
    pitch = chance.integer(7, 20)
    ink = (chance.integer(20, 150),) * 3
    for y in range(pitch, size[1], pitch):
        if chance.chance(0.3):
            cv2.line(ground, (0, y), (size[0], y), ink, 1)
            continue
        x = chance.uniform(0, 40)
        while x < size[0] * chance.uniform(0.5, 1.0):
            cv2.line(ground, (int(x), y - chance.integer(0, 3)), (int(x + 3), y - chance.integer(0, 4)), ink, 1)
            x += chance.pick((4, 5, 9))
    return ground


def sheet(chance: Chance) -> Face:
    """A printed page, as lies under cards and beside them."""
    size = (chance.integer(240, 400), chance.integer(200, 400))
    pixels = _form(chance, size)
    tint = np.array([chance.uniform(0.93, 1.0) for _ in range(3)]) * chance.uniform(0.8, 1.0)
    return Face((pixels * tint).astype(np.uint8), 0.0, chance.uniform(90, 260))


def _scraps(ground: Pixels, chance: Chance) -> Pixels:
    """Bright and dark scraps, straps, edges of tables: straight sides that belong to no card."""
    height, width = ground.shape[:2]
    for _ in range(chance.integer(1, 4)):
        centre = (chance.uniform(0, width), chance.uniform(0, height))
        size = (chance.uniform(10, width), chance.uniform(6, height) * chance.pick((0.1, 0.5, 1.0)))
        box = cv2.boxPoints((centre, size, chance.uniform(0, 180)))
        colour = [chance.integer(0, 255)] * 3 if chance.chance(0.5) else [chance.integer(0, 255) for _ in range(3)]
        cv2.fillConvexPoly(ground, box.astype(np.int32), colour, cv2.LINE_AA)
    return ground


def lay(picture: Pixels, face: Face, quad: np.ndarray, chance: Chance) -> None:
    """Puts a face into the picture, with rounded corners and the shadow it casts."""
    height, width = face.pixels.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    size = (picture.shape[1], picture.shape[0])
    shrink = float(np.linalg.norm(quad[1] - quad[0])) / width
    soft = cv2.GaussianBlur(face.pixels, (0, 0), max(0.3, 0.4 / max(shrink, 0.1)))
    seen = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros((height, width), np.uint8)
    radius = int(min(face.radius, min(height, width) / 4))
    cv2.rectangle(cover, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(cover, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(cover, (x, y), radius, 255, -1)
    mask = cv2.warpPerspective(cover, matrix, size, flags=cv2.INTER_AREA).astype(np.float32) / 255
    turn, away = chance.uniform(0, math.tau), chance.uniform(0, 3)
    shift = np.array([[1, 0, away * math.cos(turn)], [0, 1, away * math.sin(turn)]], np.float32)
    cast = cv2.GaussianBlur(cv2.warpAffine(mask, shift, size), (0, 0), chance.uniform(0.5, 3))
    dark = picture * (1 - cast * chance.uniform(0, 0.6))[..., None]
    gain = chance.uniform(0.75, 1.1)
    picture[:] = np.clip(seen * gain * mask[..., None] + dark * (1 - mask[..., None]), 0, 255).astype(np.uint8)


def put_finger(picture: Pixels, quad: np.ndarray, chance: Chance) -> None:
    """A finger over a side of the card, coming from outside."""
    side = chance.integer(0, 3)
    share = chance.uniform(0.05, 0.95)
    foot = quad[side] * (1 - share) + quad[(side + 1) % 4] * share
    centre = quad.mean(axis=0)
    away = (foot - centre) / max(float(np.linalg.norm(foot - centre)), 1e-6)
    wide = float(np.linalg.norm(quad[1] - quad[0])) * chance.uniform(0.1, 0.2)
    tip = foot - away * wide * chance.uniform(0.0, 1.0)
    end = foot + away * 400
    tone = np.array(chance.pick(((214, 170, 145), (198, 150, 120), (150, 105, 80), (95, 65, 50), (230, 190, 170))))
    colour = tuple(int(part) for part in tone * chance.uniform(0.7, 1.05))
    points = [tuple(int(part) for part in point) for point in (tip, end)]
    cv2.line(picture, points[0], points[1], colour, max(2, int(wide)), cv2.LINE_AA)


def photographed(picture: Pixels, quads: Sequence[np.ndarray], chance: Chance) -> Pixels:
    """The picture lit, blurred, coloured and stored as a camera, a scanner or a copier does."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    seen = picture.astype(np.float32)
    turn = chance.uniform(0, math.tau)
    slope = ((x - width / 2) * math.cos(turn) + (y - height / 2) * math.sin(turn)) / _FULL
    gain = 1 + slope * chance.uniform(0, 0.9)
    if chance.chance(0.5):
        gain *= _shadow(chance, (width, height))
    seen *= gain[..., None]
    if quads and chance.chance(0.4):
        seen += _glare(chance, chance.pick(quads), x, y)[..., None]
    if chance.chance(0.12):
        seen[:] = seen.mean(axis=2, keepdims=True)
    else:
        seen *= np.array([chance.uniform(0.86, 1.14) for _ in range(3)], np.float32)
    middle = float(seen.mean())
    contrast = chance.pick((1.0, 1.0, chance.uniform(0.4, 1.2)))
    seen = (seen - middle) * contrast + middle * chance.uniform(0.7, 1.25)
    if chance.chance(0.7):
        seen = cv2.GaussianBlur(seen, (0, 0), chance.uniform(0.2, 1.8))
    seen += chance.generator.standard_normal(seen.shape).astype(np.float32) * chance.uniform(0, 9)
    stored = np.clip(seen, 0, 255).astype(np.uint8)
    if chance.chance(0.6):
        _, data = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, chance.integer(30, 95)])
        stored = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return stored


def _shadow(chance: Chance, size: tuple[int, int]) -> Pixels:
    """Something's shadow over part of the picture, its rim soft or hard."""
    mask = np.zeros((size[1], size[0]), np.float32)
    centre = (chance.uniform(0, size[0]), chance.uniform(0, size[1]))
    if chance.chance(0.6):
        box = cv2.boxPoints((centre, (chance.uniform(50, 400), chance.uniform(40, 200)), chance.uniform(0, 180)))
        cv2.fillConvexPoly(mask, box.astype(np.int32), 1.0)
    else:
        axes = (chance.integer(30, 150), chance.integer(30, 150))
        cv2.ellipse(mask, (int(centre[0]), int(centre[1])), axes, chance.uniform(0, 180), 0, 360, 1.0, -1)
    return 1 - chance.uniform(0.1, 0.65) * cv2.GaussianBlur(mask, (0, 0), chance.uniform(1, 25))


def _glare(chance: Chance, quad: np.ndarray, x: Pixels, y: Pixels) -> Pixels:
    weight = chance.generator.dirichlet(np.ones(4))
    centre = weight @ quad
    reach = float(np.linalg.norm(quad[1] - quad[0])) * chance.uniform(0.05, 0.25)
    turn = chance.uniform(0, math.pi)
    u = (x - centre[0]) * math.cos(turn) + (y - centre[1]) * math.sin(turn)
    v = ((y - centre[1]) * math.cos(turn) - (x - centre[0]) * math.sin(turn)) / chance.uniform(0.3, 1)
    return np.asarray(chance.uniform(50, 260) * np.exp(-(u**2 + v**2) / (2 * reach**2)), np.float32)
