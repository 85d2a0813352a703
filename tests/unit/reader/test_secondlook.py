"""Where the engine looks a second time for what the detector has missed."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from carddesk.imaging.rectify import Pixels
from carddesk.reader.lines import Line
from carddesk.reader.ocr import ReadText, TextEngine
from carddesk.reader.secondlook import missed
from carddesk.reader.sense import sense
from tests.unit.reader.forms import PORTRAIT, SIZE, line, view

TODAY = date(2026, 11, 21)


class Scripted(TextEngine):
    """Says the same of every strip, without any model."""

    def __init__(self, text: str, sure: float = 0.9) -> None:
        self._text, self._sure = text, sure

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        count = len(self._text)
        return [ReadText(self._text, (self._sure,) * count, (0.5,) * count) for _ in strips]


def look(engine: TextEngine, *lines: Line) -> list[Line]:
    return missed(sense(view(*lines), TODAY, None), np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), engine)


def test_a_place_is_looked_at_whose_value_and_label_were_both_missed() -> None:
    lines = (*PORTRAIT[:2], *PORTRAIT[3:])
    (found,) = look(Scripted("女"), *lines)
    assert found.text == "女"
    x, y = found.quad.centre
    assert 0.18 * SIZE[0] < x < 0.24 * SIZE[0]
    assert 0.27 * SIZE[1] < y < 0.33 * SIZE[1]


def test_what_is_read_too_faintly_there_is_not_taken() -> None:
    assert look(Scripted("女", 0.3), *PORTRAIT[:2], *PORTRAIT[3:]) == []


def test_what_has_not_the_form_of_the_value_is_not_taken() -> None:
    assert look(Scripted("云"), *PORTRAIT[:2], *PORTRAIT[3:]) == []


def test_a_card_on_which_all_was_found_is_not_looked_at_again() -> None:
    assert look(Scripted("女"), *PORTRAIT) == []


def test_the_room_beside_a_label_without_a_value_is_looked_at() -> None:
    lines = (*PORTRAIT[:2], line("性别", 7, 30), line("民族汉", 29, 30), *PORTRAIT[3:])
    (found,) = look(Scripted("女"), *lines)
    assert found.left < 0.29 * SIZE[0]
