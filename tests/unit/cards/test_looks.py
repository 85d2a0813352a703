"""Second and third looks as folds of a journal: who may say what, when, and what that makes of the case."""

import pytest

from carddesk.cards import events
from carddesk.cards.case import Case, Status, fold
from carddesk.cards.documents import FieldKind
from carddesk.cards.events import Body, Event
from carddesk.cards.looks import equal, is_blind, wanted_of
from carddesk.store.codec import decode

ACCEPTED = events.CaseAccepted(again=("name", "sex"))
TYPED = events.FieldTypedAgain("name", "李四", "李四")
DIFFER = events.SecondLookDone(("name",))
SETTLED = events.DifferenceSettled("name", "张三", "李四", "李四", "second")


def told(*lines: tuple[str, Body]) -> Case:
    """The case of these events, each with its operator."""
    journal = [Event(seq, 1, "", who, body, "", "") for seq, (who, body) in enumerate(lines, start=1)]
    return fold(1, journal)


def test_an_accepted_card_is_done_when_nothing_is_to_be_typed_again() -> None:
    assert told(("ann", events.CaseAccepted())).status is Status.ACCEPTED


def test_a_journal_from_before_there_were_looks_reads_as_it_did() -> None:
    body = decode("case_accepted", '{"v":1,"despite":["low_quality"],"reason":""}')
    assert body == events.CaseAccepted(("low_quality",))
    assert told(("ann", body)).status is Status.ACCEPTED


def test_the_looks_go_from_one_to_the_next() -> None:
    lines: list[tuple[str, Body]] = [("ann", ACCEPTED), ("bob", TYPED), ("bob", DIFFER), ("eve", SETTLED)]
    found = [told(*lines[:count]).status for count in range(1, 5)]
    assert found == [Status.SECOND_LOOK, Status.SECOND_LOOK, Status.THIRD_LOOK, Status.ACCEPTED]
    assert told(*lines).human["name"].value == "李四"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([("ann", ACCEPTED), ("Ann ", events.SecondLookDone())], Status.SECOND_LOOK),
        ([("ann", ACCEPTED), ("eve", SETTLED)], Status.SECOND_LOOK),
        ([("ann", ACCEPTED), ("bob", DIFFER), ("bob", SETTLED)], Status.THIRD_LOOK),
        ([("ann", ACCEPTED), ("bob", DIFFER), ("eve", events.SecondLookDone())], Status.THIRD_LOOK),
        (
            [("ann", ACCEPTED), ("bob", DIFFER), ("eve", events.DifferenceSettled("sex", "M", "F", "F"))],
            Status.THIRD_LOOK,
        ),
        ([("ann", ACCEPTED), ("ann", events.CaseReopened()), ("bob", DIFFER)], Status.NEW),
        ([("ann", ACCEPTED), ("eve", events.CaseRejected("no"))], Status.REJECTED),
    ],
)
def test_what_comes_out_of_turn_changes_nothing(lines: list[tuple[str, Body]], status: Status) -> None:
    found = told(*lines)
    assert found.status is status
    assert not found.human


def test_undoing_the_second_look_makes_it_wanted_again() -> None:
    assert told(("ann", ACCEPTED), ("bob", DIFFER), ("bob", events.Undone(2))).status is Status.SECOND_LOOK


def test_undoing_the_acceptance_ends_every_look() -> None:
    found = told(("ann", ACCEPTED), ("bob", TYPED), ("ann", events.Undone(1)))
    assert (found.status, found.looks) == (Status.NEW, None)


def test_who_may_look_and_who_must_not_know() -> None:
    assert [wanted_of("second", "ann", who) for who in ("ann", " ANN", "bob")] == ["", "", "second"]
    assert [is_blind("second", "ann", who) for who in ("ann", "bob")] == [False, True]
    assert [wanted_of("third", "bob", who) for who in ("ann", "bob", "eve")] == ["third", "", "third"]
    assert [is_blind("third", "bob", who) for who in ("ann", "bob", "eve")] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "same"),
    [
        (FieldKind.TEXT, "北京市 朝阳区１号", "北京市朝阳区1号", True),
        (FieldKind.LATIN, "ZHANG SAN", "Zhang San", True),
        (FieldKind.TEXT, "", "", True),
        (FieldKind.TEXT, "张三", "", False),
        (FieldKind.NUMBER, "123", "124", False),
    ],
)
def test_words_are_equal_by_their_normal_form(kind: FieldKind, ours: str, theirs: str, same: bool) -> None:
    assert equal(kind, ours, theirs) is same
