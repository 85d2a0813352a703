"""A finger that holds a card by its edge, off every value and corner."""

import math

import cv2
import numpy as np

from .arrangement import View
from .chance import Chance
from .truth import Point, Quad, TrueCard

Pixels = np.ndarray
_PALM_AT, _PALM_WIDE = 6.0, 2.6
"""Distance of the hand from the finger's tip, and its radius, in widths of the finger."""
_SKIN = ((224, 178, 152), (196, 146, 116), (150, 104, 80), (236, 196, 176))


def distance(point: Point, quad: Quad) -> float:
    """Pixels from the point to the quad, 0 inside."""
    return max(0.0, -cv2.pointPolygonTest(np.array(quad, np.float32), point, True))


def hold(picture: Pixels, view: View, chance: Chance, cards: tuple[TrueCard, ...]) -> bool:
    """Draws a finger over some edge of a card and tells whether there was a place clear of all values."""
    card = chance.pick(cards)
    corners = np.array(card.quad)
    millimetre = float(np.linalg.norm(corners[1] - corners[0])) / view.lying[0].size[0]
    width = chance.uniform(13, 17) * millimetre
    for _ in range(20):
        side, along = chance.integer(0, 3), chance.uniform(0.3, 0.7)
        edge = corners[side] + along * (corners[(side + 1) % 4] - corners[side])
        inward = corners.mean(axis=0) - edge
        inward /= np.linalg.norm(inward)
        tip = edge + inward * chance.uniform(2, 6) * millimetre
        lean = chance.uniform(-0.4, 0.4)
        cos, sin = math.cos(lean), math.sin(lean)
        away = np.array([cos * -inward[0] - sin * -inward[1], sin * -inward[0] + cos * -inward[1]])
        if _clear(tip, away, width, cards):
            _finger(picture, tip, away, width, chance.pick(_SKIN))
            return True
    return False


def _clear(tip: np.ndarray, away: np.ndarray, width: float, cards: tuple[TrueCard, ...]) -> bool:
    """Whether finger and hand stay off every value and every corner of all cards."""
    finger = [(tip + away * width * step, width * 0.62) for step in (0.2, 0.7, 1.2, 1.7, 2.2, 2.7, 3.2, 3.7)]
    covered = [*finger, (tip + away * width * _PALM_AT, width * _PALM_WIDE)]
    quads = [field.quad for card in cards for field in card.fields]
    quads += [(corner, corner, corner, corner) for card in cards for corner in card.quad]
    return all(distance((float(at[0]), float(at[1])), quad) > reach for at, reach in covered for quad in quads)


def _finger(picture: Pixels, tip: np.ndarray, away: np.ndarray, width: float, skin: tuple[int, int, int]) -> None:
    """From the tip outwards to the hand, darker at its sides, with a nail; drawn at a quarter of the size and smoothed."""
    height, full = picture.shape[:2]
    small = np.zeros((height // 4 + 1, full // 4 + 1, 3), np.uint8)
    mask = np.zeros(small.shape[:2], np.uint8)
    start, end = (tip + away * width * 0.2) / 4, (tip + away * width * 4) / 4
    palm = (tip + away * width * _PALM_AT) / 4
    middle = (tip + away * width * 0.42) / 4
    ends = [(int(point[0]), int(point[1])) for point in (start, end)]
    for share, shade in ((1.0, 0.72), (0.86, 0.86), (0.66, 0.95), (0.42, 1.0)):
        colour = tuple(int(part * shade) for part in skin)
        cv2.line(small, ends[0], ends[1], colour, max(1, int(width * share / 4)), cv2.LINE_AA)
    cv2.line(mask, ends[0], ends[1], 255, max(1, int(width / 4)), cv2.LINE_AA)
    for share, shade in ((1.0, 0.8), (0.85, 0.9), (0.6, 0.97)):
        colour = tuple(int(part * shade) for part in skin)
        cv2.circle(
            small, (int(palm[0]), int(palm[1])), max(1, int(width * _PALM_WIDE * share / 4)), colour, -1, cv2.LINE_AA
        )
    cv2.circle(mask, (int(palm[0]), int(palm[1])), max(1, int(width * _PALM_WIDE / 4)), 255, -1, cv2.LINE_AA)
    nail = tuple(min(255, int(part * 1.06) + 10) for part in skin)
    axes = (max(1, int(width * 0.3 / 4)), max(1, int(width * 0.36 / 4)))
    turn = math.degrees(math.atan2(away[1], away[0])) + 90
    cv2.ellipse(small, (int(middle[0]), int(middle[1])), axes, turn, 0, 360, nail, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(small, (0, 0), max(0.8, width / 60))
    alpha = cv2.resize(mask, (full, height)).astype(np.float32) / 255
    picture[:] = cv2.blendLinear(cv2.resize(soft, (full, height)), picture, alpha, 1 - alpha)
