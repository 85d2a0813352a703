"""Between the sheet about the workspace's key and the desk: asks what is needed, and says how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.key_sheet import KeySheet
from carddesk.ui.unlock.person import WindowPerson
from carddesk.ui.unlock.sheet import Level
from carddesk.workflow.asking import Person
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.unlocking import Left


class KeyFlow(QObject):
    """Opens one sheet at a time."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._care = desk.key_care
        self._tasks = tasks
        self._theme = theme
        self._window = window
        self._person: WindowPerson | None = None
        self.sheet: KeySheet | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the workspace has a key that this desk looks after."""
        return self._care.is_ours

    def open(self) -> None:
        """Show how the workspace is locked."""
        if self.sheet is not None or not self._care.is_ours:
            return
        sheet = KeySheet(self._theme, self._window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.code_asked.connect(self._renew)
        sheet.lock_asked.connect(self._lock)
        sheet.change_asked.connect(self._change)
        sheet.finished.connect(self._closed)
        self.sheet = sheet
        sheet.open()
        _ = self._tasks.spawn(self._show(sheet))

    async def _show(self, sheet: KeySheet) -> None:
        state = await self._care.state()
        self._by_passphrase = state.by_passphrase
        if self.sheet is sheet:
            sheet.show_state(state)
            if state.changing:
                sheet.say("info", tr("Close CardDesk and open it once more: then the key is changed."))

    def _renew(self) -> None:
        self._begin(self._care.renew_code, tr("The new recovery code holds now."))

    def _lock(self) -> None:
        if self._by_passphrase:
            self._begin(self._care.lock_by_keyring, tr("The keyring has the key now."))
        else:
            self._begin(self._care.lock_by_passphrase, tr("It opens by the passphrase now."))

    def _change(self) -> None:
        self._begin(self._care.begin_change, "")

    def _begin(self, deed: Callable[[Person], Awaitable[None]], done: str) -> None:
        if self.sheet is not None and self._person is None:
            self.sheet.set_busy(True)
            _ = self._tasks.spawn(self._do(self.sheet, deed, done))

    async def _do(self, sheet: KeySheet, deed: Callable[[Person], Awaitable[None]], done: str) -> None:
        self._person = person = WindowPerson(self._theme, lambda: None, quiet=True, parent=sheet)
        level: Level = "info"
        said = done
        try:
            await deed(person)
        except Left:
            said = ""
        except UserError as error:
            level, said = "error", error.message
        finally:
            self._person = None
            person.close()
        if self.sheet is sheet:
            sheet.say(level, said)
            await self._show(sheet)

    def _closed(self) -> None:
        self.sheet = None
        if self._person is not None:
            self._person.close()
        self._window.activateWindow()
