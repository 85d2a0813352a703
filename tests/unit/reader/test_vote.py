"""Settling several readings of one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.reader.vote import Spoken, settled, steps


def said(text: str, sure: float = 0.9, seconds: tuple[tuple[str, float], ...] = ()) -> Spoken:
    return Spoken(text, (sure,) * len(text), seconds)


def test_each_character_is_the_one_with_most_weight_behind_it() -> None:
    assert settled([said("江防艳", 0.5), said("江昉艳"), said("汪昉艳", 0.4)]).text == "江昉艳"


def test_one_sure_reading_outweighs_two_that_are_not() -> None:
    assert settled([said("刘8", 0.3), said("刘8", 0.3), said("刘3", 0.95)]).text == "刘3"


def test_a_character_that_most_readings_lack_is_left_out_and_one_that_most_have_is_kept() -> None:
    assert settled([said("1990年3月7"), said("1990年3月7日"), said("1990年3月7日")]).text == "1990年3月7日"
    assert settled([said("石.河子"), said("石河子"), said("石河子")]).text == "石河子"


def test_a_blank_that_few_readings_have_is_kept() -> None:
    assert settled([said("CITY REGISTRY"), said("CITYREGISTRY"), said("CITYREGISTRY", 0.6)]).text == "CITY REGISTRY"


def test_a_reading_that_has_the_form_wins_against_all_that_have_not() -> None:
    readings = [said("108"), said("108"), said("103", 0.6)]
    assert settled(readings, lambda text: text == "103").text == "103"


def test_of_readings_that_have_the_form_the_one_said_more_often_or_more_surely_wins() -> None:
    readings = [said("12", 0.9), said("14", 0.7), said("14", 0.7), said("x")]
    assert settled(readings, str.isdigit).text == "14"


def test_nothing_is_put_together_to_fit_a_form() -> None:
    readings = [said("18"), said("81")]
    assert settled(readings, lambda text: text == "11").text in {"18", "81"}


def test_a_second_best_that_is_not_far_behind_may_fit_the_form_and_is_known_to_be_doubtful() -> None:
    near = said("104", 0.6, (("", 0.4), ("", 0.0), ("", 0.0)))
    chosen = settled([near, said("104")], lambda text: text == "04")
    assert (chosen.text, min(chosen.confidences) < 0.7) == ("04", True)
    far = said("104", 0.6, (("", 0.1), ("", 0.0), ("", 0.0)))
    assert settled([far, said("104")], lambda text: text == "04").text == "104"


def test_a_character_is_as_sure_as_the_readings_agree_on_it() -> None:
    agreed, split = settled([said("甲")] * 3), settled([said("甲"), said("甲"), said("乙")])
    assert agreed.confidences == pytest.approx((0.9,))
    assert split.confidences[0] < 0.65


def test_no_reading_cannot_be_settled() -> None:
    with pytest.raises(ValueError, match="no reading"):
        settled([])


@given(st.lists(st.text("01AB ", max_size=6), min_size=1, max_size=5))
def test_every_character_settled_on_was_read_by_somebody(texts: list[str]) -> None:
    chosen = settled([said(text) for text in texts])
    assert len(chosen.text) == len(chosen.confidences)
    assert set(chosen.text) <= set("".join(texts))
    assert all(0 <= figure <= 1 for figure in chosen.confidences)


@given(st.text("ABC", max_size=5), st.text("ABC", max_size=5))
def test_steps_are_a_distance(one: str, other: str) -> None:
    assert steps(one, other) == steps(other, one)
    assert (steps(one, other) == 0) == (one == other)
    assert steps(one, other) <= max(len(one), len(other))


def test_a_form_that_is_only_likely_needs_a_reading_that_is_not_too_faint() -> None:
    readings = [said("逢", 0.6, (("逄", 0.4),)), said("逢", 0.6, (("逄", 0.4),))]
    assert settled(readings, lambda text: text == "逄", 0.1).text == "逄"
    assert settled(readings, lambda text: text == "逄", 0.5).text == "逢"
