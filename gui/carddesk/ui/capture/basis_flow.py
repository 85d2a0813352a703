"""Between the box, the line and the desk: a basis is noted before what needs one goes on, and put right on a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from carddesk.cards.basis import Basis
from carddesk.cards.masking import HIDDEN
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.ui.capture.basis_box import Asked, BasisBox
from carddesk.ui.capture.basis_line import BasisLine
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk

_LASTS = {
    "card": mark("Holds for the cards that come in one go."),
    "today": mark("Holds until the day is over."),
    "changed": mark("Holds until it is changed."),
}


class BasisFlow(QObject):
    """Renders what stands, and carries what was typed to the desk."""

    def __init__(self, desk: Desk, theme: Theme, composition: Composition, frame: Frame) -> None:
        super().__init__(frame)
        self._desk = desk
        self._frame = frame
        self._was_used = False
        self._last_purpose = ""
        self._go_on: Callable[[], object] | None = None
        self._case: int | None = None
        self.line = BasisLine(theme)
        frame.place_below_bar(self.line)
        self.box = BasisBox(frame, theme, composition)
        self.line.change_asked.connect(self.toggle)
        self.line.forget_asked.connect(desk.basis.forget)
        self.box.given.connect(self._take)
        self.box.left.connect(self._drop)
        frame.form.header.basis.asked.connect(self.correct)
        self._stop = desk.subscribe(self._heard)
        frame.destroyed.connect(self._stop)
        self._render()

    def before(self, deed: Callable[[], object]) -> None:
        """Do this, which captures cards; where a basis must be noted first, once that is done."""
        if self._desk.basis.wanted:
            self._ask(deed)
        else:
            deed()

    def toggle(self) -> None:
        """Note what the next cards are captured for, or put the box away."""
        if self.box.isVisible():
            self.box.close_sheet()
        elif self._desk.basis.mode != "off":
            self._ask(None)

    def correct(self) -> None:
        """Put right what is noted of the card at hand."""
        case = self._desk.current
        if case is None or case.holder or case.arriving:
            return
        self.box.close_sheet()
        self._case = case.id
        # What is masked in the window is typed in full here: the box shows it only while the caret is in it.
        asked = Asked(
            tr("What was card {case:04} captured for?", case=case.id),
            tr("Put right"),
            basis=self._desk.basis.of_card(),
            masked=self._desk.privacy.on,
        )
        self.box.ask(asked, self._desk.basis.purposes)

    def _ask(self, go_on: Callable[[], object] | None) -> None:
        self.box.close_sheet()
        self._go_on = go_on
        notes = self._desk.basis
        asked = Asked(
            tr("What are the next cards captured for?"),
            tr("Note it and go on") if go_on is not None else tr("Note it"),
            tr(_LASTS[notes.lasts]),
            notes.standing or Basis(self._last_purpose),
            masked=self._desk.privacy.on,
        )
        self.box.ask(asked, notes.purposes)

    def _take(self, purpose: str, customer: str) -> None:
        notes = self._desk.basis
        try:
            if self._case is None:
                notes.note(purpose, customer)
            else:
                notes.correct(purpose, customer, self._case)
        except UserError as error:
            self.box.say(error.message, of_customer=error.code == "basis_customer")
            return
        go_on, self._go_on = self._go_on, None
        if self._case is None:
            self._was_used, self._last_purpose = True, notes.standing.purpose
        self.box.close_sheet()
        self._render()
        if go_on is not None:
            go_on()

    def _drop(self) -> None:
        self._go_on = self._case = None

    def _heard(self, change: Change) -> None:
        if change.what & {"progress", "case", "queue"}:
            self._render()

    def _render(self) -> None:
        notes, desk = self._desk.basis, self._desk
        standing = notes.standing
        self._was_used |= bool(standing)
        wanted = notes.mode == "require"
        # Who never notes anything has the line while the desk is empty, and no row of the window is lost to it.
        noting = notes.mode != "off" and (wanted or self._was_used)
        self.line.setVisible(noting or (notes.mode != "off" and not desk.queue))
        self._frame.form.header.basis.offer(noting)
        shown = replace(standing, customer=HIDDEN) if desk.privacy.on and standing.customer else standing
        self.line.show_basis(shown, wanted=wanted)
