"""Between the watched folder and the window: its sheet, its sign, and the folder that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject

from carddesk.capture.watched_places import After
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.ui import dialogs
from carddesk.ui.capture.watch_sheet import WatchSheet
from carddesk.ui.capture.watch_sign import WatchSign
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


class WatchFlow(QObject):
    """Shows what stands, and says to the desk what the operator wants."""

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, *, frame: Frame, intents: Intents
    ) -> None:
        super().__init__(frame)
        self._desk = desk
        self._tasks = tasks
        self._frame = frame
        self._intents = intents
        self._watched = desk.capturing.watched
        self.sheet = WatchSheet(frame, theme, composition, taken=desk.settings.text("watch.taken"))
        self.sign = WatchSign(theme)
        frame.status.place_sign(self.sign)
        self.sign.clicked.connect(self.toggle)
        self.sheet.choose_asked.connect(self._choose)
        self.sheet.start_asked.connect(self._start)
        self.sheet.stop_asked.connect(self._stop)
        self.sheet.give_up_asked.connect(self._watched.give_up)
        self.sheet.left.connect(self._sheet_left)
        self._over_welcome = False
        self._unsubscribe = desk.subscribe(self._heard)
        frame.destroyed.connect(self._unsubscribe)
        self._render()

    def toggle(self) -> None:
        """Show the watched folder, or put it away."""
        self._over_welcome = not self._frame.work.isVisible()
        self.sheet.toggle(self._watched.view, masked=self._desk.privacy.on)

    def _heard(self, change: Change) -> None:
        if "watch" in change.what:
            self._render()

    def _render(self) -> None:
        view = self._watched.view
        self.sign.show_view(view)
        if self.sheet.isVisible():
            self.sheet.show_view(view, masked=self._desk.privacy.on)

    def _sheet_left(self) -> None:
        """Where the first card came meanwhile, what had the focus before is no more."""
        if self._over_welcome and self._frame.work.isVisible():
            self._intents.focus_field()

    def _choose(self) -> None:
        dialogs.ask_folder(self._frame.window(), self._chosen, title=tr("Watch a folder"))

    def _chosen(self, folders: list[Path]) -> None:
        if folders:
            self.sheet.choose_folder(str(folders[0]))

    def _start(self, folder: str, after: str, subfolders: bool) -> None:
        _ = self._tasks.spawn(self._begin(Path(folder).expanduser(), cast(After, after), subfolders=subfolders))

    async def _begin(self, folder: Path, after: After, *, subfolders: bool) -> None:
        try:
            await self._watched.choose(folder, after, subfolders=subfolders)
        except UserError as error:
            self.sheet.say(error.message)
            if self.sheet.isVisible():
                self.sheet.folder.setFocus()
        else:
            self.sheet.say("")

    def _stop(self) -> None:
        _ = self._tasks.spawn(self._watched.stop())
