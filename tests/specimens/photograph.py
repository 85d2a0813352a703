"""Photographing drawn cards: they are laid on a surface, seen by a camera, lit, blurred and compressed."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from . import light
from .arrangement import View, lay, look
from .chance import Chance
from .composition import scene
from .conditions import CONDITIONS, Conditions, Difficulty
from .thumb import distance, hold
from .truth import Specimen, TrueCard

Pixels = np.ndarray


def photograph(
    specimens: Sequence[Specimen], seed: int, difficulty: Difficulty, rotation: float | None = None
) -> Specimen:
    """One or more drawn cards in one picture, all truth mapped into it.

    `rotation` is in degrees clockwise (180 puts lt at the bottom right); without it the seed chooses one.
    """
    chance, conditions = Chance(seed, "photograph", difficulty), CONDITIONS[difficulty]
    flat = difficulty == "scan"
    turned = rotation_of(chance, flat)
    view = look(
        lay(specimens, chance, 1.0 if flat else 6.0), chance, conditions, turned if rotation is None else rotation
    )
    cards = view.cards()
    picture = scene(view, chance, conditions.clutter, flat)
    if chance.chance(conditions.thumbs):
        hold(picture, view, chance, cards)
    picture = _exposed(picture, chance, conditions, view, cards)
    if flat and chance.chance(0.15):
        picture = cv2.merge([cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)] * 3)
    told = f"{' + '.join(one.description for one in specimens)}, {difficulty}"
    return Specimen(
        Image.fromarray(picture), cards, seed, f"{told}, turned {turned if rotation is None else rotation:.1f}°"
    )


def rotation_of(chance: Chance, flat: bool) -> float:
    """Half of the photographs within 15° of a right angle, the rest at any angle; scans nearly straight."""
    right_angle = chance.pick((0.0, 90.0, 180.0, 270.0))
    if flat:
        return right_angle + chance.uniform(-1.5, 1.5)
    return right_angle + chance.uniform(-15, 15) if chance.chance(0.5) else chance.uniform(0, 360)


def _exposed(
    picture: Pixels, chance: Chance, conditions: Conditions, view: View, cards: tuple[TrueCard, ...]
) -> Pixels:
    """The scene as the camera stores it."""
    gain = light.uneven(chance, view.frame, chance.uniform(*conditions.uneven))
    if chance.chance(conditions.shadow_chance):
        gain = gain * light.shadow(chance, view.frame, chance.uniform(*conditions.shadow), chance.uniform(0.03, 0.25))
    brightest, middle = np.percentile(gain, (90, 50))
    gain *= chance.uniform(*conditions.exposure) / float((brightest + middle) / 2)
    warm = chance.uniform(-conditions.cast, conditions.cast)
    tint = chance.uniform(-conditions.cast, conditions.cast) / 3
    spot = _spot(chance, cards, view.frame, conditions) if chance.chance(conditions.glare_chance) else None
    picture = light.lit(picture, gain, (1 + warm, 1 + tint, 1 - warm), spot)
    picture = light.moved(picture, chance.uniform(*conditions.motion) * view.smallest, chance.uniform(0, math.pi))
    picture = light.defocused(picture, chance.uniform(*conditions.blur) * view.smallest)
    picture = light.noisy(picture, chance, chance.uniform(*conditions.noise))
    return light.compressed(picture, chance.integer(*conditions.quality))


def _spot(chance: Chance, cards: tuple[TrueCard, ...], frame: tuple[int, int], conditions: Conditions) -> Pixels | None:
    """One glare spot on a card: bright off the values, and over them, where allowed, too weak to drown them."""
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
        clear = min(distance(point, field.quad) for one in cards for field in one.fields) > radius * 1.35
        if clear or conditions.glare[1]:
            strength = chance.uniform(80, 200) if clear else chance.uniform(*conditions.glare)
            return light.glare(frame, point, (radius, radius * chance.uniform(0.4, 1)), turn, strength)
    return None
