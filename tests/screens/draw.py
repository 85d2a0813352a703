"""Draws the states in one look, in a process of its own: `python -m tests.screens.draw LOOK FOLDER [STATE…]`.

Nothing moves and no clock runs: played services, a fixed time, a caret that does not blink, no animation. A picture is
taken when the window has painted the same several times in a row.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

import qasync  # isort: skip  # after PySide6

from carddesk.errors import UserError
from carddesk.language import use
from carddesk.ui import qt_words
from carddesk.ui.garbage import collected_here
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.screens.looks import LOOKS, Look
from tests.ui.desk_at_work import AtWork, Script
from tests.ui.state_cards import before_the_second_look, desk_of, scripted, scripted_second_look
from tests.ui.states import looked_again, visited
from tests.unit.workflow.fakes import FakeService

AT_REST = 4
"""So many times in a row the window must paint the same."""
ROOM_PX = 100
"""Around the window on the screen."""
PAUSE_S = 0.04
PATIENCE_S = 60.0
LOADERS = {"Thumbnails", "PictureLoader", "OtherStrips", "WallStrips", "Ahead"}
"""Classes whose coroutines bring pictures; a busy machine may need a while for these."""


class Still(QProxyStyle):
    """A style in which nothing moves."""

    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint in {QStyle.StyleHint.SH_Widget_Animate, QStyle.StyleHint.SH_Widget_Animation_Duration}:
            return 0
        return super().styleHint(hint, option, widget, returned)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, and where to.

    Attributes:
        wanted: the states that are drawn; empty for all.
    """

    look: Look
    folder: Path
    wanted: frozenset[str]

    async def draw(self, app: QApplication) -> None:
        """Draw the states of work, then those of second looks."""
        numbers = iter(range(1, 1000))
        missing = set(self.wanted)
        with tempfile.TemporaryDirectory() as place:
            script = Script()
            service = FakeService(script)
            scripted(script)
            workspace, images = Path(place) / "workspace", Path(place) / "in"
            async with window_over(app, desk_of(workspace, service), self.look) as at_work:
                await self._take(at_work, visited(at_work, service, images), numbers, missing)
            if self.wanted and not missing:
                return
            scripted_second_look(script)
            workspace, images = Path(place) / "another", Path(place) / "again"
            await before_the_second_look(workspace, FakeService(script), images)
            double = "name id_number"
            async with window_over(app, desk_of(workspace, FakeService(script), "carl", double), self.look) as at_work:
                await self._take(at_work, looked_again(at_work), numbers, missing)
        if missing:
            sys.exit(f"there is no state {min(missing)!r}")

    async def _take(
        self, at_work: AtWork, states: AsyncIterator[str], numbers: Iterator[int], missing: set[str]
    ) -> None:
        async for name in states:
            number = next(numbers)
            if self.wanted and name not in self.wanted:
                continue
            picture = await at_rest(at_work.window)
            if not picture.save(str(self.folder / f"{number:02d} {name}.png")):
                raise OSError(f"{self.folder} cannot be written to")
            missing.discard(name)
            if self.wanted and not missing:
                break


@asynccontextmanager
async def window_over(app: QApplication, desk: Desk, look: Look) -> AsyncIterator[AtWork]:
    """The window over this desk, dressed as the look says; it closes the desk when it goes."""
    theme = Theme(app, look.colours)
    app.setStyle(Still("Fusion"))
    windows: list[MainWindow] = []

    def tell(error: UserError) -> None:
        windows[0].notices.say("error", error.message)

    def stop(error: BaseException) -> None:
        raise error

    tasks = Tasks(tell, stop)
    window = MainWindow(desk, tasks, theme, threshold=0.8)
    windows.append(window)
    window.resize(QSize(*look.size))
    window.show()
    window.activateWindow()
    at_work = AtWork(window, desk)
    await at_work.until(window.isActiveWindow)
    try:
        yield at_work
    finally:
        await tasks.close()
        window.leave()
        window.deleteLater()
        await desk.close()


async def at_rest(window: MainWindow) -> QImage:
    """The window and what has opened over it, once that does not change any more.

    Raises:
        TimeoutError: it goes on changing.
    """
    last, same, until = seen(window), 1, time.monotonic() + PATIENCE_S
    while same < AT_REST:
        if time.monotonic() > until:
            raise TimeoutError("the window does not come to rest")
        await asyncio.sleep(PAUSE_S)
        now = seen(window)
        same = same + 1 if now == last and not loading() else 1
        last = now
    return last


def loading() -> bool:
    """Whether pictures are on their way."""
    names = (getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    return any(name.partition(".")[0] in LOADERS for name in names)


def seen(window: MainWindow) -> QImage:
    """What a person sees of it now, menus and dialogs included."""
    picture = window.grab()
    over = [each for each in QApplication.topLevelWidgets() if each is not window and each.isVisible()]
    if over:
        picture = _with(
            picture, [(each.grab(), each.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())) for each in over]
        )
    return picture.toImage().convertToFormat(QImage.Format.Format_RGB32)


def _with(picture: QPixmap, over: list[tuple[QPixmap, QPoint]]) -> QPixmap:
    painter = QPainter(picture)
    for each, place in over:
        painter.drawPixmap(place, each)
    painter.end()
    return picture


def _choose_screen(look: Look, place: Path) -> None:
    """A screen in memory, of this scale and with room for the window."""
    width, height = ((side + ROOM_PX) * look.scale for side in look.size)
    screen = {"name": "memory", "x": 0, "y": 0, "width": width, "height": height}
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    config = place / "screens.json"
    config.write_text(json.dumps({"screens": [screen | dots]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
    os.environ["QT_SCALE_FACTOR"] = str(look.scale)


def application(look: Look) -> QApplication:
    """The one of this process, on a screen in memory, in the language of the look."""
    use(look.language)
    with tempfile.TemporaryDirectory() as place:
        _choose_screen(look, Path(place))
        app = QApplication(["carddesk"])
    app.setQuitOnLastWindowClosed(False)
    app.setCursorFlashTime(0)
    qt_words.speak(app)
    return app


def main(arguments: Sequence[str]) -> None:
    """Draw one look into a folder, which is emptied first."""
    name, folder, *states = arguments
    look = LOOKS[name]
    drawing = Drawing(look, Path(folder), frozenset(states) or look.states)
    shutil.rmtree(drawing.folder, ignore_errors=True)
    drawing.folder.mkdir(parents=True)
    app = application(look)
    with collected_here():
        qasync.run(drawing.draw(app))


if __name__ == "__main__":
    main(sys.argv[1:])
