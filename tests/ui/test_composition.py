"""While an input method is composing, no key means anything to the desk, and the composition stays."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget

from carddesk.cards.case import Status
from carddesk.ui.keys.allowed import alike
from carddesk.ui.shortcuts import SHORTCUTS, keyboard
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit

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


def every_key() -> Iterator[QKeySequence]:
    """Each key of each command, as it holds now."""
    for each in keyboard.shortcuts:
        for key in each.keys:
            yield from alike(key)


def strike(widget: QWidget, sequence: QKeySequence) -> None:
    """Press it where `widget` is, as the system would."""
    combination = sequence[0]
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def _note(fired: list[str], name: str, _checked: bool = False) -> None:
    fired.append(name)


OTHER_KEYS = {
    each.id: (f"{held}F{at % 12 + 1}",)
    for held, members in (
        (held, SHORTCUTS[at * 12 : at * 12 + 12])
        for at, held in enumerate(("Ctrl+Shift+", "Alt+Shift+", "Ctrl+Alt+Shift+", "Ctrl+Alt+", "Ctrl+", "Shift+"))
    )
    for at, each in enumerate(members)
}
"""Another key for every command."""


@pytest.mark.parametrize("keys", [{}, OTHER_KEYS], ids=["own keys", "other keys"])
@pytest.mark.parametrize("where", ["field", "filter", "reason"])
async def test_no_key_of_any_command_fires(
    at_work: AtWork, script: Script, tmp_path: Path, keys: dict[str, tuple[str, ...]], where: str
) -> None:
    script.by_name["b.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    at_work.press(Qt.Key.Key_PageDown)
    assert set(OTHER_KEYS) == {each.id for each in SHORTCUTS}
    keyboard.assign(keys)
    if where == "filter":
        at_work.window.going_about.to_filter()
    elif where == "reason":
        at_work.window.intents.ask_reason()
    box, case = at_work.focused, at_work.case
    fired: list[str] = []
    for action in at_work.window.actions():
        action.triggered.connect(partial(_note, fired, action.objectName()))
    at_work.compose("zhang")
    struck = 0
    for sequence in every_key():
        strike(at_work.focused, sequence)
        struck += 1
        assert (fired, at_work.focused is box) == ([], True), sequence.toString()
    assert struck >= len(SHORTCUTS)
    assert at_work.case == case
    at_work.compose("")
    strike(box, QKeySequence(keyboard.get("help").keys[0]))
    assert fired == ["help"], "the keys work again at once"


async def test_every_text_box_of_the_window_is_guarded(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    window.who_reads.show_options()
    boxes = [box for kind in (QLineEdit, QTextEdit) for box in window.findChildren(kind) if not box.isReadOnly()]
    guarded = []
    for box in boxes:
        QApplication.sendEvent(box, QInputMethodEvent("zhang", []))
        asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        asked.ignore()
        QApplication.sendEvent(box, asked)
        guarded.append(asked.isAccepted())
        QApplication.sendEvent(box, QInputMethodEvent("", []))
    assert len(boxes) >= 9
    assert [box for box, held in zip(boxes, guarded, strict=True) if not held] == []
