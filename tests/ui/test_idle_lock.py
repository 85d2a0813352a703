"""The cover over a window that nobody sits at."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carddesk.cards import events
from carddesk.ui.privacy import idle_lock
from carddesk.ui.privacy.lock_page import LockPage
from tests.ui.desk_at_work import PERMIT, AtWork, Script, files, permit
from tests.ui.everything_seen import read_out, told


def page_of(at_work: AtWork) -> LockPage:
    page = at_work.window.findChild(LockPage)
    assert isinstance(page, LockPage)
    return page


async def a_card(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["张三.png"] = [permit(doubtful=["name"])]
    await at_work.open(files(tmp_path / "in", "张三.png", "b.png"))


async def test_a_covered_window_tells_nothing_to_anybody(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await a_card(at_work, script, tmp_path)
    before = "\n".join(read_out(at_work.window))
    assert PERMIT["address"][1] in before
    at_work.ctrl(Qt.Key.Key_K, shift=True)
    assert at_work.window.lock.locked
    for texts in (read_out(at_work.window), told(at_work.window)):
        assert "Locked. Press any key." in texts
        rest = "\n".join(texts)
        assert not any(value in rest for _, value in PERMIT.values() if len(value) > 1)
        assert "张三" not in rest
    shot = at_work.window.grab().toImage()
    shades = {shot.pixelColor(x, y).name() for x in range(0, shot.width(), 7) for y in range(4, 60, 5)}
    assert len(shades) == 1, "nothing of the top bar shines through"


async def test_any_key_opens_it_and_no_part_of_the_stroke_lands_in_a_field(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await a_card(at_work, script, tmp_path)
    at_work.type("李四")
    caret = at_work.focused
    at_work.window.lock.lock()
    QTest.keyPress(page_of(at_work), Qt.Key.Key_X)
    assert at_work.window.lock.locked, "it opens when the key is let go, or the key would repeat into a field"
    QTest.keyRelease(page_of(at_work), Qt.Key.Key_X)
    assert not at_work.window.lock.locked
    await at_work.shown()
    assert at_work.focused is caret
    row = at_work.row("name")
    assert (row.edit.text, row.edit.drafted) == ("李四", True)
    at_work.insert("五")
    assert row.edit.text == "李四五"
    at_work.ctrl(Qt.Key.Key_Z)
    at_work.ctrl(Qt.Key.Key_Z)
    assert row.edit.text == "张三", "what was typed can still be undone as typing"


async def test_no_command_is_heard_under_the_cover(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await a_card(at_work, script, tmp_path)
    case, status = at_work.case.id, at_work.case.status
    at_work.window.lock.lock()
    QTest.keyPress(page_of(at_work), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyPress(page_of(at_work), Qt.Key.Key_PageDown)
    QTest.keyRelease(page_of(at_work), Qt.Key.Key_PageDown)
    assert (at_work.case.id, at_work.case.status) == (case, status)


async def test_the_keys_that_covered_it_do_not_open_it(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await a_card(at_work, script, tmp_path)
    QTest.keyPress(
        at_work.focused, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    for key in (Qt.Key.Key_K, Qt.Key.Key_Shift, Qt.Key.Key_Control):
        QTest.keyRelease(page_of(at_work), key)
    assert at_work.window.lock.locked


async def test_opening_it_is_in_the_journal(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await a_card(at_work, script, tmp_path)
    at_work.window.lock.lock()
    QTest.keyClick(page_of(at_work), Qt.Key.Key_Space)
    last = at_work.desk._workspace.events(at_work.case.id)[-1]
    assert last.body == events.DeskUnlocked("key", 0)
    assert last.operator == "ann"


async def test_a_case_laid_open_is_masked_when_somebody_comes_back(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await a_card(at_work, script, tmp_path)
    at_work.desk.privacy.switch()
    at_work.desk.privacy.show_case()
    at_work.window.lock.lock()
    QTest.keyClick(page_of(at_work), Qt.Key.Key_Space)
    assert at_work.case.masked


async def test_without_key_or_mouse_it_covers_itself_and_with_one_it_waits_on(
    at_work: AtWork, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_card(at_work, script, tmp_path)
    lock = at_work.window.lock
    clock = [1000.0]
    # Only this module's clock: the event loop reads the same function, and would wait for a time that never comes.
    monkeypatch.setattr(idle_lock, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    handle = at_work.window.windowHandle()
    assert handle is not None
    lock._watch(handle)
    clock[0] += 599
    QTest.mouseMove(handle, QPoint(40, 300))
    await asyncio.sleep(0.1)  # the loop hands the move on; processEvents here would step coroutines within this one
    clock[0] += 599
    lock._look()
    assert not lock.locked
    clock[0] += 2
    lock._look()
    assert lock.locked
    clock[0] += 30
    QTest.keyClick(page_of(at_work), Qt.Key.Key_Space)
    assert at_work.desk._workspace.events(at_work.case.id)[-1].body == events.DeskUnlocked("idle", 30)


async def test_work_goes_on_under_the_cover(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await a_card(at_work, script, tmp_path)
    at_work.window.lock.lock()
    await at_work.open(files(tmp_path / "more", "c.png", "d.png", "e.png"))
    assert len(at_work.desk.queue) >= 3
    assert QApplication.focusWidget() is page_of(at_work)
    QTest.keyClick(page_of(at_work), Qt.Key.Key_Space)
    await at_work.shown()
    assert len(at_work.window.queue._model.rows) == len(at_work.desk.queue)


async def test_a_covered_window_can_be_closed_and_drafts_are_kept(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await a_card(at_work, script, tmp_path)
    at_work.type("李四")
    at_work.window.lock.lock()
    at_work.window.close()
    case = at_work.desk._workspace.case(at_work.case.id)
    assert case.human["name"].value == "李四"
