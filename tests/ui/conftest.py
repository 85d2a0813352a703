import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytestqt.plugin
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  # after PySide6

from carddesk.errors import UserError
from carddesk.language import use
from carddesk.settings import Settings
from carddesk.ui import qt_words
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.ui.shortcuts import keyboard
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.ui.desk_at_work import AtWork, Script
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at


class QtLoop(qasync.QEventLoop):  # type: ignore[misc]
    """WORKAROUND qasync turns Qt's loop once more after a coroutine has ended, when asyncio has no running loop.

    Work that goes on beside a test would fail there by chance; it gets its turn in the next phase of the test.
    """

    def run_until_complete(self, future: Awaitable[Any]) -> Any:
        task = asyncio.ensure_future(future, loop=self)

        def stop(_: object) -> None:
            self.stop()

        task.add_done_callback(stop)
        try:
            self.run_forever()
        finally:
            task.remove_done_callback(stop)
        return task.result()


def qt_loop() -> asyncio.AbstractEventLoop:
    """Qt's own loop, as the program runs on it."""
    loop: asyncio.AbstractEventLoop = QtLoop(QApplication.instance() or QApplication([]))
    return loop


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Coroutine tests in this folder run on Qt's loop."""
    return {"qt": qt_loop}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """WORKAROUND pytest-qt turns Qt's loop between the phases of a test, and after its fixtures are gone.

    On qasync that would step coroutines, and paint what starts some, when asyncio has no running loop. What is left over
    gets its turn in the next test; our own fixtures let work end.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pytestqt.plugin, "_process_events", lambda: None)
        return (yield)


@pytest.fixture(scope="session")
def _old_objects_left_alone() -> Iterator[None]:
    """What was made before the first of these tests is not walked through at the end of each."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _garbage_on_this_thread(_old_objects_left_alone: None) -> Iterator[None]:
    """Widgets in reference cycles are destroyed here, as in the program, and not by a thread of the workspace."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use("en")
    yield
    use("en")
    if isinstance(there := QApplication.instance(), QApplication):
        qt_words.speak(there)  # Qt's own words too, such as those for keys


@pytest.fixture(autouse=True)
def _own_keys() -> Iterator[None]:
    """What one test gives commands for keys is no other test's business."""
    yield
    keyboard.assign({})


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def service(script: Script) -> FakeService:
    return FakeService(script)


@pytest.fixture
def workspace_path(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
async def desk(workspace_path: Path, service: FakeService) -> AsyncIterator[Desk]:
    workspace = workspace_at(workspace_path)
    made = Desk(workspace, {"local": service}, Settings(), operator="ann", now=noon)
    yield made
    await made.close()
    workspace.close()


@pytest.fixture
async def at_work(desk: Desk, theme: Theme) -> AsyncIterator[AtWork]:
    """The window over the desk, shown and active; bugs and errors that nobody expected fail the test."""
    went_wrong: list[BaseException] = []
    window_of: list[MainWindow] = []

    def tell(error: UserError) -> None:
        window_of[0].notices.say("error", error.message)

    tasks = Tasks(tell, went_wrong.append)
    window = MainWindow(desk, tasks, theme, threshold=0.8)
    window_of.append(window)
    window.show()
    window.activateWindow()
    hands = AtWork(window, desk)
    try:
        await hands.until(window.isActiveWindow)
        yield hands
    finally:
        await tasks.close()
        window.leave()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert went_wrong == []
