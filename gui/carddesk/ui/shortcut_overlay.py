"""F1: every shortcut, laid over the window. Not a dialog: work goes on when it is closed, and nothing is blocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import SHORTCUTS, Shortcut

_COLUMNS = (("Fields", "This card", "Queue"), ("Image", "Desk"))


class ShortcutOverlay(QFrame):
    """A sheet in the middle of the window; Esc, F1 or its button close it and give the focus back."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setAccessibleName(tr("Keyboard"))
        self._room = parent
        self._theme = theme
        self._before: QWidget | None = None
        self._close = Button()
        self._close.setProperty("look", "tool")
        self._close.setIconSize(icons.icon_size())
        self._close.setAccessibleName(tr("Close"))
        self._close.clicked.connect(self.close_sheet)
        self._assemble()
        self._dress()
        theme.changed.connect(self._dress)
        self.hide()

    def _assemble(self) -> None:
        title = QLabel(tr("Keyboard"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        groups = {
            group: list(each)
            for group, each in groupby((one for one in SHORTCUTS if one.listed), key=lambda one: one.group)
        }
        columns = QHBoxLayout()
        columns.setSpacing(GRID * 5)
        for names in _COLUMNS:
            columns.addLayout(_table({name: groups[name] for name in names}))
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
        box.setSpacing(GRID * 2)
        box.addLayout(head)
        box.addLayout(columns)

    def toggle(self) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self._before = self.window().focusWidget()
        self.adjustSize()
        self.place()
        self.raise_()
        self.show()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        """Go, and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def place(self) -> None:
        """Stand in the middle of the parent."""
        room = self._room.rect()
        self.move((room.width() - self.width()) // 2, max(GRID, (room.height() - self.height()) // 2))

    def _dress(self) -> None:
        self._close.setIcon(icons.icon("x", self._theme.tokens))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)


def _table(groups: Mapping[str, Sequence[Shortcut]]) -> QGridLayout:
    """Groups one below the other, their keys and words in line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(GRID * 2)
    grid.setVerticalSpacing(6)
    for name, shortcuts in groups.items():
        if grid.count():
            grid.setRowMinimumHeight(grid.rowCount(), GRID)
        heading = QLabel(tr(name))
        heading.setProperty("look", "caption")
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
        for shortcut in shortcuts:
            key = QLabel(shortcut.shown)
            key.setProperty("look", "key")
            row = grid.rowCount()
            grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(tr(shortcut.title)), row, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    grid.setColumnStretch(1, 1)
    return grid
