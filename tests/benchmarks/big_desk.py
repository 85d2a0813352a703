"""A desk over very many cases in a process of its own: what its keys cost, and what memory it takes.

`python -m tests.benchmarks.big_desk FOLDER` prints one JSON object of milliseconds and bytes; the folder is written to.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

import qasync  # isort: skip  # after PySide6

from carddesk.settings import Settings
from carddesk.ui.garbage import collected_here
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.benchmarks.loop_gap import Heart
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

PAGED = 2_000
"""Cards gone through when it is looked whether memory grows."""


class Session:
    """An operator at this desk."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        self.window = window
        self.desk = desk
        self.found: dict[str, float] = {}

    async def go(self) -> None:
        """Everything that is measured, in turn."""
        window, rows = self.window, self.window.queue.list
        for name, words in (
            ("common", "样张"),
            ("name", "赵伟芳"),
            ("number", "81000019500101"),
            ("status", ":rejected"),
        ):
            await self._filter(name, words)
        await self._filter("nothing", "")
        self.desk.select_case(self.desk.queue[len(self.desk.queue) // 2].id)
        await asyncio.sleep(1)
        await self._each("page", 40, lambda: QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_PageDown))
        rows.setFocus()
        await self._gap("page held in the list", 60, lambda: QTest.keyClick(rows, Qt.Key.Key_PageDown))
        await self._gap("wheel", 120, lambda: _wheel(window))
        await self._gap(
            "to the end and back", 6, lambda: QTest.keyClick(rows, Qt.Key.Key_End), _key(rows, Qt.Key.Key_Home)
        )
        await self._memory()
        self.desk.select_case(next(row.id for row in self.desk.queue[-300:] if row.status == "read"))
        self.window.intents.focus_field()
        await asyncio.sleep(1)
        await self._each("accept", 25, lambda: QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return))

    async def _filter(self, name: str, words: str) -> None:
        """From the moment when the typed words take hold up to the painted list; the delay before that is for typing on."""
        box, times = self.window.queue.filter, []
        for _ in range(3):
            await self._filtered(box, "")
            times.append(await self._filtered(box, words))
        self.found[f"filter {name}"] = median(times)

    async def _filtered(self, box: QLineEdit, words: str) -> float:
        box.setText(words)
        before = self.window.queue.rows
        started = time.thread_time()
        box.returnPressed.emit()
        while self.window.queue.rows is before:  # noqa: ASYNC110 - looked at each time round the loop
            await asyncio.sleep(0)
        self.window.queue.list.viewport().grab()
        return (time.thread_time() - started) * 1000

    async def _each(self, name: str, count: int, press: Callable[[], object]) -> None:
        times = []
        for _ in range(count):
            started = time.thread_time()
            press()
            _paint()
            times.append((time.thread_time() - started) * 1000)
            await asyncio.sleep(0.05)
        self.found[name] = median(times)

    async def _gap(self, name: str, count: int, *presses: Callable[[], object]) -> None:
        heart = Heart(time.thread_time)
        started = time.thread_time()
        for _ in range(count):
            for press in presses:
                press()
                await asyncio.sleep(0.02)
        self.found[f"{name}: on a processor"] = (time.thread_time() - started) * 1000 / count / len(presses)
        self.found[f"{name}: longest step"] = heart.worst_ms()[0]

    async def _memory(self) -> None:
        async def page(times: int) -> None:
            for _ in range(times):
                self.desk.next_case()
                await asyncio.sleep(0)
                _paint()
            await asyncio.sleep(0.5)
            gc.collect()

        first = self.desk.queue[max(len(self.desk.queue) - PAGED - 1500, 0)].id
        self.desk.select_case(first)
        await page(min(1000, len(self.desk.queue) // 2))  # caches of fixed size fill
        before = _resident()
        await page(min(PAGED, len(self.desk.queue) // 3))
        self.found["grown by paging"] = _resident() - before


async def run(app: QApplication, place: Path) -> dict[str, float]:
    """All the figures."""
    before = _resident()
    workspace = workspace_at(place)
    started = time.process_time()
    desk = Desk(workspace, {"local": FakeService()}, Settings(), operator="ann", now=noon)
    made = (time.process_time() - started) * 1000
    tasks = Tasks(lambda error: None)
    window = MainWindow(desk, tasks, Theme(app), threshold=0.8)
    window.resize(1366, 768)
    window.show()
    await asyncio.sleep(1)
    session = Session(window, desk)
    session.found |= {"desk": made, "resident": _resident() - before}
    await session.go()
    await tasks.close()
    await desk.close()
    window.leave()
    window.deleteLater()
    return session.found


def _wheel(window: MainWindow) -> None:
    view = window.queue.list.viewport()
    middle = QPointF(view.rect().center())
    turned = QWheelEvent(
        middle,
        QPointF(view.mapToGlobal(view.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, turned)


def _key(rows: QWidget, key: Qt.Key) -> Callable[[], object]:
    return lambda: QTest.keyClick(rows, key)


def _paint() -> None:
    for _ in range(3):  # what is laid out anew asks for more
        QApplication.sendPostedEvents()


def _resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Prints the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    with collected_here():
        found = qasync.run(run(app, Path(sys.argv[1])))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
