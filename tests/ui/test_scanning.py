"""A session with a scanner, by keyboard: F9, correct, F9 … while pages come in, and what is said when something goes wrong."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from carddesk.capture.scanner.escl_backend import EsclBackend
from carddesk.capture.scanner.troubles import trouble
from carddesk.cards.case import Status
from carddesk.ui.capture.scan_sheet import ScanSheet
from carddesk.ui.capture.scan_sign import scan_words
from carddesk.workflow.desk import Desk
from carddesk.workflow.scan_profiles import Profile
from carddesk.workflow.scan_views import ScanView
from carddesk.workflow.scanners import Scanners
from carddesk.workflow.scanning import Scanning
from tests.fakes.escl import EsclScanner
from tests.fakes.scripted_scanner import FEEDER, GLASS, ScriptedScanner, fronts, loaded, sides
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, permit, picture

CTRL = Qt.KeyboardModifier.ControlModifier
F9 = Qt.Key.Key_F9


@pytest.fixture
def scanner() -> ScriptedScanner:
    return ScriptedScanner()


@pytest.fixture
async def scanning(desk: Desk, scanner: ScriptedScanner) -> AsyncIterator[Scanning]:
    made = desk.capturing.scanning
    made.scanners = Scanners(lambda: loaded(scanner))
    made.profiles.put(Profile("Counter", GLASS.id, GLASS.title))
    yield made
    made.cancel()


def sheet(at_work: AtWork) -> ScanSheet:
    return at_work.window.capture.scan.sheet


async def scanned(at_work: AtWork, scanning: Scanning, count: int) -> None:
    await at_work.until(lambda: not scanning.view.busy and len(at_work.desk.queue) == count)
    await at_work.settled()


async def test_cards_are_scanned_and_corrected_in_turn_without_the_mouse(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, script: Script, at_work: AtWork
) -> None:
    script.by_name = {" · 1": [permit({"id_number": BAD_NUMBER})]}
    for shade in (1, 2):
        scanner.scans = [fronts(picture(shade))]
        at_work.press(F9)
        await scanned(at_work, scanning, shade)
        assert at_work.case.id == desk.queue[shade - 1].id
        assert at_work.focused_key == "id_number"
        at_work.type(f"81000019940823{'0021' if shade == 1 else '0048'}")
        at_work.enter(2)
        assert desk.queue[shade - 1].status == Status.ACCEPTED


async def test_a_poor_image_is_scanned_once_more_and_the_new_one_takes_its_place(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [fronts(picture(1)), [trouble("cover_open")], fronts(picture(2))]
    at_work.press(F9)
    await scanned(at_work, scanning, 1)
    old = at_work.case.id
    at_work.press(F9, Qt.KeyboardModifier.ShiftModifier)
    await at_work.until(lambda: scanning.view.failure)
    assert desk.row(old).status == Status.READ
    at_work.press(F9, Qt.KeyboardModifier.ShiftModifier)
    await scanned(at_work, scanning, 2)
    new = desk.queue[1].id
    assert at_work.case.id == new
    assert desk.row(old).status == Status.REJECTED
    assert desk.case(old).reason == f"Scanned once more as card {new:04}"
    at_work.window.intents.undo()
    assert desk.row(old).status == Status.READ


async def test_a_card_that_was_decided_meanwhile_is_not_replaced(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    gate = asyncio.Event()
    scanner.scans = [fronts(picture(1)), [gate, *fronts(picture(2))]]
    at_work.press(F9)
    await scanned(at_work, scanning, 1)
    old = at_work.case.id
    at_work.press(F9, Qt.KeyboardModifier.ShiftModifier)
    at_work.ctrl(Qt.Key.Key_Return)
    gate.set()
    await scanned(at_work, scanning, 2)
    assert desk.row(old).status == Status.ACCEPTED
    assert f"Card {old:04} stays as it is" in at_work.window.notices.words


async def test_what_is_being_typed_stays_as_it_is_while_pages_come_in(
    desk: Desk, scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [fronts(picture(1)), fronts(*(picture(shade) for shade in range(2, 7)))]
    at_work.press(F9)
    await scanned(at_work, scanning, 1)
    box = at_work.row("address").edit
    box.setFocus()
    at_work.type("half a wo")
    scanner.page_s = 0.02
    at_work.press(F9)
    for letter in "rd and more":
        at_work.insert(letter)
        await asyncio.sleep(0.01)
    await scanned(at_work, scanning, 6)
    assert at_work.focused is box or box.isAncestorOf(at_work.focused)
    assert box.text == "half a word and more"
    assert at_work.case.id == desk.queue[0].id


async def test_the_window_tells_page_and_seconds_and_f9_again_that_it_is_at_work(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [[*fronts(picture(1)), asyncio.Event()]]
    at_work.press(F9)
    await at_work.until(lambda: scanning.view.pages == 1)
    sign = at_work.window.capture.scan.sign
    assert sign.words.startswith("Scanning page 2 · ")
    at_work.press(F9)
    assert "The scanner is at work: Scanning page 2" in at_work.window.notices.words
    assert len(scanner.wishes) == 1
    at_work.press(Qt.Key.Key_Escape)
    await at_work.until(lambda: not scanning.view.busy)
    assert sign.words == ""
    assert scanner.stopped == 1
    assert len(at_work.desk.queue) == 1


def test_how_far_a_scan_is_in_words() -> None:
    assert scan_words(ScanView("scanning", "X", 4, since=10.0), 13.9) == "Scanning page 5 · 3 s"
    assert scan_words(ScanView("stopping"), 1.0) == "Stopping the scanner …"
    assert scan_words(ScanView(), 1.0) == ""


async def test_a_failure_says_what_to_do_and_offers_another_try(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [[trouble("feeder_jam")], fronts(picture(1))]
    at_work.press(F9)
    await at_work.until(lambda: at_work.window.notices.words)
    notices = at_work.window.notices
    assert notices.words == "Paper is jammed in the feeder. Take it out, put it in again, and scan once more."
    assert notices._action.text() == "Scan again"
    notices._action.click()
    await scanned(at_work, scanning, 1)
    assert notices.words == ""


async def test_what_was_said_of_a_failure_goes_when_the_next_scan_begins(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [[trouble("cover_open")], fronts(picture(1))]
    at_work.press(F9)
    await at_work.until(lambda: at_work.window.notices.words)
    at_work.press(F9)
    await scanned(at_work, scanning, 1)
    assert at_work.window.notices.words == ""


async def test_a_sheet_that_is_open_keeps_the_caret_when_a_page_arrives(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [fronts(picture(1)), [gate := asyncio.Event(), *fronts(picture(2))]]
    at_work.press(F9)
    await scanned(at_work, scanning, 1)
    at_work.ctrl(Qt.Key.Key_Return)  # decided: what comes next is shown
    at_work.press(F9)
    at_work.press(F9, CTRL)
    sheet(at_work).choices.name.setFocus()
    gate.set()
    await scanned(at_work, scanning, 2)
    assert at_work.case.id == at_work.desk.queue[1].id
    assert sheet(at_work).isVisible()
    assert at_work.focused is sheet(at_work).choices.name


async def test_with_an_empty_feeder_the_glass_is_offered(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    await scanning.new_profile(FEEDER)
    scanning.profiles.use(FEEDER.title)
    scanner.scans = [[trouble("feeder_empty")], fronts(picture(1))]
    at_work.press(F9)
    await at_work.until(lambda: at_work.window.notices.words)
    assert at_work.window.notices._more.text() == "Scan from the glass"
    at_work.window.notices._more.click()
    await scanned(at_work, scanning, 1)
    assert [wish.source for _device, wish in scanner.wishes] == ["duplex", "flatbed"]
    assert scanning.profiles.in_use is not None
    assert scanning.profiles.in_use.source == "duplex"


async def test_a_vanished_scanner_leads_to_the_sheet_where_another_one_is_taken(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.here = [FEEDER]
    at_work.press(F9)
    await at_work.until(lambda: at_work.window.notices.words)
    assert "Specimen Flatbed 10, which the scan profile Counter uses, is not there" in at_work.window.notices.words
    at_work.window.notices._more.click()
    opened = sheet(at_work)
    await at_work.until(lambda: opened.isVisible() and opened.devices.list.count() == 2)
    await at_work.until(lambda: not scanning.seen.looking)
    assert opened.devices.list.item(0).text() == "Specimen Flatbed 10 · not there"
    opened.devices.list.setFocus()
    at_work.press(Qt.Key.Key_Down)
    at_work.press(Qt.Key.Key_Return)
    await at_work.until(lambda: scanning.profiles.all[0].device == FEEDER.id)
    await at_work.until(opened.choices.source.isEnabled)
    assert scanning.profiles.all[0].name == "Counter"


async def test_the_sheet_makes_the_first_profile_of_the_first_scanner(
    desk: Desk, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanning = desk.capturing.scanning
    scanning.scanners = Scanners(lambda: loaded(scanner))
    at_work.press(F9, CTRL)
    await at_work.until(lambda: scanning.profiles.all)
    assert scanning.profiles.all[0].device == GLASS.id
    await at_work.until(lambda: sheet(at_work).choices.dpi.count() == 4)
    at_work.press(Qt.Key.Key_Escape)
    assert not sheet(at_work).isVisible()


async def test_choices_are_those_of_the_scanner_and_kept_at_once(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    await at_work.until(opened.choices.dpi.isEnabled)
    assert [opened.choices.dpi.itemData(at) for at in range(4)] == [75, 150, 300, 600]
    assert not opened.choices.faces.isEnabled()
    opened.choices.dpi.setFocus()
    at_work.press(Qt.Key.Key_Down)
    assert scanning.profiles.all[0].dpi == 600


async def test_profiles_are_made_renamed_used_and_deleted_by_keyboard(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    await at_work.until(opened.choices.dpi.isEnabled)
    opened.new.setFocus()
    at_work.enter()
    assert [each.name for each in scanning.profiles.all] == ["Counter", "Counter 2"]
    assert at_work.focused is opened.choices.name
    at_work.type("Back office; =1")
    at_work.enter()
    assert [each.name for each in scanning.profiles.all] == ["Counter", "Back office 1"]
    opened.use.setFocus()
    at_work.enter()
    assert scanning.profiles.in_use is not None
    assert scanning.profiles.in_use.name == "Back office 1"
    assert [each.text() for each in at_work.window.top.scan.menu.actions()][:2] == ["Counter", "Back office 1"]
    opened.delete.setFocus()
    at_work.enter()
    assert [each.name for each in scanning.profiles.all] == ["Counter"]


async def test_a_name_that_another_profile_has_is_refused_in_place(scanning: Scanning, at_work: AtWork) -> None:
    scanning.profiles.put(Profile("Other", GLASS.id))
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    opened.choices.name.setFocus()
    at_work.type("Other")
    at_work.enter()
    assert opened.words == "Another scan profile is called Other already."
    assert [each.name for each in scanning.profiles.all] == ["Counter", "Other"]


async def test_the_area_is_drawn_on_the_preview_or_moved_by_arrow_keys(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanner.scans = [fronts(picture(1), dpi=75)]
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    await at_work.until(opened.preview_button.isEnabled)
    opened.preview_button.click()
    await at_work.until(lambda: opened.preview.has_picture)
    room = opened.preview._room
    start = room.topLeft().toPoint() + QPoint(10, 10)
    QTest.mousePress(opened.preview, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(opened.preview, start + QPoint(100, 60))
    QTest.mouseRelease(opened.preview, Qt.MouseButton.LeftButton, pos=start + QPoint(100, 60))
    area = scanning.profiles.all[0].area
    assert isinstance(area, tuple)
    millimetres = 216.0 / room.width()
    assert area == pytest.approx((10 * millimetres, 10 * millimetres, 100 * millimetres, 60 * millimetres), abs=1.5)
    opened.preview.setFocus()
    at_work.press(Qt.Key.Key_Right)
    at_work.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    moved = scanning.profiles.all[0].area
    assert isinstance(moved, tuple)
    assert moved == pytest.approx((area[0] + 2, area[1], area[2], area[3] + 2), abs=0.2)
    assert len(at_work.desk.queue) == 0
    opened.close_sheet()
    assert not opened.preview.has_picture


async def test_the_sheets_scan_button_scans_with_what_is_looked_at(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    scanning.profiles.put(Profile("Both", FEEDER.id, FEEDER.title, "duplex"))
    scanner.scans = [sides(picture(1), picture(2))]
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    opened.profiles.setCurrentRow(1)
    opened.scan.click()
    assert not opened.isVisible()
    await scanned(at_work, scanning, 1)
    assert scanner.wishes[0][0] == FEEDER.id
    assert scanning.profiles.in_use is not None
    assert scanning.profiles.in_use.name == "Both"


async def test_what_goes_wrong_on_the_sheet_is_said_there(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    at_work.press(F9, CTRL)
    opened = sheet(at_work)
    await at_work.until(opened.preview_button.isEnabled)
    scanner.scans = [[trouble("cover_open")]]
    opened.preview_button.click()
    await at_work.until(lambda: "The scanner is open." in opened.words)
    opened.devices.address.setFocus()
    at_work.type("10.0.0.99")
    at_work.enter()
    await at_work.until(lambda: "No scanner answers at 10.0.0.99." in opened.words)
    assert at_work.window.notices.words == ""


async def test_a_profile_chosen_in_the_top_bar_is_used_from_then_on(scanning: Scanning, at_work: AtWork) -> None:
    scanning.profiles.put(Profile("Both", FEEDER.id, FEEDER.title, "duplex"))
    scanning.told()
    actions = at_work.window.top.scan.menu.actions()
    assert [each.text() for each in actions if each.text()] == ["Counter", "Both", "Scanner…\tCtrl+F9"]
    actions[1].trigger()
    assert scanning.profiles.in_use is not None
    assert scanning.profiles.in_use.name == "Both"


async def test_the_language_can_be_switched_while_a_scan_is_under_way(
    scanning: Scanning, scanner: ScriptedScanner, at_work: AtWork
) -> None:
    gate = asyncio.Event()
    scanner.scans = [[*fronts(picture(1)), gate, trouble("feeder_jam")]]
    at_work.press(F9)
    await at_work.until(lambda: scanning.view.pages == 1)
    at_work.window.speak("zh_CN")
    assert "正在扫描第2页" in at_work.window.capture.scan.sign.words
    gate.set()
    await at_work.until(lambda: not scanning.view.busy)
    assert at_work.window.notices._action.text() == "重新扫描"


async def test_a_network_scanner_is_added_by_its_address(desk: Desk, at_work: AtWork) -> None:
    with EsclScanner() as device:
        near = EsclBackend(desk.settings.get, interfaces=["127.0.0.1"])
        desk.capturing.scanning.scanners = Scanners(lambda: {near.id: near})
        at_work.press(F9, CTRL)
        opened = sheet(at_work)
        opened.devices.address.setFocus()
        at_work.type(device.address)
        at_work.enter()
        await at_work.until(lambda: opened.devices.list.count() == 1)
        assert opened.devices.address.text() == ""
        assert desk.settings.text("scanner.escl_addresses") == device.address
        await at_work.until(lambda: desk.capturing.scanning.profiles.all)
        assert desk.capturing.scanning.profiles.all[0].title == "Specimen ScanStation 100"
        await desk.capturing.close()


async def test_f9_scans_both_sides_from_a_real_network_scanner_into_one_card(desk: Desk, at_work: AtWork) -> None:
    with EsclScanner() as device:
        device.load(2)
        desk.settings.override(f"scanner.profiles=Network: device=escl:{device.address} source=duplex faces=yes")
        scanning = desk.capturing.scanning
        for cards in (1, 2):
            at_work.press(F9)
            await scanned(at_work, scanning, cards)
        assert scanning.view.failure is None
        assert [len(desk.case(row.id).faces) for row in desk.queue] == [2, 2]
        at_work.press(F9)
        await at_work.until(lambda: at_work.window.notices.words)
        assert at_work.window.notices.words.startswith(
            "There is no paper in the feeder."
        )  # and nothing was said before
        await desk.capturing.close()
        assert device.is_free
