"""Cards whose outline is off: their labels tell where the layout's places lie."""

from datetime import date

import pytest

from carddesk.reader.fields import data
from carddesk.reader.layouts import layouts
from carddesk.reader.lines import Line
from carddesk.reader.placing import placed
from carddesk.reader.sense import Sense, sense
from tests.unit.reader.forms import EMBLEM, PORTRAIT, SIZE, line, view

TODAY = date(2026, 11, 21)


def within(lines: tuple[Line, ...], scale: float, right: float, down: float) -> tuple[Line, ...]:
    """The same lines on a card that fills only a part of its outline."""

    def moved(point: tuple[float, float]) -> tuple[float, float]:
        return point[0] * scale + right, point[1] * scale + down

    return tuple(Line(each.text, each.quad.map(moved)) for each in lines)


def told(lines: tuple[Line, ...]) -> Sense:
    return sense(view(*lines), TODAY, None)


def texts(lines: tuple[Line, ...]) -> dict[str, str]:
    seen = told(lines)
    return {each.key: each.text for each in data(seen.told, seen.view)}


@pytest.mark.parametrize(("scale", "right", "down"), [(0.7, 250, 150), (0.8, 0, 120), (1.0, 0, 90), (1.2, -60, -40)])
def test_a_card_is_told_and_read_though_its_outline_is_off(scale: float, right: float, down: float) -> None:
    seen = told(within(PORTRAIT, scale, right, down))
    read = {each.key: each.text for each in data(seen.told, seen.view)}
    assert (seen.told.layout.document, read["name"], read["sex"], read["ethnicity"]) == (
        "resident_id",
        "张三",
        "女",
        "汉",
    )
    assert read["id_number"] == "11010519491231002X"
    # What such an outline is worth must still show, so that a better one is looked for.
    assert seen.told.astray > 4


def test_an_emblem_face_is_told_by_its_title_and_two_labels_though_its_outline_is_off() -> None:
    seen = told(within(EMBLEM, 0.75, 120, 0))
    assert (seen.told.layout.document, seen.told.layout.face) == ("resident_id", "emblem")


def test_the_place_of_a_missing_value_moves_with_the_labels() -> None:
    seen = told(within(PORTRAIT[:9], 0.7, 250, 150))
    (number,) = (each for each in data(seen.told, seen.view) if each.key == "id_number")
    assert number.text == ""
    assert number.quad is not None
    x, y = number.quad.centre
    assert (x, y) == pytest.approx((0.605 * SIZE[0] * 0.7 + 250, 0.85 * SIZE[1] * 0.7 + 150), rel=0.02)


@pytest.mark.parametrize("lines", [PORTRAIT, within(PORTRAIT, 1.02, 5, 5), PORTRAIT[:4]])
def test_places_stay_where_labels_stand_about_right_or_are_too_few(lines: tuple[Line, ...]) -> None:
    layout = next(each for each in layouts() if (each.document, each.face) == ("resident_id", "portrait"))
    assert placed(layout, lines, SIZE) is layout


def test_a_value_whose_label_was_not_read_is_cut_from_the_one_before_it_by_its_place() -> None:
    lines = (*PORTRAIT[:2], line("性别", 7, 30), line("女汉", 18, 30, 40, 170), *PORTRAIT[3:])
    read = texts(lines)
    assert (read["sex"], read["ethnicity"]) == ("女", "汉")


def test_remains_of_the_next_label_are_no_part_of_a_value_of_one_line() -> None:
    lines = (*PORTRAIT[:2], line("生奶女", 10, 30), *PORTRAIT[3:])
    read = texts(lines)
    assert (read["name"], read["sex"]) == ("张三", "女")


def test_a_long_name_goes_on_below() -> None:
    lines = (PORTRAIT[0], line("古丽巴哈尔·阿布都", 18, 16), line("克里木", 18, 23), *PORTRAIT[2:])
    read = texts(lines)
    assert read["name"] == "古丽巴哈尔·阿布都克里木"


def test_a_birth_date_that_has_lost_a_sign_is_still_that_day() -> None:
    lines = (*PORTRAIT[:3], line("19903月7日", 18, 42.5), *PORTRAIT[5:])
    seen = told(lines)
    (read,) = (each for each in data(seen.told, seen.view) if each.key == "birth_date")
    assert (read.text, read.value) == ("19903月7日", "1990-03-07")
