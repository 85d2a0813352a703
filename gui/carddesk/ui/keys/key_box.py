"""The box that waits for one key: whatever is pressed while it has the caret is told and does nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel

from carddesk.ui.keys.allowed import pressed

_LEAVING = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
"""Focus that goes away for these comes back by itself."""


class KeyBox(QLabel):
    """Shows a sentence. No input method works here, so that keys come as they are pressed."""

    pressed = Signal(str)
    """Canonical name of a key."""
    held_alone = Signal()
    """Shift, Ctrl or the like came up again without another key."""
    left = Signal()
    """Esc, or the caret went elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "keybox")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrap(True)
        self._only_held = False

    def say(self, words: str) -> None:
        """Show this, and tell it to those who listen."""
        self.setText(words)
        self.setAccessibleName(words)

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.ShortcutOverride:
                event.accept()  # nothing is a shortcut here
                return True
            case QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                self._take(event)
                return True
            case QEvent.Type.KeyRelease:
                assert isinstance(event, QKeyEvent)
                if self._only_held and not event.isAutoRepeat():
                    self._only_held = False
                    self.held_alone.emit()
                return True
            case _:
                return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        event.accept()
        if event.isAutoRepeat():
            return
        name = pressed(event.keyCombination())
        self._only_held = not name
        if name == "Esc":
            self.left.emit()
        elif name:
            self.pressed.emit(name)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._only_held = False
        if event.reason() not in _LEAVING:
            self.left.emit()
