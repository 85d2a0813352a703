"""What two readings have in common is told exactly: nothing that differs goes unmarked, nothing that agrees is marked."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.comparing import differing, independent, opposed, same
from carddesk.cards.documents import FieldKind

FEW = st.text(alphabet="0O18B张章 ", max_size=12)
"""Few signs, so that repetitions and ambiguous alignments are common."""


def stand_in_order(runs: Iterable[str], whole: str) -> bool:
    """Whether these runs of characters stand in `whole`, one after the other."""
    at = 0
    for run in runs:
        at = whole.find(run, at)
        if at < 0:
            return False
        at += len(run)
    return True


@given(FEW, FEW)
def test_what_is_not_marked_stands_in_the_other_unbroken_and_in_the_same_order(ours: str, theirs: str) -> None:
    marked = differing(ours, theirs)
    shown = "".join("|" if at in marked else sign for at, sign in enumerate(ours))
    assert stand_in_order(shown.split("|"), theirs)


@given(FEW, FEW)
def test_marks_lie_within_the_text_and_are_missing_only_where_nothing_differs(ours: str, theirs: str) -> None:
    marked = differing(ours, theirs)
    assert all(0 <= at < len(ours) for at in marked)
    assert bool(marked) == (ours not in (theirs, ""))


@given(st.text(alphabet="0123456789X", min_size=2, max_size=18), st.data())
def test_one_character_read_otherwise_is_the_only_one_marked(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    assert differing(number, number[:at] + "?" + number[at + 1 :]) == {at}


@given(FEW, FEW)
def test_as_few_are_marked_as_changes_lead_from_one_to_the_other(ours: str, theirs: str) -> None:
    changes = distance(ours, theirs)
    assert len(differing(ours, theirs)) <= 2 * changes
    if len(ours) == len(theirs):
        replaced = sum(a != b for a, b in zip(ours, theirs, strict=True))
        assert changes <= replaced


def distance(ours: str, theirs: str) -> int:
    """Levenshtein's, by recursion: another way than the one under test."""
    row = list(range(len(theirs) + 1))
    for i, mine in enumerate(ours, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(theirs, start=1):
            last, row[j] = row[j], min(last + (mine != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def test_where_the_other_has_more_both_neighbours_of_the_place_are_marked() -> None:
    assert differing("北京朝阳", "北京市朝阳") == {1, 2}
    assert differing("张", "张三") == {0}
    assert differing("A12B", "C1x2D") == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        (FieldKind.TEXT, "北京市 朝阳区(样张)路", "北京市朝阳区（样张）路"),
        (FieldKind.LATIN, "Zhang San", "ZHANG SAN"),
        (FieldKind.NUMBER, "11010519491231002X", "11010519491231002X"),
    ],
)
def test_blanks_width_and_case_are_no_difference_in_words(kind: FieldKind, ours: str, theirs: str) -> None:
    assert same(kind, ours, theirs)
    assert not opposed(kind, ours, theirs)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        (FieldKind.NUMBER, "H12345678", "H12345673"),
        (FieldKind.DATE, "2024-05-06", "2024-05-08"),
        (FieldKind.TEXT, "张三", "章三"),
        (FieldKind.TEXT, "", "章三"),
    ],
)
def test_other_words_are_a_difference(kind: FieldKind, ours: str, theirs: str) -> None:
    assert opposed(kind, ours, theirs)
    assert not same(kind, ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("110105xxxxxxxx002X", "11010519491231002X"), ("11010519491231002X", "110105********002X")]
)
def test_hidden_characters_neither_agree_nor_contradict(ours: str, theirs: str) -> None:
    assert not same(FieldKind.NUMBER, ours, theirs)
    assert not opposed(FieldKind.NUMBER, ours, theirs)


def test_a_reading_that_says_nothing_is_no_opinion() -> None:
    assert not same(FieldKind.TEXT, "张三", "")
    assert not opposed(FieldKind.TEXT, "张三", "")
    assert not same(FieldKind.TEXT, "", "")


def test_texts_too_long_to_align_while_somebody_types_are_marked_between_their_common_ends() -> None:
    ours, theirs = "同" + "甲" * 200 + "尾", "同" + "乙" * 200 + "尾"
    assert differing(ours, theirs) == frozenset(range(1, 201))


def test_services_of_one_vendor_are_not_independent() -> None:
    assert independent("local", "baidu.general")
    assert not independent("baidu.general", "baidu.foreign_resident")
