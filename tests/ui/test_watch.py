"""The sheet and the sign of the watched folder: by keyboard, without taking anybody from where they are."""

import asyncio
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from carddesk.capture.watched import Held
from carddesk.language import use
from carddesk.ui.capture.watch_sheet import WatchSheet
from carddesk.ui.capture.watch_words import count_words, held_words, sign_words
from carddesk.workflow.watched import WatchedView
from tests.ui.desk_at_work import AtWork, files, picture


@pytest.fixture
def folder(tmp_path: Path, at_work: AtWork) -> Path:
    for key in ("settle", "interval"):
        at_work.desk.settings.set(f"watch.{key}", 0.2)
    made = tmp_path / "in"
    made.mkdir()
    return made


def sheet(at_work: AtWork) -> WatchSheet:
    return at_work.window.capture.watch.sheet


def opened(at_work: AtWork) -> WatchSheet:
    at_work.ctrl(Qt.Key.Key_W, shift=True)
    assert sheet(at_work).isVisible()
    return sheet(at_work)


async def watched(at_work: AtWork, folder: Path) -> WatchSheet:
    """Set up by hand, from the empty sheet on."""
    there = opened(at_work)
    assert there.choose.hasFocus()
    at_work.press(Qt.Key.Key_Backtab)
    assert there.folder.hasFocus()
    assert not there.go.isEnabled()
    at_work.insert(str(folder))
    at_work.enter()
    await at_work.until(lambda: there.fault.text() or not there.folder.isEnabled())
    return there


async def test_a_folder_is_watched_by_keyboard_and_its_cards_come_while_the_sheet_stays(
    at_work: AtWork, folder: Path
) -> None:
    there = await watched(at_work, folder)
    assert at_work.desk.capturing.watched.view.on
    assert there.go.text() == "Stop watching"
    files(folder, "a.png", "b.png")
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.until(lambda: "Taken today: 2" in there.counts.text())
    await at_work.settled()
    assert there.isVisible(), "a card that comes takes nobody's place"
    assert there.isAncestorOf(QApplication.focusWidget())
    at_work.press(Qt.Key.Key_Escape)
    assert not there.isVisible()
    assert at_work.focused_key == "name"
    assert not (folder / "taken").exists(), "nothing is moved unless it is wanted"


async def test_a_card_that_comes_leaves_caret_and_text_where_they_are(
    at_work: AtWork, folder: Path, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "before", "x.png"))
    at_work.window.intents.focus_field()
    at_work.insert("李")
    at_work.desk.capturing.watched.start(folder, "leave", subfolders=False)
    at = at_work.desk.current.id if at_work.desk.current else None
    (folder / "c.png").write_bytes(picture(199))
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()
    assert at_work.focused_key == "name"
    assert at_work.desk.current is not None
    assert at_work.desk.current.id == at


async def test_what_waits_is_told_with_its_reason_and_can_be_given_up(at_work: AtWork, folder: Path) -> None:
    (folder / "a.png").write_bytes(picture(3)[:-40])
    there = await watched(at_work, folder)
    await at_work.until(lambda: there.held.item(0).text() == "Still being written: a.png")
    assert not at_work.window.capture.watch.sign.isHidden()
    assert at_work.window.capture.watch.sign.words == "Watching in · 1 waiting"
    there.give_up.click()
    await at_work.until(lambda: len(at_work.desk.queue) == 1)
    await at_work.until(lambda: there.held.item(0).text() == "Nothing is waiting.")
    assert not there.give_up.isVisible()
    assert "not opened: 1" in there.counts.text()


async def test_where_values_are_masked_names_of_files_are_too(at_work: AtWork, folder: Path) -> None:
    at_work.desk.privacy.switch()
    (folder / "zhangsan.png").write_bytes(picture(3)[:-40])
    there = await watched(at_work, folder)
    await at_work.until(lambda: there.held.item(0).text() == "Still being written: z*")
    at_work.press(Qt.Key.Key_Escape)
    assert there.held.count() == 0, "no names stay where they are not seen"


async def test_it_stops_and_the_sign_goes(at_work: AtWork, folder: Path) -> None:
    there = await watched(at_work, folder)
    sign = at_work.window.capture.watch.sign
    await at_work.until(lambda: not sign.isHidden())
    at_work.press(Qt.Key.Key_Escape)
    sign.click()
    assert there.isVisible()
    assert there.go.hasFocus()
    assert not there.folder.isEnabled()
    at_work.press(Qt.Key.Key_Space)
    await at_work.until(sign.isHidden)
    assert there.go.text() == "Watch it"
    assert there.folder.isEnabled()
    files(folder, "a.png")
    await asyncio.sleep(0.8)
    assert not at_work.desk.queue


async def test_what_is_no_folder_is_said_in_place(at_work: AtWork, folder: Path) -> None:
    there = await watched(at_work, folder / "nowhere")
    assert there.fault.isVisible()
    assert "is no folder" in there.fault.text()
    assert there.folder.hasFocus()
    assert not at_work.desk.capturing.watched.view.on


async def test_a_folder_that_goes_is_told_in_the_sheet_and_in_the_sign(at_work: AtWork, folder: Path) -> None:
    there = await watched(at_work, folder)
    os.rmdir(folder)  # noqa: PTH106 - of a local disk, and at once
    sign = at_work.window.capture.watch.sign
    await at_work.until(lambda: sign.words == "Watched folder out of reach")
    assert "Connect its drive or share" in there.trouble.text()
    assert there.trouble.text() in sign.toolTip()


async def test_the_folder_is_chosen_by_the_systems_dialog(at_work: AtWork, folder: Path) -> None:
    there = opened(at_work)
    there.choose.click()
    dialog = at_work.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    assert there.folder.text() == str(folder)
    assert there.go.isEnabled()


async def test_every_control_has_a_name_and_is_reached_by_tab(at_work: AtWork, folder: Path) -> None:
    there = await watched(at_work, folder)
    await at_work.until(there.held.isVisible)
    there.folder.setFocus()
    at_work.press(Qt.Key.Key_Escape)
    at_work.window.capture.watch.toggle()
    reached = []
    while there.isVisible() and len(reached) < 9:
        reached.append(QApplication.focusWidget())
        at_work.press(Qt.Key.Key_Tab)
    assert reached[:2] == [there.go, there.held]
    names = [each.accessibleName() for each in (there.folder, there.after, there.held)]
    assert names == ["Folder", "Files that were taken", "What is waiting"]
    assert all(each.text() for each in (there.choose, there.go, there.give_up, there.subfolders))


async def test_another_language_finds_it_as_it_was(at_work: AtWork, folder: Path) -> None:
    await watched(at_work, folder)
    at_work.window.speak("zh_CN")
    assert at_work.window.capture.watch.sign.words.startswith("正在监视 in")
    assert opened(at_work).go.text() == "停止监视"


def test_words_tell_how_long_nobody_has_written() -> None:
    assert held_words(Held("b/a.jpg", "unfinished", 3), masked=False) == "Still being written: b/a.jpg"
    assert held_words(Held("a.jpg", "unfinished", 77), masked=False).endswith("nobody has written for 70 s: a.jpg")
    assert held_words(Held("a.jpg", "empty", 500), masked=False).endswith("nobody has written for 8 min: a.jpg")
    assert held_words(Held("\udcff.jpg", "locked", 1), masked=False) == "In use by another program: ?.jpg"
    view = WatchedView("/in", True, waiting=3, taken=5, known=1, refused=2, not_moved=4, closed=6)
    assert count_words(view) == (
        "Taken today: 5 · waiting: 3 · here already: 1 · not opened: 2 · could not be moved: 4 · "
        "folders inside that may not be read: 6"
    )
    use("zh_CN")
    assert sign_words(view) == "正在监视 in · 3 个等待"
