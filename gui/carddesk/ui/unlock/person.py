"""Asks by windows what a workspace needs to be opened. It is asked in a thread; the windows live in Qt's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.code_sheet import CodeSheet
from carddesk.ui.unlock.passphrase_sheet import PassphraseSheet
from carddesk.ui.unlock.password_sheet import PasswordSheet
from carddesk.ui.unlock.sheet import Sheet
from carddesk.ui.unlock.unlock_sheet import UnlockSheet
from carddesk.ui.unlock.waiting_sheet import WaitingSheet
from carddesk.workflow.asking import Answer, PasswordAnswer, PasswordQuestion, Question, Stage

_PATIENCE_MS = 1500
"""What takes no longer opens no window."""


class WindowPerson:
    """A `Person` at a window. Made and closed in Qt's thread, asked in another."""

    def __init__(
        self, theme: Theme, on_leave: Callable[[], None], *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        """Not asked anything yet.

        Args:
            theme: of the windows.
            on_leave: told when somebody closes the window that only says what takes so long.
            quiet: without such windows, where another window says it.
            parent: the window over which to ask; None before there is one.
        """
        self._parent = parent
        self._quiet = quiet
        self._theme = theme
        self._on_leave = on_leave
        self._loop = asyncio.get_running_loop()
        self._sheet: Sheet | None = None
        self._asking = False
        self._left = False
        self._stage = Stage.OPENING
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._tell)
        self._wait()

    def stage(self, stage: Stage) -> None:
        """What takes its time now."""
        self._loop.call_soon_threadsafe(self._note, stage)

    def key(self, question: Question) -> Answer | None:
        """By what the workspace is to be opened."""
        answer: Answer | None = self._ask(lambda: self._unlock(question))
        return answer

    def password(self, question: PasswordQuestion) -> PasswordAnswer | None:
        """The password of a login."""
        answer: PasswordAnswer | None = self._ask(lambda: self._sign_in(question))
        return answer

    def new_passphrase(self, place: str, trouble: Trouble | None) -> Answer | None:
        """The passphrase that it is to have."""
        answer: Answer | None = self._ask(
            lambda: self._shown(PassphraseSheet(self._theme, place, trouble, self._parent))
        )
        return answer

    def has_written_down(self, place: str, code: str) -> bool:
        """Show a recovery code."""
        return bool(self._ask(lambda: self._shown(CodeSheet(self._theme, place, code, self._parent))))

    def close(self) -> None:
        """Take every window away; who is still asked, leaves."""
        self._left = True
        self._timer.stop()
        self._put_away()

    def _ask(self, make: Callable[[], Sheet]) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(self._answered(make), self._loop).result()
        except CancelledError:
            return None

    async def _answered(self, make: Callable[[], Sheet]) -> Any:
        if self._left:
            return None
        self._asking = True
        self._timer.stop()
        sheet = make()
        answer = await sheet.answer()
        self._asking = False
        if not self._left:
            self._wait()
        return answer

    def _unlock(self, question: Question) -> Sheet:
        sheet = (
            self._sheet if isinstance(self._sheet, UnlockSheet) else self._shown(UnlockSheet(self._theme, self._parent))
        )
        assert isinstance(sheet, UnlockSheet)
        sheet.ask(question)
        return sheet

    def _sign_in(self, question: PasswordQuestion) -> Sheet:
        there = self._sheet
        sheet = there if isinstance(there, PasswordSheet) else self._shown(PasswordSheet(self._theme, self._parent))
        assert isinstance(sheet, PasswordSheet)
        sheet.ask(question)
        return sheet

    def _shown(self, sheet: Sheet) -> Sheet:
        self._put_away()
        self._sheet = sheet
        if self._parent is not None:
            sheet.open()
        else:
            sheet.show()
        sheet.activateWindow()
        return sheet

    def _put_away(self) -> None:
        if self._sheet is not None:
            self._sheet.give(None)
            self._sheet.hide()
            self._sheet.deleteLater()
            self._sheet = None

    def _note(self, stage: Stage) -> None:
        self._stage = stage
        if isinstance(self._sheet, WaitingSheet):
            self._sheet.tell(_WORDS[stage]())
        elif not self._left and not self._asking and not self._timer.isActive():
            self._wait()

    def _wait(self) -> None:
        if not self._quiet:
            self._timer.start()

    def _tell(self) -> None:
        said = _WORDS[self._stage]()
        if isinstance(self._sheet, UnlockSheet | PasswordSheet):
            self._sheet.say("info", said)
        else:
            waiting = WaitingSheet(self._theme)
            waiting.rejected.connect(self._on_leave)
            waiting.tell(said)
            self._shown(waiting)


_WORDS: dict[Stage, Callable[[], str]] = {
    Stage.KEYRING: lambda: tr("The keyring is asked for the key. Perhaps a window of it waits for its password."),
    Stage.REKEYING: lambda: tr(
        "The key of the workspace is changed: everything is encrypted anew. This may be stopped at any time; it goes on "
        "at the next start."
    ),
    Stage.OPENING: lambda: tr("The workspace is opened…"),
}
