"""The question before a person's cards are erased: which they are, and that whoever erases has counted them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from carddesk.language import mark, tr
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.tokens import GRID
from carddesk.ui.words import document_title
from carddesk.workflow.persons import Gone
from carddesk.workflow.records import Found

_FOUND = {
    "number": mark(
        "Cards with the number of this one: {count}. They are erased for good, with images, history and backups."
    ),
    "name": mark(
        "This card's number is not known. Cards with its name: {count}. They are erased for good, with images, history and "
        "backups. Look whether all of them are of one person."
    ),
    "": mark("Of whom this card is, is not known. It alone is erased for good, with image, history and backups."),
}


class ErasePanel(QFrame):
    """Asks, and afterwards says what was done. It erases nothing itself."""

    agreed = Signal(object)
    """The numbers of the cases to erase."""
    left = Signal()
    """Not after all, or enough read."""

    def __init__(self, composition: Composition) -> None:
        super().__init__()
        self.setAccessibleName(tr("Erase this person"))
        self._ids: tuple[int, ...] = ()
        self._words = _label()
        self.cards = QPlainTextEdit()
        self.cards.setReadOnly(True)
        self.cards.setTabChangesFocus(True)
        self.cards.setAccessibleName(tr("The cards"))
        self._ask = _label()
        self.count = LineEdit()
        composition.watch(self.count)
        self.erase = Button(tr("Erase for good"))
        self.cancel = Button(tr("Cancel"))
        self._assemble()
        self.count.textChanged.connect(self._look)
        self.count.returnPressed.connect(self._agree)
        self.erase.clicked.connect(self._agree)
        self.cancel.clicked.connect(self.left)
        self.hide()

    def _assemble(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._ask)
        row.addWidget(self.count, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.erase)
        buttons.addWidget(self.cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self._words)
        box.addWidget(self.cards, 1)
        box.addLayout(row)
        box.addLayout(buttons)

    def ask(self, found: Found) -> None:
        """Whether these are to go."""
        self._ids = tuple(row.id for row in found.rows)
        self._words.setText(tr(_FOUND[found.by], count=len(self._ids)))
        lines = (f"{row.id:04}  {document_title(row.document)}  {row.name}".rstrip() for row in found.rows)
        self.cards.setPlainText("\n".join(lines))
        question = tr("Type {count} to erase them:", count=len(self._ids))
        self._ask.setText(question)
        self.count.setAccessibleName(question)
        self.count.clear()
        self._show(asking=True)
        self.cancel.setText(tr("Cancel"))
        self.show()
        self.count.setFocus(Qt.FocusReason.OtherFocusReason)

    def working(self) -> None:
        """It is under way."""
        self.cards.setFocus(Qt.FocusReason.OtherFocusReason)  # before what has the caret is hidden
        self._words.setText(tr("Erasing…"))
        self._show(asking=False)
        self.cancel.setEnabled(False)

    def say_done(self, gone: Gone) -> None:
        """That is done: what was erased, and by which lines that can be proved."""
        said = [tr("Erased: {cases} cards, {images} images.", cases=len(gone.proofs), images=gone.images)]
        if gone.shared:
            said.append(tr("{count} images stay, since cards of others are in them.", count=gone.shared))
        if not gone.scrubbed:
            said.append(tr("Somebody is reading the files; what is left in their logs goes within the hour."))
        self._words.setText(" ".join(said))
        proofs = (
            tr("Proof: card {case}, line {line}, {hash}", case=each.case_id, line=each.seq, hash=each.hash)
            for each in gone.proofs
        )
        self.cards.setPlainText("\n".join(proofs))
        self._end()

    def say_failed(self, why: str) -> None:
        """That could not be done."""
        self._words.setText(why)
        self.cards.clear()
        self._end()

    def _end(self) -> None:
        self._show(asking=False)
        self.cancel.setText(tr("Close"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, asking: bool) -> None:
        for each in (self._ask, self.count, self.erase):
            each.setVisible(asking)
        self.cancel.setEnabled(True)
        self._look()

    def _look(self) -> None:
        self.erase.setEnabled(bool(self._ids) and self.count.text().strip() == str(len(self._ids)))

    def _agree(self) -> None:
        if self.erase.isEnabled() and self.erase.isVisibleTo(self):
            self.agreed.emit(self._ids)


def _label() -> QLabel:
    made = QLabel()
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
