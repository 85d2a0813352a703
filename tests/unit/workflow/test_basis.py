"""The basis before capture: written with every image whatever it came by, refused where it must be there, put right later."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from carddesk.capture.captured import Captured
from carddesk.cards import events
from carddesk.cards.basis import Basis
from carddesk.cards.masking import HIDDEN
from carddesk.errors import UserError
from carddesk.imaging.formats import address
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.basis import WANTED
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.history import history_of
from carddesk.workflow.person_file import hand_over
from carddesk.workflow.scan_profiles import Profile
from carddesk.workflow.scanners import Scanners
from tests.fakes.film import Lying, Shot
from tests.fakes.film import drawn as drawn_film
from tests.fakes.mjpeg import FakeCamera, looping
from tests.fakes.scripted_scanner import FEEDER, GLASS, ScriptedScanner, fronts, loaded
from tests.unit.workflow.fakes import NOON, FakeService, drawn, noon, png, reading, tiff

NOTED = Basis("开户", "K-2048")


def set_to(settings: Settings, **values: object) -> None:
    for key, value in values.items():
        settings.override(f"capture.{key}={value}")


def noted(workspace: Workspace, case_id: int) -> list[events.BasisNoted]:
    return [each.body for each in workspace.events(case_id) if isinstance(each.body, events.BasisNoted)]


async def by_file(desk: Desk, folder: Path) -> list[int]:
    return await desk.add_files([folder])


async def by_paste(desk: Desk, folder: Path) -> list[int]:
    return await desk.add_image((folder / "a.png").read_bytes(), "Pasted image")


async def by_device(desk: Desk, folder: Path) -> list[int]:
    return await desk.capturing.add([Captured((folder / "a.png").read_bytes(), "Scanner 1")])


@pytest.mark.parametrize("way", [by_file, by_paste, by_device])
async def test_what_is_noted_comes_with_the_image_in_one_go_whatever_it_comes_by(
    desk: Desk, folder: Path, workspace: Workspace, way: object
) -> None:
    drawn(folder, "a.png")
    desk.basis.note("开户", "K-2048")
    (case_id,) = await way(desk, folder)  # type: ignore[operator]
    image, basis = workspace.events(case_id)
    assert isinstance(image.body, events.ImageAdded)
    assert basis.body == events.BasisNoted("开户", "K-2048", "2026-11-21T12:00:00.000000Z")
    assert image.at == basis.at
    assert workspace.case(case_id).basis == NOTED


@pytest.mark.parametrize("way", [by_file, by_paste, by_device])
async def test_without_a_note_nothing_is_written_and_nothing_asked(
    desk: Desk, folder: Path, workspace: Workspace, way: object
) -> None:
    drawn(folder, "a.png")
    (case_id,) = await way(desk, folder)  # type: ignore[operator]
    assert [type(each.body) for each in workspace.events(case_id)] == [events.ImageAdded]


@pytest.mark.parametrize("way", [by_file, by_paste, by_device])
async def test_where_it_is_required_nothing_comes_before_it_is_noted(
    desk: Desk, folder: Path, workspace: Workspace, settings: Settings, way: object
) -> None:
    set_to(settings, basis="require")
    drawn(folder, "a.png")
    with pytest.raises(UserError) as refused:
        await way(desk, folder)  # type: ignore[operator]
    assert refused.value.code == WANTED
    assert "Ctrl+I" in refused.value.message
    assert not desk.queue
    desk.basis.note("开户")
    (case_id,) = await way(desk, folder)  # type: ignore[operator]
    assert workspace.case(case_id).basis == Basis("开户")


async def test_every_page_and_every_batch_of_one_go_has_the_note_and_the_next_go_has_none(
    desk: Desk, folder: Path, workspace: Workspace
) -> None:
    drawn(folder, *(f"{number:02}.png" for number in range(20)))
    (folder / "z.tif").write_bytes(tiff(3))
    desk.basis.note("入职")
    made = await desk.add_files([folder])
    assert {workspace.case(each).basis.purpose for each in made} == {"入职"}
    assert len(made) == 23
    assert not desk.basis.standing
    (after,) = await desk.add_image(png(99), "b.png")
    assert not workspace.case(after).basis


async def test_a_note_is_not_spent_where_nothing_new_came(desk: Desk, folder: Path) -> None:
    drawn(folder, "a.png")
    await desk.add_files([folder])
    desk.basis.note("入职")
    await desk.add_files([folder])
    (folder / "bad.png").write_bytes(b"")
    await desk.add_files([folder / "bad.png"])
    assert desk.basis.standing == Basis("入职")


async def test_a_device_that_takes_its_time_keeps_the_note_with_which_it_began(
    desk: Desk, workspace: Workspace
) -> None:
    desk.basis.note("开户", "K-1")
    async with desk.basis.one_go():
        first = await desk.capturing.add([Captured(png(1), "1")])
        desk.basis.note("开户", "K-2")
        second = await desk.capturing.add([Captured(png(2), "2")])
    (third,) = await desk.capturing.add([Captured(png(3), "3")])
    assert [workspace.case(each).basis.customer for each in (*first, *second, third)] == ["K-1", "K-1", "K-2"]


async def test_one_go_does_not_begin_without_what_is_required(desk: Desk, settings: Settings) -> None:
    set_to(settings, basis="require")
    began = False
    with pytest.raises(UserError):
        async with desk.basis.one_go():
            began = True
    assert not began


async def test_another_card_found_in_the_image_was_captured_with_it(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    service.script = lambda _image: [reading(), reading(index=1)]
    desk.basis.note("住宿登记", "302")
    (first,) = await desk.add_image(png(), "two.png")
    await desk.read([first])
    assert [workspace.case(row.id).basis for row in desk.queue] == [Basis("住宿登记", "302")] * 2


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("lasts", "after_a_card", "after_a_night"), [("card", False, True), ("today", True, False), ("changed", True, True)]
)
async def test_a_note_lasts_as_long_as_is_set(
    workspace: Workspace, settings: Settings, lasts: str, after_a_card: bool, after_a_night: bool
) -> None:
    clock = Clock()
    set_to(settings, basis_lasts=lasts)
    desk = Desk(workspace, {"local": FakeService()}, settings, operator="ann", now=clock)
    try:
        desk.basis.note("开户", "K-2048")
        await desk.add_image(png(), "a.png")
        assert desk.basis.standing == (NOTED if after_a_card else Basis())
        desk.basis.note("开户", "K-2048")
        clock.now += timedelta(days=1)
        assert desk.basis.standing == (NOTED if after_a_night else Basis())
    finally:
        await desk.close()


async def test_what_comes_by_itself_takes_a_note_that_lasts_and_none_that_is_meant_for_a_card(
    desk: Desk, settings: Settings
) -> None:
    desk.basis.note("开户", "K-2048")
    assert desk.basis.lasting() is None
    assert desk.basis.standing == NOTED
    set_to(settings, basis="require")
    with pytest.raises(UserError, match="Files wait"):
        desk.basis.lasting()
    set_to(settings, basis_lasts="today")
    lasting = desk.basis.lasting()
    assert lasting is not None
    assert lasting.customer == "K-2048"
    desk.basis.forget()
    with pytest.raises(UserError) as refused:
        desk.basis.lasting()
    assert refused.value.code == WANTED


@pytest.mark.parametrize(
    ("purpose", "customer", "code"),
    [
        ("", "K123456", "basis_purpose"),
        ("   ", "K123456", "basis_purpose"),
        ("开户", "", "basis_customer"),
        ("开户", "K12345", "basis_customer"),
        ("开户", "K1234567", "basis_customer"),
        ("字" * 61, "K123456", "basis_purpose"),
    ],
)
def test_a_note_that_is_not_as_the_site_wants_it_is_refused_and_the_last_one_stays(
    desk: Desk, settings: Settings, purpose: str, customer: str, code: str
) -> None:
    set_to(settings, basis="require", customer_form=r"K\d{6}")
    desk.basis.note(" 开户\n甲 ", " K123456 ")
    with pytest.raises(UserError) as refused:
        desk.basis.note(purpose, customer)
    assert refused.value.code == code
    assert desk.basis.standing == Basis("开户 甲", "K123456")


def test_where_it_is_only_offered_a_number_may_be_left_out_but_not_be_wrong(desk: Desk, settings: Settings) -> None:
    set_to(settings, customer_form=r"K\d{6}")
    desk.basis.note("开户")
    assert desk.basis.standing == Basis("开户")
    with pytest.raises(UserError):
        desk.basis.note("开户", "12")


def test_a_form_that_fits_an_empty_number_asks_for_none(desk: Desk, settings: Settings) -> None:
    set_to(settings, basis="require", customer_form=r"(K\d{6})?")
    desk.basis.note("开户")
    assert not desk.basis.wanted


def test_a_form_that_is_no_expression_is_no_setting(settings: Settings) -> None:
    with pytest.raises(UserError):
        settings.override("capture.customer_form=K[0-9")


@pytest.mark.parametrize("written", ["开户; 入职；住宿登记;;", "开户；入职;住宿登记; 开户"])
def test_purposes_are_those_that_the_site_sets_up(desk: Desk, settings: Settings, written: str) -> None:
    set_to(settings, purposes=written)
    assert desk.basis.purposes == ("开户", "入职", "住宿登记")


async def test_switched_off_nothing_is_written(desk: Desk, settings: Settings, workspace: Workspace) -> None:
    desk.basis.note("开户")
    set_to(settings, basis="off")
    (case_id,) = await desk.add_image(png(), "a.png")
    assert not noted(workspace, case_id)


async def a_card(desk: Desk) -> int:
    desk.basis.note("开户", "K-2048")
    (case_id,) = await desk.add_image(png(len(desk.queue)), f"{len(desk.queue)}.png")
    await desk.read([case_id])
    desk.select_case(case_id)
    return case_id


async def test_what_was_noted_is_put_right_by_a_line_of_its_own_which_can_be_taken_back(
    desk: Desk, workspace: Workspace
) -> None:
    case_id = await a_card(desk)
    desk.basis.correct("入职", "K-2049", case_id)
    assert workspace.events(case_id)[-1].body == events.BasisCorrected("入职", "K-2049", "开户", "K-2048")
    assert desk.current is not None
    assert desk.current.basis == Basis("入职", "K-2049")
    desk.judging.undo()
    assert desk.current.basis == NOTED
    desk.judging.undo()
    assert desk.current.basis == NOTED, "what came with the image stays"
    desk.judging.redo()
    assert desk.current.basis == Basis("入职", "K-2049")


async def test_the_same_again_is_no_line(desk: Desk, workspace: Workspace) -> None:
    case_id = await a_card(desk)
    before = len(workspace.events(case_id))
    desk.basis.correct("开户 ", "K-2048", case_id)
    assert len(workspace.events(case_id)) == before


async def test_a_card_without_one_is_noted_later_and_a_decided_one_is_not_reopened_for_it(
    desk: Desk, workspace: Workspace
) -> None:
    (case_id,) = await desk.add_image(png(), "a.png")
    await desk.read([case_id])
    desk.select_case(case_id)
    desk.judging.accept()
    desk.basis.correct("开户", "K-2048", case_id)
    case = workspace.case(case_id)
    assert case.basis == NOTED
    assert case.status.closed


async def test_the_filter_finds_purpose_and_customer_and_the_rows_of_others_say_no_more_than_before(
    desk: Desk, workspace: Workspace
) -> None:
    (plain,) = await desk.add_image(png(50), "plain.png")
    before = next(each.search for each in workspace.queued() if each.case_id == plain)
    case_id = await a_card(desk)
    for words in ("开户", "k-2048", "K-20"):
        desk.set_filter(words)
        assert [row.id for row in desk.filtered_queue] == [case_id], words
    desk.basis.correct("入职", "K-2049", case_id)
    desk.set_filter("k-2048")
    assert not desk.filtered_queue
    assert before == "plain.png  ", "cards without a note cost no byte more"


async def test_in_privacy_mode_the_number_is_masked_and_the_purpose_is_not(desk: Desk) -> None:
    await a_card(desk)
    desk.privacy.switch()
    assert desk.current is not None
    assert desk.current.basis == Basis("开户", HIDDEN)
    assert "2048" not in repr([row.search for row in desk.queue])


async def test_history_tells_it_in_words_and_masked_without_the_number(desk: Desk, workspace: Workspace) -> None:
    case_id = await a_card(desk)
    desk.basis.correct("入职", "", case_id)
    told = [line.said for line in history_of(workspace.events(case_id), masked=False)]
    assert told[1] == "Captured for “开户”, customer K-2048, as noted before"
    assert told[-1] == "Basis of capture corrected from “开户”, customer K-2048 to “入职”"
    masked = "".join(line.said for line in history_of(workspace.events(case_id), masked=True))
    assert "2048" not in masked
    assert "开户" in masked


@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_an_export_has_both_and_one_without_any_has_no_column(desk: Desk, tmp_path: Path, ending: str) -> None:
    await desk.add_image(png(70), "plain.png")
    await desk.export(tmp_path / f"plain.{ending}", only_verified=False)
    await a_card(desk)
    await desk.export(tmp_path / f"noted.{ending}", only_verified=False)
    plain, full = ((tmp_path / f"{name}.{ending}").read_text("utf-8-sig") for name in ("plain", "noted"))
    if ending == "json":
        assert [(each["purpose"], each["customer"]) for each in json.loads(full)] == [("", ""), ("开户", "K-2048")]
    else:
        assert "Purpose" not in plain
        assert "Purpose" in full
        assert "开户" in full
        assert "K-2048" in full


async def test_the_file_for_a_person_has_it_and_erasing_the_person_leaves_nothing_of_it(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    case_id = await a_card(desk)
    desk.basis.correct("入职", "K-2049", case_id)
    card = next(each for each in workspace.queued() if each.case_id == case_id)
    hand_over(workspace, [card], tmp_path / "person", operator="ann", now=noon)
    assert "K-2048" in (tmp_path / "person" / "history.txt").read_text("utf-8-sig")
    assert "K-2049" in (tmp_path / "person" / "person.json").read_text("utf-8")
    await desk.records.erase_person([case_id])
    assert not [each for each in workspace.events(case_id) if "K-20" in repr(each.body)]
    assert workspace.verify().whole


async def test_a_face_brings_its_basis_to_the_card_and_takes_it_along(desk: Desk, workspace: Workspace) -> None:
    (plain,) = await desk.add_image(png(1), "1.png")
    desk.basis.note("开户", "K-2048")
    (other,) = await desk.add_image(png(2), "2.png")
    desk.pairing.join_scanned([plain, other])
    assert workspace.case(plain).basis == NOTED
    desk.select_case(plain)
    desk.pairing.part()
    assert not workspace.case(plain).basis
    assert workspace.case(other).basis == NOTED


async def test_a_camera_takes_no_card_by_itself_or_by_key_before_one_is_noted(
    desk: Desk, workspace: Workspace, settings: Settings, changes: list[Change]
) -> None:
    set_to(settings, basis="require")
    camera = desk.capturing.camera
    lying = drawn_film(Shot(Lying(("resident_id", "portrait", 5)))).pixels
    with FakeCamera(looping([lying])) as server:
        await camera.choose_address(server.url)
        camera.open()
        async with asyncio.timeout(20):
            while camera.picture is None or camera.picture.number < 25:  # noqa: ASYNC110 - frames come as they come
                await asyncio.sleep(0.02)
        camera.take()
        await asyncio.sleep(0.3)
        assert camera.view.taken == 0
        assert not desk.queue
        assert any(each.notice is not None and "Ctrl+I" in each.notice.text for each in changes)
        desk.basis.note("开户")
        async with asyncio.timeout(20):
            while not desk.queue:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        camera.shut()
    assert workspace.case(desk.queue[0].id).basis == Basis("开户")


async def test_a_feeder_that_goes_on_while_the_next_customer_is_noted_writes_the_first_ones_number_on_every_page(
    desk: Desk, workspace: Workspace
) -> None:
    gate = asyncio.Event()
    scanner = ScriptedScanner(scans=[[*fronts(png(1)), gate, *fronts(png(2), png(3))], fronts(png(4))])
    desk.capturing.scanning.scanners = Scanners(lambda: loaded(scanner))
    feeder = Profile("Feeder", FEEDER.id, FEEDER.title, "feeder", pages="all")
    desk.basis.note("开户", "K-1")
    under_way = asyncio.create_task(desk.capturing.scanning.scan(feeder))
    async with asyncio.timeout(5):
        while not desk.queue:  # noqa: ASYNC110 - it comes as the device gives it
            await asyncio.sleep(0.01)
    desk.basis.note("开户", "K-2")
    gate.set()
    first = await under_way
    second = await desk.capturing.scanning.scan(feeder)
    assert [workspace.case(each).basis.customer for each in first] == ["K-1"] * 3
    assert [workspace.case(each).basis.customer for each in second] == ["K-2"]


async def test_a_card_scanned_once_more_is_the_same_customers_and_uses_no_note_up(
    desk: Desk, workspace: Workspace, settings: Settings
) -> None:
    set_to(settings, basis="require")
    first = await a_card(desk)
    desk.basis.note("入职", "K-9")
    desk.capturing.scanning.scanners = Scanners(lambda: loaded(ScriptedScanner(scans=[fronts(png(77))])))
    desk.capturing.scanning.profiles.put(Profile("Glass", GLASS.id, GLASS.title))
    assert desk.capturing.scanning.start(once_more=first)
    async with asyncio.timeout(5):
        while len(desk.queue) < 2:  # noqa: ASYNC110 - it comes as the device gives it
            await asyncio.sleep(0.01)
    assert workspace.case(desk.queue[1].id).basis == NOTED
    assert desk.basis.standing == Basis("入职", "K-9")


async def test_a_scanner_is_not_asked_for_anything_before_a_basis_that_must_be_there(
    desk: Desk, settings: Settings
) -> None:
    set_to(settings, basis="require")
    scanner = ScriptedScanner(scans=[fronts(png(1))])
    desk.capturing.scanning.scanners = Scanners(lambda: loaded(scanner))
    with pytest.raises(UserError) as refused:
        await desk.capturing.scanning.scan(Profile("Glass", GLASS.id, GLASS.title))
    assert refused.value.code == WANTED
    assert not scanner.wishes


def waiting_in(folder: Path) -> int:
    return len(list(folder.rglob("*.png")))


async def test_files_of_a_watched_folder_wait_for_a_basis_that_lasts(
    desk: Desk, folder: Path, workspace: Workspace, settings: Settings, changes: list[Change]
) -> None:
    set_to(settings, basis="require")
    for key, value in (("watch.settle", 0.2), ("watch.interval", 0.2)):
        settings.set(key, value)
    desk.basis.note("开户", "K-1")
    drawn(folder, "a.png")
    desk.capturing.watched.start(folder, "move", subfolders=False)
    async with asyncio.timeout(10):
        while not any(each.notice and "Files wait" in each.notice.text for each in changes):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert not desk.queue
        assert waiting_in(folder) == 1, "under whatever name"
        assert desk.basis.standing.customer == "K-1", "the note for one card is not used up"
        set_to(settings, basis_lasts="today")
        desk.basis.note("住宿登记")
        while not desk.queue:  # noqa: ASYNC110 - a folder tells nobody what it holds
            await asyncio.sleep(0.02)
    assert workspace.case(desk.queue[0].id).basis == Basis("住宿登记")


async def test_a_picture_at_an_address_comes_on_a_basis_too(
    desk: Desk, settings: Settings, workspace: Workspace
) -> None:
    set_to(settings, basis="require")
    desk.pick_service("local")
    with pytest.raises(UserError) as refused:
        await desk.capturing.add([Captured(address.made(b"https://example.com/a.jpg"), "a.jpg")])
    assert refused.value.code == WANTED
    desk.basis.note("开户")
    (case_id,) = await desk.capturing.add([Captured(address.made(b"https://example.com/a.jpg"), "a.jpg")])
    assert workspace.case(case_id).basis == Basis("开户")
