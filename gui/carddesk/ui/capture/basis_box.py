"""Ctrl+I: the box in which the purpose of a capture and the customer's number are noted, or put right. Enter takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from carddesk.cards.basis import Basis
from carddesk.language import tr
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

_NOTHING = Basis()
_COLUMNS = 3
_MOST_BUTTONS = 9
"""More purposes than that are found by typing their beginning."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the box asks for.

    Attributes:
        title: what it is about.
        take: what the button says that takes it.
        lasts: for how long it holds, in words; empty where that is plain.
        basis: what stands there.
        masked: whether the customer's number is seen only while the caret is in it.
    """

    title: str
    take: str
    lasts: str = ""
    basis: Basis = _NOTHING
    masked: bool = False


class BasisBox(LaidOver):
    """Says what was typed as `given`, and stays until `close_sheet`: whoever hears it may say what is wrong with it."""

    given = Signal(str, str)
    """Purpose and customer number."""
    left = Signal()
    """It has gone."""

    size_wanted = QSize(560, 100)
    """So wide; as high as its parts want."""

    def __init__(self, room: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(room, theme, tr("Basis of capture"))
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        self.purpose = LineEdit()
        self.customer = _Number()
        self._purposes = QStringListModel(self)
        completer = QCompleter(self._purposes, self)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.purpose.setCompleter(completer)
        self.choices: list[Button] = []
        self._grid = QGridLayout()
        self._fault = QLabel()
        self._fault.setProperty("look", "broken")
        self._fault.setWordWrap(True)
        self._lasts = QLabel()
        self._lasts.setProperty("look", "caption")
        self._lasts.setWordWrap(True)
        self.take = Button()
        self.take.setProperty("look", "primary")
        self.cancel = Button(tr("Cancel"))
        self._assemble()
        for box in (self.purpose, self.customer):
            composition.watch(box)
            box.returnPressed.connect(self._give)
            box.textEdited.connect(self._forgive)
        self.take.clicked.connect(self._give)
        self.cancel.clicked.connect(self.close_sheet)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        purpose, customer = QLabel(tr("Purpose")), QLabel(tr("Customer number"))
        for label, box in ((purpose, self.purpose), (customer, self.customer)):
            label.setBuddy(box)
            box.setAccessibleName(label.text())
        buttons = QHBoxLayout()
        buttons.addWidget(self._lasts, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        self._grid.setSpacing(GRID // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        parts: tuple[QLayout | QWidget, ...]
        parts = (head, purpose, self.purpose, self._grid, customer, self.customer, self._fault, buttons)
        for part in parts:
            column.addLayout(part) if isinstance(part, QLayout) else column.addWidget(part)

    def ask(self, asked: Asked, purposes: Sequence[str]) -> None:
        """Appear with the caret where something is wanted."""
        self._title.setText(asked.title)
        self.take.setText(asked.take)
        self._lasts.setText(asked.lasts)
        self._purposes.setStringList(list(purposes))
        self._offer(purposes[:_MOST_BUTTONS])
        self.purpose.setText(asked.basis.purpose)
        self.customer.masked = asked.masked
        self.customer.setText(asked.basis.customer)
        self.say("")
        first = self.customer if asked.basis.purpose else self.purpose
        first.selectAll()
        self._appear(first)

    def say(self, fault: str, *, of_customer: bool = False) -> None:
        """This is wrong with what was given; the caret goes there."""
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        if fault:
            box = self.customer if of_customer else self.purpose
            box.setFocus(Qt.FocusReason.OtherFocusReason)
            box.selectAll()
        if self.isVisible():
            self.place()

    @property
    def fault(self) -> str:
        """What is said to be wrong, or `""`."""
        return self._fault.text()

    def place(self) -> None:
        room = self._room.rect()
        width = min(self.size_wanted.width(), room.width() - GRID * 2)
        self.layout().activate()  # type: ignore[union-attr]
        height = min(max(self.heightForWidth(width), self.minimumSizeHint().height()), room.height() - GRID * 2)
        self.setGeometry((room.width() - width) // 2, min(GRID * 12, room.height() - height), width, height)

    def _offer(self, purposes: Sequence[str]) -> None:
        while len(self.choices) < len(purposes):
            made = _Choice()
            made.setProperty("look", "choice")
            made.clicked.connect(self._choose)
            self._grid.addWidget(made, len(self.choices) // _COLUMNS, len(self.choices) % _COLUMNS)
            self.choices.append(made)
        for at, choice in enumerate(self.choices):
            choice.setText(purposes[at] if at < len(purposes) else "")
            choice.setVisible(at < len(purposes))

    def _choose(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, Button)
        self.purpose.setText(chosen.text())
        self._forgive()
        self.customer.setFocus(Qt.FocusReason.TabFocusReason)

    def _give(self) -> None:
        self.given.emit(self.purpose.text(), self.customer.text())

    def _forgive(self) -> None:
        self.say("")

    def _forget(self) -> None:
        """No customer's number is kept where it is not seen, not even for undo."""
        for box in (self.purpose, self.customer):
            box.setText("")
        self.left.emit()

    def _step(self, by: int) -> None:
        stops: list[QWidget] = [self.purpose, *(each for each in self.choices if each.text()), self.customer]
        focused = self.focusWidget()
        at = stops.index(focused) if focused in stops else 0
        stops[min(max(at + by, 0), len(stops) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class _Number(LineEdit):
    """A number that, where it is `masked`, stands there to be read only while the caret is in it."""

    masked = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setEchoMode(self.EchoMode.Normal)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.masked:
            self.setEchoMode(self.EchoMode.Password)


class _Choice(Button):
    """A purpose. Arrow keys go to the box, which knows their order."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)
