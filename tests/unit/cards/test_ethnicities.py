"""The names of ethnic groups that cards print, and the nearest to what was misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.ethnicities import NAMES, is_name, nearest


def test_there_are_56_and_each_is_there_once() -> None:
    assert len(NAMES) == len(set(NAMES)) == 56


@pytest.mark.parametrize("text", ["汉", "汉族", "维吾尔", "乌孜别克", "穿青人", "其他"])
def test_names_that_cards_print(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "族", "汗", "漢", "维吾", "汉汉", "其他族"])
def test_names_that_no_card_prints(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("汗", "汉"), ("漢", "汉"), ("漢族", "汉"), ("口", "回"), ("维吾児", "维吾尔"), ("維吾爾", "维吾尔"), ("蒙占", "蒙古"),
     ("哈萨", "哈萨克"), ("土冢", "土家"), ("汉\u00b7", "汉")],
)  # fmt: skip
def test_the_nearest_name_comes_first(text: str, name: str) -> None:
    assert nearest(text)[0] == name


@pytest.mark.parametrize("text", ["", "某", "XYZ", "1"])
def test_what_is_near_to_nothing_gives_none(text: str) -> None:
    assert nearest(text) == ()


@given(st.sampled_from([name for name in NAMES if len(name) > 2]), st.data())
def test_a_long_name_with_one_wrong_character_is_found(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    wrong = data.draw(st.sampled_from("某甲乙丙"))
    assert name in nearest(name[:place] + wrong + name[place + 1 :])


@given(st.text(max_size=20))
def test_whatever_is_offered_is_a_name(text: str) -> None:
    assert all(map(is_name, nearest(text)))
