"""Credentials in the desk: set, replaced, deleted and tried in place; what is typed leaves the box for the keyring alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest

from carddesk.errors import EnvironmentFault, UserError
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from carddesk.ui.service.credentials_dialog import CredentialsDialog
from carddesk.ui.service.secret_edit import SecretEdit
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.desk import Desk
from tests.ui.desk_at_work import AtWork
from tests.unit.workflow.cloud import CloudService, PlayedCredentials
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

MARKED = "s3cr3t-样张"


@pytest.fixture
def cloud() -> CloudService:
    return CloudService()


@pytest.fixture
def credentials() -> PlayedCredentials:
    return PlayedCredentials()


@pytest.fixture
async def desk(
    workspace_path: Path, service: FakeService, cloud: CloudService, credentials: PlayedCredentials
) -> AsyncIterator[Desk]:
    workspace = workspace_at(workspace_path)
    services = {"local": service, "acme.card": cloud}
    made = Desk(workspace, services, Settings(), operator="ann", now=noon, accounts=Accounts(services, credentials))
    yield made
    await made.close()
    workspace.close()


@pytest.fixture
async def dialog(at_work: AtWork) -> AsyncIterator[CredentialsDialog]:
    at_work.window.credentials.open("acme")
    opened = at_work.window.credentials.dialog
    assert opened is not None
    await at_work.until(lambda: not opened._busy)
    yield opened
    if at_work.window.credentials.dialog is not None:
        at_work.window.credentials.dialog.close()
    await at_work.until(lambda: at_work.window.credentials.dialog is None)


async def typed(at_work: AtWork, dialog: CredentialsDialog, **values: str) -> None:
    for key, value in values.items():
        dialog.edits[key].setText(value)
    dialog.save.click()
    await at_work.until(lambda: not dialog._busy)


async def test_credentials_are_set_and_replaced_one_field_at_a_time(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    assert dialog.state_of("api_key") == "not set"
    assert not dialog.save.isEnabled()
    await typed(at_work, dialog, api_key="k1")
    assert "More is needed" in dialog.words
    await typed(at_work, dialog, api_secret=MARKED)
    assert "can be used now" in dialog.words
    assert credentials.kept == {"api_key": Secret("k1"), "api_secret": Secret(MARKED)}
    await typed(at_work, dialog, api_key="k2")
    assert credentials.kept == {"api_key": Secret("k2"), "api_secret": Secret(MARKED)}
    assert all(edit.text() == "" for edit in dialog.edits.values()), "nothing stays in the boxes"
    assert dialog.state_of("api_secret") == "in the keyring"


async def test_deleting_asks_once_more_in_place(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    await typed(at_work, dialog, api_key="k", api_secret="s")
    dialog.delete.click()
    assert credentials.kept
    assert dialog.delete.text() == "Really delete"
    dialog.delete.click()
    await at_work.until(lambda: not dialog._busy)
    assert credentials.kept == {}
    assert dialog.state_of("api_key") == "not set"
    assert not dialog.delete.isEnabled()


async def test_the_connection_is_tried_without_a_card(
    at_work: AtWork, dialog: CredentialsDialog, cloud: CloudService
) -> None:
    assert not dialog.test.isEnabled()
    await typed(at_work, dialog, api_key="k", api_secret="s")
    dialog.test.click()
    await at_work.until(lambda: not dialog._busy)
    assert dialog.words == "Acme knows this account."
    assert cloud.asked == []


async def test_a_keyring_that_fails_says_so_and_is_asked_anew_in_place(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    credentials.fault = EnvironmentFault("keyring_locked", "The keyring is locked. Unlock it.")
    await typed(at_work, dialog, api_key=MARKED)
    assert dialog.words == "The keyring is locked. Unlock it."
    assert dialog.edits["api_key"].text() == MARKED, "what was typed is still there for a second try"
    assert not dialog.retry.isHidden()
    credentials.fault = None
    dialog.retry.click()
    await at_work.until(lambda: not dialog._busy)
    assert dialog.words == ""
    assert dialog.retry.isHidden()


async def test_a_value_that_cannot_be_right_is_told_in_place(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    credentials.refuses = UserError("credential_value", "Copy it again.")
    await typed(at_work, dialog, api_key="a b")
    assert dialog.words == "Copy it again."


async def test_what_the_environment_gives_cannot_be_changed_here(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    credentials.environment = {"api_key": Secret("e")}
    dialog.look_asked.emit()
    await at_work.until(lambda: not dialog._busy)
    assert dialog.state_of("api_key") == "from the environment"
    assert not dialog.edits["api_key"].isEnabled()
    assert dialog.edits["api_secret"].isEnabled()


async def test_closing_while_the_keyring_thinks_leaves_nothing_behind(
    at_work: AtWork, dialog: CredentialsDialog, credentials: PlayedCredentials
) -> None:
    credentials.gate = asyncio.Event()
    dialog.edits["api_key"].setText(MARKED)
    dialog.save.click()
    assert not dialog.save.isEnabled()
    dialog.close()
    await at_work.until(lambda: at_work.window.credentials.dialog is None)
    credentials.gate.set()
    await at_work.shown()


async def test_a_secret_is_neither_shown_copied_undone_nor_read_aloud(
    at_work: AtWork, dialog: CredentialsDialog
) -> None:
    edit = dialog.edits["api_secret"]
    QGuiApplication.clipboard().setText("before")
    edit.setFocus()
    QTest.keyClicks(edit, "s3cr3t")
    assert edit.displayText() == "●" * 6 or set(edit.displayText()) == {edit.displayText()[0]}
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(edit, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    assert edit.text() == "s3cr3t", "nor cut"
    interface = QAccessible.queryAccessibleInterface(edit)
    for part in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description):
        assert "s3cr3t" not in interface.text(part)
    edit.wipe()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(edit, key, Qt.KeyboardModifier.ControlModifier)
    assert not edit.isUndoAvailable()
    assert edit.text() == ""


async def test_a_field_that_is_no_secret_is_shown_but_not_undone_into_sight(at_work: AtWork) -> None:
    edit = SecretEdit(hidden=False)
    edit.insert("domain")
    assert edit.displayText() == "domain"
    edit.wipe()
    edit.undo()
    assert edit.text() == ""
    edit.deleteLater()
