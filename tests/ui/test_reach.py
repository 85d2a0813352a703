"""Whoever cannot see the desk, or uses no mouse, reaches all of it: names, order, and what screen readers are told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from carddesk.workflow.desk import Desk
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit
from tests.ui.state_cards import desk_of, scripted
from tests.ui.states import visited
from tests.unit.workflow.fakes import FakeService

NAMED = {
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.List,
    QAccessible.Role.Slider,
    QAccessible.Role.SpinBox,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ButtonMenu,
}


@pytest.fixture
async def desk(workspace_path: Path, service: FakeService) -> AsyncIterator[Desk]:
    """With a service that sends images away beside the played engine."""
    made = desk_of(workspace_path, service)
    yield made
    await made.close()


def nameless(window: QWidget) -> list[str]:
    """Controls on screen that a screen reader would have no name for."""
    found = []
    for widget in window.findChildren(QWidget):
        told = QAccessible.queryAccessibleInterface(widget)
        if not widget.isVisible() or told is None:
            continue
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(
            widget.parentWidget(), QAbstractScrollArea
        )
        if (told.role() in NAMED or stop) and not told.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {told.role().name} in {type(widget.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_every_control_has_a_name_in_every_state(
    at_work: AtWork, script: Script, service: FakeService, tmp_path: Path, language: str
) -> None:
    scripted(script)
    window = at_work.window
    window.speak(language)
    window.activateWindow()
    await at_work.until(window.isActiveWindow)
    faults = [
        f"{name}: {fault}"
        async for name in visited(at_work, service, tmp_path / "in")
        for fault in nameless(at_work.window)
    ]
    assert faults == []


async def test_tab_goes_through_the_fields_as_they_stand_and_back(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit()]
    await at_work.open(files(tmp_path / "in", "a.png"))
    rows = at_work.window.form.rows
    at_work.window.form.focus_active(rows[0].key)
    keys = [row.key for row in rows]
    tops = [row.mapTo(at_work.window, row.rect().topLeft()).y() for row in rows]
    assert tops == sorted(tops)
    walked = [at_work.focused_key]
    for _ in keys[1:]:
        at_work.press(Qt.Key.Key_Tab)
        walked.append(at_work.focused_key)
    assert walked == keys
    for _ in keys[1:]:
        at_work.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert at_work.focused_key == keys[0]


async def test_tab_reaches_every_control_of_the_window_and_comes_round(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    window = at_work.window
    wanted = {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }
    window.top.buttons["open"].setFocus()
    seen: list[QWidget] = []
    for _ in range(len(wanted) + 20):
        focused: QWidget | None = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
        at_work.press(Qt.Key.Key_Tab)
    missed = {f"{type(each).__name__} {each.accessibleName()}" for each in wanted - set(seen)}
    assert missed == set(), "not reached by Tab"


async def test_a_field_tells_its_flags_and_what_is_offered(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    told = QAccessible.queryAccessibleInterface(at_work.row("id_number").edit)
    assert told is not None
    words = told.text(QAccessible.Text.Description)
    assert told.text(QAccessible.Text.Name) == "公民身份号码"
    assert "Broken" in words
    assert "should be 1" in words
    offered = at_work.row("id_number").field
    assert offered is not None
    assert "Alt+1" in words or any(repair.value in words for repair in offered.repairs)
