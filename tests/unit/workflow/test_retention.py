"""What is due goes, what is not stays, and the desk copes with both."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from carddesk.cards import erasures, events
from carddesk.cards.case import Status
from carddesk.errors import ImageError, UserError
from carddesk.settings import Settings
from carddesk.store import scrubbing
from carddesk.store.erasing import erase
from carddesk.store.workspace import Workspace
from carddesk.workflow import retention
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.ledger import stamp
from carddesk.workflow.retention import Policy, day_ends, erase_due, look
from tests.unit.workflow.fakes import NOON, FakeService, drawn, noon, reading
from tests.workspaces import workspace_at

DAYS = 30
ACCEPTED, REJECTED = events.CaseAccepted(), events.CaseRejected("blurred")


def case_of(workspace: Workspace, *said: events.Body, days_ago: float, number: int = 0) -> int:
    """A case that came, and of which all this was said, so many days before noon."""
    data = f"image {days_ago} {number} {said}".encode()
    address = workspace.put_image(data)
    at = stamp(NOON - timedelta(days=days_ago))
    with workspace.transaction("ann", at) as writing:
        case_id = writing.case()
        for body in (events.ImageAdded(address, "a.jpg"), events.ReadingArrived(reading(), address), *said):
            writing.event(case_id, body)
    return case_id


def erased(workspace: Workspace, policy: Policy, now: datetime = NOON, spared: Collection[int] = ()) -> list[int]:
    steps = erase_due(workspace, policy, "ann", now, spared=lambda: spared)
    return [case_id for step in steps for case_id in step.case_ids]


@pytest.mark.parametrize("word", [ACCEPTED, REJECTED])
def test_the_time_of_a_card_counts_from_the_word_on_it(workspace: Workspace, word: events.Body) -> None:
    old = case_of(workspace, word, days_ago=DAYS + 0.01)
    young = case_of(workspace, word, days_ago=DAYS - 0.01)
    undecided = case_of(workspace, days_ago=400)
    assert erased(workspace, Policy(DAYS)) == [old]
    assert workspace.case(young).erased is None
    assert workspace.case(undecided).erased is None
    told = workspace.case(old).erased
    assert told is not None
    assert told.cause == "retention"
    assert workspace.verify().whole


@pytest.mark.parametrize(
    "later", [events.Undone(3), events.CasePostponed(), events.CaseReopened(), ACCEPTED], ids=lambda b: type(b).__name__
)
def test_a_word_said_or_taken_back_since_keeps_the_card(workspace: Workspace, later: events.Body) -> None:
    case_id = case_of(workspace, ACCEPTED, days_ago=100)
    workspace.append(case_id, later, "ann", stamp(NOON - timedelta(days=1)))
    assert erased(workspace, Policy(DAYS)) == []


def test_a_word_taken_back_and_restored_counts_from_then(workspace: Workspace) -> None:
    case_id = case_of(workspace, ACCEPTED, days_ago=100)
    for ago, body in ((20, events.Undone(3)), (10, events.Redone(3))):
        workspace.append(case_id, body, "ann", stamp(NOON - timedelta(days=ago)))
    assert workspace.case(case_id).status is Status.ACCEPTED
    assert erased(workspace, Policy(DAYS)) == []
    assert erased(workspace, Policy(DAYS), NOON + timedelta(days=15)) == []
    assert erased(workspace, Policy(DAYS), NOON + timedelta(days=21)) == [case_id]


def test_a_card_that_waits_for_a_second_look_is_not_decided(workspace: Workspace) -> None:
    waiting = case_of(workspace, events.CaseAccepted(again=("name",)), days_ago=100)
    assert erased(workspace, Policy(DAYS)) == []
    assert look(workspace, Policy(DAYS), NOON).forgotten == 1
    assert workspace.case(waiting).status is Status.SECOND_LOOK


def test_undecided_cards_are_counted_and_go_only_where_that_is_set(workspace: Workspace) -> None:
    old, young = case_of(workspace, days_ago=61), case_of(workspace, days_ago=59)
    postponed = case_of(workspace, events.CasePostponed(), days_ago=61)
    assert look(workspace, Policy(DAYS), NOON).forgotten == 3
    assert erased(workspace, Policy(DAYS)) == []
    assert erased(workspace, Policy(DAYS, undecided_days=60)) == [old, postponed]
    assert workspace.case(young).erased is None


def test_nothing_goes_by_itself_where_cards_are_kept_until_somebody_erases_them(workspace: Workspace) -> None:
    case_of(workspace, ACCEPTED, days_ago=9999)
    assert look(workspace, Policy(0), NOON) == retention.Due()


def test_images_can_go_earlier_than_their_cards(workspace: Workspace) -> None:
    case_id = case_of(workspace, ACCEPTED, days_ago=10)
    image = workspace.case(case_id).images[0].sha256
    assert erased(workspace, Policy(DAYS, images_days=11)) == []
    assert workspace.image(image)
    assert erased(workspace, Policy(DAYS, images_days=9)) == []
    with pytest.raises(KeyError):
        workspace.image(image)
    assert workspace.case(case_id).readings
    assert look(workspace, Policy(DAYS, images_days=9), NOON).images == ()
    assert isinstance(workspace.events(case_id)[-1].body, erasures.ImagesErased)
    assert erased(workspace, Policy(DAYS), NOON + timedelta(days=21)) == [case_id]


def test_a_day_that_is_named_counts_to_its_end(workspace: Workspace) -> None:
    case_id = case_of(workspace, ACCEPTED, days_ago=0)
    due = (NOON + timedelta(days=DAYS)).astimezone().date()
    assert erased(workspace, Policy(DAYS), day_ends(due - timedelta(days=1))) == []
    assert erased(workspace, Policy(DAYS), day_ends(due)) == [case_id]


def test_what_is_kept_and_for_how_long_is_a_setting_and_short_unless_it_is_set() -> None:
    settings = Settings()
    assert Policy.of(settings) == Policy(30, 0, 0)
    settings.set("retention.days", 3650)
    settings.set("retention.images_days", 14)
    settings.set("retention.undecided_days", 90)
    assert Policy.of(settings) == Policy(3650, 14, 90)


def test_days_are_told_by_the_calendar_of_this_machine() -> None:
    ends = day_ends(date(2026, 11, 21))
    assert ends.utcoffset() is not None
    assert ends.astimezone().date() == date(2026, 11, 22)


# At the desk.


async def test_the_desk_erases_what_is_due_and_forgets_it(
    workspace: Workspace, service: FakeService, settings: Settings
) -> None:
    stays = case_of(workspace, days_ago=1)
    old = [case_of(workspace, ACCEPTED, days_ago=100, number=each) for each in range(3)]
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    told: list[Change] = []
    desk.subscribe(told.append)
    outcome = await desk.records.retention.run()
    assert sorted(outcome.cases) == old
    assert outcome.scrubbed
    assert [row.id for row in desk.queue] == [stays]
    assert [row.id for row in desk.filtered_queue] == [stays]
    assert desk.progress.verified == 0
    with pytest.raises(KeyError):
        desk.row(old[0])
    notices = [change.notice.text for change in told if change.notice is not None]
    assert notices == ["Erased, since their time was over: 3 cards."]
    desk.judging.undo()
    assert [workspace.case(each).status for each in old] == [Status.ACCEPTED] * 3
    await desk.close()


async def test_the_card_on_the_desk_is_not_taken_from_under_the_operator(
    workspace: Workspace, service: FakeService, settings: Settings
) -> None:
    at_hand, other = (case_of(workspace, ACCEPTED, days_ago=100, number=each) for each in range(2))
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    desk.select_case(at_hand)
    assert (await desk.records.retention.run()).cases == [other]
    assert desk.current is not None
    assert desk.current.id == at_hand
    await desk.close()


async def test_cards_that_wait_too_long_are_told_of_once_a_day(
    workspace: Workspace, service: FakeService, settings: Settings
) -> None:
    case_of(workspace, days_ago=100)
    days = [0]
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=lambda: NOON + timedelta(days=days[0]))
    told: list[str] = []
    desk.subscribe(lambda change: told.append(change.notice.text) if change.notice is not None else None)
    desk.records.retention.start(first_s=0, again_s=0.01)
    for day in range(2):
        days[0] = day
        while len(told) <= day:  # noqa: ASYNC110 - told by a listener that is no coroutine
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert len(told) == day + 1
    assert "wait undecided for more than 30 days: 1" in told[0]
    await desk.close()


async def test_an_edit_does_not_wait_for_the_erasing(
    workspace: Workspace, service: FakeService, settings: Settings
) -> None:
    for each in range(8):
        case_of(workspace, ACCEPTED, days_ago=100, number=each)
    mine = case_of(workspace, days_ago=0)
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=lambda: datetime.now(UTC))
    desk.select_case(mine)
    settings.set("retention.days", 1)
    work = asyncio.ensure_future(desk.records.retention.run())
    edits = 0
    while not work.done():
        desk.judging.commit("address", f"样张路{edits}号")
        edits += 1
        await asyncio.sleep(0.01)
    assert len((await work).cases) == 8
    assert edits > 2
    assert len(workspace.events(mine)) == 2 + edits
    assert workspace.verify().whole
    await desk.close()


async def test_what_would_hold_up_an_edit_is_done_when_the_desk_closes(
    workspace: Workspace, service: FakeService, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_of(workspace, ACCEPTED, days_ago=100)
    case_of(workspace, days_ago=0)
    anew: list[object] = []
    monkeypatch.setattr(scrubbing, "_QUICK_CASES", 0)
    monkeypatch.setattr(scrubbing, "_write_anew", anew.append)
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    outcome = await desk.records.retention.run()
    assert len(outcome.cases) == 1
    assert not outcome.scrubbed
    assert anew == []
    await desk.close()
    assert anew == [workspace.engines.journal]


async def test_a_desk_that_erased_nothing_closes_without_more_ado(
    workspace: Workspace, service: FakeService, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[object] = []
    monkeypatch.setattr(scrubbing, "_write_anew", anew.append)
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    await desk.records.retention.run()
    await desk.close()
    assert anew == []


async def test_a_card_without_its_image_is_shown_and_exported_all_the_same(
    workspace: Workspace, service: FakeService, settings: Settings, tmp_path: Path
) -> None:
    case_id = case_of(workspace, ACCEPTED, days_ago=10)
    image = workspace.case(case_id).images[0].sha256
    settings.set("retention.images_days", 5)
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    other = case_of(workspace, days_ago=0)
    assert (await desk.records.retention.run()).without_image == 0, "nobody takes away what is looked at"
    await desk.close()

    workspace = workspace_at(tmp_path / "workspace")
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    desk.select_case(other)
    outcome = await desk.records.retention.run()
    assert (outcome.without_image, outcome.images, outcome.cases) == (1, 1, [])
    desk.select_case(case_id)
    assert desk.current is not None
    assert desk.current.image is None
    assert desk.current.image_erased
    assert desk.current.field("name") is not None
    assert desk.row(case_id).image is None
    with pytest.raises(ImageError) as caught:
        await desk.pixels(image, 1)
    assert caught.value.code == "image_erased"
    assert await desk.export(tmp_path / "out.csv") == 1
    desk.judging.reopen()
    desk.judging.commit("name", "样本")
    assert workspace.case(case_id).human["name"].value == "样本"
    await desk.close()
    workspace.close()


async def test_erased_cards_are_in_no_export(
    workspace: Workspace, service: FakeService, settings: Settings, tmp_path: Path
) -> None:
    case_of(workspace, ACCEPTED, days_ago=100)
    case_of(workspace, ACCEPTED, days_ago=1, number=2)
    case_of(workspace, days_ago=0)
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    assert await desk.export(tmp_path / "out.csv", only_verified=False) == 3
    await desk.records.retention.run()
    assert await desk.export(tmp_path / "out.csv", only_verified=False) == 2
    assert await desk.export(tmp_path / "out.csv") == 1
    await desk.close()


async def test_an_answer_that_comes_for_an_erased_card_is_told_and_writes_nothing(
    desk: Desk, workspace: Workspace, service: FakeService, changes: list[Change], tmp_path: Path
) -> None:
    (case_id,) = await desk.add_files(drawn(tmp_path / "in", "a.png"))
    service.gate = asyncio.Event()
    reading_it = asyncio.ensure_future(desk.read([case_id]))
    await asyncio.sleep(0.05)
    with pytest.raises(UserError, match="is being read just now"):
        await desk.records.erase_person([case_id])
    erase(workspace, case_id, "request", "ann", stamp(NOON))
    service.gate.set()
    with suppress(UserError):
        await reading_it
    assert isinstance(workspace.events(case_id)[-1].body, erasures.CaseErased)
    assert workspace.verify().whole
