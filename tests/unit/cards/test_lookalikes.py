"""Look-alikes are put right by position, and spans stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.lookalikes import as_digits, as_letters, half_width, twin
from carddesk.cards.masking import is_masked


def test_letters_in_a_digits_place_become_digits() -> None:
    assert as_digits("OoQDU Il|! Z A S Gb T B gq") == "00000 1111 2 4 5 66 7 8 99"


def test_digits_in_a_letters_place_become_letters() -> None:
    assert as_letters("CH1NA 0258") == "CHINA OZSB"


def test_twins_look_alike_both_ways() -> None:
    assert [twin(each) for each in "0O1I5SE3"] == ["O", "0", "I", "1", "S", "5", None, None]


@given(st.text())
def test_plain_forms_keep_every_span(text: str) -> None:
    assert len(half_width(text)) == len(as_digits(text)) == len(as_letters(text)) == len(text)


def test_full_width_characters_become_plain() -> None:
    assert half_width("１９８９年１１月，ＡＢ／＜") == "1989年11月,AB/<"
    assert half_width("㎏") == "㎏"


@pytest.mark.parametrize(
    ("value", "number", "masked"),
    [("810xxxxxx123456789", True, True), ("张*", False, True), ("XX1234567", True, False), ("xxx", False, False),
     ("11010519491231002X", True, False), ("张●●", False, True), ("阿依古丽•买买提", False, False)],
)  # fmt: skip
def test_hidden_parts_are_seen(value: str, number: bool, masked: bool) -> None:
    assert is_masked(value, number=number) == masked
