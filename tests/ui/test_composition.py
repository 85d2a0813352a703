"""While an input method is composing, no key means anything to the desk, and the composition stays."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from carddesk.cards.case import Status
from tests.ui.desk_at_work import AtWork, files

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = [
    (Qt.Key.Key_Return, NONE),
    (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
    (Qt.Key.Key_PageDown, NONE),
    (Qt.Key.Key_PageUp, NONE),
    (Qt.Key.Key_Tab, NONE),
    (Qt.Key.Key_Escape, NONE),
    (Qt.Key.Key_F1, NONE),
    (Qt.Key.Key_Return, CONTROL),
    (Qt.Key.Key_D, CONTROL),
    (Qt.Key.Key_Z, CONTROL),
    (Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier),
]


@pytest.mark.parametrize(("key", "held"), KEYS)
async def test_in_a_field(at_work: AtWork, tmp_path: Path, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    case = at_work.case
    edit = at_work.row("name").edit
    at_work.compose("zhang")
    at_work.press(key, held)
    assert at_work.case == case
    assert not at_work.window.help.isVisible()
    assert not at_work.window.form.reject.isVisible()
    assert at_work.focused is edit
    assert edit.textCursor().block().layout().preeditAreaText() == "zhang"
    assert edit.text == "张三"


async def test_afterwards_the_keys_work_again(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    at_work.compose("li")
    at_work.press(Qt.Key.Key_Return)
    at_work.compose("")
    at_work.type("李四")
    at_work.enter(2)
    assert at_work.desk.row(first).status is Status.ACCEPTED
    assert at_work.value("name", first) == "李四"


async def test_in_the_filter_and_in_the_reason(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    at_work.ctrl(Qt.Key.Key_F)
    at_work.compose("zhang")
    at_work.press(Qt.Key.Key_PageDown)
    assert at_work.case.id == first
    at_work.compose("")
    at_work.ctrl(Qt.Key.Key_R, shift=True)
    at_work.insert("模糊")
    at_work.compose("bu")
    at_work.press(Qt.Key.Key_Return)
    assert at_work.desk.row(first).status is Status.READ
    at_work.press(Qt.Key.Key_Escape)
    assert at_work.window.form.reject.isVisible()
