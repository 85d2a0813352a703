"""Searching an image for its cards: nothing that can be read is lost, and nothing is read twice without need."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.errors import ServiceError
from carddesk.imaging.rectify import Pixels
from carddesk.reader.cardfinder import Candidate
from carddesk.reader.ocr import ReadText, TextBox
from carddesk.reader.recognise import read_cards

TODAY = date(2026, 11, 21)


class Scripted:
    """An engine that finds rows of text where an image has any and reads the same words on all of them."""

    def __init__(self, rows: int, said: str, confidence: float = 0.95) -> None:
        self.rows, self.said, self.confidence = rows, said, confidence

    def detect(self, pixels: Pixels) -> list[TextBox]:
        height, width = pixels.shape[:2]
        step = 0.6 * height / max(self.rows, 1)
        tops = [0.2 * height + step * row for row in range(self.rows)]
        quads = [Quad.from_bounds(0.2 * width, top, 0.8 * width, top + 0.5 * step) for top in tops]
        return [TextBox(np.array(quad.points, np.float32), 0.9) for quad in quads]

    def upside_down(self, strips: Sequence[Pixels]) -> list[float]:
        return [0.0] * len(strips)

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        count = len(self.said)
        centres = tuple((place + 0.5) / count for place in range(count))
        return [ReadText(self.said, (self.confidence,) * count, centres) for _ in strips]


class Sightless:
    """Sees no card anywhere."""

    def find(self, pixels: Pixels) -> list[Candidate]:
        return []


BLANK = np.full((600, 900, 3), 200, np.uint8)


def test_text_without_any_outline_is_still_read() -> None:
    readings = read_cards(BLANK, Scripted(6, "天地玄黄"), Sightless(), today=TODAY)  # type: ignore[arg-type]
    assert len(readings) == 1
    assert "天地玄黄" in readings[0].raw
    assert readings[0].card_quad is not None
    assert readings[0].card_quad.contains((450, 300))


@pytest.mark.parametrize("engine", [Scripted(0, "天"), Scripted(1, "天地玄黄"), Scripted(6, "天地玄黄", 0.4)])
def test_an_image_with_nothing_readable_has_no_card(engine: Scripted) -> None:
    with pytest.raises(ServiceError) as error:
        read_cards(BLANK, engine, Sightless(), today=TODAY)  # type: ignore[arg-type]
    assert error.value.code == "no_card"
