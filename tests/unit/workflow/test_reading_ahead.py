"""Reading runs ahead of the operator: in the order in which cards will be wanted, and without taking the loop from the window."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from carddesk.cards.case import Status
from carddesk.cards.prc_number import check_character
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import OptionValue, SourceImage
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, reading

GAP_S = 0.05
"""The longest that the loop may be kept from the window."""


class StepService(FakeService):
    """Reads one card each time it is told to, as a slow service would."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = asyncio.Semaphore(0)

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        self.asked.append(image.name)
        await self.steps.acquire()
        return [reading()]


@pytest.fixture
def service() -> StepService:
    return StepService()


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("reading.auto", False)
    return made


async def loaded(desk: Desk, folder: Path, count: int) -> list[int]:
    drawn(folder, *(f"{number:03}.png" for number in range(count)))
    return await desk.add_files([folder])


async def rest(service: StepService, count: int) -> None:
    """Let the service read so many cards, and the loop come to rest."""
    for _ in range(count):
        under_way = len(service.asked)
        service.steps.release()
        async with asyncio.timeout(5):
            while len(service.asked) == under_way:  # noqa: ASYNC110 - the fake tells nobody
                await asyncio.sleep(0)


async def test_an_operator_slower_than_the_service_never_waits_for_a_card_after_the_first(
    desk: Desk, folder: Path, service: StepService
) -> None:
    cases = await loaded(desk, folder, 12)
    work = asyncio.create_task(desk.read())
    await rest(service, 2)
    waited = []
    for _ in range(9):
        assert desk.current is not None
        waited.append(desk.current.status is not Status.READ)
        desk.judging.accept()
        await rest(service, 1)
    assert waited == [False] * 9
    assert desk.row(cases[8]).status is Status.ACCEPTED
    desk.cancel_reading()
    await work


async def test_after_a_jump_the_cards_behind_it_are_read_before_those_that_were_left(
    desk: Desk, folder: Path, service: StepService
) -> None:
    cases = await loaded(desk, folder, 9)
    work = asyncio.create_task(desk.read())
    await asyncio.sleep(0.05)
    desk.select_case(cases[6])
    await rest(service, 8)
    service.steps.release()
    await work
    assert [int(name[:3]) for name in service.asked][1:] == [6, 7, 8, 1, 2, 3, 4, 5]


async def test_what_the_filter_lets_through_is_read_before_the_rest(
    desk: Desk, folder: Path, service: StepService
) -> None:
    await loaded(desk, folder, 8)
    desk.set_filter("5.png")
    work = asyncio.create_task(desk.read())
    await rest(service, 7)
    service.steps.release()
    await work
    assert [int(name[:3]) for name in service.asked] == [0, 5, 1, 2, 3, 4, 6, 7]


async def test_a_card_that_fails_does_not_hold_up_the_next(desk: Desk, folder: Path) -> None:
    cases = await loaded(desk, folder, 4)
    service = FakeService(lambda image: ServiceError("no", "No.") if image.name == "001.png" else [reading()])
    other = desk.services["local"]
    assert isinstance(other, StepService)
    other.read = service.read  # type: ignore[method-assign]
    await desk.read()
    assert [desk.row(each).status for each in cases] == [Status.READ, Status.FAILED, Status.READ, Status.READ]


async def test_a_batch_never_keeps_the_loop_from_the_window(
    workspace: Workspace, folder: Path, settings: Settings
) -> None:
    far = FakeService(lambda image: [reading({**GOOD, "id_number": number_of(image)})], "far", offline=False)
    desk = Desk(workspace, {"far": far}, settings, operator="ann", now=noon)
    beats: list[float] = []
    try:  # what goes wrong in here must not leave the desk's threads behind on top
        await loaded(desk, folder, 120)
        heart = asyncio.create_task(beat(beats))
        await desk.read()
        await desk.read(again=False)
        await desk.read([row.id for row in desk.queue], again=True)
        heart.cancel()
    finally:
        await desk.close()
    assert max(beats) <= GAP_S


def number_of(image: SourceImage) -> str:
    """Another number for each card."""
    body = f"11010519491231{int(image.name[:3]):03}"
    return body + check_character(body)


async def beat(beats: list[float]) -> None:
    """Note what each turn of the loop costs this thread; what other programs take of the machine does not count."""
    while True:
        started = time.thread_time()
        await asyncio.sleep(0)
        beats.append(time.thread_time() - started)


async def test_accepting_tells_of_the_next_card_alone(desk: Desk, folder: Path, service: StepService) -> None:
    cases = await loaded(desk, folder, 2)
    work = asyncio.create_task(desk.read())
    await rest(service, 1)
    service.steps.release()
    await work
    shown: list[int | None] = []
    desk.subscribe(
        lambda change: shown.append(desk.current.id if desk.current else None) if "case" in change.what else None
    )
    desk.judging.accept()
    assert shown == [cases[1]]
