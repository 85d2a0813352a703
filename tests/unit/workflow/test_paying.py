"""At a desk with a cloud service: nothing goes out unasked, nothing is paid for twice, and all of it is counted."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.cards.case import Status
from carddesk.cards.reading import Field
from carddesk.errors import ServiceError, UserError
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.catalogue import load_services
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.export_rows import case_row
from carddesk.workflow.rules import Rules
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import NOON, FakeService, drawn, noon, png, reading
from tests.unit.workflow.test_usage import Capped


@pytest.fixture
def cloud() -> CloudService:
    return CloudService()


@pytest.fixture
def settings() -> Settings:
    made = Capped(0)
    made.set("reading.service", "acme.card")
    return made


@pytest.fixture
async def desk(
    workspace: Workspace, service: FakeService, cloud: CloudService, settings: Settings
) -> AsyncIterator[Desk]:
    services = {"local": service, "acme.card": cloud}
    made = Desk(workspace, services, settings, operator="ann", now=noon)
    yield made
    await made.close()


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0.002)


async def one_case(desk: Desk, folder: Path) -> int:
    drawn(folder, "a.png")
    (case_id,) = await desk.add_files([folder])
    return case_id


async def test_with_automatic_reading_nothing_goes_out_before_the_operator_says_so(
    desk: Desk, folder: Path, cloud: CloudService, changes: list[Change]
) -> None:
    await one_case(desk, folder)
    await settle()
    assert cloud.asked == []
    offers = [change.notice for change in changes if change.notice is not None and change.notice.action == "read_new"]
    assert len(offers) == 1
    assert "Acme" in offers[0].text
    await desk.read()
    assert cloud.asked == ["a.png"]
    await desk.add_image(png(99), "b.png")
    await settle()
    assert cloud.asked == ["a.png", "b.png"], "leave holds for the rest of the run"


async def test_picking_a_service_is_leave_to_send_to_it(desk: Desk, folder: Path, cloud: CloudService) -> None:
    desk.pick_service("acme.card")
    await one_case(desk, folder)
    await settle()
    assert cloud.asked == ["a.png"]


async def test_leave_for_one_service_is_none_for_another(
    workspace: Workspace, folder: Path, cloud: CloudService, settings: Settings
) -> None:
    other = CloudService(service="acme.other")
    desk = Desk(workspace, {"acme.card": cloud, "acme.other": other}, settings, operator="ann", now=noon)
    desk.pick_service("acme.other")
    desk.choice.service = "acme.card"
    await one_case(desk, folder)
    await settle()
    assert (cloud.asked, other.asked) == ([], [])
    await desk.close()


async def test_the_engine_inside_reads_by_itself(
    desk: Desk, folder: Path, service: FakeService, settings: Settings
) -> None:
    desk.pick_service("local")
    await one_case(desk, folder)
    await settle()
    assert service.asked == ["a.png"]


async def test_the_same_image_is_not_sent_again_unless_asked(desk: Desk, folder: Path, cloud: CloudService) -> None:
    case_id = await one_case(desk, folder)
    await desk.read([case_id])
    await desk.read([case_id])
    assert cloud.asked == ["a.png"]
    assert desk.asking.costs_again(case_id)
    await desk.read([case_id], again=True)
    assert cloud.asked == ["a.png"] * 2


async def test_other_options_are_another_reading(desk: Desk, folder: Path, cloud: CloudService) -> None:
    case_id = await one_case(desk, folder)
    await desk.read([case_id])
    desk.choice.set_options("acme.card", {"thorough": True})
    assert not desk.asking.costs_again(case_id)
    await desk.read([case_id])
    assert [each["thorough"] for each in cloud.options] == [False, True]


async def test_a_reading_that_was_paid_for_comes_back_without_a_call(
    desk: Desk, folder: Path, cloud: CloudService, service: FakeService
) -> None:
    case_id = await one_case(desk, folder)
    await desk.read([case_id])
    desk.pick_service("local")
    await desk.read([case_id])
    assert desk.current is not None
    assert desk.current.service == "local"
    desk.pick_service("acme.card")
    await desk.read([case_id])
    assert desk.current.service == "acme.card"
    assert (len(cloud.asked), len(service.asked)) == (1, 1)


async def test_options_are_kept_for_each_service_over_runs(
    workspace: Workspace, cloud: CloudService, settings: Settings, desk: Desk
) -> None:
    desk.choice.set_options("acme.card", {"marks": ("fold",), "tries": 3})
    later = Desk(workspace, {"acme.card": cloud}, settings, operator="ann", now=noon)
    assert later.choice.options("acme.card")["marks"] == ("fold",)
    assert later.choice.options("acme.card")["tries"] == 3
    later.choice.set_options("acme.card", {})
    assert later.choice.options("acme.card")["tries"] == 1


async def test_the_cap_fails_the_card_in_place_without_a_call(
    desk: Desk, folder: Path, cloud: CloudService, settings: Capped
) -> None:
    settings.cap = 1
    drawn(folder, "a.png", "b.png")
    await desk.add_files([folder])
    await desk.read()
    assert len(cloud.asked) == 1
    assert sorted(row.status for row in desk.queue) == [Status.FAILED, Status.READ]
    failed = next(row.id for row in desk.queue if row.status is Status.FAILED)
    desk.select_case(failed)
    assert desk.current is not None
    assert desk.current.trouble_code == "daily_cap"
    assert desk.current.trouble_service == "acme.card"
    (use,) = desk.progress.uses
    assert (use.title, use.calls, use.failures, use.cap) == ("Acme", 1, 0, 1)


async def test_failures_are_counted_and_kept_in_the_workspace(
    desk: Desk, folder: Path, cloud: CloudService, workspace: Workspace, settings: Settings
) -> None:
    cloud.script = lambda _image: ServiceError("busy", "Busy.", retryable=True)
    await one_case(desk, folder)
    await desk.read()
    later = Desk(workspace, {"acme.card": cloud}, settings, operator="ann", now=noon)
    (use,) = later.progress.uses
    assert (use.calls, use.failures) == (1, 1)


async def test_waiting_for_the_vendors_leave_shows_until_the_image_goes_out(
    desk: Desk, folder: Path, cloud: CloudService
) -> None:
    cloud.waits, cloud.turn, cloud.gate = 20.0, asyncio.Event(), asyncio.Event()
    await one_case(desk, folder)
    work = asyncio.create_task(desk.read())
    await settle()
    waiting = desk.progress.waiting
    assert waiting is not None
    assert waiting.title == "Acme"
    cloud.turn.set()
    await settle()
    assert desk.progress.waiting is None
    cloud.gate.set()
    await work


async def test_reading_is_stopped_in_the_middle_of_a_call_and_the_call_stays_counted(
    desk: Desk, folder: Path, cloud: CloudService
) -> None:
    cloud.gate = asyncio.Event()
    case_id = await one_case(desk, folder)
    work = asyncio.create_task(desk.read())
    await settle()
    desk.cancel_reading()
    await work
    assert desk.row(case_id).status is Status.NEW
    (use,) = desk.progress.uses
    assert (use.calls, use.failures) == (1, 0)


async def test_a_portrait_is_an_image_and_no_text(
    desk: Desk, folder: Path, cloud: CloudService, workspace: Workspace
) -> None:
    picture = base64.b64encode(png()).decode()
    plain = reading(service="acme.card")
    with_portrait = replace(plain, fields=(*plain.fields, Field("portrait", "头像", picture, picture)))
    cloud.script = lambda _image: [with_portrait]
    case_id = await one_case(desk, folder)
    await desk.read()
    assert desk.current is not None
    field = desk.current.field("portrait")
    assert field is not None
    assert (field.picture, field.shown) == (picture, "")
    assert picture[:40].lower() not in desk.row(case_id).search
    desk.judging.commit("portrait", "")
    assert desk.current.field("portrait") == field, "leaving it changes nothing"
    row = case_row(case_id, workspace.events(case_id), Rules(), NOON)
    assert "portrait" not in {each.key for each in row.fields}


@pytest.fixture
async def lost(
    workspace: Workspace, cloud: CloudService, service: FakeService, settings: Settings
) -> AsyncIterator[Desk]:
    """A desk whose kept choice of `scale` is none that the service still has."""
    workspace.keep_service_options("acme.card", '{"scale":"x9","tries":3}')
    made = Desk(workspace, {"local": service, "acme.card": cloud}, settings, operator="ann", now=noon)
    yield made
    await made.close()


async def refusal(desk: Desk) -> str:
    with pytest.raises(UserError) as caught:
        await desk.read()
    assert caught.value.code == "option_lost"
    return caught.value.message


async def test_nothing_is_read_while_a_kept_option_cannot_be_honoured(
    lost: Desk, folder: Path, cloud: CloudService
) -> None:
    (case_id,) = await lost.add_files(drawn(folder, "a.png"))
    said = await refusal(lost)
    assert "Scale" in said
    assert "Tries" not in said
    assert "Open the options" in said
    with pytest.raises(UserError, match="Scale"):
        await lost.asking.read_new([case_id])
    with pytest.raises(UserError, match="Scale"):
        await lost.read([case_id], again=True)
    assert lost.asking.costs_again(case_id) is False
    assert cloud.asked == []
    assert lost.choice.lost("acme.card") == ("scale",)
    lost.pick_service("local")
    await lost.read()
    assert lost.row(case_id).status is Status.READ


async def test_setting_another_option_does_not_settle_the_lost_one(
    lost: Desk, workspace: Workspace, cloud: CloudService, settings: Settings
) -> None:
    lost.choice.set_options("acme.card", {**lost.choice.options("acme.card"), "thorough": True})
    await refusal(lost)
    later = Desk(workspace, {"acme.card": cloud}, settings, operator="ann", now=noon)
    await refusal(later)
    assert later.choice.options("acme.card")["thorough"] is True


@pytest.mark.parametrize("how", ["set", "reset"])
async def test_a_lost_option_is_settled_by_being_set_or_by_taking_all_defaults(
    how: str, lost: Desk, folder: Path, workspace: Workspace, cloud: CloudService
) -> None:
    wished = {**lost.choice.options("acme.card"), "scale": "x2"} if how == "set" else {}
    lost.choice.set_options("acme.card", wished)
    await lost.add_files(drawn(folder, "a.png"))
    await lost.read()
    assert [each["scale"] for each in cloud.options] == ["x2" if how == "set" else "x1"]
    assert lost.choice.lost("acme.card") == ()
    assert ("null" in workspace.service_options()["acme.card"]) is False


async def test_an_empty_desk_says_nothing_of_lost_options_by_itself(lost: Desk) -> None:
    await lost.asking.read_new()
    assert len(lost.queue) == 0


async def test_an_encryption_that_cannot_be_read_is_never_switched_off_unnoticed(
    workspace: Workspace, folder: Path
) -> None:
    settings = Settings()
    service = load_services(settings)["megvii.residence_permit"]
    (encrypts,) = (option for option in service.info.options if "ncrypt" in option.title)
    workspace.keep_service_options(service.info.id, f'{{"{encrypts.key}":"rot13"}}')
    settings.override(f"reading.service={service.info.id}")
    desk = Desk(workspace, {service.info.id: service}, settings, operator="ann", now=noon)
    await desk.add_files(drawn(folder, "a.png"))
    assert encrypts.title in await refusal(desk)
    await desk.close()
