"""The holder's picture as Megvii cuts it out: where it lies on the card, and what is seen there."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from tests.specimens import TrueCard

Points = Sequence[tuple[float, float]]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in parts of the card."""

_SIZE: Final = (60, 72)
_PERMIT: Final[Box] = (0.625, 0.15, 0.925, 0.75)
_FOREIGN_RIGHT: Final[Box] = (0.675, 0.27, 0.955, 0.83)
_FOREIGN_LEFT: Final[Box] = (0.05, 0.27, 0.33, 0.83)
_UNIT: Final = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def place(card: TrueCard) -> Points:
    """Where the picture lies on a specimen: corners lt, rt, rb, lb in its image's pixels."""
    return _through(_UNIT, card.quad, _corners(_box(card)))


def place_on(quad: Points) -> Points:
    """The same on a residence permit with these corners of which nothing else is known."""
    return _through(_UNIT, quad, _corners(_PERMIT))


def cut_out(image: Image.Image, quad: Points) -> str:
    """What the image shows between these corners, upright, as base64 of a JPEG."""
    width, height = _SIZE
    target = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    turned = cv2.warpPerspective(np.asarray(image), _matrix(quad, target), _SIZE, flags=cv2.INTER_AREA)
    stream = io.BytesIO()
    Image.fromarray(turned).save(stream, "JPEG")
    return base64.b64encode(stream.getvalue()).decode()


def _box(card: TrueCard) -> Box:
    if card.document == "residence_permit":
        return _PERMIT
    # The drawn cards of foreigners have it on either side; the texts stand on the other one.
    starts = _through(card.quad, _UNIT, [field.quad[0] for field in card.fields])
    return _FOREIGN_RIGHT if min(x for x, _ in starts) < _FOREIGN_LEFT[2] else _FOREIGN_LEFT


def _corners(box: Box) -> Points:
    left, top, right, bottom = box
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _through(source: Points, target: Points, points: Points) -> Points:
    moved = cv2.perspectiveTransform(np.array([points], np.float64), _matrix(source, target))
    return [(float(x), float(y)) for x, y in moved[0]]


def _matrix(source: Points, target: Points) -> Any:
    return cv2.getPerspectiveTransform(np.array(source, np.float32), np.array(target, np.float32))
