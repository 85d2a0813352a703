"""Saying why, by one of the usual reasons or in one's own words: a card is rejected, an error is let stand. In place, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.cards.flags import Flag
from carddesk.language import mark, tr
from carddesk.ui.composition import Composition
from carddesk.ui.form.flag_lines import FlagLines
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

_ROWS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. All are English source strings.

    Attributes:
        words: the question.
        take: what the button says that takes the reason.
        usual: the reasons that are given most.
    """

    words: str
    take: str
    usual: tuple[str, ...]


REJECT = Question(
    mark("Why is this card rejected?"),
    mark("Reject card"),
    (
        mark("Image cannot be read"),
        mark("Card is cut off or covered"),
        mark("Card has expired"),
        mark("A copy, not the original"),
        mark("Wrong kind of card"),
        mark("Card and person do not match"),
        mark("Looks forged"),
    ),
)
LET_STAND = Question(
    mark("This cannot be right. Why may it stand?"),
    mark("Let it stand"),
    (
        mark("It is printed so on the card"),
        mark("The holder has confirmed it"),
        mark("Another document shows the same"),
        mark("The rule does not fit this card"),
    ),
)


class ReasonPanel(QFrame):
    """Asks for the reason; arrow keys go through the usual ones, Enter takes, Esc leaves."""

    given = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, composition: Composition, question: Question, *, remembers: bool = False) -> None:
        """With `remembers` the last reason stands in the box again, so that Enter alone gives it once more."""
        super().__init__()
        self.setProperty("look", "card")
        self._remembered: str | None = "" if remembers else None
        words = QLabel(tr(question.words))
        words.setProperty("look", "title")
        words.setWordWrap(True)
        self._flags = FlagLines(theme)
        self.reason = LineEdit()
        self.reason.setPlaceholderText(tr("Type a reason, or choose one with the arrow keys"))
        self.reason.setAccessibleName(tr("Reason"))
        words.setBuddy(self.reason)
        composition.watch(self.reason)
        self._choices = [_choice(tr(reason)) for reason in question.usual]
        self._take = Button(tr(question.take))
        self._take.setEnabled(False)
        self._cancel = Button(tr("Cancel"))
        self._assemble(words)
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
        for part in (question, self._flags, self.reason):
            box.addWidget(part)
        box.addLayout(grid)
        box.addLayout(buttons)

    def ask(self, flags: Sequence[Flag] = ()) -> None:
        """Appear with the caret in the box, and above it what the reason is for."""
        self._flags.apply(flags)
        self.reason.setText(self._remembered or "")
        self.reason.selectAll()
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _weigh(self) -> None:
        self._take.setEnabled(bool(self.reason.text().strip()))

    def _send(self) -> None:
        if reason := self.reason.text().strip():
            self._give(reason)

    def _choose(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, Button)
        self._give(chosen.text())

    def _give(self, reason: str) -> None:
        if self._remembered is not None:
            self._remembered = reason
        self.given.emit(reason)

    def _step(self, by: int) -> None:
        stops: list[QWidget] = [self.reason, *self._choices]
        focused = self.focusWidget()
        at = stops.index(focused) if focused in stops else 0
        stops[min(max(at + by, 0), len(stops) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden():
            self._flags.apply(())  # what is merely hidden could still be read by assistive technology

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
