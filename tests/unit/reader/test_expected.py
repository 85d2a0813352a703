"""Fields that were not read: where they would stand, and what is said of them."""

from datetime import date

import cv2
import numpy as np
import pytest

from carddesk.cards.flags import FlagCode
from carddesk.cards.reading import Field
from carddesk.imaging.rectify import Pixels
from carddesk.reader.expected import Habit
from carddesk.reader.lines import Line
from carddesk.reader.sense import reading_of, sense
from tests.unit.reader.forms import PORTRAIT, SIZE, line, view

TODAY = date(2026, 11, 21)
RESIDENT = (
    line("中华人民共和国外国人永久居留身份证", 20, 8, 44),
    line("FOREIGN PERMANENT RESIDENT ID CARD", 20, 14, 24),
)


def paper() -> Pixels:
    return np.full((SIZE[1], SIZE[0], 3), 210, np.uint8)


def read(pixels: Pixels, *lines: Line) -> dict[str, Field]:
    reading = reading_of(sense(view(*lines), TODAY, None), pixels)
    return {field.key: field for field in reading.fields}


def codes(field: Field) -> list[FlagCode]:
    return [flag.code for flag in field.flags]


def test_values_beside_their_labels_share_a_column() -> None:
    pairs = [(line("姓名", 7, 20), line("李四", 30, 20)), (line("出生日期", 7, 30), line("1990", 30, 30))]
    place = Habit.of(pairs, 40).place(line("性别", 7, 40), [], SIZE[0])
    assert place.bounds[0] == pytest.approx(300)
    assert place.centre[1] == pytest.approx(0.4 * SIZE[1])


def test_values_below_their_labels_begin_where_those_do() -> None:
    pairs = [(line("Surname", 33, 20, 20), line("ERIKSSON", 33, 26, 30))]
    place = Habit.of(pairs, 40).place(line("Given names", 50, 40, 20), [], SIZE[0])
    assert place.bounds[0] == pytest.approx(500)
    assert place.centre[1] == pytest.approx(0.46 * SIZE[1])


def test_a_place_ends_before_what_stands_next_on_its_row() -> None:
    other = line("民族", 29, 30)
    place = Habit.of([], 40).place(line("性别", 7, 30), [other], SIZE[0])
    assert line("性别", 7, 30).right < place.bounds[0] < place.bounds[2] < other.left


def test_a_permanent_residents_field_that_was_not_read_is_there_to_be_typed() -> None:
    found = read(
        paper(),
        *RESIDENT,
        line("姓名/Name", 6, 22, 24),
        line("LI,MEI", 36, 22, 32),
        line("性别/Sex", 6, 34, 24),
        line("女/F", 36, 34, 32),
        line("签发机关/Issuing Authority", 6, 46, 24),
        line("证件号码/ID No.", 6, 58, 24),
    )
    number, authority = found["id_number"], found["issuing_authority"]
    assert (number.text, authority.text) == ("", "")
    assert number.quad is not None
    assert number.quad.contains((370, 0.58 * SIZE[1]))
    # The check of the document says it of what it must show; of the rest the engine does.
    assert (codes(number), codes(authority)) == ([], [FlagCode.MISSING])
    assert "nationality" not in found


def test_print_where_nothing_could_be_read_is_said_to_be_there() -> None:
    inked = paper()
    for x in range(180, 420, 24):
        cv2.line(inked, (x, 95), (x + 10, 120), (20, 20, 20), 4)
    lines = (PORTRAIT[0], *PORTRAIT[2:])
    assert codes(read(inked, *lines)["name"]) == [FlagCode.UNREADABLE]
    assert codes(read(paper(), *lines)["name"]) == []


def test_a_value_that_was_guessed_rather_than_read_is_unreadable() -> None:
    name = Line(PORTRAIT[1].text, PORTRAIT[1].quad, (0.4, 0.3))
    assert codes(read(paper(), PORTRAIT[0], name, *PORTRAIT[2:])["name"]) == [FlagCode.UNREADABLE]
    assert codes(read(paper(), *PORTRAIT)["name"]) == []
