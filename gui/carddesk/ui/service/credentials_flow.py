"""What happens behind the credentials dialog: asking the keyring, keeping, deleting, trying; never while the window waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.services.secret import Secret
from carddesk.ui.look.theme import Theme
from carddesk.ui.service.credentials_dialog import CredentialsDialog
from carddesk.workflow.accounts import Account
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


class CredentialsFlow(QObject):
    """Opens one dialog at a time and answers it."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._tasks = tasks
        self._theme = theme
        self._window = window
        self._task: asyncio.Task[None] | None = None
        self._account = ""
        self._seen: set[str] = set()
        self.dialog: CredentialsDialog | None = None

    def open(self, account: str) -> None:
        """Show the credentials of this vendor."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        accounts = self._desk.accounts
        vendor = accounts.vendor(account)
        self._account = account
        dialog = CredentialsDialog(
            self._window, self._theme, vendor, accounts.title(account), testable=accounts.can_test(account)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.save_asked.connect(self._save)
        dialog.delete_asked.connect(self._delete)
        dialog.test_asked.connect(self._test)
        dialog.look_asked.connect(self._look)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        self._look()

    def look_once(self, account: Account) -> None:
        """Find out whether an account that is to be used has credentials, the first time that this is asked."""
        if account.configured is None and account.vendor.id not in self._seen:
            self._seen.add(account.vendor.id)
            _ = self._tasks.spawn(self._look_at([account.vendor.id]))

    def look_at_all(self) -> None:
        """Find out, beside the work, which accounts have credentials."""
        _ = self._tasks.spawn(self._look_at(self._desk.accounts.ids))

    async def _look_at(self, accounts: Iterable[str]) -> None:
        for account in accounts:
            await self._desk.accounts.look(account)
            self._desk.account_changed()

    def _look(self) -> None:
        self._begin(tr("Asking the keyring…"), self._looked)

    def _save(self, given: Mapping[str, Secret]) -> None:
        self._begin(tr("Saving…"), lambda dialog: self._saved(dialog, given))

    def _delete(self) -> None:
        self._begin(tr("Deleting…"), self._deleted)

    def _test(self) -> None:
        self._begin(tr("Asking {vendor}…", vendor=self._desk.accounts.title(self._account)), self._tested)

    def _begin(self, words: str, work: Callable[[CredentialsDialog], Coroutine[object, object, None]]) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(words)
            self._task = self._tasks.spawn(self._do(self.dialog, work))

    async def _do(
        self, dialog: CredentialsDialog, work: Callable[[CredentialsDialog], Coroutine[object, object, None]]
    ) -> None:
        """`work` leaves its words in the dialog. One that was closed meanwhile is not there to be told."""
        try:
            await work(dialog)
        except UserError as error:
            if self.dialog is dialog:
                dialog.set_busy("")
                dialog.say("error", error.message, again=isinstance(error, EnvironmentFault))
        finally:
            self._desk.account_changed()

    async def _looked(self, dialog: CredentialsDialog) -> None:
        account = await self._desk.accounts.look_again(self._account)
        if self.dialog is dialog:
            dialog.say("info", "")
            dialog.set_busy("")
            dialog.show_account(account)
            dialog.first().setFocus(Qt.FocusReason.OtherFocusReason)

    async def _saved(self, dialog: CredentialsDialog, given: Mapping[str, Secret]) -> None:
        account = await self._desk.accounts.keep(self._account, given)
        if self.dialog is dialog:
            dialog.wipe()
            dialog.set_busy("")
            enough = tr("Saved. The services of {vendor} can be used now.", vendor=account.title)
            dialog.say("done", enough if account.configured else tr("Saved. More is needed before it can be used."))
            dialog.show_account(account)

    async def _deleted(self, dialog: CredentialsDialog) -> None:
        account = await self._desk.accounts.forget(self._account)
        if self.dialog is dialog:
            dialog.set_busy("")
            dialog.say("done", tr("Deleted from the keyring."))
            dialog.show_account(account)

    async def _tested(self, dialog: CredentialsDialog) -> None:
        said = await self._desk.accounts.test(self._account)
        if self.dialog is dialog:
            dialog.set_busy("")
            dialog.say("done", said)

    def _closed(self) -> None:
        self.dialog = None
        # What is being kept or deleted goes on to its end; a test that nobody waits for need not.
        if self._task is not None:
            self._task.cancel()
        self._window.activateWindow()
