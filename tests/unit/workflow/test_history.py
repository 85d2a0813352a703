"""Every event is told, in both languages, and masked nothing of a card is."""

import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given

from carddesk.cards import erasures, events
from carddesk.cards.case import Status
from carddesk.cards.events import Erased, Event
from carddesk.cards.flags import FlagCode
from carddesk.cards.geometry import Quad
from carddesk.cards.masking import HIDDEN
from carddesk.language import use
from carddesk.store import codec
from carddesk.store.erasing import TELLS_OF_NOBODY
from carddesk.store.workspace import Workspace
from carddesk.workflow.desk import Desk
from carddesk.workflow.flag_names import flag_name
from carddesk.workflow.history import history_of
from carddesk.workflow.history_words import Voice, erased_words, is_told, told
from tests.unit.store.bodies import bodies
from tests.unit.workflow.fakes import GOOD, drawn, reading

SECRET = "机密样张"
AT = "2026-11-21T03:04:05.000000Z"
ADDRESS = "a" * 64

TELLING = (
    (events.ImageAdded(ADDRESS, f"/in/{SECRET}.jpg", page=2), "Image “机*” came in, page 2"),
    (events.ImageRefused(f"{SECRET}.jpg", 1, "broken", SECRET), f"File “机*” could not be opened: {HIDDEN}"),
    (events.ReadingArrived(reading(), ADDRESS), "local read 6 fields"),
    (events.SecondReadingArrived(reading(), ADDRESS), "local read 6 fields as a second opinion"),
    (events.ReadingFailed("local", ADDRESS, "x", SECRET), f"local could not read it: {HIDDEN}"),
    (
        events.FieldConfirmed("name", SECRET, ("bad_check_digit",), SECRET),
        f"Name confirmed: {HIDDEN}, despite wrong check digit. Reason: {HIDDEN}",
    ),
    (events.FieldCorrected("name", SECRET, SECRET, SECRET), f"Name corrected from {HIDDEN} to {HIDDEN}"),
    (events.FieldCorrected("name", "", SECRET, SECRET), f"Name corrected from nothing to {HIDDEN}"),
    (
        events.ReadingTaken("name", SECRET, SECRET, SECRET, "local", Quad.from_bounds(0, 0, 1, 1)),
        f"Name changed from {HIDDEN} to {HIDDEN}, read by local in a drawn box",
    ),
    (
        events.CaseAccepted(("expired",), SECRET, ("name", "id_number")),
        f"Card accepted, despite expired. Reason: {HIDDEN}; to be typed again by another operator: Name, ID number",
    ),
    (events.CaseRejected(SECRET), f"Card rejected. Reason: {HIDDEN}"),
    (events.CaseExported("xlsx", f"/home/{SECRET}.xlsx"), "Exported to 机*"),
    (events.FaceGiven(7, "hand"), "Became the other face of card 7 (by hand)"),
    (
        erasures.CaseErased("retention", "accepted", "resident_id", 5, (ADDRESS,), (), (erasures.Sent(2, "baidu"),)),
        "Erased, since its time was over; it was accepted. Lines: 5, images: 1. Read by: baidu",
    ),
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use("en")
    yield
    use("en")


def history(*said: events.Body | Erased) -> list[Event]:
    """A case that was read, and then all this."""
    body: tuple[events.Body | Erased, ...] = (events.ReadingArrived(reading(), ADDRESS), *said)
    return [Event(seq, 1, AT, "ann", each, "", "") for seq, each in enumerate(body, start=1)]


@pytest.mark.parametrize(("body", "words"), TELLING, ids=[words for _, words in TELLING])
def test_what_happened_is_told_in_a_sentence_that_masked_tells_nothing_of_the_card(
    body: events.Body, words: str
) -> None:
    line = history_of(history(body), masked=True)[1]
    assert line.said == words
    assert SECRET not in line.words


def test_unmasked_the_sentence_tells_values_as_people_read_them() -> None:
    said = (events.FieldCorrected("sex", "F", "M", "男"), events.FieldCorrected("name", "", SECRET, SECRET))
    lines = history_of(history(*said), masked=False)
    assert [line.said for line in lines[1:]] == [
        "Sex corrected from “女” to “男”",
        f"Name corrected from nothing to “{SECRET}”",
    ]


@pytest.mark.parametrize("body", get_args(events.Body), ids=lambda body: body.__name__)
def test_there_is_a_sentence_for_every_kind(body: type) -> None:
    assert is_told(body)


@given(bodies)
def test_every_line_is_told_in_both_languages(body: events.Body) -> None:
    use("en")
    english = told(body, Voice(masked=True))
    assert re.search(r"[A-Za-z]{3}", english)
    use("zh_CN")
    assert told(body, Voice(masked=True)) != english
    if not isinstance(body, TELLS_OF_NOBODY):
        assert codec.kind_of(body) not in erased_words(codec.kind_of(body), Voice())


def test_what_was_taken_back_is_struck_and_what_was_restored_is_not() -> None:
    said = (events.CasePostponed(), events.Undone(2), events.CaseReopened(), events.Undone(4), events.Redone(4))
    lines = history_of(history(*said), masked=False)
    assert [line.struck for line in lines] == [False, True, False, False, False, False]
    assert lines[1].told == "Put off until later (taken back)"
    assert lines[2].said == "Took back line 2: Put off until later"
    assert lines[5].said == "Restored line 4: Card reopened"


def test_an_erased_line_tells_that_there_was_one() -> None:
    line = history_of(history(Erased("field_corrected")), masked=False)[1]
    assert line.said == "Field corrected: what it said was erased"
    assert line.erased


def test_times_are_told_in_the_zone_asked_for() -> None:
    line = history_of(history(), masked=False, zone=timezone(timedelta(hours=8)))[0]
    assert line.when == "2026-11-21 11:04:05"


def test_every_flag_has_a_name_and_an_unknown_one_is_its_own() -> None:
    use("zh_CN")
    assert all(re.search(r"[\u4e00-\u9fff]", flag_name(code.value)) for code in FlagCode)
    assert flag_name("of_tomorrow") == "of_tomorrow"


async def test_who_must_type_a_card_blind_reads_nothing_of_it_in_its_history(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    (case_id,) = await desk.add_files(drawn(tmp_path / "in", "a.png"))
    await desk.read()
    assert "local read" in (await desk.records.history())[1].said
    workspace.append(case_id, events.FieldCorrected("name", "样张", SECRET, SECRET), "bob", AT)
    workspace.append(case_id, events.CaseAccepted(again=("name",)), "bob", AT)
    desk.select_case(case_id)
    assert desk.current is not None
    assert desk.current.look == "second"
    lines = await desk.records.history()
    assert all(SECRET not in line.words and GOOD["name"] not in line.words for line in lines)
    assert [line.operator for line in lines] == ["ann", "ann", "bob", "bob"]
    assert workspace.case(case_id).status is Status.SECOND_LOOK
