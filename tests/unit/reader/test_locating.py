"""Finding what another service has read among the engine's own lines, from lines and blank pixels alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.reader.lines import Line
from carddesk.reader.locating import located
from carddesk.reader.locating_text import core, likeness, spellings, stretches
from carddesk.reader.sense import sense
from carddesk.reader.view import View
from tests.unit.reader.forms import EMBLEM, PORTRAIT, SIZE, line, view

TODAY = date(2026, 11, 21)
BLANK = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
"""No ink: a value's quad is then the stretch of its line, and a little air."""


def places(
    lines: tuple[Line, ...], said: dict[str, tuple[str, str]], document: str = "resident_id", face: str = "portrait"
) -> dict[str, Quad]:
    fields = tuple(Field(key, label, text, text) for key, (label, text) in said.items())
    reading = Reading("acme.id", document, face, fields)  # type: ignore[arg-type]
    (found,) = located([reading], [sense(view(*lines), TODAY, None)], BLANK, TODAY)
    return {place.key: place.quad for place in found.fields}


def covers(quad: Quad, lines: Line) -> bool:
    """Whether the quad is about that of a line."""
    pairs = zip(quad.bounds, lines.quad.bounds, strict=True)
    return all(abs(one - other) < 0.35 * lines.height for one, other in pairs)


def test_values_are_found_though_characters_of_them_are_wrong() -> None:
    found = places(PORTRAIT, {"name": ("姓名", "张王"), "id_number": ("公民身份号码", "110105194812310027")})
    assert covers(found["name"], PORTRAIT[1])
    assert covers(found["id_number"], PORTRAIT[9])


def test_a_long_value_is_found_over_the_lines_on_which_it_is_wrapped() -> None:
    (quad,) = places(PORTRAIT, {"address": ("住址", "北京市朝阳区云林路12号3单元")}).values()
    left, top, right, bottom = quad.bounds
    assert top < PORTRAIT[6].quad.lt[1] + 10
    assert bottom > PORTRAIT[7].quad.lb[1] - 10
    assert left < PORTRAIT[6].left + 5
    assert right > PORTRAIT[6].right - 5


@pytest.mark.parametrize("text", ["20100721", "2010-07-21", "2010年7月21日", "2010.07.21"])
def test_a_day_is_found_however_the_service_writes_it_and_cut_from_the_period(text: str) -> None:
    said = {"issue_date": ("有效期限", text), "expiry_date": ("有效期限", "2030-07-21")}
    found = places(EMBLEM, said, face="emblem")
    period = EMBLEM[5]
    assert found["issue_date"].bounds[2] < period.quad.centre[0] < found["expiry_date"].bounds[0] + 5
    assert found["issue_date"].bounds[0] < period.left + 5


def test_one_character_is_found_by_its_label_even_if_it_is_wrong() -> None:
    found = places(PORTRAIT, {"sex": ("性别", "男"), "name": ("姓名", "张三")})
    row = PORTRAIT[2]
    assert row.part(2, 3).quad.bounds[0] - 8 < found["sex"].bounds[0] < found["sex"].bounds[2]
    assert found["sex"].bounds[2] < row.part(2, 3).quad.bounds[2] + 8


def test_what_stands_nowhere_is_left_out() -> None:
    found = places(PORTRAIT, {"name": ("姓名", "张三"), "permit_number": ("通行证号码", "H12345678")})
    assert set(found) == {"name"}


def test_a_value_that_stands_twice_is_not_guessed() -> None:
    lines = (line("4417", 20, 30), line("4417", 20, 60), line("培训证书", 40, 10, 60), line("编号：A1", 20, 80))
    assert places(lines, {"批次": ("批次", "4417")}, "certificate", "page") == {}


def test_of_two_places_the_one_behind_the_label_is_taken() -> None:
    lines = (
        line("培训证书", 40, 10, 60), line("姓名：李丽", 10, 30), line("期数：4417", 10, 45),
        line("批次：4417", 10, 60), line("编号：A1", 10, 80),
    )  # fmt: skip
    found = places(lines, {"批次": ("批次", "4417")}, "certificate", "page")
    assert covers(found["批次"], lines[3].part(3, 7))


def test_each_of_two_readings_is_held_against_its_own_card() -> None:
    other = (PORTRAIT[0], line("李四光", 18, 17), *PORTRAIT[2:9], line("110105199003071239", 34, 86))
    left = Quad.from_bounds(0, 0, *SIZE)
    right = Quad.from_bounds(2000, 0, 2000 + SIZE[0], SIZE[1])
    seen = [sense(view(*PORTRAIT), TODAY, None), sense(_at(right, other), TODAY, None)]
    readings = [
        Reading("acme.id", "resident_id", "portrait", (Field("name", "姓名", name, name),))
        for name in ("李四光", "张三")
    ]
    pixels = np.full((SIZE[1], 2000 + SIZE[0], 3), 200, np.uint8)
    found = located(readings, seen, pixels, TODAY)
    assert [each.card_quad for each in found] == [right, left]


def _at(corners: Quad, lines: tuple[Line, ...]) -> View:
    made = view(*lines)
    return View(corners, made.width, made.height, made.lines)


def test_a_stretch_covers_a_wrong_character_at_either_end() -> None:
    (best, *_) = stretches("X2345Y", "号12345678"[:7])
    assert (best.start, best.stop, best.first_fits, best.last_fits) == (1, 7, False, False)


def test_a_character_that_the_text_lacks_is_told() -> None:
    (best, *_) = stretches("1937年2月24日", "1937年2月24")
    assert best.last_lost
    assert not best.first_lost


def test_hidden_characters_stand_for_any() -> None:
    (best, *_) = stretches("810000********0021", "公民身份号码810000199408230021")
    assert (best.start, best.stop) == (6, 24)


def test_a_day_is_spelt_as_cards_print_it() -> None:
    said = spellings(Field("birth_date", "出生", "19900307", "1990-03-07"), FieldKind.DATE)
    assert {"19900307", "1990年3月7日", "07MAR1990"} <= set(said)


def test_blanks_and_punctuation_are_not_compared() -> None:
    assert core("VESNIN, ｏleg·")[0] == "VESNINOLEG"
    assert likeness("AB0D", "ABOD") > likeness("ABXD", "ABOD")
