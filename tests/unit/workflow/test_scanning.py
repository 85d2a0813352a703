"""Scanning at the desk: pages become cases as they come, nothing that came is lost, and nobody is taken from their card."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from carddesk.capture.captured import Captured
from carddesk.capture.scanner.contract import Device
from carddesk.capture.scanner.troubles import trouble
from carddesk.cards.case import Status
from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.workflow import scanners
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.scan_profiles import Profile
from carddesk.workflow.scanners import Scanners
from carddesk.workflow.scanning import Scanning
from tests.fakes.scripted_scanner import FEEDER, GLASS, ScriptedScanner, fronts, loaded, sides
from tests.unit.workflow.fakes import FakeService, png

GLASS_PROFILE = Profile("Glass", GLASS.id, GLASS.title)
BOTH = Profile("Both", FEEDER.id, FEEDER.title, "duplex", pages="all")


@pytest.fixture
def scanner() -> ScriptedScanner:
    return ScriptedScanner()


@pytest.fixture
def scanning(desk: Desk, scanner: ScriptedScanner) -> Scanning:
    desk.capturing.scanning.scanners = Scanners(lambda: loaded(scanner))
    return desk.capturing.scanning


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for is not always told by an event
            await asyncio.sleep(0.005)


async def test_a_page_becomes_a_case_that_is_read_at_once(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, service: FakeService
) -> None:
    scanner.scans = [fronts(png(1))]
    (case,) = await scanning.scan(GLASS_PROFILE)
    await until(lambda: desk.row(case).status == Status.READ)
    assert desk.row(case).name.startswith("Specimen Flatbed 10 · ")
    assert service.asked[0].endswith(" · 1")
    assert desk.current is not None
    assert desk.current.id == case


async def test_the_first_page_can_be_verified_while_the_second_is_still_being_scanned(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    gate = asyncio.Event()
    scanner.scans = [[*fronts(png(1)), gate, *fronts(png(2))]]
    under_way = asyncio.create_task(scanning.scan(replace(BOTH, source="feeder")))
    await until(lambda: len(desk.queue) == 1)
    await until(lambda: desk.queue[0].status == Status.READ)
    desk.judging.accept()
    assert desk.progress.verified == 1
    assert scanning.view.busy
    gate.set()
    assert len(await under_way) == 2


async def test_both_sides_of_a_sheet_are_one_case_with_two_faces(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.scans = [sides(png(1), png(2), png(3), png(4))]
    cases = await scanning.scan(BOTH)
    assert cases == [row.id for row in desk.queue]
    assert [len(desk.case(row.id).faces) for row in desk.queue] == [2, 2]


async def test_both_sides_are_two_cases_where_the_profile_wants_that(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.scans = [sides(png(1), png(2))]
    await scanning.scan(replace(BOTH, faces=False))
    assert len(desk.queue) == 2


@pytest.mark.parametrize("what", [trouble("feeder_jam"), trouble("scanner_stalled")], ids=lambda each: each.code)
async def test_a_front_whose_back_fails_stays_a_case_of_its_own(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, what: UserError
) -> None:
    scanner.scans = [[*sides(png(1), png(2), png(3)), what]]
    with pytest.raises(UserError) as failed:
        await scanning.scan(BOTH)
    assert failed.value.code == what.code
    assert [len(desk.case(row.id).faces) or 1 for row in desk.queue] == [2, 1]
    assert scanning.view.state == "idle"


async def test_a_front_that_waits_for_its_back_is_kept_when_the_scan_is_stopped(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    front, back = sides(png(1), png(2))
    scanner.scans = [[front, asyncio.Event(), back]]
    under_way = asyncio.create_task(scanning.scan(BOTH))
    await until(lambda: scanning.view.pages == 1)
    scanning.cancel()
    scanning.cancel()  # an impatient operator
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert len(desk.queue) == 1
    assert scanner.stopped == 1
    assert not scanning.view.busy


async def test_a_page_that_is_just_being_taken_in_is_kept_when_the_scan_is_stopped(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = desk.capturing.add
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(images: Sequence[Captured], *, faces: bool = False) -> list[int]:
        reached.set()
        await go_on.wait()
        return await add(images, faces=faces)

    monkeypatch.setattr(scanning, "_add", slow)
    scanner.scans = [fronts(png(1), png(2))]
    under_way = asyncio.create_task(scanning.scan(GLASS_PROFILE))
    await reached.wait()
    scanning.cancel()
    await asyncio.sleep(0.01)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert len(desk.queue) == 1


async def test_what_arrives_never_takes_an_undecided_card_from_the_operator(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.scans = [fronts(png(1)), fronts(png(2)), fronts(png(2))]
    (first,) = await scanning.scan(GLASS_PROFILE)
    await until(lambda: desk.row(first).status == Status.READ)
    desk.select_field("address")
    await scanning.scan(GLASS_PROFILE)
    await scanning.scan(GLASS_PROFILE)  # the same image again: said, and nothing more
    assert desk.current is not None
    assert (desk.current.id, desk.active) == (first, "address")
    assert len(desk.queue) == 2


async def test_when_the_card_at_hand_is_decided_the_first_new_one_is_shown(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.scans = [fronts(png(1)), fronts(png(2), png(3))]
    (first,) = await scanning.scan(GLASS_PROFILE)
    await until(lambda: desk.row(first).status == Status.READ)
    desk.judging.accept()
    assert desk.current is not None
    assert desk.current.id == first
    second, _third = await scanning.scan(GLASS_PROFILE)
    assert desk.current.id == second


async def test_without_a_profile_one_is_made_of_the_first_scanner_and_kept(
    scanning: Scanning, scanner: ScriptedScanner, settings: Settings
) -> None:
    scanner.here = [FEEDER]
    scanner.scans = [sides(png(1), png(2))]
    await scanning.scan()
    assert scanner.wishes[0][0] == FEEDER.id
    assert scanner.wishes[0][1].most_pages == 2
    assert settings.text("scanner.profiles").startswith("Specimen Duplex 20: device=script:feeder ")


async def test_a_slow_way_of_looking_does_not_keep_the_first_scan_waiting(desk: Desk) -> None:
    quick, slow = ScriptedScanner([GLASS], [fronts(png(1))]), ScriptedScanner(look_s=60, id="slow")
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(slow, quick))
    async with asyncio.timeout(5):
        await scanning.scan()
    assert quick.wishes


async def test_where_there_is_no_scanner_that_is_said_with_what_keeps_back_ends_from_looking(desk: Desk) -> None:
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(ScriptedScanner([], lacks="Install libsane1 for USB scanners.")))
    with pytest.raises(UserError, match=r"No scanner was found.*Install libsane1"):
        await scanning.scan()
    assert scanning.view.state == "idle"


async def test_a_device_that_has_vanished_is_named_with_its_profile(
    scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.here = [FEEDER]
    with pytest.raises(UserError, match="Specimen Flatbed 10, which the scan profile Glass uses, is not there") as gone:
        await scanning.scan(GLASS_PROFILE)
    assert gone.value.code == "scanner_gone"


async def test_a_device_of_a_back_end_that_is_not_there_has_vanished_too(scanning: Scanning) -> None:
    with pytest.raises(UserError) as gone:
        await scanning.scan(Profile("Old", "wia:1", "Old one"))
    assert gone.value.code == "scanner_gone"


async def test_a_second_scan_is_refused_while_one_is_under_way(scanning: Scanning, scanner: ScriptedScanner) -> None:
    gate = asyncio.Event()
    scanner.scans = [[gate, *fronts(png(1))]]
    under_way = asyncio.create_task(scanning.scan(GLASS_PROFILE))
    await until(lambda: scanner.working)
    with pytest.raises(UserError) as refused:
        await scanning.scan(GLASS_PROFILE)
    assert refused.value.code == "scan_under_way"
    gate.set()
    assert len(await under_way) == 1


async def test_a_back_end_that_has_got_stuck_is_given_up(
    scanning: Scanning, scanner: ScriptedScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanners, "PAGE_S", 0.05)
    scanner.scans = [[asyncio.Event(), *fronts(png(1))]]
    with pytest.raises(UserError) as stalled:
        await scanning.scan(GLASS_PROFILE)
    assert stalled.value.code == "scanner_stalled"
    assert not scanner.working


async def test_devices_are_seen_as_they_are_found(desk: Desk, changes: list[Change]) -> None:
    quick, slow = ScriptedScanner([GLASS]), ScriptedScanner([Device("slow:1", "Slow", "slow")], look_s=0.1, id="slow")
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(slow, quick))
    scanning.look()
    await until(lambda: scanning.seen.devices)
    assert (scanning.seen.devices, scanning.seen.looking) == ((GLASS,), True)
    await until(lambda: not scanning.seen.looking)
    assert [each.title for each in scanning.seen.devices] == ["Specimen Flatbed 10", "Slow"]
    assert any("scan" in each.what for each in changes)


async def test_who_asks_while_it_is_being_looked_has_it_looked_once_more(desk: Desk) -> None:
    scanner = ScriptedScanner([GLASS], look_s=0.05)
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(scanner))
    scanning.look()
    await until(lambda: scanning.seen.looking)
    await asyncio.sleep(0.02)
    scanner.here = [FEEDER]  # as where an address is typed meanwhile
    scanning.look()
    await until(lambda: not scanning.seen.looking)
    assert scanning.seen.devices == (FEEDER,)


async def test_one_back_end_that_fails_to_look_keeps_no_other_from_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanners, "LOOK_S", 0.05)
    stuck = ScriptedScanner(look_s=9, id="stuck", title="Stuck")
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(stuck, ScriptedScanner([GLASS])))
    scanning.look()
    await until(lambda: not scanning.seen.looking)
    assert scanning.seen.devices == (GLASS,)
    assert "Stuck: no answer" in scanning.seen.trouble[0]


async def test_a_preview_is_kept_nowhere(desk: Desk, scanning: Scanning, scanner: ScriptedScanner) -> None:
    scanner.scans = [fronts(png(9), dpi=75)]
    page = await scanning.preview(GLASS)
    assert page.data == png(9)
    assert scanner.wishes[0][1].preview
    assert len(desk.queue) == 0


async def test_a_desk_that_closes_frees_the_device_and_keeps_what_came(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanner.scans = [[*fronts(png(1)), asyncio.Event()]]
    under_way = asyncio.create_task(scanning.scan(replace(BOTH, source="feeder")))
    await until(lambda: len(desk.queue) == 1)
    await desk.close()
    assert under_way.cancelled()
    assert scanner.closed
    assert not scanner.working


async def test_a_scan_that_nobody_waits_for_tells_how_it_went(scanning: Scanning, scanner: ScriptedScanner) -> None:
    scanner.scans = [[trouble("cover_open")], fronts(png(1))]
    assert scanning.start(GLASS_PROFILE)
    assert not scanning.start(GLASS_PROFILE)
    await until(lambda: not scanning.view.busy)
    assert scanning.view.failure is not None
    assert scanning.view.failure.code == "cover_open"
    scanning.start(GLASS_PROFILE)
    await until(lambda: not scanning.view.busy)
    assert scanning.view.failure is None


async def test_a_scan_can_be_stopped_before_it_has_begun(scanning: Scanning, scanner: ScriptedScanner) -> None:
    scanning.start(GLASS_PROFILE)
    scanning.cancel()
    await until(lambda: not scanning.view.busy)
    assert scanner.wishes == []
    assert scanning.start(GLASS_PROFILE)
    await until(lambda: not scanning.view.busy)


async def test_where_a_page_cannot_be_kept_the_scanner_is_stopped_and_it_is_said(
    scanning: Scanning, scanner: ScriptedScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_images: Sequence[Captured], *, faces: bool = False) -> list[int]:
        raise UserError("disk_full", "The disk is full.")

    monkeypatch.setattr(scanning, "_add", full)
    scanner.scans = [fronts(png(1), png(2), png(3))]
    scanning.start(GLASS_PROFILE)
    await until(lambda: not scanning.view.busy)
    assert scanning.view.failure is not None
    assert scanning.view.failure.message == "The disk is full."
    assert scanner.stopped == 1
    assert not scanner.working


async def test_the_driver_of_the_profile_is_started_before_anybody_scans(
    scanning: Scanning, scanner: ScriptedScanner
) -> None:
    scanning.profiles.put(GLASS_PROFILE)
    scanning.prepare()
    await until(lambda: scanning.scanners.known(GLASS.id))
    assert scanner.wishes == []


async def test_a_scanner_that_is_off_at_the_start_is_not_spoken_of(
    scanning: Scanning, scanner: ScriptedScanner, changes: list[Change]
) -> None:
    scanning.profiles.put(replace(GLASS_PROFILE, device="scripted:gone"))
    scanning.prepare()
    await asyncio.sleep(0.05)
    assert [change for change in changes if change.notice is not None] == []
