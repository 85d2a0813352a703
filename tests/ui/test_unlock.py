"""The windows before the desk: by keyboard, with words for what is wrong, and gone when the desk is there."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from carddesk.language import use
from carddesk.secrets.trouble import Kind, Trouble
from carddesk.settings import Settings
from carddesk.store import keyfile, recovery_code
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.code_sheet import CodeSheet, take_back
from carddesk.ui.unlock.key_sheet import KeySheet
from carddesk.ui.unlock.opening import opened
from carddesk.ui.unlock.passphrase_sheet import PassphraseSheet
from carddesk.ui.unlock.person import WindowPerson
from carddesk.ui.unlock.sheet import Sheet
from carddesk.ui.unlock.unlock_sheet import UnlockSheet
from carddesk.ui.unlock.waiting_sheet import WaitingSheet
from carddesk.workflow.asking import Question, Stage
from carddesk.workflow.unlocking import VARIABLE
from tests.ui.cut_text import cut_in
from tests.ui.desk_at_work import AtWork
from tests.unit.secrets.keyrings import Locked, Memory

PLACE = "/home/ann/workspace"
GOOD = "cloud piano seven hill"
LOCKED = Trouble(Kind.LOCKED)


@pytest.fixture(autouse=True)
def _loop_outlives_windows(qapp: QApplication) -> Iterator[None]:
    """As the program has it: no window is shown between two questions."""
    before = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    yield
    qapp.setQuitOnLastWindowClosed(before)


@pytest.fixture
def made() -> Any:
    """Sheets that are gone after the test."""
    there: list[Sheet] = []

    def keep(sheet: Sheet) -> Sheet:
        there.append(sheet)
        sheet.show()
        return sheet

    yield keep
    for sheet in there:
        sheet.close()
        sheet.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def asked(
    theme: Theme, made: Any, *, words: bool = True, code: bool = True, trouble: Trouble | None = None
) -> UnlockSheet:
    sheet = UnlockSheet(theme)
    made(sheet)
    sheet.ask(Question(PLACE, words, code, trouble))
    return sheet


async def answer_to(sheet: Sheet, do: Callable[[], object]) -> Any:
    waiting = asyncio.ensure_future(sheet.answer())
    await asyncio.sleep(0)
    do()
    return await asyncio.wait_for(waiting, 5)


async def test_a_passphrase_is_typed_and_enter_opens(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made)
    assert not sheet.go.isEnabled()
    QTest.keyClicks(sheet.passphrase, GOOD)
    answer = await answer_to(sheet, lambda: QTest.keyClick(sheet.passphrase, Qt.Key.Key_Return))
    assert answer.passphrase.reveal() == GOOD
    assert not answer.keep
    assert sheet.passphrase.text() == "", "what was typed does not stay"


async def test_the_key_goes_into_the_keyring_if_that_is_ticked(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made)
    QTest.keyClicks(sheet.passphrase, GOOD)
    QTest.keyClick(sheet.keep, Qt.Key.Key_Space)
    assert (await answer_to(sheet, sheet.go.click)).keep


async def test_a_keyring_that_fails_is_not_offered_to_keep_it_but_asked_again(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made, trouble=LOCKED)
    assert "locked" in sheet.keyring.words
    assert not sheet.keep.isVisible()
    assert (await answer_to(sheet, sheet.retry.click)).retry


async def test_the_other_way_is_the_recovery_code_whose_slips_are_said_while_typing(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made)
    assert not sheet.code.isVisible()
    sheet.other.click()
    assert (sheet.code.isVisible(), sheet.passphrase.isVisible()) == (True, False)
    code = recovery_code.made()
    QTest.keyClicks(sheet.code, code[:4] + ("0" if code[4] != "0" else "1"))
    assert "group 1" in sheet.note.words
    sheet.code.setText(code)
    assert sheet.note.words == ""
    answer = await answer_to(sheet, lambda: QTest.keyClick(sheet.code, Qt.Key.Key_Return))
    assert answer.code.reveal() == code


def test_where_only_a_code_opens_it_that_is_asked_at_once(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made, words=False)
    assert sheet.code.isVisible()
    assert not sheet.other.isVisible()


def test_where_nothing_opens_it_that_is_said(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made, words=False, code=False, trouble=LOCKED)
    assert not sheet.code.isVisible()
    assert not sheet.passphrase.isVisible()
    assert sheet.retry.isVisible()


async def test_what_was_wrong_is_said_and_the_caret_is_back(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made)
    QTest.keyClicks(sheet.passphrase, "wrong")
    await answer_to(sheet, sheet.go.click)
    assert not sheet.passphrase.isEnabled()
    sheet.ask(Question(PLACE, by_passphrase=True, by_code=True, wrong="That is not it."))
    assert sheet.note.words == "That is not it."
    assert sheet.passphrase.isEnabled()
    QTest.keyClicks(sheet.passphrase, "x")
    assert sheet.note.words == ""


async def test_leaving_is_an_answer_too(theme: Theme, made: Any) -> None:
    sheet = asked(theme, made)
    assert await answer_to(sheet, lambda: QTest.keyClick(sheet, Qt.Key.Key_Escape)) is None


async def test_a_new_passphrase_is_typed_twice_and_must_be_good(theme: Theme, made: Any) -> None:
    sheet = PassphraseSheet(theme, PLACE, LOCKED)
    made(sheet)
    for first, second, good in (
        ("short", "short", False),
        (GOOD, "", False),
        (GOOD, GOOD[:-1], False),
        (GOOD, GOOD, True),
    ):
        sheet.first.setText(first)
        sheet.second.setText(second)
        assert sheet.go.isEnabled() == good, (first, second)
        assert bool(sheet.note.words) == (not good and bool(second or first == "short"))
    answer = await answer_to(sheet, sheet.go.click)
    assert answer.passphrase.reveal() == GOOD
    assert sheet.first.text() + sheet.second.text() == ""


def test_tab_goes_from_top_to_bottom(theme: Theme, made: Any) -> None:
    sheet = PassphraseSheet(theme, PLACE, LOCKED)
    made(sheet)
    chain, at = [], sheet.first.nextInFocusChain()
    while at is not sheet.first:
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(at)
        at = at.nextInFocusChain()
    assert chain == [sheet.second, sheet.go, sheet.leave, sheet.retry]


async def test_a_code_is_shown_until_they_say_that_they_have_it(theme: Theme, made: Any) -> None:
    code = recovery_code.made()
    sheet = CodeSheet(theme, PLACE, code)
    made(sheet)
    assert sheet.shown.text().split() == code.split("-")
    assert not sheet.go.isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.isVisible(), "Enter alone is not enough"
    QTest.keyClick(sheet.has_it, Qt.Key.Key_Space)
    assert await answer_to(sheet, sheet.go.click) is True


def test_a_copied_code_is_marked_so_that_clipboard_programs_keep_none(theme: Theme, made: Any) -> None:
    sheet = CodeSheet(theme, PLACE, "AAAAA-BBBBB")
    made(sheet)
    sheet.copy.click()
    held = QGuiApplication.clipboard().mimeData()
    assert held.text() == "AAAAA-BBBBB"
    assert held.data("x-kde-passwordManagerHint").data() == b"secret"
    take_back()
    left = QGuiApplication.clipboard().mimeData()
    assert left is None or left.text() == ""


def test_what_somebody_else_copied_is_left_in_the_clipboard(theme: Theme, made: Any) -> None:
    made(CodeSheet(theme, PLACE, "AAAAA-BBBBB")).copy.click()
    QGuiApplication.clipboard().setText("a phone number")
    take_back()
    assert QGuiApplication.clipboard().text() == "a phone number"
    QGuiApplication.clipboard().clear()


def test_a_program_in_which_a_code_was_copied_ends_well() -> None:
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from carddesk.ui.look.theme import Theme\n"
        "from carddesk.ui.unlock.code_sheet import CodeSheet, take_back\n"
        "sheet = CodeSheet(Theme(app), 'here', 'AAAAA-BBBBB')\n"
        "sheet.copy.click()\n"
        "take_back()\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_sentence_is_cut_and_everything_has_a_name(theme: Theme, made: Any, language: str) -> None:
    use(language)
    waiting = WaitingSheet(theme)
    waiting.tell("…")
    every = [
        asked(theme, made, trouble=Trouble(Kind.TIMEOUT)),
        asked(theme, made, words=False),
        asked(theme, made, words=False, code=False, trouble=Trouble(Kind.TIMEOUT)),
        made(PassphraseSheet(theme, PLACE, Trouble(Kind.MISSING))),
        made(CodeSheet(theme, PLACE, recovery_code.made())),
        made(waiting),
    ]
    for sheet in every:
        QApplication.processEvents()
        assert cut_in(sheet) == []
        for each in sheet.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible():
                assert each.accessibleName() or getattr(each, "text", str)(), each


# ---------------------------------------------------------------- asked from another thread, as the program asks


@pytest.fixture
async def leaving() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def person(theme: Theme, leaving: asyncio.Event) -> AsyncIterator[WindowPerson]:
    made = WindowPerson(theme, leaving.set)
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def shown() -> list[Sheet]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Sheet) and each.isVisible()]


async def until(holds: Callable[[], Any]) -> Any:
    for _ in range(1000):
        if found := holds():
            return found
        await asyncio.sleep(0.01)
    raise TimeoutError


async def test_a_wrong_passphrase_is_asked_for_again_in_the_same_window(person: WindowPerson) -> None:
    first = asyncio.ensure_future(asyncio.to_thread(person.key, Question(PLACE, by_passphrase=True, by_code=True)))
    (sheet,) = await until(shown)
    QTest.keyClicks(sheet.passphrase, "wrong")
    sheet.go.click()
    assert (await first).passphrase.reveal() == "wrong"
    second = Question(PLACE, by_passphrase=True, by_code=True, wrong="No.")
    again = asyncio.ensure_future(asyncio.to_thread(person.key, second))
    await until(lambda: sheet.note.words == "No.")
    assert shown() == [sheet]
    sheet.leave.click()
    assert await again is None


async def test_who_is_asked_when_the_program_ends_has_left(person: WindowPerson) -> None:
    asking = asyncio.ensure_future(asyncio.to_thread(person.has_written_down, PLACE, recovery_code.made()))
    await until(shown)
    person.close()
    assert await asking is False
    assert await asyncio.to_thread(person.new_passphrase, PLACE, None) is None
    assert shown() == []


async def test_what_takes_long_is_said_in_a_window_that_leaves_when_it_is_closed(
    person: WindowPerson, leaving: asyncio.Event
) -> None:
    person._timer.setInterval(10)
    person.stage(Stage.REKEYING)
    (sheet,) = await until(shown)
    assert isinstance(sheet, WaitingSheet)
    assert "encrypted anew" in sheet.said
    person.stage(Stage.OPENING)
    await until(lambda: "opened" in sheet.said)
    sheet.leave.click()
    assert leaving.is_set()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No passphrase in the environment: somebody is asked."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(Memory, "kept", {})


@pytest.mark.usefixtures("alone")
async def test_a_new_workspace_without_a_keyring_is_opened_by_two_windows(
    theme: Theme, leaving: asyncio.Event, tmp_path: Path
) -> None:
    opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    (sheet,) = await until(shown)
    assert isinstance(sheet, PassphraseSheet)
    sheet.first.setText(GOOD)
    sheet.second.setText(GOOD)
    sheet.go.click()
    (sheet,) = await until(lambda: [each for each in shown() if isinstance(each, CodeSheet)])
    sheet.has_it.setChecked(True)
    code = sheet.shown.text().replace("\n", "-").replace("  ", "-")
    sheet.go.click()
    workspace = await opening
    assert workspace is not None
    workspace.close()
    assert shown() == []
    keys = keyfile.read(tmp_path / "ws")
    assert keys.unlocked(GOOD) == keys.recovered(code)
    assert keys.unlocked(GOOD) is not None


@pytest.mark.usefixtures("alone")
async def test_leaving_instead_opens_nothing(theme: Theme, leaving: asyncio.Event, tmp_path: Path) -> None:
    opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    (sheet,) = await until(shown)
    sheet.leave.click()
    assert await opening is None
    assert not keyfile.is_there(tmp_path / "ws")


@pytest.mark.usefixtures("alone")
async def test_the_system_may_end_the_program_while_a_window_asks(
    theme: Theme, leaving: asyncio.Event, tmp_path: Path
) -> None:
    opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    await until(shown)
    leaving.set()
    assert await opening is None
    assert shown() == []
    await until(lambda: not [each for each in threading.enumerate() if each.name == "carddesk opening"])


@pytest.mark.usefixtures("alone")
async def test_with_a_keyring_nothing_is_asked_the_second_time(
    theme: Theme, leaving: asyncio.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    (sheet,) = await until(shown)
    assert isinstance(sheet, CodeSheet)
    sheet.has_it.setChecked(True)
    sheet.go.click()
    for _ in range(2):
        workspace = await opening
        assert workspace is not None
        workspace.close()
        opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    (await opening).close()  # type: ignore[union-attr]
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Locked")
    assert Locked.priority
    opening = asyncio.ensure_future(opened(Settings(), tmp_path / "ws", theme, leaving))
    (sheet,) = await until(shown)
    assert isinstance(sheet, UnlockSheet)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    sheet.retry.click()
    (await opening).close()  # type: ignore[union-attr]


# ---------------------------------------------------------------- at the desk


def pick(hands: AtWork) -> KeySheet:
    """Choose it in the menu, as somebody does."""
    hands.window.top.view.key.trigger()
    sheet = hands.window.workspace_key.sheet
    assert sheet is not None
    return sheet


async def test_the_desk_tells_how_it_is_locked_and_shows_a_new_code(at_work: AtWork, workspace_path: Path) -> None:
    sheet = pick(at_work)
    await at_work.until(lambda: sheet.state)
    assert "passphrase" in sheet.state
    assert "nobody has a recovery code" in sheet.state
    sheet.code.click()
    (shown_code,) = await until(lambda: sheet.findChildren(CodeSheet))
    code = shown_code.shown.accessibleName()
    assert keyfile.read(workspace_path).lock.recovery is None, "it counts from when they say that they have it"
    shown_code.has_it.setChecked(True)
    shown_code.go.click()
    await at_work.until(lambda: sheet.note.words and "there is a recovery code" in sheet.state)
    assert keyfile.read(workspace_path).recovered(code) is not None
    sheet.close()


async def test_who_thinks_better_of_it_changes_nothing(at_work: AtWork, workspace_path: Path) -> None:
    sheet = pick(at_work)
    await at_work.until(sheet.change.isEnabled)
    before = keyfile.read(workspace_path)
    sheet.change.click()
    (shown_code,) = await until(lambda: sheet.findChildren(CodeSheet))
    assert not sheet.change.isEnabled()
    QTest.keyClick(shown_code, Qt.Key.Key_Escape)
    await at_work.until(sheet.change.isEnabled)
    assert keyfile.read(workspace_path) == before
    sheet.close()


async def test_a_change_of_key_is_made_ready_and_waits_for_the_next_start(
    at_work: AtWork, workspace_path: Path
) -> None:
    sheet = pick(at_work)
    await at_work.until(sheet.change.isEnabled)
    sheet.change.click()
    (shown_code,) = await until(lambda: sheet.findChildren(CodeSheet))
    shown_code.has_it.setChecked(True)
    shown_code.go.click()
    await at_work.until(lambda: "open it once more" in sheet.note.words)
    assert keyfile.read(workspace_path).pending is not None
    assert not sheet.change.isEnabled()
    assert not sheet.code.isEnabled()
    sheet.close()


async def test_a_keyring_that_takes_nothing_is_said_and_the_passphrase_stays(
    at_work: AtWork, workspace_path: Path
) -> None:
    sheet = pick(at_work)
    await at_work.until(sheet.lock.isEnabled)
    assert "keyring" in sheet.lock.text()
    sheet.lock.click()
    await at_work.until(lambda: "no keyring" in sheet.note.words)
    assert keyfile.read(workspace_path).lock.passphrase is not None
    sheet.close()


async def test_from_the_keyring_to_a_passphrase_and_back(
    at_work: AtWork, workspace_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    monkeypatch.setattr(Memory, "kept", {})
    sheet = pick(at_work)
    await at_work.until(sheet.lock.isEnabled)
    sheet.lock.click()
    await at_work.until(lambda: sheet.note.words and sheet.lock.isEnabled())
    assert len(Memory.kept) == 1
    assert keyfile.read(workspace_path).lock.passphrase is None
    sheet.lock.click()
    (asking,) = await until(lambda: sheet.findChildren(PassphraseSheet))
    asking.first.setText(GOOD)
    asking.second.setText(GOOD)
    asking.go.click()
    await at_work.until(lambda: "passphrase" in sheet.state)
    assert keyfile.read(workspace_path).unlocked(GOOD) is not None
    assert Memory.kept == {}
    sheet.close()
