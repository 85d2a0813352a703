"""What a camera over a desk sees: specimens laid down, lying still, moved, covered by a hand, blurred, glaring.

Every frame is drawn from its number and the seed alone, with the noise of a sensor, and the true corners are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.specimens import draw
from tests.specimens.chance import Chance
from tests.specimens.surfaces import cloth, desk_top, wood

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]

SIZE = (1280, 720)
_SURFACES = (wood, cloth, desk_top)


@dataclass(frozen=True, slots=True)
class Lying:
    """A card under the camera: kind and seed of the specimen, its middle and width in shares of the frame, degrees clockwise."""

    card: tuple[str, str, int]
    x: float = 0.5
    y: float = 0.5
    width: float = 0.55
    turn: float = 2.0

    def at(self, x: float, y: float) -> Lying:
        """The same card elsewhere."""
        return replace(self, x=x, y=y)


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame to be drawn.

    Attributes:
        lying: the card, None for the bare desk.
        blur: deviation of the lens's blur in pixels.
        light: factor on all brightness.
        glare: how large the burnt spot on the card is, in shares of its width.
        hand: where the tip of a hand is, in shares of the frame.
    """

    lying: Lying | None = None
    blur: float = 0.0
    light: float = 1.0
    glare: float = 0.0
    hand: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A frame (H x W x 3, blue, green, red) and the true corners of the card in it, lt, rt, rb, lb; None without one."""

    pixels: Pixels
    corners: Corners | None
    shot: Shot


def film(shots: list[Shot], seed: int = 1, size: tuple[int, int] = SIZE, noise: float = 2.0) -> Iterator[Drawn]:
    """The frames, one after the other."""
    for number, shot in enumerate(shots):
        yield drawn(shot, seed, number, size, noise)


def drawn(shot: Shot, seed: int = 1, number: int = 0, size: tuple[int, int] = SIZE, noise: float = 2.0) -> Drawn:
    """One frame; `number` chooses its noise."""
    ground = _desk(seed, size).astype(np.float32)
    corners = None
    if shot.lying is not None:
        ground, corners = _laid(ground, shot.lying, size)
        if shot.glare:
            ground = _glaring(ground, corners, shot.glare)
    if shot.hand is not None:
        ground = _reached(ground, shot.hand, size)
    if shot.blur:
        ground = np.asarray(cv2.GaussianBlur(ground, (0, 0), shot.blur), np.float32)
    small = np.random.default_rng([seed, number]).normal(0, noise, (size[1] // 2, size[0] // 2)).astype(np.float32)
    grain = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    seen = np.clip(ground * shot.light + grain[..., None], 0, 255).astype(np.uint8)
    return Drawn(seen, corners, shot)


def laid_down(lying: Lying, frames_in: int = 8, frames_still: int = 40, *, hand: bool = True) -> list[Shot]:
    """A hand brings a card from the right, leaves, and the card lies."""
    shots = []
    for step in range(frames_in):
        x = lying.x + (1.3 - lying.x) * (1 - (step + 1) / frames_in)
        tip = (x + lying.width * 0.35, lying.y + 0.05) if hand else None
        shots.append(Shot(lying.at(x, lying.y), hand=tip))
    reach = lying.x + lying.width * 0.35
    shots.extend(Shot(lying, hand=(reach + 0.12 * step, lying.y + 0.05)) for step in range(6 if hand else 0))
    return shots + [Shot(lying)] * frames_still


def taken_away(lying: Lying, frames: int = 8, empty: int = 20) -> list[Shot]:
    """The hand comes, takes it out to the right, and the desk is bare."""
    reach = lying.x + lying.width * 0.35
    come = [Shot(lying, hand=(reach + 0.1 * (5 - step), lying.y)) for step in range(6)]
    move = [lying.x + (1.4 - lying.x) * (step + 1) / frames for step in range(frames)]
    go = [Shot(lying.at(x, lying.y), hand=(x + lying.width * 0.35, lying.y)) for x in move]
    return [*come, *go, *[Shot()] * empty]


@cache
def _desk(seed: int, size: tuple[int, int]) -> Pixels:
    chance = Chance(seed, "desk")
    ground = chance.pick(_SURFACES)(chance, size)
    return np.ascontiguousarray(ground[: size[1], : size[0], ::-1])


@cache
def _card(kind: tuple[str, str, int]) -> Pixels:
    return np.ascontiguousarray(np.asarray(draw(*kind).image.convert("RGB"), np.uint8)[..., ::-1])


def _laid(ground: NDArray[np.float32], lying: Lying, size: tuple[int, int]) -> tuple[NDArray[np.float32], Corners]:
    card = _card(lying.card)
    height, width = card.shape[:2]
    wide = lying.width * size[0]
    if wide < width * 0.7:
        shrink = max(wide / width, 0.05)
        card = np.asarray(cv2.resize(card, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        height, width = card.shape[:2]
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32) * [wide / 2, wide * height / width / 2]
    angle = np.deg2rad(lying.turn)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    corners = (half @ spin + [lying.x * size[0], lying.y * size[1]]).astype(np.float32)
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    mask = cv2.warpPerspective(_rounded(width, height), matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    seen = cv2.warpPerspective(card, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    shadow = cv2.GaussianBlur(np.roll(mask, (5, 4), (0, 1)), (0, 0), 5)[..., None]
    return np.asarray(ground * (1 - 0.3 * shadow) * (1 - mask) + seen * mask, np.float32), corners


def _rounded(width: int, height: int) -> NDArray[np.float32]:
    radius = round(width * 0.037)
    mask = np.zeros((height, width), np.float32)
    cv2.rectangle(mask, (radius, 0), (width - radius, height), 1.0, -1)
    cv2.rectangle(mask, (0, radius), (width, height - radius), 1.0, -1)
    for x, y in (
        (radius, radius),
        (width - radius, radius),
        (radius, height - radius),
        (width - radius, height - radius),
    ):
        cv2.circle(mask, (x, y), radius, 1.0, -1)
    return mask


def _glaring(ground: NDArray[np.float32], corners: Corners, share: float) -> NDArray[np.float32]:
    wide = float(np.hypot(*(corners[1] - corners[0])))
    x, y = corners.mean(axis=0) + 0.12 * (corners[1] - corners[0])
    rows, columns = np.mgrid[: ground.shape[0], : ground.shape[1]].astype(np.float32)
    away = np.hypot(columns - x, (rows - y) * 1.4) / (share * wide / 2)
    return np.asarray(ground + 320 * np.exp(-(away**6))[..., None], np.float32)


def _reached(ground: NDArray[np.float32], tip: tuple[float, float], size: tuple[int, int]) -> NDArray[np.float32]:
    """An arm from the right, and a few fingers."""
    x, y = tip[0] * size[0], tip[1] * size[1]
    over = np.zeros((size[1], size[0]), np.float32)
    thick = size[1] // 5
    cv2.line(over, (round(x + thick * 0.6), round(y)), (size[0] + 400, round(y + thick)), 1.0, thick)
    for finger in (-1, 0, 1):
        start = (round(x + thick * 0.8), round(y + finger * thick * 0.3))
        cv2.line(over, (round(x), round(y + finger * thick * 0.35)), start, 1.0, round(thick * 0.22))
    soft = cv2.GaussianBlur(over, (0, 0), 2)[..., None]
    return np.asarray(ground * (1 - soft) + np.array([140, 165, 215], np.float32) * soft, np.float32)
