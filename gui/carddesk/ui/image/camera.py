"""The camera: pure reckoning of where the view looks, so that fitting and following a field can be tested without a window."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, sqrt

from carddesk.cards.geometry import Point, Quad

READABLE_PX = 9.0
"""How tall a character must stand on screen to be read, in logical pixels; less and the view comes closer."""
CLOSE_PX = 16.0
"""How tall characters become when it does."""
MAX_SCALE = 8.0
MARGIN = 0.04
"""Free space around what is fitted, as a share of the view."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the view looks.

    Attributes:
        centre: the image point in the middle of the view, in original pixels.
        scale: logical screen pixels for one original pixel.
        angle: degrees, clockwise, by which the image is turned.
    """

    centre: Point
    scale: float
    angle: float

    def between(self, other: Camera, share: float) -> Camera:
        """The camera `share` (0..1) of the way to the other, which has the same angle."""
        x, y = self.centre
        to_x, to_y = other.centre
        scale = self.scale * (other.scale / self.scale) ** share
        return Camera((x + (to_x - x) * share, y + (to_y - y) * share), scale, other.angle)


def upright_angle(card: Quad | None, quarter_turns: int) -> float:
    """Degrees to turn the image by so that the card reads level; by quarter turns only where no outline is known."""
    if card is None or hypot(card.rt[0] - card.lt[0], card.rt[1] - card.lt[1]) < 1:
        return quarter_turns * 90.0
    upper = atan2(card.rt[1] - card.lt[1], card.rt[0] - card.lt[0])
    lower = atan2(card.rb[1] - card.lb[1], card.rb[0] - card.lb[0])
    mean = atan2(sin(upper) + sin(lower), cos(upper) + cos(lower))
    return -degrees(mean)


def turned(quad: Quad, angle: float) -> Quad:
    """The quad as the view shows it at scale 1: turned about the origin by degrees clockwise."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return quad.map(lambda p: (p[0] * c - p[1] * s, p[0] * s + p[1] * c))


def fitted(quad: Quad, angle: float, view: tuple[float, float]) -> Camera:
    """The camera that shows all of `quad` with a margin, in a view of this width and height (logical pixels)."""
    left, top, right, bottom = turned(quad, angle).bounds
    room = 1 - 2 * MARGIN
    scale = min(view[0] * room / max(right - left, 1), view[1] * room / max(bottom - top, 1))
    centre = turned(Quad(*([((left + right) / 2, (top + bottom) / 2)] * 4)), -angle).lt
    return Camera(centre, min(scale, MAX_SCALE), angle)


def spared(camera: Camera, room: tuple[float, float]) -> Camera:
    """The camera that shows the same further to the upper left, where so much is kept free at the right and below (logical
    pixels).
    """
    if room == (0.0, 0.0):
        return camera
    way = (room[0] / 2 / camera.scale, room[1] / 2 / camera.scale)
    x, y = turned(Quad(way, way, way, way), -camera.angle).lt
    return Camera((camera.centre[0] + x, camera.centre[1] + y), camera.scale, camera.angle)


def character_px(quad: Quad, characters: int) -> float:
    """About how tall one character of a field is, in original pixels, whether it stands on one line or several."""
    return min(quad.height, sqrt(max(quad.area, 1) / max(characters, 1)))


def following(camera: Camera, field: Quad, characters: int, card: Quad, view: tuple[float, float]) -> Camera:
    """The camera that shows `field` well: readable, centred, but showing no more beyond the card than it must."""
    size = character_px(field, characters)
    scale = camera.scale
    if size * scale < READABLE_PX:
        scale = CLOSE_PX / size
    shown = turned(field, camera.angle)
    scale = min(scale, MAX_SCALE, view[0] * 0.9 / max(shown.bounds[2] - shown.bounds[0], 1))
    x, y = shown.centre
    left, top, right, bottom = turned(card, camera.angle).bounds
    margin = MARGIN * min(view) / scale
    x = _held(x, left - margin, right + margin, view[0] / scale)
    y = _held(y, top - margin, bottom + margin, view[1] / scale)
    centre = turned(Quad((x, y), (x, y), (x, y), (x, y)), -camera.angle).lt
    return Camera(centre, scale, camera.angle)


def carried(camera: Camera, before: Quad, after: Quad, angle: float) -> Camera:
    """The camera that shows the same part of the card `after`, as large, as `camera` shows of the card `before`."""
    across, down = _within(before, camera.centre)
    x = after.lt[0] + (after.rt[0] - after.lt[0]) * across + (after.lb[0] - after.lt[0]) * down
    y = after.lt[1] + (after.rt[1] - after.lt[1]) * across + (after.lb[1] - after.lt[1]) * down
    return Camera((x, y), min(camera.scale * before.width / max(after.width, 1), MAX_SCALE), angle)


def _within(card: Quad, point: Point) -> Point:
    """Where on the card a point lies: shares of its width from the left, and of its height from the top."""
    ux, uy = card.rt[0] - card.lt[0], card.rt[1] - card.lt[1]
    vx, vy = card.lb[0] - card.lt[0], card.lb[1] - card.lt[1]
    x, y = point[0] - card.lt[0], point[1] - card.lt[1]
    area = ux * vy - uy * vx
    if abs(area) < 1:
        return 0.5, 0.5
    return (x * vy - y * vx) / area, (ux * y - uy * x) / area


def _held(wanted: float, low: float, high: float, span: float) -> float:
    """The middle of a stretch of length `span` nearest to `wanted` that stays within `low`..`high`, or its middle."""
    if high - low <= span:
        return (low + high) / 2
    return min(max(wanted, low + span / 2), high - span / 2)
