"""Composition: while an input method is composing, no key means anything but to the input method."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget


class Composition(QObject):
    """Watches text widgets. While a preedit text stands in one, shortcuts do not fire and keys change nothing.

    Input methods normally swallow the keys they use, but not all, and not on every platform: Enter that picks a
    candidate must never confirm a field, nor PageDown that turns the candidate page leave the case.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._composing: QObject | None = None

    @property
    def active(self) -> bool:
        """Whether something is being composed now."""
        return self._composing is not None

    def watch(self, widget: QWidget) -> None:
        """Guard this text widget from now on."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.InputMethod:
                assert isinstance(event, QInputMethodEvent)
                self._composing = watched if event.preeditString() else None
            case QEvent.Type.FocusOut:
                self._composing = None
            case QEvent.Type.ShortcutOverride if self._composing is watched:
                # Accepting it says "this key is mine": Qt then sends it as a plain key press instead of a shortcut.
                event.accept()
                return True
            case QEvent.Type.KeyPress | QEvent.Type.KeyRelease if self._composing is watched:
                assert isinstance(event, QKeyEvent)
                event.accept()
                return True
        return False
