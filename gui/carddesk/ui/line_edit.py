"""A text box of one line. An image or files in the clipboard go past it, to the queue."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from carddesk.language import tr
from carddesk.ui.intake import pastes_images
from carddesk.ui.shortcuts import is_shortcut


class LineEdit(QLineEdit):
    """Every text box of one line at the desk."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)  # what is dropped here is for the window

    def setClearButtonEnabled(self, enable: bool) -> None:
        super().setClearButtonEnabled(enable)
        for button in self.findChildren(QToolButton):  # Qt gives it an icon and no name
            button.setAccessibleName(tr("Empty the box"))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if pastes_images(event) or is_shortcut(event):
                event.ignore()  # leaves the key to the window
                return True
        return super().event(event)
