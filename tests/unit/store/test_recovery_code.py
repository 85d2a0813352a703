"""Recovery codes: typed in every way that people type them, and a slip is always noticed before it is tried."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.errors import UserError
from carddesk.store import recovery_code

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_has_six_groups_of_five_and_none_is_like_another() -> None:
    codes = {recovery_code.made() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [5] * 6 for code in codes)
    assert set("".join(codes)) - {"-"} == set(SIGNS), "every character is used, and no other"


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "  "),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: f"  {code}\r\n",
        lambda code: code.replace("-", "—"),
        lambda code: "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else "\u3000" for each in code),
    ],
    ids=["lower", "joined", "blanks", "OI", "ol", "pasted", "dashes", "full-width"],
)
def test_a_code_is_taken_however_it_is_typed(typed: object) -> None:
    assert callable(typed)
    for _ in range(50):
        code = recovery_code.made()
        assert recovery_code.taken(typed(code)) == code


@given(st.randoms(use_true_random=False), st.integers(0, 29), st.sampled_from(SIGNS))
def test_one_wrong_character_is_noticed_and_its_group_named(chance: random.Random, at: int, other: str) -> None:
    signs = list(recovery_code.made().replace("-", ""))
    if signs[at] == other:
        other = SIGNS[(SIGNS.index(other) + 1 + chance.randrange(31)) % 32]
    signs[at] = other
    with pytest.raises(UserError, match=rf"group {at // 5 + 1}") as slip:
        recovery_code.taken("".join(signs))
    assert slip.value.code == "recovery_code_typo"


@given(st.integers(0, 5), st.integers(0, 3))
def test_two_neighbours_that_changed_places_are_noticed(group: int, at: int) -> None:
    signs = list(recovery_code.made().replace("-", ""))
    first = group * 5 + at
    if signs[first] == signs[first + 1]:
        return
    signs[first], signs[first + 1] = signs[first + 1], signs[first]
    assert f"group {group + 1}" in recovery_code.slip_in("".join(signs))


@given(st.permutations(range(6)))
def test_groups_in_another_order_are_noticed(order: list[int]) -> None:
    groups = recovery_code.made().split("-")
    mixed = "-".join(groups[index] for index in order)
    assert bool(recovery_code.slip_in(mixed)) == (order != sorted(order))


@pytest.mark.parametrize(
    ("cut", "said"), [(slice(0, -1), "29"), (slice(0, 0), "0")], ids=["one too few", "nothing at all"]
)
def test_what_is_too_short_is_said_with_numbers(cut: slice, said: str) -> None:
    with pytest.raises(UserError, match=said):
        recovery_code.taken(recovery_code.made()[cut])


def test_nothing_is_wrong_with_the_beginning_of_a_code() -> None:
    code = recovery_code.made()
    assert [recovery_code.slip_in(code[:end]) for end in range(len(code) + 1)] == [""] * 36


@pytest.mark.parametrize("typed", ["U", "密码", "*", "12345-"])
def test_what_cannot_begin_a_code_is_said_at_once(typed: str) -> None:
    assert recovery_code.slip_in(typed)


def test_too_much_is_said() -> None:
    assert "30" in recovery_code.slip_in(recovery_code.made() + "0")
