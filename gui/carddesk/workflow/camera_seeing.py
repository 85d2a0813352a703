"""What is seen in a camera's frame: where the card lies, how still, how sharp, how bright, and whether it was there before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import rectify
from carddesk.reader.silhouette import SilhouetteModel
from carddesk.workflow.camera_look import Greys, alike, look
from carddesk.workflow.camera_outline import outline

Pixels = NDArray[np.uint8]

_SIDE: Final = 640
"""Pixels of the longer side of the frame in which the outline is sought."""
_SMALL: Final = 160
_CARD_PX: Final = 800
_BURNT: Final = 250
_EDGE: Final = 0.015
"""A side of a card so near the edge of the frame, in shares of its longer side, is most likely where the frame cuts the card."""
_STILL: Final = 0.004
_AT_REST: Final = 15
_NOW_AND_THEN: Final = 4
_CORNER: Final = 0.03
_KEPT: Final = 8
_DIFFERENT: Final = 10.0
"""Grey levels by which a place of the picture must change to count as moved: more than a sensor's noise, less than a hand."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one frame shows.

    Attributes:
        number: of the frame.
        at_s: when it came, monotonic.
        quad: corners of the card in shares (0..1) of the frame's width and height, the longer side first; None where none is seen.
        size: the card's longer side in shares of the frame's.
        pixels: the card's longer side in pixels of the whole frame.
        cut: whether the frame's edge cuts it.
        moved: how much of the picture about the card changed since the frame before, 0..1.
        shifted: how far its corners went since then, in shares of its longer side; 1 where it was not there.
        sharp: steepness of its print, about 0.02 (blurred) to 0.3; 0 without a card.
        bright: its mean brightness, 0..1; of the whole picture without a card.
        burnt: the share of it that is burnt out.
        anchor: number of the frame that shows the card taken last, to which the next three compare; None without one.
        same: how well it looks like the card taken last, -1..1; None without one.
        still: the same of the place where that card lay.
        away: how far its middle is from where that card lay, in shares of its longer side; None without one.
        shared: how many of its corners are where that card had one.
        frozen: whether the picture is bit by bit the one before.
    """

    number: int
    at_s: float
    quad: tuple[tuple[float, float], ...] | None = None
    size: float = 0.0
    pixels: int = 0
    cut: bool = False
    moved: float = 0.0
    shifted: float = 1.0
    sharp: float = 0.0
    bright: float = 0.5
    burnt: float = 0.0
    anchor: int | None = None
    same: float | None = None
    still: float | None = None
    away: float | None = None
    shared: int = 0
    frozen: bool = False

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {key: value for key, value in asdict(self).items() if key not in {"number", "at_s"}}

    @classmethod
    def of(cls, number: int, at_s: float, told: Mapping[str, Any]) -> Sight:
        """What `told` gave, back from JSON."""
        quad = told.get("quad")
        points = None if quad is None else tuple((float(x), float(y)) for x, y in quad)
        return cls(number, at_s, **{**told, "quad": points})


@dataclass(frozen=True, slots=True)
class _Card:
    """A card in the whole frame: its corners in pixels, the longer side first, and itself laid straight."""

    corners: NDArray[np.float32]
    straight: Pixels

    @property
    def long(self) -> float:
        """Its longer side in pixels."""
        return float(np.hypot(*(self.corners[1] - self.corners[0])))


class Seeing:
    """Looks at one frame after the other; `carddesk.capture.camera.worker` calls it."""

    def __init__(self) -> None:
        self._model = SilhouetteModel(threads=1)
        self.begin()

    def begin(self) -> None:
        """Another camera, or another way up."""
        self._before: NDArray[np.float32] | None = None
        self._whole: bytes = b""
        self._unmoved = 0
        self._corners: NDArray[np.float32] | None = None
        self._lately: OrderedDict[int, tuple[NDArray[np.float32], Greys]] = OrderedDict()
        self._last: Pixels | None = None
        self._anchor: tuple[int, NDArray[np.float32], Greys] | None = None

    def taken(self, number: int) -> None:
        """What lies in the frame of this number is the card that was taken last."""
        found = self._lately.get(number) or self._whole_picture()
        self._anchor = None if found is None else (number, *found)

    def look(self, frame: Pixels, number: int, at_s: float) -> Mapping[str, Any]:
        """A `Sight`, told."""
        self._last = frame
        scale = _SIDE / max(frame.shape[:2])
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else frame
        small = np.asarray(small, np.uint8)
        changed, scale = self._changed(small), min(scale, 1.0)
        found = self._outline(small, changed, scale)
        corners = None if found is None else np.asarray(found / scale, np.float32)
        sight = Sight(
            number,
            at_s,
            moved=moved(changed, found, small.shape[1]),
            frozen=self._is_frozen(small),
            bright=float(small.mean()) / 255,
        )
        if corners is not None:
            sight = self._of_card(frame, corners, sight)
        else:
            self._corners = None
        return self._compared(frame, sight, corners).told()

    def _outline(self, small: Pixels, changed: NDArray[np.bool_] | None, scale: float) -> NDArray[np.float32] | None:
        """Where the card lies in the small frame. Where nothing moves that is looked for now and then only: a document camera
        stands there all day.
        """
        is_still = changed is not None and float(changed.mean()) < _STILL
        before = self._corners * np.float32(scale) if is_still and self._corners is not None else None
        self._unmoved = self._unmoved + 1 if is_still else 0
        if self._unmoved > _AT_REST and self._unmoved % _NOW_AND_THEN:
            return before
        seen = self._model.find(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8))
        return outline(small, seen, before)

    def _of_card(self, frame: Pixels, corners: NDArray[np.float32], sight: Sight) -> Sight:
        height, width = frame.shape[:2]
        card = _Card(corners, _straight(frame, corners))
        shifted = 1.0 if self._corners is None else _shift(self._corners, corners)
        self._corners = corners
        self._lately[sight.number] = corners, look(card.straight)
        while len(self._lately) > _KEPT:
            self._lately.popitem(last=False)
        grey = np.asarray(cv2.cvtColor(card.straight, cv2.COLOR_BGR2GRAY), np.uint8)
        return Sight(
            sight.number,
            sight.at_s,
            quad=tuple((round(float(x) / width, 4), round(float(y) / height, 4)) for x, y in corners),
            size=round(card.long / max(height, width), 4),
            pixels=round(card.long),
            cut=_is_cut(corners, width, height),
            moved=sight.moved,
            shifted=round(shifted, 4),
            sharp=round(sharpness(grey), 4),
            bright=round(float(grey.mean()) / 255, 3),
            burnt=round(burnt(grey), 4),
            frozen=sight.frozen,
        )

    def _compared(self, frame: Pixels, sight: Sight, corners: NDArray[np.float32] | None) -> Sight:
        if self._anchor is None:
            return sight
        number, place, looked = self._anchor
        still = alike(looked, look(_straight(frame, place)))
        if corners is None:
            return replace(sight, anchor=number, still=round(still, 3))
        same = alike(looked, self._lately[sight.number][1])
        long = max(float(np.hypot(*(place[1] - place[0]))), 1.0)
        apart = np.hypot(*np.moveaxis(place[:, None] - corners[None], -1, 0)) / long
        away = float(np.hypot(*(corners.mean(axis=0) - place.mean(axis=0)))) / long
        return replace(
            sight,
            anchor=number,
            still=round(still, 3),
            same=round(same, 3),
            away=round(away, 4),
            shared=int((apart.min(axis=1) < _CORNER).sum()),
        )

    def _whole_picture(self) -> tuple[NDArray[np.float32], Greys] | None:
        """What was taken although no card was seen in it: the picture itself stands for it."""
        if self._last is None:
            return None
        height, width = self._last.shape[:2]
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        return corners, look(self._last)

    def _changed(self, small: Pixels) -> NDArray[np.bool_] | None:
        """Where the picture, seen coarsely, is not as it was in the frame before; None where that cannot be said."""
        scale = _SMALL / max(small.shape[:2])
        tiny = cv2.cvtColor(
            cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
        )
        now = np.asarray(cv2.GaussianBlur(tiny.astype(np.float32), (0, 0), 1.0), np.float32)
        before, self._before = self._before, now
        return None if before is None or before.shape != now.shape else np.abs(now - before) > _DIFFERENT

    def _is_frozen(self, small: Pixels) -> bool:
        whole = small.tobytes()
        before, self._whole = self._whole, whole
        return whole == before


def moved(changed: NDArray[np.bool_] | None, corners: NDArray[np.float32] | None, width: int) -> float:
    """How much of a card's place changed, 0..1; of the whole picture, which is `width` pixels wide, where there is none."""
    if changed is None:
        return 1.0
    if corners is None:
        return round(float(changed.mean()), 4)
    place = np.zeros(changed.shape, np.uint8)
    cv2.fillConvexPoly(place, np.rint(corners * (changed.shape[1] / width)).astype(np.int32), 1)
    return round(float(changed[place > 0].mean()) if place.any() else 1.0, 4)


def sharpness(grey: Pixels) -> float:
    """How steep the steepest print is a pixel, in shares of the contrast between print and paper."""
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    inner = soft[soft.shape[0] // 12 : -soft.shape[0] // 12, soft.shape[1] // 12 : -soft.shape[1] // 12]
    if inner.size < 64:
        return 0.0
    slope = np.hypot(cv2.Sobel(inner, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(inner, cv2.CV_32F, 0, 1) / 8)
    dark, light = np.percentile(inner, (1, 90))
    return float(np.percentile(slope, 99)) / max(float(light - dark), 24.0)


def burnt(grey: Pixels) -> float:
    """The share of the card that a lamp has burnt out: patches without a trace of print."""
    small = cv2.resize(grey, (160, 100), interpolation=cv2.INTER_AREA)
    patches = cv2.morphologyEx((small >= _BURNT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return float(patches.mean())


def _straight(frame: Pixels, corners: NDArray[np.float32]) -> Pixels:
    quad = Quad.from_points(corners.tolist())
    width = max(32, min(_CARD_PX, round(quad.width)))
    return rectify(frame, quad, width, max(20, round(width * quad.height / max(quad.width, 1.0))))


def _shift(before: NDArray[np.float32], now: NDArray[np.float32]) -> float:
    long = max(float(np.hypot(*(now[1] - now[0]))), 1.0)
    other = min((before, np.roll(before, 2, axis=0)), key=lambda each: float(np.abs(each - now).max()))
    return min(1.0, float(np.hypot(*(now - other).T).max()) / long)


def _is_cut(corners: NDArray[np.float32], width: int, height: int) -> bool:
    margin = _EDGE * max(width, height)
    inside = (corners > margin).all() and (corners < np.array([width, height]) - margin).all()
    return not bool(inside)
