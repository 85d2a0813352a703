"""The scene before the camera: cards put on a surface among other things, each with the shadow it casts."""

import math

import cv2
import numpy as np

from .arrangement import Lying, View
from .camera import map_quad, scaled, through
from .chance import Chance
from .clutter import strew
from .paper import cover
from .stock import corner_mm
from .surfaces import surface

Pixels = np.ndarray
_MARGIN = 40


def scene(view: View, chance: Chance, clutter: tuple[int, int], flat: bool) -> Pixels:
    """H x W x 3: what the camera looks at; `flat` is a scanner's white lid instead of a desk."""
    picture = _lid(chance, view.frame) if flat else _desk(view, chance, clutter)
    for card in view.lying:
        _put(picture, view.matrix @ card.to_plane, card, chance, flat)
    return picture


def _lid(chance: Chance, frame: tuple[int, int]) -> Pixels:
    return np.full((frame[1], frame[0], 3), chance.integer(247, 255), np.uint8)


def _desk(view: View, chance: Chance, clutter: tuple[int, int]) -> Pixels:
    """The plane's surface and what lies about on it, seen by the same camera."""
    width, height = view.frame
    edges = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    plane = through(np.linalg.inv(view.matrix), edges)
    low, span = plane.min(axis=0), np.ptp(plane, axis=0)
    density = min(1600 / span.max(), 14.0)
    size = (int(span[0] * density) + 1, int(span[1] * density) + 1)
    ground = strew(surface(chance, size), chance, density, chance.integer(*clutter))
    to_frame = view.matrix @ scaled(1, (float(low[0]), float(low[1]))) @ scaled(1 / density, (0, 0))
    return cv2.warpPerspective(ground, to_frame, view.frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _put(picture: Pixels, matrix: np.ndarray, card: Lying, chance: Chance, flat: bool) -> None:
    """Draws one card into the picture; `matrix` maps the card's pixels to the picture's."""
    source = np.asarray(card.specimen.image)
    quad = np.array(map_quad(matrix, card.specimen.cards[0].quad))
    shrink = float(np.linalg.norm(quad[1] - quad[0])) / source.shape[1]
    if shrink < 0.7:
        target = (int(source.shape[1] * shrink * 1.15), int(source.shape[0] * shrink * 1.15))
        matrix = matrix @ np.diag([source.shape[1] / target[0], source.shape[0] / target[1], 1])
        source = cv2.resize(source, target, interpolation=cv2.INTER_AREA)
    radius = corner_mm(card.specimen.cards[0].document, card.specimen.image.size) / card.size[0] * source.shape[1]
    low = np.maximum(np.floor(quad.min(axis=0)).astype(int) - _MARGIN, 0)
    high = np.minimum(np.ceil(quad.max(axis=0)).astype(int) + _MARGIN, [picture.shape[1], picture.shape[0]])
    local = scaled(1, (-float(low[0]), -float(low[1]))) @ matrix
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    seen = cv2.warpPerspective(source, local, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(cover(source.shape[1], source.shape[0], radius), local, size, flags=cv2.INTER_LINEAR)
    region = picture[low[1] : high[1], low[0] : high[0]]
    region[:] = _laid(region, seen, mask, chance, flat)


def _laid(region: Pixels, seen: Pixels, mask: Pixels, chance: Chance, flat: bool) -> Pixels:
    """The card over its region of the picture, with its cast shadow (worked out at a quarter of the size)."""
    small = cv2.resize(mask, (mask.shape[1] // 4 + 1, mask.shape[0] // 4 + 1), interpolation=cv2.INTER_AREA)
    reach = max(0.5, 0.006 * max(small.shape))
    turn, depth = chance.uniform(0, math.tau), 0.15 if flat else chance.uniform(0.3, 0.6)
    shift = np.array([[1, 0, reach * math.cos(turn)], [0, 1, reach * math.sin(turn)]], np.float32)
    cast = cv2.GaussianBlur(cv2.warpAffine(small, shift, small.shape[::-1]), (0, 0), reach)
    shade = cv2.resize(cv2.convertScaleAbs(cast, alpha=-depth, beta=255), mask.shape[::-1])
    dark = cv2.multiply(region, cv2.merge([shade] * 3), scale=1 / 255)
    alpha = mask.astype(np.float32) / 255
    return cv2.blendLinear(seen, dark, alpha, 1 - alpha)
