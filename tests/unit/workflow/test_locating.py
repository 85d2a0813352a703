"""Finding places after a service has answered without any."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.events import FieldsLocated
from carddesk.cards.geometry import Quad
from carddesk.cards.places import FieldPlace, Places
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.batch import recognize
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import FieldView
from tests.unit.workflow.fakes import FakeService, drawn, noon, reading

PLACE = Quad.from_bounds(10, 20, 90, 40)
CLOUD = "acme.id"


class Finder(FakeService):
    """The engine inside, played: it finds every name, at one place."""

    def __init__(self) -> None:
        super().__init__()
        self.located: list[str] = []
        self.fails = False
        self.opened = asyncio.Event()
        self.opened.set()

    async def locate(self, image: SourceImage, readings: Sequence[Reading]) -> Sequence[Places]:
        self.located.append(image.name)
        await self.opened.wait()
        if self.fails:
            raise ServiceError("no_card", "There is none.")
        return [Places(PLACE, (FieldPlace("name", PLACE, 0.5),)) for _ in readings]


def bare(_image: SourceImage) -> list[Reading]:
    """What a service says that gives no places."""
    return [replace(reading(service=CLOUD), card_quad=None)]


def whole(_image: SourceImage) -> list[Reading]:
    said = reading(service=CLOUD)
    return [replace(said, fields=tuple(replace(each, quad=PLACE, located_by="vendor") for each in said.fields))]


@pytest.fixture
def finder() -> Finder:
    return Finder()


@pytest.fixture
def cloud() -> FakeService:
    return FakeService(bare, CLOUD)


@pytest.fixture
async def desk(workspace: Workspace, finder: Finder, cloud: FakeService, settings: Settings) -> AsyncIterator[Desk]:
    made = Desk(workspace, {CLOUD: cloud, "local": finder}, settings, operator="ann", now=noon)
    made.pick_service(CLOUD)
    yield made
    await made.close()


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - whatever the condition is
            await asyncio.sleep(0.005)


def name_of(desk: Desk) -> FieldView:
    assert desk.current is not None
    field = desk.current.field("name")
    assert field is not None
    return field


def written(workspace: Workspace) -> list[FieldsLocated]:
    return [event.body for event in workspace.events(1) if isinstance(event.body, FieldsLocated)]


async def read(desk: Desk, folder: Path) -> None:
    await desk.read(await desk.add_files(drawn(folder, "a.png")))


async def test_the_answer_is_shown_before_its_places_are_found(desk: Desk, finder: Finder, folder: Path) -> None:
    finder.opened.clear()
    await read(desk, folder)
    await until(lambda: finder.located)
    assert (name_of(desk).value, name_of(desk).quad) == ("样张", None)
    finder.opened.set()
    await until(lambda: name_of(desk).quad)
    assert (name_of(desk).quad, name_of(desk).quality, name_of(desk).found) == (PLACE, 0.9, True)
    assert desk.current is not None
    assert desk.current.card_quad == PLACE


async def test_the_journal_keeps_the_answer_as_it_came_and_the_places_beside_it(
    desk: Desk, workspace: Workspace, folder: Path
) -> None:
    await read(desk, folder)
    await until(lambda: written(workspace))
    arrived, located = workspace.events(1)[-2:]
    assert arrived.body.reading == bare(SourceImage(b""))[0]  # type: ignore[union-attr]
    assert located.body == FieldsLocated(workspace.case(1).images[0].sha256, arrived.seq, written(workspace)[0].places)


async def test_a_service_that_says_where_all_stands_costs_nothing(
    desk: Desk, finder: Finder, cloud: FakeService, folder: Path
) -> None:
    cloud.script = whole
    await read(desk, folder)
    await asyncio.sleep(0.05)
    assert finder.located == []
    assert not name_of(desk).found


async def test_the_setting_turns_it_off(desk: Desk, finder: Finder, settings: Settings, folder: Path) -> None:
    settings.override("reading.locate=false")
    await read(desk, folder)
    await asyncio.sleep(0.05)
    assert finder.located == []


async def test_a_card_that_cannot_be_made_out_stays_without_places_and_is_not_tried_again(
    desk: Desk, finder: Finder, workspace: Workspace, folder: Path
) -> None:
    finder.fails = True
    await read(desk, folder)
    await until(lambda: finder.located)
    desk.select_case(1)
    await asyncio.sleep(0.05)
    assert (finder.located, written(workspace), name_of(desk).quad) == (["a.png"], [], None)


async def test_a_case_that_was_decided_meanwhile_is_passed_over(desk: Desk, finder: Finder, folder: Path) -> None:
    finder.opened.clear()
    await desk.read(await desk.add_files(drawn(folder, "a.png", "b.png", "c.png")))
    await until(lambda: finder.located)
    desk.select_case(2)
    desk.judging.reject("torn")
    desk.select_case(1)
    finder.opened.set()
    await until(lambda: "c.png" in finder.located)
    assert finder.located == ["a.png", "c.png"]


async def test_what_an_earlier_run_did_not_come_to_is_found_when_the_case_is_looked_at(
    workspace: Workspace, cloud: FakeService, settings: Settings, folder: Path
) -> None:
    first = Desk(workspace, {CLOUD: cloud}, settings, operator="ann", now=noon)
    first.pick_service(CLOUD)
    await read(first, folder)
    finder = Finder()
    again = Desk(workspace, {CLOUD: cloud, "local": finder}, settings, operator="ann", now=noon)
    again.select_case(1)
    await until(lambda: name_of(again).quad)
    assert finder.located == ["a.png"]
    await again.close()
    await first.close()


async def test_stopping_stops_it_too(desk: Desk, finder: Finder, workspace: Workspace, folder: Path) -> None:
    finder.opened.clear()
    await read(desk, folder)
    await until(lambda: finder.located)
    desk.cancel_reading()
    finder.opened.set()
    await asyncio.sleep(0.05)
    assert written(workspace) == []


async def test_a_line_of_recognize_is_given_with_its_places(folder: Path, finder: Finder) -> None:
    cloud = FakeService(bare, CLOUD)
    lines = [line.to_json() async for line in recognize(drawn(folder, "a.png"), cloud, now=noon, locating=finder)]
    name, sex = (next(each for each in lines[0]["fields"] if each["key"] == key) for key in ("name", "sex"))
    assert (name["located_by"], name["quad"]) == ("local", PLACE.to_lists())
    assert (sex["located_by"], sex["quad"]) == (None, None)
    assert lines[0]["card_quad"] == PLACE.to_lists()
