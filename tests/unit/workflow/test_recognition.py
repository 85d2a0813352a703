import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.case import Status
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError, UserError
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, png, reading, tiff
from tests.workspaces import workspace_at


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("reading.auto", False)
    return made


async def loaded(desk: Desk, folder: Path, count: int) -> list[int]:
    drawn(folder, *(f"{number}.png" for number in range(count)))
    return await desk.add_files([folder])


def statuses(desk: Desk) -> list[Status]:
    return [row.status for row in desk.queue]


async def until(condition: object) -> None:
    """Let the loop run until `condition()` holds."""
    async with asyncio.timeout(5):
        while not condition():  # type: ignore[operator]  # noqa: ASYNC110 - whatever the condition is
            await asyncio.sleep(0)


def two_cards(_image: SourceImage) -> list[Reading]:
    return [reading(index=0), reading({**GOOD, "name": "样章"}, index=1)]


async def test_a_case_has_its_reading(desk: Desk, folder: Path) -> None:
    (case_id,) = await loaded(desk, folder, 1)
    await desk.read()
    assert desk.current is not None
    assert (desk.current.id, desk.current.status, desk.current.service) == (case_id, Status.READ, "local")
    assert {field.key: field.value for field in desk.current.fields} == GOOD


async def test_the_engine_inside_reads_one_at_a_time(desk: Desk, folder: Path, service: FakeService) -> None:
    await loaded(desk, folder, 5)
    await desk.read()
    assert service.asked == [f"{number}.png" for number in range(5)]
    assert service.most_at_once == 1


async def test_a_service_elsewhere_reads_several_at_a_time(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    service = FakeService(service="far", offline=False)
    desk = Desk(workspace, {"far": service}, settings, operator="ann", now=noon)
    await loaded(desk, folder, 9)
    await desk.read()
    assert set(statuses(desk)) == {Status.READ}
    assert 1 < service.most_at_once < 9
    await desk.close()


async def test_the_case_the_operator_looks_at_goes_first_then_those_that_come_after_it(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    cases = await loaded(desk, folder, 5)
    service.gate = asyncio.Event()
    work = asyncio.create_task(desk.read())
    await until(lambda: service.asked)
    desk.select_case(cases[3])
    service.gate.set()
    await work
    assert service.asked == ["0.png", "3.png", "4.png", "1.png", "2.png"]


async def test_several_cards_in_one_image_are_cases_right_behind_each_other(
    desk: Desk, folder: Path, service: FakeService, workspace: Workspace
) -> None:
    first, second = await loaded(desk, folder, 2)
    service.script = two_cards
    await desk.read([first, second])
    assert [row.name for row in desk.queue] == ["0.png", "0.png #2", "1.png", "1.png #2"]
    sibling = workspace.case(desk.queue[1].id)
    assert sibling.images == (replace(workspace.case(first).images[0], index=1),)
    assert sibling.readings[sibling.images[0].sha256].index == 1


async def test_reading_again_gives_each_card_its_own_case_and_makes_no_new_ones(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    await loaded(desk, folder, 1)
    service.script = two_cards
    await desk.read()
    desk.select_case(desk.queue[1].id)
    service.script = lambda image: [replace(each, index=1 - each.index) for each in reversed(two_cards(image))]
    await desk.read([desk.queue[1].id], again=True)
    assert len(service.asked) == 2
    assert len(desk.queue) == 2
    names = []
    for row in list(desk.queue):
        desk.select_case(row.id)
        assert desk.current is not None
        names.append(desk.current.field("name").value)  # type: ignore[union-attr]
    assert names == ["样张", "样章"]


async def test_a_card_found_only_the_second_time_is_one_new_case(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    (case_id,) = await loaded(desk, folder, 1)
    await desk.read()
    service.script = two_cards
    await desk.read([case_id], again=True)
    await desk.read([case_id], again=True)
    assert [row.name for row in desk.queue] == ["0.png", "0.png #2"]


async def test_a_card_no_longer_found_keeps_what_was_read(desk: Desk, folder: Path, service: FakeService) -> None:
    (case_id,) = await loaded(desk, folder, 1)
    service.script = two_cards
    await desk.read()
    service.script = lambda _image: [reading(index=0)]
    await desk.read([case_id], again=True)
    assert statuses(desk) == [Status.READ, Status.READ]


async def test_pages_are_read_one_by_one(desk: Desk, folder: Path, service: FakeService) -> None:
    (folder / "a.tif").write_bytes(tiff(2))
    await desk.add_files([folder])
    service.script = lambda image: [reading({**GOOD, "address": f"{image.page}号"}, quad=Quad.from_bounds(0, 0, 9, 9))]
    await desk.read()
    assert service.asked == ["a.tif", "a.tif p2@2"]
    assert len(desk.queue) == 2
    assert ["1号" in row.search for row in desk.queue] == [True, False]


async def test_what_was_read_is_not_read_again_unless_asked(desk: Desk, folder: Path, service: FakeService) -> None:
    cases = await loaded(desk, folder, 1)
    await desk.read()
    await desk.read()
    await desk.read(cases)
    assert len(service.asked) == 1
    await desk.read(cases, again=True)
    assert len(service.asked) == 2


async def test_another_service_reads_what_this_one_has_read(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    other = FakeService(service="other")
    desk = Desk(workspace, {"local": FakeService(), "other": other}, settings, operator="ann", now=noon)
    cases = await loaded(desk, folder, 1)
    await desk.read()
    desk.pick_service("other")
    await desk.read(cases)
    assert other.asked == ["0.png"]
    assert desk.current is not None
    assert desk.current.service == "other"
    await desk.close()


async def test_a_failure_is_told_on_its_case_and_the_rest_goes_on(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    await loaded(desk, folder, 3)
    failure = ServiceError("timeout", "It took too long.", retryable=True)
    service.script = lambda image: failure if image.name == "1.png" else [reading()]
    await desk.read()
    assert statuses(desk) == [Status.READ, Status.FAILED, Status.READ]
    desk.select_case(desk.queue[1].id)
    assert desk.current is not None
    assert (desk.current.trouble, desk.current.retryable) == ("It took too long.", True)


async def test_what_failed_is_tried_again_when_all_are_read(desk: Desk, folder: Path, service: FakeService) -> None:
    await loaded(desk, folder, 1)
    service.script = lambda _image: ServiceError("timeout", "It took too long.")
    await desk.read()
    service.script = lambda _image: [reading()]
    await desk.read()
    assert statuses(desk) == [Status.READ]


async def test_no_card_in_the_image_is_a_failure_in_words(desk: Desk, folder: Path, service: FakeService) -> None:
    await loaded(desk, folder, 1)
    service.script = lambda _image: []
    await desk.read()
    assert desk.current is not None
    assert (desk.current.status, desk.current.trouble) == (Status.FAILED, "No card was found in this image.")


async def test_a_bug_in_a_service_fails_its_case_is_reported_and_the_rest_goes_on(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    bugs: list[BaseException] = []
    service = FakeService(lambda image: ZeroDivisionError() if image.name == "0.png" else [reading()])
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon, on_bug=bugs.append)
    await loaded(desk, folder, 2)
    await desk.read()
    assert statuses(desk) == [Status.FAILED, Status.READ]
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    await desk.close()


async def test_reading_shows_on_the_rows_and_in_the_progress_until_it_ends(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    await loaded(desk, folder, 3)
    service.gate = asyncio.Event()
    work = asyncio.create_task(desk.read())
    await until(lambda: service.asked)
    assert [(row.waiting, row.reading) for row in desk.queue] == [(False, True), (True, False), (True, False)]
    assert desk.current is not None
    assert desk.current.reading
    assert (desk.progress.reading_done, desk.progress.reading_total) == (0, 3)
    service.gate.set()
    await work
    assert not any(row.waiting or row.reading for row in desk.queue)
    assert not desk.current.reading
    assert (desk.progress.reading_done, desk.progress.reading_total) == (0, 0)


async def test_cancelling_stops_in_the_middle_of_a_reading_and_keeps_what_was_read(
    desk: Desk, folder: Path, service: FakeService
) -> None:
    cases = await loaded(desk, folder, 3)
    await desk.read(cases[:1])
    service.gate = asyncio.Event()
    work = asyncio.create_task(desk.read())
    await until(lambda: len(service.asked) == 2)
    desk.cancel_reading()
    await work
    assert statuses(desk) == [Status.READ, Status.NEW, Status.NEW]
    assert not any(row.reading for row in desk.queue)
    service.gate.set()
    await desk.read()
    assert statuses(desk) == [Status.READ] * 3


async def test_a_caller_that_gives_up_takes_its_work_along(desk: Desk, folder: Path, service: FakeService) -> None:
    await loaded(desk, folder, 2)
    service.gate = asyncio.Event()
    work = asyncio.create_task(desk.read())
    await until(lambda: service.asked)
    work.cancel()
    await asyncio.wait([work])
    await until(lambda: not any(row.reading for row in desk.queue))
    assert service.asked == ["0.png"]


async def test_asking_twice_at_the_same_time_reads_once(desk: Desk, folder: Path, service: FakeService) -> None:
    cases = await loaded(desk, folder, 2)
    await asyncio.gather(desk.read(cases), desk.read(cases), desk.read())
    assert sorted(service.asked) == ["0.png", "1.png"]


async def test_closing_in_the_middle_leaves_a_journal_that_opens_again(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    service = FakeService()
    desk = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    await loaded(desk, folder, 3)
    service.gate = asyncio.Event()
    work = asyncio.create_task(desk.read())
    await until(lambda: service.asked)
    await desk.close()
    await work
    assert service.closed
    again = workspace_at(workspace.place)
    assert again.verify().whole
    assert [entry.status for entry in again.queue()] == [Status.NEW] * 3
    again.close()


async def test_without_a_service_reading_is_refused_in_words(workspace: Workspace, settings: Settings) -> None:
    desk = Desk(workspace, {}, settings, operator="ann", now=noon)
    await desk.add_image(png(), "a.png")
    with pytest.raises(UserError) as caught:
        await desk.read()
    assert caught.value.code == "no_service"
    await desk.close()


async def test_the_case_on_the_desk_is_told_when_its_reading_comes(
    desk: Desk, folder: Path, changes: list[Change]
) -> None:
    (case_id,) = await loaded(desk, folder, 1)
    changes.clear()
    await desk.read()
    told = [change for change in changes if "case" in change.what]
    assert told
    assert all(change.case_ids == (case_id,) for change in told)
