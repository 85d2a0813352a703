"""The window before a team's desk that asks for a password: by keyboard, again when it was wrong, and left by Escape."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from carddesk.language import use
from carddesk.settings import Settings
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.opening import opened
from carddesk.ui.unlock.password_sheet import PasswordSheet
from carddesk.workflow.asking import PasswordQuestion
from tests.postgres.server import PASSWORD
from tests.postgres.team import Team
from tests.ui.cut_text import cut_in

HUSH = " hush hush"
QUESTION = PasswordQuestion("cards", "db.example", "ann", may_keep=True)


@pytest.fixture
def sheet(theme: Theme, qapp: QApplication) -> Iterator[PasswordSheet]:
    before = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    made = PasswordSheet(theme)
    made.show()
    made.ask(QUESTION)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.setQuitOnLastWindowClosed(before)


async def answer_to(sheet: PasswordSheet, do: Callable[[], object]) -> Any:
    waiting = asyncio.ensure_future(sheet.answer())
    await asyncio.sleep(0)
    do()
    return await asyncio.wait_for(waiting, 5)


async def test_a_password_is_typed_and_enter_opens_and_it_does_not_stay(sheet: PasswordSheet) -> None:
    assert not sheet.go.isEnabled()
    QTest.keyClicks(sheet.password, HUSH)
    answer = await answer_to(sheet, lambda: QTest.keyClick(sheet.password, Qt.Key.Key_Return))
    assert (answer.password.reveal(), answer.keep) == (HUSH, False)
    assert sheet.password.text() == ""
    assert not sheet.password.isEnabled(), "it is tried now"


async def test_the_keyring_keeps_it_if_that_is_ticked_and_only_where_one_works(sheet: PasswordSheet) -> None:
    QTest.keyClick(sheet.keep, Qt.Key.Key_Space)
    QTest.keyClicks(sheet.password, HUSH)
    assert (await answer_to(sheet, sheet.go.click)).keep
    sheet.ask(PasswordQuestion("cards", "", "ann", may_keep=False))
    assert not sheet.keep.isVisible()
    QTest.keyClicks(sheet.password, HUSH)
    assert not (await answer_to(sheet, sheet.go.click)).keep


def test_what_was_wrong_is_said_until_somebody_types_again(sheet: PasswordSheet) -> None:
    sheet.ask(PasswordQuestion("cards", "db.example", "ann", may_keep=True, wrong="Not it."))
    assert sheet.note.words == "Not it."
    QTest.keyClicks(sheet.password, "x")
    assert sheet.note.words == ""


async def test_escape_leaves(sheet: PasswordSheet) -> None:
    assert await answer_to(sheet, lambda: QTest.keyClick(sheet, Qt.Key.Key_Escape)) is None


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_sentence_is_cut_and_everything_has_a_name(theme: Theme, sheet: PasswordSheet, language: str) -> None:
    use(language)
    fresh = PasswordSheet(theme)
    fresh.show()
    fresh.ask(PasswordQuestion("cards", "db.example", "ann", may_keep=True, wrong="Not it."))
    QApplication.processEvents()
    try:
        assert cut_in(fresh) == []
        for each in fresh.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible():
                assert each.accessibleName() or getattr(each, "text", str)(), each
    finally:
        fresh.close()
        fresh.deleteLater()


def shown() -> list[PasswordSheet]:
    there = QApplication.topLevelWidgets()
    return [each for each in there if isinstance(each, PasswordSheet) and each.isVisible()]


async def until(holds: Callable[[], Any]) -> Any:
    for _ in range(1000):
        if found := holds():
            return found
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
def _loop_outlives_windows(qapp: QApplication) -> Iterator[None]:
    before = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    yield
    qapp.setQuitOnLastWindowClosed(before)


@pytest.mark.usefixtures("_loop_outlives_windows")
async def test_the_desk_of_a_team_opens_by_what_is_typed_in_one_window(made: Team, theme: Theme) -> None:
    made.member("ann")
    settings = Settings()
    settings.override(f"workspace.path={made.url('ann')}")
    leaving = asyncio.Event()
    opening = asyncio.ensure_future(opened(settings, None, theme, leaving))
    (asking,) = await until(shown)
    assert made.login("ann") in asking.login.text()
    assert not asking.keep.isVisible(), "there is no keyring here"
    asking.password.setText("wrong")
    asking.go.click()
    await until(lambda: "not take this password" in asking.note.words)
    assert shown() == [asking]
    asking.password.setText(PASSWORD)
    asking.go.click()
    workspace = await opening
    assert workspace is not None
    await asyncio.to_thread(workspace.close)
    assert shown() == []


@pytest.mark.usefixtures("_loop_outlives_windows")
async def test_who_leaves_opens_no_desk(made: Team, theme: Theme) -> None:
    made.member("ann")
    settings = Settings()
    settings.override(f"workspace.path={made.url('ann')}")
    opening = asyncio.ensure_future(opened(settings, None, theme, asyncio.Event()))
    (asking,) = await until(shown)
    asking.leave.click()
    assert await opening is None
