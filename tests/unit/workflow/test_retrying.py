"""Failed readings are told together, found by the filter, and tried again with one word; nothing is paid for twice unasked."""

from pathlib import Path

import pytest

from carddesk.cards.case import Status
from carddesk.errors import ServiceError
from carddesk.language import use
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change, Notice
from carddesk.workflow.desk import Desk
from carddesk.workflow.failures import Failure, Retry, reasons, retry
from tests.unit.workflow.fakes import FakeService, drawn, noon, reading

BUSY = ServiceError("busy", "The service is busy.", retryable=True)
NO_CARD = ServiceError("no_card", "No card was found.")


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("reading.auto", False)
    return made


def answers(image: SourceImage) -> object:
    """`0` is busy, `1` shows no card, the rest are read."""
    return {"0": BUSY, "1": NO_CARD}.get(image.name[0], [reading()])


def notices(changes: list[Change]) -> list[Notice]:
    return [change.notice for change in changes if change.notice is not None]


async def loaded(desk: Desk, folder: Path, *names: str) -> list[int]:
    drawn(folder, *names)
    return await desk.add_files([folder])


async def test_a_batch_tells_once_how_many_failed_and_why_and_what_can_be_done(
    desk: Desk, folder: Path, service: FakeService, changes: list[Change]
) -> None:
    service.script = answers  # type: ignore[assignment]
    await loaded(desk, folder, "0a.png", "0b.png", "1.png", "2.png")
    await desk.read()
    (told,) = notices(changes)
    assert told.action == "retry_failed"
    assert told.text == "Cards not read: 3. 2 × The service is busy. · 1 × No card was found."


async def test_of_the_one_card_on_the_desk_the_card_itself_tells(
    desk: Desk, folder: Path, service: FakeService, changes: list[Change]
) -> None:
    service.script = answers  # type: ignore[assignment]
    await loaded(desk, folder, "0.png")
    await desk.read()
    assert desk.current is not None
    assert desk.current.trouble == "The service is busy."
    assert notices(changes) == []


async def test_a_stopped_batch_tells_nothing_of_failures(
    desk: Desk, folder: Path, service: FakeService, changes: list[Change]
) -> None:
    service.script = answers  # type: ignore[assignment]
    await loaded(desk, folder, "0.png", "1.png", "2.png")
    desk.subscribe(lambda _change: desk.cancel_reading() if desk.progress.failed == 1 else None)
    await desk.read()
    assert notices(changes) == []


async def test_all_that_failed_is_read_again_and_nothing_else(desk: Desk, folder: Path, service: FakeService) -> None:
    service.script = answers  # type: ignore[assignment]
    cases = await loaded(desk, folder, "0.png", "1.png", "2.png")
    await desk.read()
    service.asked.clear()
    service.script = lambda _image: [reading()]
    await desk.retrying.retry()
    assert sorted(service.asked) == ["0.png", "1.png"]
    assert {desk.row(each).status for each in cases} == {Status.READ}
    assert desk.progress.failed == 0


async def test_what_a_vendor_has_answered_is_sent_once_more_only_when_that_was_said(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    far = FakeService(answers, "far", offline=False)  # type: ignore[arg-type]
    desk = Desk(workspace, {"far": far}, settings, operator="ann", now=noon)
    await loaded(desk, folder, "0.png", "1.png", "2.png")
    await desk.read()
    far.asked.clear()
    heard: list[Change] = []
    desk.subscribe(heard.append)
    await desk.retrying.retry()
    asked = notices(heard)[0]
    assert (asked.action, dict(asked.arguments)["count"]) == ("retry_paid", "1")
    assert far.asked == ["0.png"]
    await desk.retrying.retry(paid=True)
    assert sorted(far.asked[1:]) == ["0.png", "1.png"]
    await desk.close()


async def test_where_nothing_failed_that_is_said(desk: Desk, folder: Path, changes: list[Change]) -> None:
    await loaded(desk, folder, "2.png")
    await desk.read()
    await desk.retrying.retry()
    assert [told.text for told in notices(changes)] == ["No card has failed."]


async def test_failed_cards_are_found_by_the_filter_in_either_language_and_leave_it_once_read(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    service.script = answers  # type: ignore[assignment]
    cases = await loaded(desk, folder, "0.png", "1.png", "2.png")
    await desk.read()
    desk.set_filter(":failed")
    assert [row.id for row in desk.filtered_queue] == cases[:2]
    try:
        use("zh_CN")
        desk.set_filter("：失败 1.png")
        assert [row.id for row in desk.filtered_queue] == cases[1:2]
    finally:
        use("en")
    desk.set_filter(":failed")
    service.script = lambda _image: [reading()]
    await desk.retrying.retry()
    assert list(desk.filtered_queue) == []


def failure(case_id: int, service: str = "far", *, retryable: bool = False, reason: str = "No.") -> Failure:
    return Failure(case_id, service, reason, retryable)


def test_what_may_do_another_time_goes_first() -> None:
    info = FakeService(service="local").info
    assert retry([failure(1, "local"), failure(2, "local", retryable=True)], info) == Retry((2, 1), ())


def test_another_service_has_not_answered_yet() -> None:
    info = FakeService(service="far", offline=False).info
    assert retry([failure(1, "near"), failure(2, "far")], info) == Retry((1,), (2,))


def test_the_commonest_reasons_are_named_and_that_there_are_more() -> None:
    told = reasons([failure(number, reason=reason) for number, reason in enumerate("aabbbcdd")])
    assert told == "3 × b · 2 × a · 2 × d · …"
