"""Where cards lie and how the camera sees them: from each card's own pixels to the pixels of the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .camera import Pose, homography, map_quad, scaled, steepest, through
from .chance import Chance
from .conditions import Conditions
from .stock import width_mm
from .truth import Quad, Specimen, TrueCard, with_quads


@dataclass(frozen=True, slots=True)
class Lying:
    """A drawn card on the plane: its width and height in millimetres and the 3 x 3 map from its pixels to the plane."""

    specimen: Specimen
    size: tuple[float, float]
    to_plane: np.ndarray

    @property
    def corners(self) -> np.ndarray:
        """4 x 2 millimetres on the plane, in the card's own order."""
        return through(self.to_plane, np.array(self.specimen.cards[0].quad, float))


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees: the 3 x 3 map from the plane to the picture, the picture's (width, height), the cards,
    and how many pixels tall the smallest value is."""

    matrix: np.ndarray
    frame: tuple[int, int]
    lying: tuple[Lying, ...]
    smallest: float

    def cards(self) -> tuple[TrueCard, ...]:
        """The truth in pixels of the picture."""
        return tuple(self._seen(lying, card) for lying in self.lying for card in lying.specimen.cards)

    def _seen(self, lying: Lying, card: TrueCard) -> TrueCard:
        matrix = self.matrix @ lying.to_plane
        return with_quads(card, map_quad(matrix, card.quad), [map_quad(matrix, field.quad) for field in card.fields])


def lay(specimens: Sequence[Specimen], chance: Chance, loose: float) -> tuple[Lying, ...]:
    """The cards below one another or side by side around the plane's origin; several are turned up to `loose` degrees."""
    several = len(specimens) > 1
    side_by_side = several and chance.chance(0.4)
    lying: list[Lying] = []
    along = 0.0
    for one in specimens:
        width = width_mm(one.cards[0].document, one.image.size)
        scale = width / one.image.width
        height = one.image.height * scale
        turn = math.radians(chance.uniform(-loose, loose)) if several else 0.0
        reach, other = (width, height) if side_by_side else (height, width)
        reach += other * abs(math.sin(turn))
        middle, slack = along + reach / 2, chance.uniform(-4, 4)
        along += reach + chance.uniform(3, 14)
        spin = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
        to_middle = scaled(scale, (-width / 2, -height / 2))
        centre = (middle, slack) if side_by_side else (slack, middle)
        lying.append(Lying(one, (width, height), scaled(1, centre) @ spin @ to_middle))
    corners = np.concatenate([card.corners for card in lying])
    middle_x, middle_y = (corners.min(axis=0) + corners.max(axis=0)) / 2
    back = scaled(1, (-middle_x, -middle_y))
    return tuple(Lying(card.specimen, card.size, back @ card.to_plane) for card in lying)


def look(lying: tuple[Lying, ...], chance: Chance, conditions: Conditions, rotation: float) -> View:
    """A camera that sees all cards whole, with no value smaller than the conditions allow."""
    steep, towards = chance.uniform(*conditions.tilt), chance.uniform(0, math.tau)
    pose = Pose(rotation, steep * math.sin(towards), steep * math.cos(towards), chance.uniform(*conditions.distance))
    corners = np.concatenate([card.corners for card in lying])
    unscaled = homography(pose, float(np.ptp(corners, axis=0).max()))
    frame, coverage = _frame(chance, conditions), chance.uniform(*conditions.coverage)
    place = (chance.uniform(0.2, 0.8), chance.uniform(0.2, 0.8))
    smallest = _smallest(_fitted(unscaled, corners, frame, coverage, place), lying)
    frame, coverage = _enlarged(frame, coverage, conditions, conditions.smallest_text / smallest)
    matrix = _fitted(unscaled, corners, frame, coverage, place)
    return View(matrix, frame, lying, _smallest(matrix, lying))


def _frame(chance: Chance, conditions: Conditions) -> tuple[int, int]:
    """Width and height of the picture; smaller ones are likelier."""
    least, most = conditions.long_side
    long_side = int(least + (most - least) * chance.uniform(0, 1) ** 1.5)
    short_side = int(long_side / chance.pick((4 / 3, 4 / 3, 3 / 2, 16 / 9, 1.414)))
    return (long_side, short_side) if chance.chance(0.7) else (short_side, long_side)


def _enlarged(
    frame: tuple[int, int], coverage: float, conditions: Conditions, factor: float
) -> tuple[tuple[int, int], float]:
    """Frame and coverage that make everything `factor` times larger, the coverage only where the frame cannot grow."""
    if factor <= 1:
        return frame, coverage
    grown = min(factor, conditions.long_side[1] / max(frame))
    nearer = min(conditions.coverage[1], coverage * factor / grown)
    return (round(frame[0] * grown), round(frame[1] * grown)), nearer


def _fitted(
    view: np.ndarray, corners: np.ndarray, frame: tuple[int, int], coverage: float, place: tuple[float, float]
) -> np.ndarray:
    """The view scaled so that the cards take `coverage` of the frame, and moved to a `place` (0..1) inside it."""
    seen = through(view, corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = min(coverage * frame[0] / (high[0] - low[0]), min(0.95, coverage * 1.15) * frame[1] / (high[1] - low[1]))
    shift = (np.array(frame) - (high - low) * scale) * place - low * scale
    fitted: np.ndarray = scaled(scale, (float(shift[0]), float(shift[1]))) @ view
    return fitted


def _smallest(view: np.ndarray, lying: tuple[Lying, ...]) -> float:
    """The least height in pixels that one line of any value has in the picture."""
    return min(
        steepest(view @ card.to_plane, field.quad) / _lines(field.quad, card.specimen)
        for card in lying
        for field in card.specimen.cards[0].fields
    )


def _lines(quad: Quad, specimen: Specimen) -> int:
    """How many lines a field's quad probably holds; none is much taller than 6.5 % of a card."""
    return max(1, round((quad[3][1] - quad[0][1]) / specimen.image.height / 0.065))
