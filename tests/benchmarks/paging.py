"""How long it takes from a key that goes to another card until that card is painted, with images of 12 megapixels.

The yardstick is 50 ms, which people do not notice. The time by the clock is held against it, and the time that the window's
thread had a processor, which is the same on a machine that has other things to do.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  # after PySide6

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.ui.garbage import collected_here
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.benchmarks.measure import Measured
from tests.specimens import specimen
from tests.ui.desk_at_work import number_of, permit
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

SIZE = (4000, 3000)
"""12 megapixels, as telephones and document cameras give."""
CARDS = 24
LOOKED_AT_S = 1.2
"""Nobody takes in a card in less; meanwhile the next ones are got ready."""
LIMIT_MS = 50.0
Turn = tuple[float, float]
"""Milliseconds by the clock, and of the window's thread on a processor."""


def measure() -> Iterator[Measured]:
    """Two dozen cards, one after the other by PageDown, back by PageUp, and each accepted by Enter."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder, collected_here():
        pictures = _draw(Path(folder))
        measured = qasync.run(_through(app, pictures, Path(folder) / "workspace"))
    for name, turns in measured.items():
        clock, busy = zip(*turns, strict=True)
        yield Measured(f"{name} to painted, p95 by the clock", "50 ms", [_p95(clock)], [LIMIT_MS], most=1.0)
        yield Measured(f"{name} to painted, p95 of processor time", "50 ms", [_p95(busy)], [LIMIT_MS], most=1.0)


def _draw(folder: Path) -> list[Path]:
    made = []
    drawn = [specimen(seed, "moderate").image.resize(SIZE) for seed in range(7400, 7404)]
    for number in range(CARDS):
        made.append(folder / f"{number:02d}.jpg")
        drawn[number % len(drawn)].rotate(number // len(drawn)).save(made[-1], quality=92)
    return made


def _reading(image: SourceImage) -> list[Reading]:
    """The fields of a permit, spread over the image as on a card; another number on each, so that none needs a human."""
    read = permit({"id_number": number_of(chr(ord("a") + int(PurePath(image.name).stem)))})
    places = (Quad.from_bounds(900, 500 + 380 * place, 2300, 640 + 380 * place) for place in range(len(read.fields)))
    fields = tuple(replace(field, quad=quad) for field, quad in zip(read.fields, places, strict=True))
    return [replace(read, fields=fields, card_quad=Quad.from_bounds(400, 300, 3600, 2700))]


async def _through(app: QApplication, pictures: list[Path], place: Path) -> dict[str, list[Turn]]:
    workspace = workspace_at(place)
    desk = Desk(workspace, {"local": FakeService(_reading)}, Settings(), operator="ann", now=noon)
    tasks = Tasks(lambda error: None)
    window = MainWindow(desk, tasks, Theme(app), threshold=0.8)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    await desk.add_files(pictures)
    while any(row.reading or row.waiting or row.status == "new" for row in desk.queue):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    desk.select_case(desk.queue[0].id)
    await asyncio.sleep(4 * LOOKED_AT_S)
    down = [await _turn(window, Qt.Key.Key_PageDown) for _ in range(CARDS - 1)]
    back = [await _turn(window, Qt.Key.Key_PageUp) for _ in range(CARDS - 1)]
    hurried = [await _turn(window, Qt.Key.Key_PageDown, 0.03, ready=False) for _ in range(CARDS - 1)]
    desk.select_case(desk.queue[0].id)
    window.intents.focus_field()
    await asyncio.sleep(4 * LOOKED_AT_S)
    accepted = [await _turn(window, Qt.Key.Key_Return) for _ in range(CARDS - 1)]
    assert desk.progress.verified == CARDS - 1
    await tasks.close()
    await desk.close()
    window.leave()
    window.deleteLater()
    return {"PageDown": down, "PageUp": back, "PageDown held": hurried, "Enter on a clean card": accepted}


async def _turn(window: MainWindow, key: Qt.Key, pause: float = LOOKED_AT_S, *, ready: bool = True) -> Turn:
    """Press the key and have everything painted; afterwards the card is looked at for a while."""
    started, begun = time.perf_counter(), time.thread_time()
    QTest.keyClick(window.focusWidget() or window, key)
    while ready and not window.image.view.has_picture:  # noqa: ASYNC110 - looked at each time round the loop
        await asyncio.sleep(0)
    for _ in range(3):  # what is laid out anew asks for more
        QApplication.sendPostedEvents()
    took = (time.perf_counter() - started) * 1000, (time.thread_time() - begun) * 1000
    await asyncio.sleep(pause)
    return took


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]
