"""Rejecting a card: why, by one of the usual reasons or in one's own words. In place, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import mark, tr
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.tokens import GRID

REASONS = (
    mark("Image cannot be read"),
    mark("Card is cut off or covered"),
    mark("Card has expired"),
    mark("A copy, not the original"),
    mark("Wrong kind of card"),
    mark("Card and person do not match"),
    mark("Looks forged"),
)
_ROWS = 4


class RejectPanel(QFrame):
    """Asks for the reason; arrow keys go through the usual ones, Enter takes, Esc leaves."""

    rejected = Signal(str)
    cancelled = Signal()

    def __init__(self, composition: Composition) -> None:
        super().__init__()
        self.setProperty("look", "card")
        question = QLabel(tr("Why is this card rejected?"))
        question.setProperty("look", "title")
        self.reason = LineEdit()
        self.reason.setPlaceholderText(tr("Type a reason, or choose one with the arrow keys"))
        self.reason.setAccessibleName(tr("Reason"))
        question.setBuddy(self.reason)
        composition.watch(self.reason)
        self._choices = [_choice(tr(reason)) for reason in REASONS]
        self._take = Button(tr("Reject card"))
        self._take.setEnabled(False)
        self._cancel = Button(tr("Cancel"))
        self._assemble(question)
        self.reason.textChanged.connect(self._weigh)
        self.reason.returnPressed.connect(self._send)
        self._take.clicked.connect(self._send)
        self._cancel.clicked.connect(self.cancelled)
        for choice in self._choices:
            choice.clicked.connect(self._choose)
        self.hide()

    def _assemble(self, question: QWidget) -> None:
        grid = QGridLayout()
        grid.setSpacing(GRID // 2)
        for index, choice in enumerate(self._choices):
            # Column by column, so that the arrow that points down goes down.
            grid.addWidget(choice, index % _ROWS, index // _ROWS)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._take)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        box.setSpacing(GRID)
        for part in (question, self.reason):
            box.addWidget(part)
        box.addLayout(grid)
        box.addLayout(buttons)

    def ask(self) -> None:
        """Appear, empty, with the caret in the box."""
        self.reason.clear()
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _weigh(self) -> None:
        self._take.setEnabled(bool(self.reason.text().strip()))

    def _send(self) -> None:
        if reason := self.reason.text().strip():
            self.rejected.emit(reason)

    def _choose(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, Button)
        self.rejected.emit(chosen.text())

    def _step(self, by: int) -> None:
        stops: list[QWidget] = [self.reason, *self._choices]
        focused = self.focusWidget()
        at = stops.index(focused) if focused in stops else 0
        stops[min(max(at + by, 0), len(stops) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.cancelled.emit()
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                super().keyPressEvent(event)


class _Choice(Button):
    """A usual reason. Arrow keys go to the panel, which knows their order."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _choice(text: str) -> Button:
    made = _Choice(text)
    made.setProperty("look", "choice")
    return made
