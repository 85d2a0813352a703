"""The lines of a history, one below the other: when and who, and what happened; what was taken back is struck through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from carddesk.language import tr
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.history import HistoryLine


class LineList(QListWidget):
    """Arrow keys go through it, several lines can be chosen, and the key for copying copies them."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "choices")
        self.setAccessibleName(tr("What happened"))
        self.setWordWrap(True)
        self.setSpacing(GRID // 2)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._lines: tuple[HistoryLine, ...] = ()

    def show_lines(self, lines: Sequence[HistoryLine]) -> None:
        """These and no others; the last one is the chosen one."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self.clear()
        for line in lines:
            self.addItem(self._item(line))
        self.setCurrentRow(self.count() - 1)
        self.scrollToBottom()

    @property
    def text(self) -> str:
        """All lines as text."""
        return "\n".join(line.words for line in self._lines)

    @property
    def chosen(self) -> str:
        """The chosen lines as text."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return "\n".join(self._lines[row].words for row in rows)

    def _item(self, line: HistoryLine) -> QListWidgetItem:
        item = QListWidgetItem(f"{line.when}   {line.operator}\n{line.told}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, line.words)
        font = QFont(item.font())
        font.setStrikeOut(line.struck)
        item.setFont(font)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen or self.text)
        else:
            super().keyPressEvent(event)
