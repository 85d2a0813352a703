"""What may be a key of the desk: nothing that types, that text editing needs, or that an input method waits for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from carddesk.language import mark, tr

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_GROUP = Qt.KeyboardModifier.GroupSwitchModifier

_MODIFIERS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R,
    Qt.Key.Key_Hyper_L,
    Qt.Key.Key_Hyper_R,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_Mode_switch,
}
_MOVING = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Insert,
}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_OF_SYSTEM = {Qt.Key.Key_Print, Qt.Key.Key_SysReq}
_ALONE = {*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Menu}
_TEXT = frozenset({"Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z"})
_INPUT_METHODS = frozenset({"Ctrl+Shift+F", "Ctrl+Shift+U", "Ctrl+Shift+E", "Ctrl+.", "Ctrl+;", "Ctrl+,"})
"""ibus, fcitx5 and the pinyin of Windows take these while they are on: traditional characters, code points, emoji,
punctuation, the clipboard's history. What they take never reaches the desk."""
_SYSTEM = frozenset(
    {"Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Shift+F10", "Alt+Up", "Alt+Down", "Ctrl+Esc", "Alt+Esc", "Ctrl+Alt+Del"}
)
"""Up and Down with Alt open pick lists."""

TYPES = mark("{key} alone types something: hold Ctrl or Alt with it.")
EDITS = mark("{key} is needed for editing text.")
CHOOSES = mark("{key} is needed by input methods: it switches or steers them.")
SYSTEMS = mark("{key} belongs to the system or to every window.")
TYPES_ELSEWHERE = mark("{key} types a character on many keyboards (AltGr). Take Ctrl or Alt alone.")
NO_KEY = mark("{key} is no key.")


def pressed(combination: QKeyCombination) -> str:
    """The portable name of what was pressed; `""` while only Shift, Ctrl and the like are held.

    Enter is one key here, wherever it stands, and so is a sign, whether Shift is needed for it or not.
    """
    key, held = combination.key(), combination.keyboardModifiers() & ~(_KEYPAD | _GROUP)
    if key in _MODIFIERS or key in {Qt.Key.Key_unknown, Qt.Key(0)}:
        return ""
    if key is Qt.Key.Key_Return:
        key = Qt.Key.Key_Enter
    if key is Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | _SHIFT
    if _prints(key) and not chr(key).isalnum() and key is not Qt.Key.Key_Space:
        held &= ~_SHIFT
    return QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText)


def canonical(key: str) -> str:
    """The same for a key that somebody wrote; `""` where that is no key, or more than one."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return pressed(_first(sequence)) if sequence.count() == 1 else ""


def alike(key: str) -> list[QKeySequence]:
    """Every sequence that means this key: Enter stands on the keyboard twice."""
    names = [key]
    if key == "Enter" or key.endswith("+Enter"):
        names.append(f"{key.removesuffix('Enter')}Return")
    return [QKeySequence(name, QKeySequence.SequenceFormat.PortableText) for name in names]


def shown(key: str) -> str:
    """A portable name as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def is_for_text(key: str) -> bool:
    """Whether text boxes do with this key what everybody expects of it."""
    return key in _TEXT


def refusal(key: str, own: Sequence[str] = ()) -> str:
    """Why this key (a canonical name) cannot be given to a command, in words; `""` where it can.

    `own` are the keys that the command has by itself: these it may always have again.
    """
    if key in own:
        return ""
    if not key:
        return tr(NO_KEY, key="?")
    why = _reason(_first(QKeySequence(key)), key)
    return tr(why, key=shown(key)) if why else ""


def _reason(combination: QKeyCombination, name: str) -> str:
    key, held = combination.key(), combination.keyboardModifiers()
    strong = held & (_CONTROL | _ALT | _META)
    steers = key is Qt.Key.Key_Space or name in _INPUT_METHODS
    moves = key in _MOVING and not strong & (_ALT | _META)
    alone = key in _ALONE and not strong
    rules = (
        (name in _SYSTEM or key in _OF_SYSTEM or bool(held & _META and not steers), SYSTEMS),
        (steers, CHOOSES if held else TYPES),
        (name in _TEXT or moves or (alone and key in _ENTER), EDITS),
        (alone, SYSTEMS),
        (_prints(key) and not strong, TYPES),
        (_prints(key) and strong == _CONTROL | _ALT, TYPES_ELSEWHERE),
    )
    return next((why for holds, why in rules if holds), "")


def _first(sequence: QKeySequence) -> QKeyCombination:
    # WORKAROUND PySide6's stubs do not know that a sequence can be indexed.
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    return combination


def _prints(key: Qt.Key) -> bool:
    return Qt.Key.Key_Space <= key < Qt.Key.Key_Escape
