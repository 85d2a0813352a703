"""Every state of every pane, as an operator comes upon it: empty, loading, failed, at work, done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from PySide6.QtCore import Qt

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ServiceError
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit
from tests.unit.workflow.fakes import FakeService

LONG_ADDRESS = "内蒙古自治区呼伦贝尔市鄂伦春自治旗克一河镇样张路一百二十三号样张花园小区十二号楼三单元一千二百零四室"
MRZ = "P<UTOSPECIMEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"

State = Callable[[], object]


def passport() -> Reading:
    """A passport with its machine-readable zone, the widest field there is."""
    fields = [
        Field(key, label, text, text, Quad.from_bounds(60, 60 + 60 * at, 620, 100 + 60 * at), 0.99, (), 0.9, "local")
        for at, (key, label, text) in enumerate(
            (
                ("name_latin", "Name", "SPECIMEN ANNA MARIA WILHELMINA HENRIETTE"),
                ("document_number", "Passport No.", "L898902C3"),
                ("nationality_code", "Nationality", "UTO"),
                ("expiry_date", "Date of expiry", "2012-04-15"),
                ("mrz", "MRZ", MRZ),
            )
        )
    ]
    return Reading(
        "local", "passport", "page", tuple(fields), card_quad=Quad.from_bounds(20, 20, 780, 480), elapsed_ms=7
    )


def scripted(script: Script) -> None:
    """What each of the files holds."""
    changed = {"id_number": BAD_NUMBER, "address": LONG_ADDRESS, "name": "张龘𠮷"}
    script.by_name.update(
        {
            "a.png": [permit(changed, doubtful=["name", "sex"], low_characters={"address": [2, 5]})],
            "b.png": ServiceError("reader_crashed", "The engine stopped.", retryable=True),
            "c.png": [],
            "d.png": [passport()],
            "e.png": [permit(emblem=True)],
        }
    )


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
    window.intents.add(_files(folder))
    await at_work.until(lambda: len(at_work.desk.queue) == 6)
    await at_work.shown()
    yield "reading"
    service.gate.set()
    service.gate = None
    await at_work.settled()
    async for name in _cards(at_work):
        yield name
    async for name in _over_the_work(at_work):
        yield name
    async for name in _decided(at_work):
        yield name


def _files(folder: Path) -> list[Path]:
    paths = files(folder, "a.png", "b.png", "c.png", "d.png", "e.png")
    refused = folder / "z.png"
    refused.write_bytes(b"no picture at all")
    return [*paths, refused]


async def _show(at_work: AtWork, place: int, key: str | None = None) -> None:
    at_work.desk.select_case(at_work.desk.queue[place].id)
    if key is not None:
        at_work.desk.select_field(key)
    at_work.window.intents.focus_field()
    await at_work.shown()


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
    for level in ("info", "warn", "error", "done"):
        window.notices.say(
            level, f"{level}: {LONG_ADDRESS}", action="Do something about it", do=lambda: None, stay=True
        )
        await at_work.shown()
        yield f"notice {level}"
        window.notices.dismiss(level)
    window._show_services()
    await at_work.shown()
    yield "services"
    window._show_services()
    at_work.desk.set_filter("nothing is called this")
    window._render_queue()
    await at_work.shown()
    yield "nothing passes the filter"
    at_work.desk.set_filter("")


async def _decided(at_work: AtWork) -> AsyncIterator[str]:
    for place in range(5):
        await _show(at_work, place)
        at_work.desk.judging.reject("Not a card at all")
    await at_work.shown()
    await _show(at_work, 0)
    yield "all decided"
