"""The program with its window: start-up, the event loop, and an orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  # after PySide6: qasync takes the binding that is imported already

from carddesk import __version__
from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import use
from carddesk.secrets.credentials import Credentials
from carddesk.services.registry import Broken
from carddesk.settings import Settings
from carddesk.store import backups
from carddesk.store.faults import fault as fault_of
from carddesk.store.workspace import Workspace
from carddesk.ui import qt_words
from carddesk.ui.bell import Bell, ring
from carddesk.ui.crash_dialog import BugReporter
from carddesk.ui.garbage import collected_here
from carddesk.ui.look import icons
from carddesk.ui.look.layout_memory import LayoutFile
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import LIGHT
from carddesk.ui.main_window import MainWindow
from carddesk.ui.unlock.code_sheet import take_back
from carddesk.ui.unlock.opening import opened
from carddesk.ui.unlock.restoring import restored_instead
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.backups import Schedule, place_of
from carddesk.workflow.catalogue import load_services
from carddesk.workflow.desk import Desk
from carddesk.workflow.moving import DAMAGED
from carddesk.workflow.tasks import Tasks

logger = logging.getLogger(__name__)

IMAGE_MEMORY_MB = 512
"""What Qt may allocate for one image: 64 megapixels at four bytes, twice."""
PATIENCE_S = 5.0
"""How long work in flight may take to end when the window closes."""


def run_desk(
    paths: Sequence[Path], settings: Settings, *, workspace_path: Path | None = None, language: str | None = None
) -> int:
    """Open the desk with `paths` loaded; the exit code, once its window has closed.

    Args:
        paths: files and folders.
        settings: of the run.
        workspace_path: folder of the workspace; None for the one in the settings.
        language: one of `language.LANGUAGES`, `""` for the system's; None when it has been chosen already.

    Raises:
        EnvironmentFault: the workspace cannot be opened.
    """
    if language is not None:
        use(language or settings.text("ui.language"))
    app = _application()
    with collected_here():
        qasync.run(_Session(app, settings, workspace_path).run(paths))
    return 0


def _application() -> QApplication:
    QImageReader.setAllocationLimit(IMAGE_MEMORY_MB)
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(["carddesk"])
    app.setApplicationName("CardDesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("carddesk")
    qt_words.speak(app)
    # The window closes before the work behind it has ended; the loop must outlive it.
    app.setQuitOnLastWindowClosed(False)
    return app


class _Session:
    """One run of the window, from the first paint to the last thread."""

    def __init__(self, app: QApplication, settings: Settings, place: Path | None) -> None:
        self._app = app
        self._settings = settings
        self._place = place
        self._window: MainWindow | None = None
        self._reporter = BugReporter(self._flush, self._tell)

    async def run(self, paths: Sequence[Path]) -> None:
        """Until the operator leaves, or the system asks the program to end."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._stray)
        self._reporter.install()
        leaving = asyncio.Event()
        try:
            with _signals(leaving.set):
                theme = Theme(self._app, self._settings.text("ui.theme"))
                self._app.setWindowIcon(icons.icon("id-card", theme.tokens, colour=LIGHT.accent))
                again = True
                while again and (workspace := await self._opened(theme, leaving)) is not None:
                    with closing(workspace):
                        again = await self._worked(workspace, theme, paths, leaving)
        finally:
            take_back()
            self._reporter.remove()

    async def _opened(self, theme: Theme, leaving: asyncio.Event) -> Workspace | None:
        """As `unlock.opened`; where another copy has it, that one is asked to come forward, and a damaged one is restored."""
        while True:
            try:
                return await opened(self._settings, self._place, theme, leaving)
            except EnvironmentFault as fault:
                if fault.code == "workspace_in_use":
                    ring(self._place or self._settings.workspace)
                if not await restored_instead(fault, self._settings, self._place, theme, leaving):
                    return None

    async def _worked(self, workspace: Workspace, theme: Theme, paths: Sequence[Path], leaving: asyncio.Event) -> bool:
        """Until the window is closed; whether it is to be opened again, since it was damaged and is restored."""
        try:
            desk, tasks, window = self._open(workspace, theme)
        except EnvironmentFault as fault:
            workspace.close()
            return await restored_instead(fault, self._settings, self._place, theme, leaving)
        window.close_asked.connect(leaving.set)
        window.show()
        if isinstance(workspace.place, Path):
            Bell(workspace.place, window)
        if paths:
            window.intents.add(paths)
        if self._settings.switch("reading.auto"):
            window.intents.reading.read_rest()
        desk.records.retention.start()
        desk.records.watcher.start()
        desk.capturing.watched.resume()
        if desk.team is not None:
            desk.team.start()
        schedule = Schedule(
            workspace, self._settings, tasks, partial(window.notices.say, "warn"), now=lambda: datetime.now(UTC)
        )
        schedule.start()
        damage = asyncio.Event()
        window.tidings.restore = partial(self._way_out, workspace.place, damage.set)
        await _first_of(leaving, damage)
        await self._close(desk, tasks, window)
        if leaving.is_set() or not isinstance(workspace.place, Path):
            return False
        broken = fault_of("workspace_broken", workspace.place)
        return await restored_instead(broken, self._settings, self._place, theme, leaving)

    def _way_out(self, place: Path | str, restore: Callable[[], None]) -> Callable[[], None] | None:
        """What restores a backup of this workspace, as far as there is one; a team's is kept with its server."""
        if not isinstance(place, Path):
            return None
        with suppress(UserError):
            return restore if backups.found(place_of(self._settings, place)) else None
        return None

    def _open(self, workspace: Workspace, theme: Theme) -> tuple[Desk, Tasks, MainWindow]:
        credentials = Credentials()
        broken: list[Broken] = []
        services = load_services(self._settings, credentials, told=broken.append, pace=workspace.pace)
        desk = Desk(
            workspace,
            services,
            self._settings,
            operator=self._settings.operator,
            now=lambda: datetime.now(UTC),
            accounts=Accounts(services, credentials),
            on_bug=self._reporter.report,
        )
        tasks = Tasks(self._tell, self._reporter.report)
        window = MainWindow(
            desk, tasks, theme, threshold=self._settings.number("review.low_confidence"), layout=LayoutFile()
        )
        self._window = window
        self._reporter.adopt(window)
        wrong = [*self._settings.warnings, *window.keys.complaints, *(each.said for each in broken)]
        if told := [each for each in (desk.sitting.story, *wrong) if each]:
            window.notices.say("warn", "\n".join(told), stay=True)
        return desk, tasks, window

    async def _close(self, desk: Desk, tasks: Tasks, window: MainWindow) -> None:
        window.flush()
        window.setEnabled(False)
        for ending in (tasks.close(), desk.close()):
            try:
                await asyncio.wait_for(ending, PATIENCE_S)
            except EnvironmentFault as fault:
                logger.warning("not all of the desk ended in good order: %s", fault.code)
            except TimeoutError:
                # What was judged is in the journal; a thread that does not end must not keep the window.
                logger.warning("work in flight did not end within %s s", PATIENCE_S)
        self._window = None
        window.leave()
        window.deleteLater()

    def _flush(self) -> None:
        if self._window is not None:
            self._window.flush()

    def _tell(self, error: UserError) -> None:
        if self._window is not None and error.code in DAMAGED:
            self._window.tidings.tell_damage(error.message)
        elif self._window is not None:
            self._window.notices.say("error", error.message)

    def _stray(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """What the event loop found nobody to give to."""
        error = context.get("exception")
        if isinstance(error, UserError):
            self._tell(error)
        elif isinstance(error, BaseException):
            self._reporter.report(error)
        else:
            logger.error("event loop: %s", context.get("message"))


async def _first_of(*happenings: asyncio.Event) -> None:
    """Until one of them has happened."""
    waiting = [asyncio.ensure_future(each.wait()) for each in happenings]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


@contextmanager
def _signals(leave: Callable[[], None]) -> Iterator[None]:
    """SIGINT and SIGTERM close the window in good order.

    Python runs its own handlers only between bytecodes, and Qt's loop may sit in C++ for long: the wake-up descriptor
    makes the loop turn, and with it Python.
    """
    ours, pythons = socket.socketpair()
    for end in (ours, pythons):
        end.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)

    def drain() -> None:
        with suppress(BlockingIOError):
            ours.recv(64)
        leave()

    notifier.activated.connect(drain)
    wakeup = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    earlier = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in earlier.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(wakeup)
        notifier.setEnabled(False)
        notifier.deleteLater()
        ours.close()
        pythons.close()
