"""A second service's opinion stands beside the first reading; nothing goes out unasked or is paid for twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from carddesk.services.regions import RegionText
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.opinions import OtherValue
from carddesk.workflow.views import FieldState, FieldView
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, reading
from tests.unit.workflow.test_usage import Capped
from tests.workspaces import workspace_at

OTHER_NAME = "样章"
BOX = Quad.from_bounds(10, 20, 90, 40)


class LocalService(FakeService):
    """The played engine inside, which reads boxes too.

    Attributes:
        lines: what stands in any box.
        boxes: those it was asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[str, ...] = (OTHER_NAME,)
        self.boxes: list[Quad] = []

    async def read_region(self, image: SourceImage, region: Quad) -> RegionText:
        self.boxes.append(region)
        await asyncio.sleep(0)
        return RegionText(self.lines, 0.9)


@pytest.fixture
def service() -> LocalService:
    return LocalService()


@pytest.fixture
def cloud() -> CloudService:
    return CloudService()


@pytest.fixture
def other() -> CloudService:
    return CloudService(service="acme.other", title="Acme · other")


@pytest.fixture
def settings() -> Settings:
    made = Capped(0)
    made.set("reading.auto", False)
    made.set("reading.service", "acme.card")
    return made


@pytest.fixture
async def desk(
    workspace: Workspace, service: LocalService, cloud: CloudService, other: CloudService, settings: Settings
) -> AsyncIterator[Desk]:
    services = {"local": service, "acme.card": cloud, "acme.other": other}
    made = Desk(workspace, services, settings, operator="ann", now=noon)
    yield made
    await made.close()


async def read_one(desk: Desk, folder: Path) -> int:
    drawn(folder, "a.png")
    (case_id,) = await desk.add_files([folder])
    await desk.read()
    return case_id


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0.002)


def field(desk: Desk, key: str) -> FieldView:
    assert desk.current is not None
    found = desk.current.field(key)
    assert found is not None
    return found


def codes(of: FieldView) -> list[FlagCode]:
    return [flag.code for flag in of.flags]


def says(service: FakeService | CloudService, doubtful: tuple[str, ...] = (), **values: str) -> None:
    """Have a service read a good card but for these values."""
    name = service.info.id
    service.script = lambda _image: [reading({**GOOD, **values}, doubtful=doubtful, service=name)]


async def test_where_both_agree_there_is_a_sign_and_nothing_else(desk: Desk, folder: Path) -> None:
    await read_one(desk, folder)
    await desk.second.read("local")
    assert desk.current is not None
    assert desk.current.service == "acme.card"
    assert {each.agreed_by for each in desk.current.fields} == {"local"}
    assert {each.state for each in desk.current.fields} == {FieldState.SURE}
    assert desk.current.second is not None
    assert (desk.current.second.agree, desk.current.second.differ) == (len(GOOD), 0)


async def test_where_they_differ_the_first_holds_and_the_other_is_offered(
    desk: Desk, folder: Path, service: LocalService
) -> None:
    says(service, name=OTHER_NAME)
    await read_one(desk, folder)
    await desk.second.read("local")
    name = field(desk, "name")
    assert (name.value, name.state, name.other_shown) == (GOOD["name"], FieldState.DOUBTFUL, OTHER_NAME)
    assert [(flag.code, flag.level) for flag in name.flags] == [(FlagCode.READINGS_DIFFER, Level.WARN)]
    assert [each.value for each in name.offered] == [OTHER_NAME]
    assert dict(name.offered[0].arguments) == {"service": "local"}
    assert desk.current is not None
    assert desk.row(desk.current.id).open_fields == 1


async def test_taking_the_other_value_is_an_event_that_can_be_undone_and_exports_say_whose_it_is(
    desk: Desk, folder: Path, service: LocalService, workspace: Workspace, tmp_path: Path
) -> None:
    says(service, name=OTHER_NAME)
    case_id = await read_one(desk, folder)
    await desk.second.read("local")
    desk.select_field("name")
    desk.judging.take_repair(field(desk, "name").offered[0])
    taken = workspace.events(case_id)[-1].body
    assert taken == events.ReadingTaken("name", GOOD["name"], OTHER_NAME, OTHER_NAME, "local")
    assert (field(desk, "name").value, field(desk, "name").state) == (OTHER_NAME, FieldState.CORRECTED)
    assert codes(field(desk, "name")) == []
    out = tmp_path / "out.json"
    await desk.export(out, only_verified=False)
    (row,) = json.loads(out.read_text("utf-8"))
    by_key = {each["key"]: each for each in row["fields"]}
    assert (row["service"], by_key["name"]["read_by"], by_key["name"]["changed_by"]) == ("acme.card", "local", "ann")
    assert by_key["sex"]["read_by"] == ""
    desk.judging.undo()
    assert (field(desk, "name").value, codes(field(desk, "name"))) == (GOOD["name"], [FlagCode.READINGS_DIFFER])
    assert desk.active == "name"


async def test_confirming_the_first_value_settles_the_difference(
    desk: Desk, folder: Path, service: LocalService, workspace: Workspace
) -> None:
    says(service, name=OTHER_NAME)
    case_id = await read_one(desk, folder)
    await desk.second.read("local")
    desk.select_field("name")
    desk.judging.confirm(GOOD["name"])
    assert workspace.events(case_id)[-1].body == events.FieldConfirmed("name", GOOD["name"], ("readings_differ",))
    assert field(desk, "name").state is FieldState.CONFIRMED
    assert field(desk, "name").offered == ()


async def test_an_independent_reading_that_agrees_settles_low_confidence(
    desk: Desk, folder: Path, cloud: CloudService
) -> None:
    says(cloud, doubtful=("name",))
    await read_one(desk, folder)
    assert codes(field(desk, "name")) == [FlagCode.LOW_CONFIDENCE]
    await desk.second.read("local")
    assert (codes(field(desk, "name")), field(desk, "name").state) == ([], FieldState.SURE)


async def test_one_that_is_unsure_itself_settles_nothing(
    desk: Desk, folder: Path, cloud: CloudService, service: LocalService
) -> None:
    says(cloud, doubtful=("name",))
    says(service, doubtful=("name",))
    await read_one(desk, folder)
    await desk.second.read("local")
    assert (codes(field(desk, "name")), field(desk, "name").agreed_by) == ([FlagCode.LOW_CONFIDENCE], "local")


async def test_a_service_of_the_same_vendor_settles_nothing(desk: Desk, folder: Path, cloud: CloudService) -> None:
    says(cloud, doubtful=("name",))
    await read_one(desk, folder)
    await desk.second.read("acme.other")
    assert codes(field(desk, "name")) == [FlagCode.LOW_CONFIDENCE]


async def test_agreement_never_silences_a_check(
    desk: Desk, folder: Path, cloud: CloudService, service: LocalService
) -> None:
    bad = GOOD["id_number"][:-1] + "1"
    says(cloud, doubtful=("id_number",), id_number=bad)
    says(service, id_number=bad)
    await read_one(desk, folder)
    await desk.second.read("local")
    assert field(desk, "id_number").state is FieldState.BROKEN
    assert FlagCode.BAD_CHECK_DIGIT in codes(field(desk, "id_number"))


async def test_a_value_that_passes_its_check_comes_before_repairs_and_once(
    desk: Desk, folder: Path, cloud: CloudService
) -> None:
    says(cloud, id_number=GOOD["id_number"][:-1] + "1")
    await read_one(desk, folder)
    await desk.second.read("local")
    offered = field(desk, "id_number").offered
    assert isinstance(offered[0], OtherValue)
    assert [each.value for each in offered].count(GOOD["id_number"]) == 1


async def test_a_reading_of_another_card_is_told_and_its_fields_are_not_compared(
    desk: Desk, folder: Path, service: LocalService
) -> None:
    emblem = replace(reading({"issuing_authority": "样张公安局"}), face="emblem")
    service.script = lambda _image: [emblem]
    await read_one(desk, folder)
    await desk.second.read("local")
    assert desk.current is not None
    assert [flag.code for flag in desk.current.flags] == [FlagCode.READINGS_DIFFER]
    assert desk.current.open_fields == 0


@pytest.mark.parametrize(("not_given", "open_fields"), [(("name",), 0), ((), 1)])
async def test_what_the_first_service_never_gives_is_offered_and_asks_for_nobody(
    desk: Desk, folder: Path, cloud: CloudService, not_given: tuple[str, ...], open_fields: int
) -> None:
    bare = {key: value for key, value in GOOD.items() if key != "name"}
    cloud.script = lambda _image: [replace(reading(bare, service="acme.card"), not_given=not_given)]
    await read_one(desk, folder)
    await desk.second.read("local")
    assert [each.value for each in field(desk, "name").offered] == [GOOD["name"]]
    assert desk.current is not None
    assert desk.current.open_fields == open_fields


async def test_a_second_reading_that_fails_leaves_the_card_as_it_was_and_is_told(
    desk: Desk, folder: Path, service: LocalService, workspace: Workspace, changes: list[Change]
) -> None:
    service.script = lambda _image: ServiceError("no_card", "No card was found.")
    case_id = await read_one(desk, folder)
    await desk.second.read("local")
    assert desk.current is not None
    assert (desk.current.status, desk.current.trouble) == (Status.READ, "")
    assert desk.current.second is not None
    assert desk.current.second.trouble == "No card was found."
    assert isinstance(workspace.events(case_id)[-1].body, events.SecondReadingFailed)
    assert any("No card was found." in each.notice.text for each in changes if each.notice is not None)


# Cost.


async def test_the_same_second_reading_is_never_paid_for_twice(
    desk: Desk, folder: Path, other: CloudService, changes: list[Change]
) -> None:
    await read_one(desk, folder)
    await desk.second.read("acme.other")
    await desk.second.read("acme.other")
    assert other.asked == ["a.png"]
    assert any("already" in each.notice.text for each in changes if each.notice is not None)
    uses = {use.account: use.calls for use in desk.progress.uses}
    assert uses == {"acme": 2}


async def test_what_was_paid_for_as_a_second_opinion_can_become_the_first_without_a_call(
    desk: Desk, folder: Path, other: CloudService
) -> None:
    says(other, name=OTHER_NAME)
    case_id = await read_one(desk, folder)
    await desk.second.read("acme.other")
    desk.pick_service("acme.other")
    await desk.read([case_id])
    assert other.asked == ["a.png"]
    assert desk.current is not None
    assert (desk.current.service, field(desk, "name").value) == ("acme.other", OTHER_NAME)


async def test_what_was_read_first_once_becomes_a_second_opinion_without_a_call(
    desk: Desk, folder: Path, cloud: CloudService
) -> None:
    case_id = await read_one(desk, folder)
    desk.pick_service("local")
    await desk.read([case_id])
    await desk.second.read("acme.card")
    assert cloud.asked == ["a.png"]
    assert desk.current is not None
    assert desk.current.second is not None
    assert desk.current.second.agree == len(GOOD)


async def test_asked_for_both_purposes_at_once_it_is_paid_for_once(
    desk: Desk, folder: Path, other: CloudService
) -> None:
    case_id = await read_one(desk, folder)
    other.gate = asyncio.Event()
    second = asyncio.create_task(desk.second.read("acme.other"))
    await settle()
    desk.pick_service("acme.other")
    first = asyncio.create_task(desk.read([case_id]))
    await settle()
    other.gate.set()
    await asyncio.gather(second, first)
    assert other.asked == ["a.png"]
    assert desk.current is not None
    assert desk.current.service == "acme.other"


async def test_the_daily_cap_holds_for_second_readings(
    workspace: Workspace, service: LocalService, cloud: CloudService, other: CloudService, folder: Path
) -> None:
    settings = Capped(1)
    settings.set("reading.auto", False)
    settings.set("reading.service", "acme.card")
    services = {"local": service, "acme.card": cloud, "acme.other": other}
    desk = Desk(workspace, services, settings, operator="ann", now=noon)
    await read_one(desk, folder)
    await desk.second.read("acme.other")
    assert other.asked == []
    assert desk.current is not None
    assert desk.current.second is not None
    assert "limit of 1 calls" in desk.current.second.trouble
    await desk.close()


# Unasked.


async def test_a_free_second_opinion_follows_each_reading_by_itself(
    desk: Desk, folder: Path, service: LocalService, settings: Settings
) -> None:
    settings.set("reading.second", "local")
    says(service, name=OTHER_NAME)
    await read_one(desk, folder)
    await settle()
    assert service.asked == ["a.png"]
    assert field(desk, "name").other_shown == OTHER_NAME


async def test_the_service_that_read_first_gives_no_second_opinion(
    desk: Desk, folder: Path, service: LocalService, settings: Settings
) -> None:
    settings.set("reading.second", "local")
    desk.pick_service("local")
    await read_one(desk, folder)
    await settle()
    assert service.asked == ["a.png"]
    assert desk.current is not None
    assert desk.current.second is None


async def test_nothing_goes_to_a_second_vendor_before_the_operator_says_so(
    desk: Desk, folder: Path, cloud: CloudService, settings: Settings, changes: list[Change]
) -> None:
    settings.set("reading.second", "acme.card")
    desk.pick_service("local")
    await read_one(desk, folder)
    await settle()
    assert cloud.asked == []
    offers = [each.notice for each in changes if each.notice is not None and each.notice.action == "read_second"]
    assert len(offers) == 1
    assert "Acme" in offers[0].text
    await desk.second.read_held_back()
    assert cloud.asked == ["a.png"]


async def test_a_second_opinion_waits_until_every_card_has_a_first_one(
    desk: Desk, folder: Path, service: LocalService
) -> None:
    drawn(folder, "a.png", "b.png", "c.png")
    first, second, third = await desk.add_files([folder])
    await desk.read([first, second])
    service.gate = asyncio.Event()
    desk.select_case(first)
    opinions = [asyncio.create_task(desk.second.read("local"))]
    await settle()
    desk.select_case(second)
    opinions.append(asyncio.create_task(desk.second.read("local")))
    await settle()
    assert desk.current is not None
    assert desk.current.second is not None
    assert desk.current.second.under_way
    assert not desk.current.reading, "what holds can be worked on meanwhile"
    desk.select_case(first)
    desk.pick_service("local")
    rest = asyncio.create_task(desk.read([third]))
    await settle()
    service.gate.set()
    await asyncio.gather(*opinions, rest)
    assert service.asked == ["a.png", "c.png", "b.png"]


async def test_a_second_reading_outlives_the_run(
    workspace: Workspace, service: LocalService, cloud: CloudService, settings: Settings, folder: Path
) -> None:
    says(service, name=OTHER_NAME)
    services = {"local": service, "acme.card": cloud}
    before = Desk(workspace, services, settings, operator="ann", now=noon)
    await read_one(before, folder)
    await before.second.read("local")
    await before.close()
    reopened = workspace_at(workspace.place)
    after = Desk(reopened, services, settings, operator="bob", now=noon)
    assert field(after, "name").other_shown == OTHER_NAME
    await after.close()
    reopened.close()


async def test_several_cards_in_an_image_each_get_their_own(
    desk: Desk, folder: Path, cloud: CloudService, service: LocalService
) -> None:
    def two(name: str, second_name: str) -> list[Reading]:
        return [
            reading(index=0, service=name),
            reading({**GOOD, "name": second_name}, index=1, service=name),
        ]

    cloud.script = lambda _image: two("acme.card", "样本")
    service.script = lambda _image: [*two("local", OTHER_NAME), reading(index=2)]
    await read_one(desk, folder)
    await desk.second.read("local")
    one, other = (row.id for row in desk.queue)
    desk.select_case(one)
    assert field(desk, "name").agreed_by == "local"
    desk.select_case(other)
    assert field(desk, "name").other_shown == OTHER_NAME
    assert len(desk.queue) == 2


# Boxes.


async def test_what_stands_in_a_box_is_offered_and_nothing_is_overwritten(
    desk: Desk, folder: Path, service: LocalService, workspace: Workspace
) -> None:
    case_id = await read_one(desk, folder)
    lines = len(workspace.events(case_id))
    offer = await desk.second.read_region("name", BOX)
    assert service.boxes == [BOX]
    assert offer is not None
    assert (field(desk, "name").value, field(desk, "name").offered) == (GOOD["name"], (offer,))
    assert len(workspace.events(case_id)) == lines
    desk.judging.take_repair(offer)
    assert workspace.events(case_id)[-1].body == events.ReadingTaken(
        "name", GOOD["name"], OTHER_NAME, OTHER_NAME, "local", BOX
    )
    assert (field(desk, "name").quad, field(desk, "name").offered) == (BOX, ())


async def test_a_box_is_offered_in_a_settled_field_too(desk: Desk, folder: Path) -> None:
    await read_one(desk, folder)
    desk.judging.commit("name", "样品")
    offer = await desk.second.read_region("name", BOX)
    assert field(desk, "name").offered == (offer,)


async def test_what_was_read_in_a_box_and_confirmed_as_draft_is_taken_from_that_reading(
    desk: Desk, folder: Path, cloud: CloudService, workspace: Workspace
) -> None:
    says(cloud, name="")
    case_id = await read_one(desk, folder)
    await desk.second.read_region("name", BOX)
    desk.judging.commit("name", OTHER_NAME)
    taken = workspace.events(case_id)[-1].body
    assert isinstance(taken, events.ReadingTaken)
    assert (taken.service, taken.quad) == ("local", BOX)


async def test_the_offer_goes_with_escape_and_with_the_case(desk: Desk, folder: Path) -> None:
    drawn(folder, "a.png", "b.png")
    one, two = await desk.add_files([folder])
    await desk.read()
    desk.select_case(one)
    await desk.second.read_region("name", BOX)
    assert desk.second.drop_regions()
    assert field(desk, "name").offered == ()
    assert not desk.second.drop_regions()
    await desk.second.read_region("name", BOX)
    desk.select_case(two)
    assert field(desk, "name").offered == ()


async def test_an_empty_box_is_said(desk: Desk, folder: Path, service: LocalService, changes: list[Change]) -> None:
    service.lines = ()
    await read_one(desk, folder)
    assert await desk.second.read_region("name", BOX) is None
    assert any("No text" in each.notice.text for each in changes if each.notice is not None)


async def test_lines_run_together_and_the_printed_label_is_left_out(
    desk: Desk, folder: Path, service: LocalService, cloud: CloudService
) -> None:
    labelled = [replace(each, label="住址") for each in reading().fields if each.key == "address"]
    cloud.script = lambda _image: [replace(reading(service="acme.card"), fields=tuple(labelled))]
    await read_one(desk, folder)
    service.lines = ("住址 北京市朝阳区", "样张路1号")
    offer = await desk.second.read_region("address", BOX)
    assert offer is not None
    assert offer.value == "北京市朝阳区样张路1号"


async def test_in_privacy_mode_only_the_active_field_tells_of_the_other_value(
    desk: Desk, folder: Path, service: LocalService
) -> None:
    says(service, name=OTHER_NAME, address="北京市朝阳区样章路1号")
    await read_one(desk, folder)
    await desk.second.read("local")
    desk.select_field("name")
    desk.privacy.switch()
    assert (field(desk, "name").other_shown, field(desk, "address").other_shown) == (OTHER_NAME, "")
    assert field(desk, "address").offered == ()
    assert [dict(flag.arguments) for flag in field(desk, "address").flags] == [{"service": "local"}]


# Two faces.


def faces(service: str, authority: str) -> Callable[[SourceImage], list[Reading]]:
    """Reads portraits, but emblems in files with an E in their name."""

    def script(image: SourceImage) -> list[Reading]:
        if "E" not in Path(image.name).name:
            return [reading(service=service)]
        emblem = {"issuing_authority": authority, "issue_date": "2016-01-01", "expiry_date": "9999-12-31"}
        return [replace(reading(emblem, service=service), face="emblem")]

    return script


@pytest.fixture
def _two_faces(cloud: CloudService, service: LocalService) -> None:
    cloud.script = faces("acme.card", "北京市公安局朝阳分局")
    service.script = faces("local", "北京市公安局朝日分局")


@pytest.mark.usefixtures("_two_faces")
@pytest.mark.parametrize("unasked", [False, True])
async def test_both_faces_of_a_card_are_read_once_more(
    desk: Desk, folder: Path, service: LocalService, settings: Settings, unasked: bool
) -> None:
    settings.set("reading.second", "local" if unasked else "")
    drawn(folder, "1P.png", "2E.png")
    await desk.add_files([folder])
    await desk.read()
    assert len(desk.queue) == 1
    if not unasked:
        await desk.second.read("local")
    await settle()
    assert sorted(service.asked) == ["1P.png", "2E.png"]
    assert field(desk, "name").agreed_by == "local"
    assert field(desk, "issuing_authority").other_shown == "北京市公安局朝日分局"
    assert desk.current is not None
    assert desk.current.second is not None
    assert (desk.current.second.agree, desk.current.second.differ) == (len(GOOD) + 2, 1)


@pytest.mark.usefixtures("_two_faces")
async def test_a_face_that_is_joined_later_brings_its_second_reading(
    desk: Desk, folder: Path, settings: Settings
) -> None:
    settings.override("cases.pair=off")
    drawn(folder, "1P.png", "2E.png")
    one, other = await desk.add_files([folder])
    await desk.read()
    desk.select_case(other)
    await desk.second.read("local")
    desk.select_case(one)
    desk.pairing.join_next()
    assert len(desk.queue) == 1
    assert field(desk, "issuing_authority").other_shown == "北京市公安局朝日分局"
