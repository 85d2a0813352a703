"""A damaged workspace at the start: the last good backup, what would be missing, and one key to have it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carddesk import app
from carddesk.cards import events
from carddesk.errors import EnvironmentFault
from carddesk.language import use
from carddesk.settings import Settings
from carddesk.store import backups
from carddesk.store.faults import fault
from carddesk.store.folder import JOURNAL_FILE
from carddesk.store.salvage import Salvaged
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.ui.unlock.restore_sheet import RestoreSheet
from carddesk.ui.unlock.restoring import restored_instead
from carddesk.workflow.backups import place_of
from carddesk.workflow.moving import Offer
from tests.ui.cut_text import cut_in
from tests.ui.desk_at_work import AtWork, Script, files
from tests.unit.store.test_backups import case_with_image
from tests.unit.workflow.fakes import FakeService
from tests.workspaces import workspace_at

T = TypeVar("T")

AT = "2026-11-21T03:00:00.000000Z"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loop_outlives_windows(qapp: QApplication) -> Iterator[None]:
    before = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.setQuitOnLastWindowClosed(before)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A workspace with two cases in its backup and one confirmation since, whose last page is damaged."""
    folder = tmp_path / "workspace"
    workspace = workspace_at(folder)
    for data in (b"one", b"two"):
        case_with_image(workspace, data)
    backups.write(workspace, place_of(Settings(), folder), NOON)
    workspace.append(1, events.FieldConfirmed("name", "later", ()), "ann", AT)
    workspace.close()
    return folder


def broken(folder: Path) -> EnvironmentFault:
    return fault("workspace_broken", folder)


def sheet_shown() -> RestoreSheet | None:
    shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, RestoreSheet) and each.isVisible())
    return next(shown, None)


async def until(awaited: Awaitable[T], *steps: str) -> T:
    """Press Enter (`go`) or Escape (`leave`) each time when the sheet waits for it; what is awaited."""
    work = asyncio.ensure_future(awaited)
    for step in steps:
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if (sheet := sheet_shown()) is not None and sheet.go.isEnabled():
                break
        else:
            pytest.fail("nothing is asked")
        QTest.keyClick(sheet, Qt.Key.Key_Return if step == "go" else Qt.Key.Key_Escape)
    return await asyncio.wait_for(work, 20)


async def test_one_key_restores_it_with_what_was_done_since(theme: Theme, damaged: Path) -> None:
    done = restored_instead(broken(damaged), Settings(), damaged, theme, asyncio.Event())
    assert await until(done, "go", "go")
    workspace = workspace_at(damaged)
    assert len(workspace.queue()) == 2
    assert len(workspace.events(1)) == 2
    workspace.close()
    (aside,) = damaged.parent.glob("workspace-put-aside-*")
    assert (aside / JOURNAL_FILE).exists()


async def test_a_journal_that_is_all_nonsense_is_restored_too(theme: Theme, damaged: Path) -> None:
    (damaged / JOURNAL_FILE).write_bytes(b"nonsense" * 3000)
    assert await until(restored_instead(broken(damaged), Settings(), damaged, theme, asyncio.Event()), "go", "go")
    workspace = workspace_at(damaged)
    assert len(workspace.events(1)) == 1
    workspace.close()


async def test_who_leaves_finds_everything_as_it_was(theme: Theme, damaged: Path) -> None:
    before = sorted(each.name for each in damaged.parent.iterdir())
    assert not await until(restored_instead(broken(damaged), Settings(), damaged, theme, asyncio.Event()), "leave")
    assert sorted(each.name for each in damaged.parent.iterdir()) == before


async def test_without_a_backup_the_fault_is_told_as_it_is(theme: Theme, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="is damaged"):
        await restored_instead(broken(tmp_path), Settings(), tmp_path, theme, asyncio.Event())


async def test_for_another_fault_nothing_is_offered(theme: Theme, damaged: Path) -> None:
    with pytest.raises(EnvironmentFault, match="in use"):
        await restored_instead(fault("workspace_in_use", damaged), Settings(), damaged, theme, asyncio.Event())


async def test_what_cannot_be_restored_says_why_and_can_be_tried_again(theme: Theme, damaged: Path) -> None:
    desk = workspace_at(damaged)
    work = asyncio.ensure_future(restored_instead(broken(damaged), Settings(), damaged, theme, asyncio.Event()))
    pressed = asyncio.ensure_future(until(asyncio.shield(work), "go"))
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if (sheet := sheet_shown()) is not None and "in use" in sheet.note.words:
            break
    else:
        pytest.fail("nothing was said")
    desk.close()
    assert await until(work, "go", "go")
    await pressed


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_word_is_cut(theme: Theme, language: str) -> None:
    use(language)
    backup = backups.Backup(Path("/x"), NOON, 1234, 45678, 45678, AT, ())
    sheet = RestoreSheet(
        theme, "/home/ann/.local/share/carddesk/workspace", Offer(backup, Salvaged(True, 37, 12, {1, 2}))
    )
    sheet.show()
    QApplication.processEvents()
    assert not cut_in(sheet)
    assert "12" in " ".join(each.text() for each in sheet._offered)
    sheet.tell_done("x " * 200)
    QApplication.processEvents()
    assert not cut_in(sheet)
    sheet.close()
    sheet.deleteLater()
    use("en")


@pytest.mark.parametrize("harmed", ["header", "queue"])
def test_the_program_offers_it_at_the_start_and_opens_the_desk(
    damaged: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, harmed: str
) -> None:
    service = FakeService(Script())
    monkeypatch.setattr(app, "load_services", lambda *_, **__: {"local": service})
    with (damaged / JOURNAL_FILE).open("r+b") as file:
        for page in range(0 if harmed == "header" else 4, damaged_pages(damaged)):
            file.seek(page * 4096 + 700)
            file.write(b"harm" * 50)
    shown: list[int] = []

    def look() -> None:
        if (sheet := sheet_shown()) is not None and sheet.go.isEnabled():
            QTest.keyClick(sheet, Qt.Key.Key_Return)
        found = next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)
        if found is not None and found.isVisible():
            timer.stop()
            shown.append(1)
            found.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    assert app.run_desk([], Settings(), workspace_path=damaged) == 0
    assert shown
    assert len(list(damaged.parent.glob("workspace-put-aside-*"))) == 1


def damaged_pages(folder: Path) -> int:
    return (folder / JOURNAL_FILE).stat().st_size // 4096


@pytest.mark.parametrize("by", ["a field that is left", "work in the background", "a team's desk"])
async def test_whatever_meets_the_damage_shows_the_way_out(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    window, asked = at_work.window, list[str]()
    await at_work.open(files(tmp_path / "in", "a.png"))
    if by != "a team's desk":
        window.tidings.restore = lambda: lambda: asked.append("restore")

    def break_off(*_: object) -> None:
        raise broken(tmp_path)

    async def breaking() -> None:
        break_off()

    if by == "work in the background":
        _ = at_work.desk._tasks.spawn(breaking())
    else:
        monkeypatch.setattr(at_work.desk.judging, "commit", break_off)
        at_work.type("李四")
        at_work.press(Qt.Key.Key_Tab)
    await at_work.until(lambda: "is damaged" in window.notices.words)
    action = window.notices._action
    assert action.isVisible() == (by != "a team's desk")
    if asked or action.isVisible():
        action.click()
        assert asked == ["restore"]


def test_damage_found_during_work_leads_to_the_same_sheet_and_back_to_the_desk(
    damaged: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal breaks while the desk is open: what is said has a way out, and the desk opens again behind it."""
    monkeypatch.setattr(app, "load_services", lambda *_, **__: {"local": FakeService(Script())})
    seen: list[MainWindow] = []
    said: list[str] = []

    def look() -> None:
        if (sheet := sheet_shown()) is not None and sheet.go.isEnabled():
            QTest.keyClick(sheet, Qt.Key.Key_Return)
        found = next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)
        if found is None or not found.isVisible() or found in seen:
            return
        seen.append(found)
        if len(seen) > 1:
            timer.stop()
            found.close()
            return
        found.intents.spawn(breaking())
        QTimer.singleShot(100, press)

    def break_off() -> None:
        raise broken(damaged)

    async def breaking() -> None:
        break_off()

    def press() -> None:
        said.append(seen[0].notices.words)
        assert seen[0].notices._action.text() == "Restore a backup…"
        seen[0].notices._action.click()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    assert app.run_desk([], Settings(), workspace_path=damaged) == 0
    assert len(seen) == 2, "the desk is open again"
    assert "is damaged" in said[0]
    assert len(list(damaged.parent.glob("workspace-put-aside-*"))) == 1
    workspace = workspace_at(damaged)
    assert len(workspace.events(1)) >= 2, "what was done since the backup is there"
    workspace.close()
