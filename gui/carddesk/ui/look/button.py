"""A button that Enter presses as Space does: whoever works by keyboard expects no difference."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


class Button(QPushButton):
    """Every button of the desk."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            super().keyPressEvent(event)
        elif self.menu() is not None:
            self.showMenu()
        else:
            self.click()
