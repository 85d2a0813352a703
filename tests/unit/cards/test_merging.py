"""What a cut-off desk said goes on top of what others wrote where it cannot contradict, and is shown where it can."""

import pytest

from carddesk.cards import erasures, events
from carddesk.cards.events import Event
from carddesk.cards.merging import contradicts, moved, still_said
from carddesk.cards.reading import Reading

NAME = events.FieldCorrected("name", "", "张三", "张三")
SEX = events.FieldConfirmed("sex", "F")
ACCEPTED = events.CaseAccepted()
READING = events.ReadingArrived(Reading("local", "residence_permit", "portrait", ()), "ab" * 32)
NOTED = events.BasisCorrected("开户", "K-1")
EXPORTED = events.CaseExported("csv", "a.csv")
ERASED = erasures.CaseErased("request", "read", None, 3)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([], [NAME, ACCEPTED]),
        ([EXPORTED, events.ValuesShown("case")], [NAME, ACCEPTED]),
        ([SEX], [NAME]),
        ([NAME], [SEX]),
        ([READING], [NAME]),
        ([ACCEPTED], [READING, EXPORTED]),
        ([SEX], [NAME, events.Undone(6)]),
        ([NOTED], [NAME, ACCEPTED]),
        ([READING, NAME], [NOTED]),
    ],
)
def test_words_about_other_fields_go_on_top(theirs: list[events.Body], ours: list[events.Body]) -> None:
    assert not contradicts(theirs, ours, base_seq=5)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([NAME], [events.FieldConfirmed("name", "李四")]),
        ([ACCEPTED], [NAME]),
        ([SEX], [ACCEPTED]),
        ([READING], [SEX]),
        ([READING], [ACCEPTED]),
        ([events.Undone(3)], [NAME]),
        ([SEX], [NAME, events.Undone(4)]),
        ([ERASED], [EXPORTED]),
        ([events.Erased("field_corrected")], [NAME]),
        ([events.FaceGiven(9, "hand")], [NAME]),
        ([NAME], [events.FaceGiven(9, "order")]),
        ([NOTED], [events.BasisCorrected("入职")]),
        ([NOTED], [ACCEPTED, events.BasisCorrected("入职")]),
        ([ACCEPTED], [NOTED, NAME]),
    ],
)
def test_words_that_may_contradict_are_shown(
    theirs: list[events.Body | events.Erased], ours: list[events.Body]
) -> None:
    assert contradicts(theirs, ours, base_seq=5)


def test_a_line_that_names_one_of_its_own_desk_names_it_where_it_stands_now() -> None:
    assert moved(events.Undone(7), 5, 2) == events.Undone(9)
    assert moved(events.Undone(5), 5, 2) == events.Undone(5)
    assert moved(NAME, 5, 2) is NAME


def test_what_was_taken_back_on_the_desk_is_not_said_and_taking_back_older_words_is() -> None:
    bodies = [NAME, events.Undone(6), SEX, events.Undone(2), events.Undone(3), events.Redone(3)]
    lines = [Event(6 + at, 1, "", "ann", body, "", "") for at, body in enumerate(bodies)]
    assert [event.body for event in still_said(lines)] == [SEX, events.Undone(2), events.Redone(3)]
