"""From an image file to the readings of the cards on it: find, upright, read, tell apart, take the fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.imaging.decode import decode
from carddesk.imaging.rectify import Pixels
from carddesk.reader.cardfinder import find_candidates
from carddesk.reader.fields import data, fields
from carddesk.reader.layouts import layouts
from carddesk.reader.ocr import TextEngine
from carddesk.reader.protocol import Request
from carddesk.reader.telling import Told, printed, tell
from carddesk.reader.view import View, look, upright

_OVERVIEW = 960
_KNOWN = 1.5


class CardReader:
    """Reads the cards of one image after another with models loaded once.

    Raises:
        ServiceError: `reader_unavailable`.
    """

    def __init__(self) -> None:
        self._engine = TextEngine()

    def read(self, request: Request) -> list[Reading]:
        """Every card in the image, in reading order.

        Raises:
            ImageError: the file cannot be opened.
            ServiceError: `no_card`, there is nothing on it that could be a card.
        """
        return read_cards(decode(request.data, request.page), self._engine, request.document)


def read_cards(pixels: Pixels, engine: TextEngine, hint: str | None = None) -> list[Reading]:
    """Every card in an upright RGB image, in reading order. Raises ServiceError `no_card`."""
    scale = min(1.0, _OVERVIEW / max(pixels.shape[:2]))
    overview = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    text = [box.corners for box in engine.detect(overview)]
    readings: list[Reading] = []
    for candidate in find_candidates(overview, text):
        corners = upright(pixels, candidate.corners / scale, [box / scale for box in text], engine)
        if any(_overlap(corners, reading.card_quad) for reading in readings if reading.card_quad):
            continue
        view = look(pixels, corners, engine)
        told = _best(view, hint)
        if told is not None and told.score >= _KNOWN:
            readings.append(_reading(told, view, pixels))
            if len(_outside(text, readings, scale)) < 4:
                break
    if not readings:
        raise no_card()
    return in_reading_order(readings)


def no_card() -> ServiceError:
    """What is said of an image with nothing to read on it."""
    return ServiceError(
        "no_card", "No card could be found in this image. Check that one is in the picture, whole and in focus."
    )


def in_reading_order(readings: Sequence[Reading]) -> list[Reading]:
    """Top to bottom, left to right, numbered from 0."""

    def place(reading: Reading) -> tuple[float, float]:
        assert reading.card_quad is not None
        x, y = reading.card_quad.centre
        return round(y / max(1.0, reading.card_quad.height)), x

    return [replace(reading, index=index) for index, reading in enumerate(sorted(readings, key=place))]


def _best(view: View, hint: str | None) -> Told | None:
    lines = printed(view.lines)
    told = [tell(lines, layout, (view.width, view.height)) for layout in layouts()]
    return max(told, key=lambda each: each.score + 0.5 * (each.layout.document == hint), default=None)


def _reading(told: Told, view: View, pixels: Pixels) -> Reading:
    layout = told.layout
    return Reading(
        service="local",
        document=layout.document,
        face=layout.face,
        fields=tuple(fields(data(told, view), layout.document, view, pixels, {})),
        card_quad=view.corners,
        raw=raw(view),
    )


def raw(view: View) -> str:
    """The lines as the engine saw them, as JSON for the auditor; quads in pixels of the picture."""
    rows = [
        {
            "text": line.text,
            "quad": view.in_picture(line.quad).to_lists(),
            "confidences": [round(figure, 3) for figure in line.confidences],
        }
        for line in view.lines
    ]
    return json.dumps({"engine": "RapidOCR", "lines": rows}, ensure_ascii=False)


def _overlap(corners: Quad, other: Quad) -> bool:
    return other.contains(corners.centre) or corners.contains(other.centre)


def _outside(text: list[NDArray[np.float32]], readings: list[Reading], scale: float) -> list[NDArray[np.float32]]:
    quads = [reading.card_quad for reading in readings if reading.card_quad]
    return [box for box in text if not any(quad.contains(tuple((box.mean(axis=0) / scale).tolist())) for quad in quads)]
