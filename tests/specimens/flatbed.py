"""A page from a flatbed scanner with several cards on it, at any place and angle, on a white, grey or black lid."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from .camera import map_quad
from .chance import Chance
from .drawing import draw
from .paper import cover
from .stock import corner_mm, width_mm
from .truth import Specimen, TrueCard, with_quads

Pixels = np.ndarray
PAGE_MM = (210.0, 297.0)
_KINDS = (
    ("resident_id", "portrait"),
    ("resident_id", "emblem"),
    ("residence_permit", "portrait"),
    ("residence_permit", "emblem"),
    ("foreign_resident", "portrait"),
    ("national_id", "page"),
)
_LIDS = {"white": (244, 254), "grey": (120, 190), "black": (6, 40)}
_TRIES = 4000
MOST_LOOSE = 3
"""More cards lie in rows: at any angle they find no room on a page."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A card on the glass: its middle in millimetres, its turn in radians, and what is drawn on it."""

    specimen: Specimen
    size: tuple[float, float]
    middle: tuple[float, float]
    turn: float

    def to_page(self, dots: float) -> Pixels:
        """The 3 x 3 map from the card's pixels to the page's, at so many dots a millimetre."""
        scale = self.size[0] / self.specimen.image.width
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        turned = np.array([[cos, -sin, self.middle[0]], [sin, cos, self.middle[1]], [0, 0, 1]])
        centred = np.array([[scale, 0, -self.size[0] / 2], [0, scale, -self.size[1] / 2], [0, 0, 1]])
        return np.asarray(np.diag([dots, dots, 1.0]) @ turned @ centred)

    def corners(self, gap: float) -> Pixels:
        """4 x 2 millimetres, wider by half a gap on every side."""
        width, height = (side / 2 + gap / 2 for side in self.size)
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        around = np.array([[-width, -height], [width, -height], [width, height], [-width, height]])
        return np.asarray(around @ np.array([[cos, sin], [-sin, cos]]) + np.array(self.middle))


def page(seed: int, count: int, lid: str = "", *, dpi: int = 200, touching: bool = False) -> Specimen:
    """A scanned page with so many cards; `lid` is one of `white`, `grey` and `black`, else the seed chooses. With `touching`
    the first two lie edge to edge.
    """
    chance = Chance(seed, "flatbed")
    lid = lid or chance.pick(tuple(_LIDS))
    dots = dpi / 25.4
    size = (round(PAGE_MM[0] * dots), round(PAGE_MM[1] * dots))
    laid = _together(chance, seed) if touching else []
    slots: list[int] = chance.generator.permutation(10).tolist() if count > MOST_LOOSE else []
    for number in range(len(laid), count):
        drawn = _drawn(chance, seed * 100 + number, small=bool(slots))
        laid.append(_in_rows(chance, drawn, slots[number]) if slots else _placed(chance, drawn, laid))
    picture = _bed(chance, lid, size)
    for each in laid:
        _put(picture, each, dots, dark=lid == "black")
    noise = chance.generator.normal(0, 1.2, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    cards = tuple(_truth(each, dots) for each in laid)
    return Specimen(Image.fromarray(picture), cards, seed, f"{count} cards on {lid}, {dpi} dpi")


def _drawn(chance: Chance, seed: int, *, small: bool) -> Specimen:
    document, face = chance.pick(_KINDS[:-1] if small else _KINDS)
    return draw(document, face, seed)


def _size(specimen: Specimen) -> tuple[float, float]:
    width = width_mm(specimen.cards[0].document, specimen.image.size)
    return width, width * specimen.image.height / specimen.image.width


def _together(chance: Chance, seed: int) -> list[_Laid]:
    """Two cards of one size edge to edge, one above the other or side by side."""
    one = draw("resident_id", "portrait", seed * 100)
    other = draw("resident_id", "emblem", seed * 100)
    size, turn = _size(one), chance.uniform(-0.15, 0.15) + chance.pick((0, math.pi / 2))
    upright = chance.chance(0.5)
    away = size[1] if upright else size[0]
    way = turn + (math.pi / 2 if upright else 0)
    at = (PAGE_MM[0] / 2, chance.uniform(95, 200))
    step = (math.cos(way) * away / 2, math.sin(way) * away / 2)
    return [
        _Laid(one, size, (at[0] - step[0], at[1] - step[1]), turn),
        _Laid(other, size, (at[0] + step[0], at[1] + step[1]), turn),
    ]


def _placed(chance: Chance, specimen: Specimen, laid: list[_Laid]) -> _Laid:
    """At any place and angle where it lies on no other."""
    size = _size(specimen)
    for attempt in range(_TRIES):
        middle = (chance.uniform(30, PAGE_MM[0] - 30), chance.uniform(30, PAGE_MM[1] - 30))
        found = _Laid(specimen, size, middle, chance.uniform(-math.pi, math.pi))
        if _fits(found, laid, gap=4.0 if attempt < _TRIES // 2 else 1.0):
            return found
    raise ValueError("there is no room for so many cards at any angle")


def _in_rows(chance: Chance, specimen: Specimen, slot: int) -> _Laid:
    """In one of ten places, two beside each other, a little askew and perhaps upside down."""
    middle = (54 + 102 * (slot % 2) + chance.uniform(-3, 3), 30 + 59.3 * (slot // 2) + chance.uniform(-0.8, 0.8))
    return _Laid(specimen, _size(specimen), middle, chance.uniform(-0.03, 0.03) + chance.pick((0, 0, math.pi)))


def _fits(found: _Laid, laid: list[_Laid], gap: float) -> bool:
    corners = found.corners(0)
    if corners.min() < 1.5 or corners[:, 0].max() > PAGE_MM[0] - 1.5 or corners[:, 1].max() > PAGE_MM[1] - 1.5:
        return False
    mine = found.corners(gap).astype(np.float32)
    return all(cv2.intersectConvexConvex(mine, each.corners(gap).astype(np.float32))[0] <= 0 for each in laid)


def _bed(chance: Chance, lid: str, size: tuple[int, int]) -> Pixels:
    """The lid: one shade that falls off a little to one side, and dust."""
    shade = chance.integer(*_LIDS[lid])
    fall = np.linspace(0, chance.uniform(-5, 5), size[1])[:, None, None]
    picture = np.clip(np.full((size[1], size[0], 3), float(shade)) + fall, 0, 255).astype(np.uint8)
    for _ in range(chance.integer(0, 12)):
        at = (chance.integer(0, size[0] - 1), chance.integer(0, size[1] - 1))
        cv2.circle(picture, at, chance.integer(1, 3), (90, 90, 90), -1, cv2.LINE_AA)
    return picture


def _put(picture: Pixels, each: _Laid, dots: float, *, dark: bool) -> None:
    source = np.asarray(each.specimen.image)
    matrix = each.to_page(dots)
    document, pixels = each.specimen.cards[0].document, each.specimen.image.size
    radius = corner_mm(document, pixels) / width_mm(document, pixels) * pixels[0]
    size = (picture.shape[1], picture.shape[0])
    shrink = each.size[0] * dots / pixels[0]
    soft = cv2.GaussianBlur(source, (0, 0), max(0.3, 0.4 / shrink))
    seen = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(cover(*pixels, radius), matrix, size, flags=cv2.INTER_LINEAR)
    shadow = cv2.GaussianBlur(mask, (0, 0), 0.35 * dots).astype(np.float32) / 255 * (0.05 if dark else 0.22)
    picture[:] = (picture * (1 - shadow[..., None])).astype(np.uint8)
    alpha = mask.astype(np.float32) / 255
    picture[:] = cv2.blendLinear(seen, picture, alpha, 1 - alpha)


def _truth(each: _Laid, dots: float) -> TrueCard:
    matrix = each.to_page(dots)
    card = each.specimen.cards[0]
    return with_quads(card, map_quad(matrix, card.quad), [map_quad(matrix, field.quad) for field in card.fields])
