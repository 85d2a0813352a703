"""Every state of every pane, as an operator comes upon it: empty, loading, failed, at work, compared, masked, done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from carddesk.capture.scanner.troubles import trouble
from carddesk.capture.watched import Held, Why
from carddesk.language import tr
from carddesk.ui.form.field_row import FieldRow
from carddesk.workflow.scanners import Scanners
from carddesk.workflow.watched import WatchedView
from tests.fakes.scripted_scanner import ScriptedScanner, fronts, loaded
from tests.specimens.documents import pages
from tests.ui.desk_at_work import AtWork
from tests.ui.state_cards import LONG_ADDRESS, both_faces, card_files, glass
from tests.unit.workflow.fakes import FakeService


async def visited(at_work: AtWork, service: FakeService, folder: Path) -> AsyncIterator[str]:
    """Leads through all states; gives the name of each while it stands."""
    window = at_work.window
    await at_work.shown()
    yield "empty desk"
    for sheet, name in ((window.help, "keys listed"), (window.keys.sheet, "keys to be changed")):
        sheet.toggle()
        await at_work.shown()
        yield name
        sheet.toggle()
    service.gate = asyncio.Event()
    window.intents.add(card_files(folder))
    await at_work.until(lambda: len(at_work.desk.queue) == 6)
    await at_work.until(lambda: window.image.view.has_picture)
    window.intents.focus_field()
    await at_work.shown()
    yield "reading"
    service.gate.set()
    service.gate = None
    await at_work.settled()
    async for name in _cards(at_work):
        yield name
    async for name in _over_the_work(at_work):
        yield name
    async for name in _two_faces(at_work, folder):
        yield name
    async for name in _kept_from_sight(at_work):
        yield name
    async for name in _captured_for(at_work):
        yield name
    async for name in _scanner(at_work):
        yield name
    async for name in _documents(at_work, folder):
        yield name
    async for name in _decided(at_work):
        yield name


async def _show(at_work: AtWork, place: int, key: str | None = None) -> None:
    at_work.desk.select_case(at_work.desk.queue[place].id)
    if key is not None:
        at_work.desk.select_field(key)
    at_work.window.intents.focus_field()
    if at_work.case.image is not None:
        await at_work.until(lambda: at_work.window.image.view.has_picture)
        await at_work.until(
            lambda: all(row.snippet.strip is not None for row in at_work.window.form.rows if _lies(row))
        )
    await at_work.shown()


def _lies(row: FieldRow) -> bool:
    """Whether it is known where its field lies on the image."""
    return row.field is not None and row.field.quad is not None


async def _cards(at_work: AtWork) -> AsyncIterator[str]:
    names = ("flagged card", "reading failed", "nothing found", "passport", "clean card", "file refused")
    for place, name in enumerate(names):
        await _show(at_work, place)
        yield name


async def _over_the_work(at_work: AtWork) -> AsyncIterator[str]:
    window = at_work.window
    await _show(at_work, 0, "id_number")
    yield "number that cannot be right"
    at_work.enter()
    await at_work.shown()
    yield "why it may stand"
    at_work.press(Qt.Key.Key_Escape)
    window.intents.ask_reason()
    await at_work.shown()
    yield "why it is rejected"
    at_work.press(Qt.Key.Key_Escape)
    await _show(at_work, 0, "name")
    window._explain_character()
    await at_work.until(window.form.rare.isVisible)
    await at_work.shown()
    yield "about a character"
    window.form.rare.close_panel()
    await at_work.until(lambda: window.image.view.has_picture)
    window.image.loupe.toggle()
    await at_work.shown()
    yield "loupe"
    window.image.loupe.close_loupe()
    window.form.header.not_checked.button.click()
    await at_work.shown()
    yield "what was not checked"
    window.form.header.not_checked.button.click()
    async for name in _notices_and_sheets(at_work):
        yield name
    async for name in _beside_the_window(at_work):
        yield name


async def _notices_and_sheets(at_work: AtWork) -> AsyncIterator[str]:
    window = at_work.window
    window.notices.dismiss("warn")
    for level in ("info", "warn", "error", "done"):
        window.notices.say(
            level, f"{level}: {LONG_ADDRESS}", action="Do something about it", do=lambda: None, stay=True
        )
        await at_work.shown()
        yield f"notice {level}"
        window.notices.dismiss(level)
    window.who_reads.show_services()
    await at_work.until(lambda: "Looking" not in window.services.facts.words)
    await at_work.shown()
    yield "services"
    window.services.look_at("acme.card")
    await at_work.shown()
    yield "service that sends images away"
    window.who_reads.show_services()
    window.queue.filter.setText("nothing is called this")
    await at_work.shown()
    yield "nothing passes the filter"
    window.queue.filter.setText("")
    sheet = window.history.sheet
    window.history.toggle()
    await at_work.until(sheet.lines.count)
    await at_work.shown()
    yield "history of a card"
    sheet.erase.click()
    await at_work.until(sheet.panel.isVisible)
    await at_work.shown()
    yield "person to be erased"
    window.history.toggle()


async def _beside_the_window(at_work: AtWork) -> AsyncIterator[str]:
    """What opens in a window of its own."""
    window = at_work.window
    menu = window.top.view.menu()
    button = window.top.view
    menu.popup(button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), button.height())))
    await at_work.shown()
    yield "language, colours, privacy"
    await _close(at_work, menu)
    window.credentials.open("acme")
    dialog = window.credentials.dialog
    assert dialog is not None
    await at_work.until(lambda: not dialog._busy)
    await at_work.shown()
    yield "credentials"
    dialog.close()
    await at_work.until(lambda: window.credentials.dialog is None)
    window.workspace_key.open()
    sheet = window.workspace_key.sheet
    assert sheet is not None
    await at_work.until(lambda: sheet.state)
    await at_work.shown()
    yield "key of the workspace"
    sheet.close()
    await at_work.until(lambda: window.workspace_key.sheet is None)
    window.activateWindow()
    await at_work.until(window.isActiveWindow)


async def _close(at_work: AtWork, menu: QMenu) -> None:
    menu.close()
    at_work.window.activateWindow()  # screens in memory do not give back what a popup took
    await at_work.until(at_work.window.isActiveWindow)


async def _two_faces(at_work: AtWork, folder: Path) -> AsyncIterator[str]:
    window, before = at_work.window, len(at_work.desk.queue)
    window.intents.add(both_faces(folder))
    await at_work.until(lambda: len(at_work.desk.queue) > before)
    await at_work.settled()
    await at_work.until(lambda: len(at_work.desk.queue) == before + 1)
    await _show(at_work, before, "sex")
    yield "two faces"
    await _show(at_work, before, "issue_date")
    yield "the other face"
    await _show(at_work, before, "name")
    window.second.choose()
    await at_work.shown()
    yield "who reads it a second time"
    await _close(at_work, window.second.menu)
    await at_work.desk.second.read("acme.card")
    await at_work.until(lambda: at_work.case.second is not None and not at_work.case.second.under_way)
    await _show(at_work, before, "name")
    yield "readings differ"
    window.intents.open_wall(window.wall)
    await at_work.until(window.wall.isVisible)
    await at_work.shown()
    yield "one field of many cards"
    at_work.press(Qt.Key.Key_Space)
    await at_work.shown()
    yield "one of them marked"
    window.wall.close_sheet()


async def _kept_from_sight(at_work: AtWork) -> AsyncIterator[str]:
    window = at_work.window
    at_work.desk.privacy.switch()
    await _show(at_work, 0, "id_number")
    yield "masked"
    at_work.desk.privacy.switch()
    window.lock.lock()
    await at_work.shown()
    yield "covered"
    window.lock.unlock()
    window.intents.focus_field()


async def _captured_for(at_work: AtWork) -> AsyncIterator[str]:
    """The basis of capture: asked for, wrong, noted, and required."""
    window, settings = at_work.window, at_work.desk.settings
    settings.override(r"capture.customer_form=K\d{6}")
    await _show(at_work, 0, "name")
    window.capture.basis.toggle()
    box = window.capture.basis.box
    box.purpose.setText("开户")
    box.customer.setText("2048")
    await at_work.shown()
    yield "what cards are captured for"
    box.take.click()
    await at_work.shown()
    yield "no such customer number"
    box.customer.setText("K002048")
    box.take.click()
    at_work.desk.basis.correct("住宿登记 / Lodging", "K002047", at_work.case.id)
    await _show(at_work, 0, "name")
    yield "card with a basis"
    at_work.desk.basis.forget()
    settings.override("capture.basis=require")
    at_work.desk.basis.forget()
    await _show(at_work, 1)
    yield "nothing captured without a basis"
    settings.override("capture.basis=offer")
    settings.override("capture.customer_form=")
    at_work.desk.basis.forget()
    await at_work.shown()


async def _decided(at_work: AtWork) -> AsyncIterator[str]:
    await _show(at_work, 4)
    at_work.desk.judging.accept()
    await _show(at_work, 4)
    yield "accepted"
    open_ones = [row.id for row in at_work.desk.queue if not row.status.closed]
    for case_id in open_ones:
        at_work.desk.select_case(case_id)
        if at_work.case.image is not None:
            at_work.desk.judging.reject("Not a card at all")
    await at_work.shown()
    await _show(at_work, 0)
    yield "all decided"


async def looked_again(at_work: AtWork) -> AsyncIterator[str]:
    """The states of looks that another operator takes, at a desk of `carl`'s."""
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    await _show(at_work, 0, "name")
    yield "second look"
    await _show(at_work, 1, "name")
    yield "third look"


async def _scanner(at_work: AtWork) -> AsyncIterator[str]:
    """The sheet of scanners, one at work, and one that failed; no card comes of it."""
    window, scanning = at_work.window, at_work.desk.capturing.scanning
    device = ScriptedScanner(scans=[fronts(glass()), [asyncio.Event()], [trouble("feeder_jam")]])
    broken = ScriptedScanner([], lacks=f"{LONG_ADDRESS}: {LONG_ADDRESS}, {LONG_ADDRESS}", id="broken")
    scanning.scanners = Scanners(lambda: loaded(device, broken))
    flow = window.capture.scan
    flow.open_sheet()
    await at_work.until(lambda: scanning.profiles.all and not scanning.seen.looking)
    await at_work.until(flow.sheet.choices.dpi.isEnabled)
    await at_work.shown()
    yield "scanners and profiles"
    scanning.profiles.put(replace(scanning.profiles.all[0], area="card"), in_place_of=scanning.profiles.all[0].name)
    flow.sheet.preview_button.click()
    await at_work.until(lambda: flow.sheet.preview.has_picture)
    await at_work.shown()
    yield "what lies on the glass"
    flow.sheet.close_sheet()
    scanning.start()
    await at_work.until(lambda: device.working)
    await at_work.shown()
    flow.sign.stand_still(3)
    yield "scanning"
    flow.stop()
    await at_work.until(lambda: not scanning.view.busy)
    scanning.start()
    await at_work.until(lambda: window.notices.level == "warn")
    await at_work.shown()
    yield "scan that failed"
    window.notices.dismiss()


async def _documents(at_work: AtWork, folder: Path) -> AsyncIterator[str]:
    """Pages to be chosen, of two documents, and the question for an address; no card comes of it."""
    window = at_work.window
    flow = window.capture.pages
    for name, contents in (
        ("contract with a rather long name 合同.pdf", (b"0 g 9 9 99 9 re f", b"")),
        ("b.pdf", (b"", b"")),
    ):
        (folder / name).write_bytes(pages(contents * 6))
        window.intents.add([folder / name])
        await at_work.until(lambda known=name: known in [each.name for each in at_work.desk.capturing.pages.waiting])
    await at_work.until(lambda: flow.sheet.isVisible() and flow.seen == 12)
    await at_work.shown()
    yield "pages to be chosen"
    flow.sheet.numbers.setFocus()
    flow.sheet.numbers.setText("99")
    flow.sheet.numbers.textEdited.emit("99")
    await at_work.shown()
    yield "pages that are not there"
    for _ in range(2):
        await at_work.until(flow.sheet.isVisible)
        flow.sheet.none.click()
    await at_work.until(lambda: not at_work.desk.capturing.pages.waiting)
    window.capture.address.toggle()
    await at_work.shown()
    yield "a service that fetches no addresses"
    sheet = window.capture.address.sheet
    sheet.open(at_work.desk.capturing.addresses.service, "")
    sheet.address.setText("https://ann:secret@example.org/card.jpg")
    sheet.show_problem(
        "A sentence about the address that is as long as such sentences are, or a little longer than that."
    )
    await at_work.shown()
    yield "an address that is none"
    sheet.close_sheet()
    async for name in _watched_folder(at_work):
        yield name


async def _watched_folder(at_work: AtWork) -> AsyncIterator[str]:
    """To be chosen, and at work with all that can stand in the way; no card comes of it."""
    flow = at_work.window.capture.watch
    folder, far = "/srv/scans/Counter 4", f"/srv/scans/{LONG_ADDRESS}/{LONG_ADDRESS}"
    flow.sheet.toggle(WatchedView(folder), masked=False)
    flow.sheet.say(tr("{folder} is no folder. Choose another one.", folder=far))
    await at_work.shown()
    yield "a folder to be watched"
    whys: tuple[Why, ...] = ("settling", "empty", "unfinished", "open", "locked", "forbidden", "unreadable")
    held = tuple(Held(f"{LONG_ADDRESS}-{why}.jpg", why, 10.0 + 40 * number) for number, why in enumerate(whys))
    trouble_words = tr(
        "The watched folder {folder} cannot be read ({why}). Watching goes on by itself when it can.",
        folder=far,
        why="Input/output error",
    )
    for view, name in (
        (WatchedView(folder, True, "move", False, 4711, held, 999, 88, 77, 66, 55), "a watched folder at work"),
        (WatchedView(folder, True, trouble=trouble_words, out_of_reach=True), "a watched folder out of reach"),
    ):
        flow.sheet.say("")
        flow.sheet.show_view(view, masked=False)
        flow.sign.show_view(view)
        await at_work.shown()
        yield name
    flow.sheet.close_sheet()
    flow.sign.show_view(WatchedView())
