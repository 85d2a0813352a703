"""Keys are changed by keyboard alone, hold at once and everywhere, and no two commands ever share one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from carddesk.cards.case import Status
from carddesk.errors import EnvironmentFault
from carddesk.ui.image.frame_bar import FrameBar
from carddesk.ui.keys.keys_sheet import KeysSheet
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.ui.shortcuts import SHORTCUTS, keyboard, shortcut
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit

ALT = Qt.KeyboardModifier.AltModifier


def sheet(at_work: AtWork) -> KeysSheet:
    return at_work.window.keys.sheet


def open_sheet(at_work: AtWork, find: str = "") -> KeysSheet:
    """Open it by its key and find a command by its words."""
    at_work.ctrl(Qt.Key.Key_F1)
    if find:
        at_work.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        at_work.insert(find)
        at_work.press(Qt.Key.Key_Down)
    return sheet(at_work)


def words(at_work: AtWork) -> str:
    """What the sheet says now, wherever it says it."""
    of = sheet(at_work)
    return of.box.text() if of.box.isVisible() else of._words.text()


async def test_a_command_gets_another_key_which_holds_at_once(at_work: AtWork, desk: Desk, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    opened = open_sheet(at_work, "Accept the card")
    assert opened.list.deed == "accept"
    at_work.enter()
    assert words(at_work) == "Press the new key for: Accept the card, open the next. Esc leaves it as it is."
    at_work.ctrl(Qt.Key.Key_F12)
    assert desk.keys == "accept=Ctrl+F12"
    assert opened.list.hasFocus()
    at_work.press(Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert at_work.focused_key == "name"
    at_work.ctrl(Qt.Key.Key_Return)
    assert desk.row(first).status is Status.READ
    at_work.ctrl(Qt.Key.Key_F12)
    assert desk.row(first).status is Status.ACCEPTED


async def test_f1_leads_to_the_sheet(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.press(Qt.Key.Key_F1)
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.focused is at_work.window.help.change
    at_work.enter()
    assert not at_work.window.help.isVisible()
    assert sheet(at_work).isVisible()
    at_work.press(Qt.Key.Key_Escape)
    assert at_work.focused_key == "name"


async def test_a_key_that_belongs_to_another_command_is_swapped_taken_or_left(at_work: AtWork, desk: Desk) -> None:
    opened = open_sheet(at_work, "Accept the card")
    at_work.enter()
    at_work.ctrl(Qt.Key.Key_D)
    assert words(at_work) == "Ctrl+D belongs to: Put it off until later"
    assert at_work.focused is opened.swap
    at_work.press(Qt.Key.Key_Escape)
    assert opened.isVisible()
    assert desk.keys == ""

    at_work.enter()
    at_work.ctrl(Qt.Key.Key_D)
    at_work.enter()
    assert desk.keys == "accept=Ctrl+D; later=Ctrl+Enter"

    at_work.enter()
    at_work.ctrl(Qt.Key.Key_R)
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.focused is opened.take
    at_work.enter()
    assert desk.keys == "accept=Ctrl+R; later=Ctrl+Enter; read="
    assert shortcut("read").sequences == []


async def test_what_cannot_be_a_key_is_refused_in_words_and_asked_anew(at_work: AtWork, desk: Desk) -> None:
    opened = open_sheet(at_work, "Accept the card")
    at_work.enter()
    at_work.press(Qt.Key.Key_X)
    assert words(at_work) == "X alone types something: hold Ctrl or Alt with it. Press another key, or Esc."
    at_work.ctrl(Qt.Key.Key_C)
    assert words(at_work).startswith("Ctrl+C is needed for editing text.")
    at_work.ctrl(Qt.Key.Key_Space)
    assert words(at_work).startswith("Ctrl+Space is needed by input methods")
    at_work.press(Qt.Key.Key_Shift)
    assert words(at_work).startswith("Such a key alone is needed by input methods")
    at_work.press(Qt.Key.Key_Tab)
    assert words(at_work).startswith("Tab belongs to the system")
    assert opened.box.hasFocus()
    at_work.press(Qt.Key.Key_Escape)
    assert (opened.isVisible(), opened.list.hasFocus(), desk.keys) == (True, True, "")


async def test_one_key_and_all_keys_are_put_back(at_work: AtWork, desk: Desk) -> None:
    desk.set_keys("accept=Ctrl+F12; later=Ctrl+F8; reject=Ctrl+F7")
    at_work.window.keys.give(sheet(at_work)._keymap.given("accept", "Ctrl+F12").given("later", "Ctrl+F8"))
    opened = open_sheet(at_work, "Accept the card")
    at_work.press(Qt.Key.Key_Delete)
    assert desk.keys == "later=Ctrl+F8"
    opened.reset_all.click()
    assert desk.keys == ""
    assert not opened.reset_all.isEnabled()


async def test_a_key_that_another_command_has_by_now_is_not_put_back_without_asking(
    at_work: AtWork, desk: Desk
) -> None:
    at_work.window.keys.give(sheet(at_work)._keymap.given("accept", "Ctrl+F12").given("later", "Ctrl+Enter"))
    open_sheet(at_work, "Accept the card")
    at_work.press(Qt.Key.Key_Delete)
    assert words(at_work) == "Ctrl+Enter belongs to: Put it off until later"
    at_work.enter()
    assert desk.keys == "later=Ctrl+F12"


def texts(window: MainWindow) -> Iterator[str]:
    """Everything that the window says or would say."""
    for widget in window.findChildren(QWidget):
        if window.keys.sheet.isAncestorOf(widget) or window.wall.isAncestorOf(widget):
            continue  # what Enter, Space and Del do in a list is no command
        if isinstance(widget.parentWidget(), FrameBar):
            continue  # and no more what they do while a frame is drawn
        yield widget.toolTip()
        yield widget.accessibleDescription()
        if isinstance(widget, QLabel):
            yield widget.text()


async def test_another_key_is_shown_wherever_the_old_one_was(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    named = {each.id: each.shown for each in SHORTCUTS}
    before = {deed for deed, key in named.items() for text in texts(window) if _names(text, key)}
    assert {"accept", "open", "fit", "filter", "repair_1", "confirm", "help", "services", "reopen"} <= before
    changed = {each.id: (f"Ctrl+Shift+F{at % 12 + 1}",) if at < 12 else (f"Alt+Shift+F{at % 12 + 1}",) if at < 24
               else (f"Ctrl+Alt+Shift+F{at % 12 + 1}",) if at < 36 else (f"Ctrl+Alt+F{at % 12 + 1}",)
               for at, each in enumerate(SHORTCUTS)}  # fmt: skip
    keyboard.assign(changed)
    QApplication.sendPostedEvents(None, 52)  # what was told to go later goes now
    left = {(deed, text) for deed, key in named.items() for text in texts(window) if _names(text, key)}
    assert left == set()
    now = {each.id for each in keyboard.shortcuts for text in texts(window) if _names(text, each.shown)}
    assert before <= now


def _names(text: str, key: str) -> bool:
    """Whether the key stands there by itself, and not as the end of another."""
    place = text.find(key)
    if place < 0:
        return False
    before, after = text[:place], text[place + len(key) :]
    return not before.endswith("+") and not (after[:1].isalnum() or after.startswith("+"))


async def test_confirming_has_another_key_and_enter_does_nothing_then(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    keyboard.assign({"confirm": ("Ctrl+F8",)})
    at_work.enter()
    assert at_work.desk.row(first).status is Status.READ
    assert at_work.row("name").edit.text == "张三"
    at_work.ctrl(Qt.Key.Key_F8)
    assert at_work.desk.row(first).status is Status.ACCEPTED


async def test_another_key_than_tab_goes_from_field_to_field_and_tab_still_does(
    at_work: AtWork, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    keyboard.assign({"next_field": ("Ctrl+F7",), "previous_field": ("Ctrl+F8",)})
    at_work.ctrl(Qt.Key.Key_F7)
    assert at_work.focused_key == "sex"
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.focused_key == "birth_date"
    at_work.ctrl(Qt.Key.Key_F8)
    at_work.ctrl(Qt.Key.Key_F8)
    at_work.ctrl(Qt.Key.Key_F8)
    assert at_work.focused_key == "name"


async def test_a_suggestion_is_taken_by_the_key_that_it_shows(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    keyboard.assign({"repair_1": ("Ctrl+F4",)})
    at_work.press(Qt.Key.Key_1, ALT)
    assert at_work.value("id_number") == BAD_NUMBER
    assert "Ctrl+F4 takes" in at_work.row("id_number").edit.accessibleDescription()
    at_work.ctrl(Qt.Key.Key_F4)
    assert at_work.value("id_number") != BAD_NUMBER


async def test_keys_of_the_sheet_turn_no_cards_beneath_it(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    case = at_work.case.id
    opened = open_sheet(at_work)
    before = opened.list.deed
    at_work.press(Qt.Key.Key_PageDown)
    assert at_work.case.id == case
    assert opened.list.deed != before


async def test_keys_that_cannot_be_kept_hold_for_the_run_and_it_is_said(
    at_work: AtWork, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_written: str) -> None:
        raise EnvironmentFault("settings_file", "The disk is full.")

    monkeypatch.setattr(desk, "set_keys", full)
    open_sheet(at_work, "Accept the card")
    at_work.enter()
    at_work.ctrl(Qt.Key.Key_F12)
    assert words(at_work) == "The disk is full."
    assert shortcut("accept").shown == "Ctrl+F12"


async def test_what_the_setting_cannot_mean_is_told_and_the_rest_holds(desk: Desk, theme: Theme) -> None:
    desk.set_keys("accept=Ctrl+F12; later=Q")
    tasks = Tasks(lambda error: None, lambda error: None)
    window = MainWindow(desk, tasks, theme, threshold=0.8)
    assert window.keys.complaints == ["ui.keys: later: Q alone types something: hold Ctrl or Alt with it."]
    assert (shortcut("accept").shown, shortcut("later").shown) == ("Ctrl+F12", "Ctrl+D")
    await tasks.close()
    window.leave()
    window.deleteLater()


async def test_every_command_is_on_the_sheet(at_work: AtWork) -> None:
    assert set(sheet(at_work).list._items) == {each.id for each in SHORTCUTS}


async def test_in_a_small_window_arrow_keys_bring_the_last_key_into_sight(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    window.resize(window.minimumSizeHint().expandedTo(QSize(900, 480)))
    at_work.press(Qt.Key.Key_F1)
    assert window.help.geometry().bottom() < window.help.parentWidget().height()
    bar = window.help._scroll.verticalScrollBar()
    assert bar.maximum() > 0
    for _ in range(40):
        at_work.press(Qt.Key.Key_Down)
    assert bar.value() == bar.maximum()
    at_work.press(Qt.Key.Key_Up)
    assert bar.value() < bar.maximum()
