"""Ctrl+Shift+H: the history of the card at hand, laid over the window. No dialog: work goes on when it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.composition import Composition
from carddesk.ui.history.erase_panel import ErasePanel
from carddesk.ui.history.line_list import LineList
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.history import HistoryLine


class HistorySheet(LaidOver):
    """Shows lines, and the question about erasing in their place; Esc, its key or its button close it."""

    opened = Signal()
    """It is there and wants its lines."""
    erase_asked = Signal()
    """What is held of this person is to be erased."""

    size_wanted = QSize(640, 620)

    def __init__(self, parent: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("History of the card"))
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self.lines = LineList()
        self.copy = Button(tr("Copy all"))
        self.erase = Button(tr("Erase this person…"))
        self.panel = ErasePanel(composition)
        self._assemble()
        self.copy.clicked.connect(self._copy)
        self.erase.clicked.connect(self.erase_asked)
        self.panel.left.connect(self.show_history)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(GRID)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(self.erase)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.lines, 1)
        box.addWidget(self._buttons)
        box.addWidget(self.panel, 1)

    def toggle(self) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self.show_history()
        self._appear(self.lines)
        self.opened.emit()

    def show_lines(self, case_id: int | None, lines: Sequence[HistoryLine]) -> None:
        """This happened to this card; None where there is none."""
        title = tr("History of card {case:04}", case=case_id) if case_id is not None else tr("There is no card here.")
        self._title.setText(title)
        self.lines.show_lines(lines)
        self.copy.setEnabled(bool(lines))
        self.erase.setEnabled(bool(lines))

    def show_history(self) -> None:
        """The lines, and no question."""
        focused = self.panel.isAncestorOf(self.window().focusWidget()) if self.panel.isVisible() else False
        for each in (self.lines, self._buttons):
            each.show()
        if focused:
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        self.panel.hide()

    def show_question(self) -> None:
        """The question in place of the lines."""
        for each in (self.lines, self._buttons):
            each.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.lines.text)

    def _forget(self) -> None:
        self.lines.show_lines(())  # nothing of a card is kept where it is not seen

    def _escape(self) -> None:
        if not self.panel.isVisible():
            self.close_sheet()
        elif self.panel.cancel.isEnabled():
            self.show_history()
