"""Photographing drawn cards: they are laid on a surface, seen by a camera, lit, blurred and compressed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from PIL import Image

from . import light
from .camera import Pose, homography, map_quad, scaled, steepest, through
from .chance import Chance
from .clutter import strew
from .stock import corner_mm, width_mm
from .surfaces import surface
from .truth import Quad, Specimen, TrueCard, with_quads

Difficulty = Literal["scan", "moderate", "hard"]
Pixels = np.ndarray


@dataclass(frozen=True, slots=True)
class Conditions:
    """How bad a photograph may be. Ranges are (least, most); blur and motion in heights of the smallest value."""

    tilt: tuple[float, float]
    distance: tuple[float, float]
    coverage: tuple[float, float]
    long_side: tuple[int, int]
    smallest_text: float
    blur: tuple[float, float]
    motion: tuple[float, float]
    noise: tuple[float, float]
    quality: tuple[int, int]
    uneven: tuple[float, float]
    shadow: tuple[float, float]
    shadow_chance: float
    glare_chance: float
    cast: float
    clutter: tuple[int, int]


CONDITIONS: dict[str, Conditions] = {
    "scan": Conditions(
        (0, 0), (8, 8), (0.3, 0.9), (1200, 3400), 15, (0, 0.012), (0, 0), (0.5, 2), (86, 96), (0, 0.02), (0, 0), 0, 0, 0.01, (0, 0)
    ),
    "moderate": Conditions(
        (0, 12), (2.2, 4), (0.5, 0.95), (1400, 4000), 17, (0.01, 0.035), (0, 0.05), (1, 4), (76, 95), (0.03, 0.25),
        (0.1, 0.35), 0.4, 0.35, 0.05, (0, 5),
    ),
    "hard": Conditions(
        (12, 30), (1.7, 3), (0.45, 0.95), (1200, 4000), 15, (0.03, 0.07), (0, 0.12), (3, 9), (35, 60), (0.15, 0.4),
        (0.3, 0.55), 0.75, 0.7, 0.1, (3, 9),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lying:
    """A card on the plane: its millimetre size and the map from its own pixels to the plane's millimetres."""

    specimen: Specimen
    size: tuple[float, float]
    to_plane: np.ndarray


def millimetres(specimen: Specimen) -> tuple[float, float]:
    """Width and height of the drawn card."""
    width = width_mm(specimen.cards[0].document, specimen.image.size)
    return width, width * specimen.image.height / specimen.image.width


def _lay(specimens: Sequence[Specimen], chance: Chance, loose: float) -> list[Lying]:
    """The cards below one another or side by side with gaps, each turned a little, around the plane's origin."""
    sizes = [millimetres(one) for one in specimens]
    side_by_side = len(sizes) > 1 and chance.chance(0.4)
    lying: list[Lying] = []
    along = 0.0
    for one, (width, height) in zip(specimens, sizes, strict=True):
        turn = math.radians(chance.uniform(-loose, loose)) if len(sizes) > 1 else 0.0
        reach, other = (width, height) if side_by_side else (height, width)
        reach += other * abs(math.sin(turn))
        middle = along + reach / 2
        along += reach + chance.uniform(3, 14)
        slack = chance.uniform(-4, 4) if len(sizes) > 1 else 0.0
        centre = (middle, slack) if side_by_side else (slack, middle)
        scale = width / one.image.width
        spin = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
        to_middle = scaled(1, (-one.image.width / 2, -one.image.height / 2))
        lying.append(Lying(one, (width, height), scaled(1, centre) @ spin @ scaled(scale, (0, 0)) @ to_middle))
    corners = np.concatenate([_plane_corners(card) for card in lying])
    middle_x, middle_y = (corners.min(axis=0) + corners.max(axis=0)) / 2
    back = scaled(1, (-middle_x, -middle_y))
    return [Lying(card.specimen, card.size, back @ card.to_plane) for card in lying]


def _plane_corners(card: Lying) -> np.ndarray:
    return through(card.to_plane, np.array(card.specimen.cards[0].quad, float))


def _rotation(chance: Chance, difficulty: str) -> float:
    right_angle = chance.pick((0.0, 90.0, 180.0, 270.0))
    if difficulty == "scan":
        return right_angle + chance.uniform(-1.5, 1.5)
    return right_angle + chance.uniform(-15, 15) if chance.chance(0.5) else chance.uniform(0, 360)


def _frame(chance: Chance, conditions: Conditions) -> tuple[int, int]:
    long_side = chance.integer(conditions.long_side[0] // 8, conditions.long_side[1] // 8) * 8
    aspect = chance.pick((4 / 3, 4 / 3, 3 / 2, 16 / 9, 1.414))
    short_side = int(long_side / aspect)
    return (long_side, short_side) if chance.chance(0.7) else (short_side, long_side)


def _fit(view: np.ndarray, corners: np.ndarray, frame: tuple[int, int], chance: Chance, coverage: float) -> np.ndarray:
    """The view scaled so that the cards take `coverage` of the frame, and moved to a place wholly inside it."""
    seen = through(view, corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = min(coverage * frame[0] / (high[0] - low[0]), min(0.95, coverage * 1.15) * frame[1] / (high[1] - low[1]))
    spare = np.array(frame) - (high - low) * scale
    shift = spare * [chance.uniform(0.2, 0.8), chance.uniform(0.2, 0.8)] - low * scale
    return scaled(scale, (float(shift[0]), float(shift[1]))) @ view


def _smallest(view: np.ndarray, lying: list[Lying]) -> float:
    """The least height in pixels that one line of any value has in the frame."""
    heights = [
        steepest(view @ card.to_plane, field.quad) / (_lines(field.quad, card.specimen))
        for card in lying
        for field in card.specimen.cards[0].fields
    ]
    return min(heights)


def _lines(quad: Quad, specimen: Specimen) -> int:
    """How many lines a field's quad probably holds: none is taller than a ninth of a card."""
    return max(1, round((quad[3][1] - quad[0][1]) / specimen.image.height / 0.065))


def _composed(canvas: Pixels, view: np.ndarray, lying: list[Lying], chance: Chance, flat: bool) -> Pixels:
    """The cards put on the picture of their surface, each with the shadow it casts."""
    height, width = canvas.shape[:2]
    for card in lying:
        matrix, source = view @ card.to_plane, np.asarray(card.specimen.image)
        quad = np.array(map_quad(matrix, card.specimen.cards[0].quad))
        shrink = np.linalg.norm(quad[1] - quad[0]) / source.shape[1]
        if shrink < 0.7:
            target = (int(source.shape[1] * shrink * 1.15), int(source.shape[0] * shrink * 1.15))
            resized = cv2.resize(source, target, interpolation=cv2.INTER_AREA)
            matrix = matrix @ np.diag([source.shape[1] / target[0], source.shape[0] / target[1], 1])
            source = resized
        cover = _cover(
            source.shape[1],
            source.shape[0],
            corner_mm(card.specimen.cards[0].document, card.specimen.image.size) / card.size[0] * source.shape[1],
        )
        low = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 40, 0)
        high = np.minimum(np.ceil(quad.max(axis=0)).astype(int) + 40, [width, height])
        local = scaled(1, (-float(low[0]), -float(low[1]))) @ matrix
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        seen = cv2.warpPerspective(source, local, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.warpPerspective(cover, local, size, flags=cv2.INTER_LINEAR)
        region = canvas[low[1] : high[1], low[0] : high[0]]
        region[:] = _laid(region, seen, mask, chance, flat)
    return canvas


def _cover(width: int, height: int, radius: float) -> Pixels:
    """255 where the card is, 0 outside its round corners."""
    mask = np.zeros((height, width), np.uint8)
    reach = round(radius)
    cv2.rectangle(mask, (reach, 0), (width - 1 - reach, height - 1), 255, -1)
    cv2.rectangle(mask, (0, reach), (width - 1, height - 1 - reach), 255, -1)
    for x in (reach, width - 1 - reach):
        for y in (reach, height - 1 - reach):
            cv2.circle(mask, (x, y), reach, 255, -1, cv2.LINE_AA)
    return mask


def _laid(region: Pixels, seen: Pixels, mask: Pixels, chance: Chance, flat: bool) -> Pixels:
    """The card over its region of the picture, with its cast shadow."""
    reach = max(1.0, 0.006 * max(region.shape[:2]))
    turn = chance.uniform(0, math.tau)
    shift = np.array([[1, 0, reach * math.cos(turn)], [0, 1, reach * math.sin(turn)]], np.float32)
    cast = cv2.GaussianBlur(cv2.warpAffine(mask, shift, mask.shape[::-1]), (0, 0), reach)
    depth = 0.15 if flat else chance.uniform(0.3, 0.6)
    dark = cv2.multiply(region, cv2.merge([1 - cast.astype(np.float32) * (depth / 255)] * 3), dtype=cv2.CV_8U)
    alpha = cv2.merge([mask.astype(np.float32) / 255] * 3)
    return (seen * alpha + dark * (1 - alpha) + 0.5).astype(np.uint8)


def _surroundings(
    chance: Chance, conditions: Conditions, view: np.ndarray, frame: tuple[int, int], flat: bool
) -> Pixels:
    """The frame without the cards: the plane's surface and what lies about on it."""
    width, height = frame
    if flat:
        tone = chance.integer(247, 255)
        return np.full((height, width, 3), tone, np.uint8)
    edges = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    plane = through(np.linalg.inv(view), edges)
    low, span = plane.min(axis=0), np.ptp(plane, axis=0)
    density = min(1600 / span.max(), 14.0)
    size = (int(span[0] * density) + 1, int(span[1] * density) + 1)
    ground = strew(surface(chance, size), chance, density, chance.integer(*conditions.clutter))
    to_frame = view @ scaled(1, (float(low[0]), float(low[1]))) @ scaled(1 / density, (0, 0))
    return cv2.warpPerspective(ground, to_frame, frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _spot(chance: Chance, cards: tuple[TrueCard, ...], frame: tuple[int, int], on_text: bool) -> Pixels | None:
    """One glare spot on a card; off the values unless it may touch them, and then too weak to drown them."""
    card = chance.pick(cards)
    corners = np.array(card.quad)
    reach = float(np.linalg.norm(corners[1] - corners[0]))
    turn = chance.uniform(0, math.tau)
    for _ in range(30):
        u, v = chance.uniform(0.05, 0.95), chance.uniform(0.05, 0.95)
        top, bottom = corners[0] + u * (corners[1] - corners[0]), corners[3] + u * (corners[2] - corners[3])
        centre = top + v * (bottom - top)
        radius = reach * chance.uniform(0.06, 0.14)
        point = (float(centre[0]), float(centre[1]))
        clear = min(_distance(point, field.quad) for one in cards for field in one.fields) > radius * 1.35
        if on_text or clear:
            strength = chance.uniform(50, 95) if not clear else chance.uniform(80, 200)
            return light.glare(frame, point, (radius, radius * chance.uniform(0.4, 1)), turn, strength)
    return None


def _distance(point: tuple[float, float], quad: Quad) -> float:
    """Pixels from the point to the quad, 0 inside."""
    return max(0.0, -cv2.pointPolygonTest(np.array(quad, np.float32), point, True))


def photograph(
    specimens: Sequence[Specimen], seed: int, difficulty: Difficulty, rotation: float | None = None
) -> Specimen:
    """One or more drawn cards in one picture, all truth mapped into it.

    `rotation` is in degrees clockwise (180 puts lt at the bottom right); without it the seed chooses one.
    """
    chance, conditions = Chance(seed, "photograph", difficulty), CONDITIONS[difficulty]
    flat = difficulty == "scan"
    lying = _lay(specimens, chance, 1.0 if flat else 6.0)
    corners = np.concatenate([_plane_corners(card) for card in lying])
    turned = _rotation(chance, difficulty)
    steep, towards = chance.uniform(*conditions.tilt), chance.uniform(0, math.tau)
    pose = Pose(
        turned if rotation is None else rotation,
        steep * math.sin(towards),
        steep * math.cos(towards),
        chance.uniform(*conditions.distance),
    )
    camera_view = homography(pose, float(np.ptp(corners, axis=0).max()))
    for attempt in range(12):
        frame = _frame(chance, conditions)
        coverage = chance.uniform(conditions.coverage[0] + attempt * 0.03, conditions.coverage[1])
        view = _fit(camera_view, corners, frame, chance, coverage)
        smallest = _smallest(view, lying)
        if smallest >= conditions.smallest_text:
            break
    cards = tuple(
        with_quads(
            one,
            map_quad(view @ card.to_plane, one.quad),
            [map_quad(view @ card.to_plane, field.quad) for field in one.fields],
        )
        for card in lying
        for one in card.specimen.cards
    )
    picture = _composed(_surroundings(chance, conditions, view, frame, flat), view, lying, chance, flat)
    picture = _exposed(picture, chance, conditions, cards, smallest, difficulty)
    told = f"{' + '.join(one.description for one in specimens)}, {difficulty}, turned {pose.rotation:.1f}°"
    return Specimen(Image.fromarray(picture), cards, seed, told)


def _exposed(
    picture: Pixels,
    chance: Chance,
    conditions: Conditions,
    cards: tuple[TrueCard, ...],
    smallest: float,
    difficulty: str,
) -> Pixels:
    """The scene as the camera stores it."""
    frame = (picture.shape[1], picture.shape[0])
    gain = light.uneven(chance, frame, chance.uniform(*conditions.uneven))
    if chance.chance(conditions.shadow_chance):
        gain = gain * light.shadow(chance, frame, chance.uniform(*conditions.shadow), chance.uniform(0.03, 0.25))
    warm = chance.uniform(-conditions.cast, conditions.cast)
    tint = chance.uniform(-conditions.cast, conditions.cast) / 3
    spot = _spot(chance, cards, frame, difficulty == "hard") if chance.chance(conditions.glare_chance) else None
    picture = light.lit(picture, gain, (1 + warm, 1 + tint, 1 - warm), spot)
    picture = light.moved(picture, chance.uniform(*conditions.motion) * smallest, chance.uniform(0, math.pi))
    picture = light.defocused(picture, chance.uniform(*conditions.blur) * smallest)
    picture = light.noisy(picture, chance, chance.uniform(*conditions.noise))
    return light.compressed(picture, chance.integer(*conditions.quality))
