"""How long the window's event loop stands still while large images come, are shown and left again.

The yardstick is a bare Qt loop while two threads keep the cores as busy: what it misses is the machine's doing.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  # after PySide6

from carddesk.settings import Settings
from carddesk.ui.garbage import collected_here
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.benchmarks.measure import Measured
from tests.specimens import specimen
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

SIZE = (9248, 6936)
"""64 megapixels, as the largest sensors of telephones give."""
BEAT_MS = 5
WORST = 10
"""So many of the longest gaps are told of: one alone would be chance."""


def measure() -> Iterator[Measured]:
    """Three images of 64 megapixels and twelve of two, opened, stepped through, zoomed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder, collected_here():
        pictures = _draw(Path(folder))
        ours, seconds = qasync.run(_at_the_desk(app, pictures, Path(folder) / "workspace"))
        bare = qasync.run(_bare(seconds))
    yield Measured(f"the {WORST} longest gaps at the desk", "those of a bare loop", ours, bare)
    yield Measured("the longest gap at the desk", "50 ms", ours[:1], [50.0], most=1.0)


class Heart:
    """Beats on the event loop and notes how late each beat came.

    With `time.thread_time` for its clock it notes how much the thread did in between, which is the same on a busy machine.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.gaps: list[float] = []
        self._clock = clock
        self._last = clock()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def worst_ms(self) -> list[float]:
        """The longest gaps, longest first; it beats no more."""
        self._timer.stop()
        return [gap * 1000 for gap in sorted(self.gaps, reverse=True)[:WORST]]

    def _beat(self) -> None:
        now = self._clock()
        self.gaps.append(now - self._last)
        self._last = now


def _draw(folder: Path) -> list[Path]:
    drawn = [specimen(seed, "moderate").image for seed in range(7300, 7315)]
    made = []
    for number, picture in enumerate(drawn):
        made.append(folder / f"{number}.jpg")
        (picture.resize(SIZE) if number < 3 else picture).save(made[-1], quality=92)
    return made


async def _at_the_desk(app: QApplication, pictures: list[Path], place: Path) -> tuple[list[float], float]:
    workspace = workspace_at(place)
    desk = Desk(workspace, {"local": FakeService()}, Settings(), operator="ann", now=noon)
    tasks = Tasks(lambda error: None)
    window = MainWindow(desk, tasks, Theme(app), threshold=0.8)
    window.show()
    await asyncio.sleep(1)
    heart, started = Heart(), time.perf_counter()
    await desk.add_files(pictures)
    for row in desk.queue:
        window.intents.open_case(row.id)
        for _ in range(6):
            await asyncio.sleep(0.25)
            window.image.view.zoom_in()
    gaps = heart.worst_ms()
    await tasks.close()
    await desk.close()
    window.leave()
    window.deleteLater()
    return gaps, time.perf_counter() - started


async def _bare(seconds: float) -> list[float]:
    over = threading.Event()
    threads = [threading.Thread(target=_keep_busy, args=(over,)) for _ in range(2)]
    heart = Heart()
    for thread in threads:
        thread.start()
    await asyncio.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    return heart.worst_ms()


def _keep_busy(over: threading.Event) -> None:
    block = bytes(1 << 20)
    while not over.is_set():
        hashlib.sha256(block)  # lets other threads run meanwhile
