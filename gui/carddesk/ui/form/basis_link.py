"""The line in the head of a card that says what it was captured for; pressed, it lets that be put right."""

from __future__ import annotations

from PySide6.QtCore import Signal

from carddesk.cards.basis import Basis
from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.workflow.views import CaseView


class BasisLink(Button):
    """Nothing where nothing is noted and nobody notes anything."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "link")
        self.setToolTip(tr("Put right what the card was captured for"))
        self._basis = Basis()
        self._offered = self._arriving = False
        self.clicked.connect(self.asked)
        self.hide()

    def apply(self, case: CaseView) -> None:
        """Say it of this card."""
        self._basis, self._arriving = case.basis, case.arriving
        self.setEnabled(not case.holder and not case.arriving)
        self._show()

    def offer(self, offered: bool) -> None:
        """Whether it is there to be noted where nothing is."""
        self._offered = offered
        self._show()

    def _show(self) -> None:
        words = basis_words(self._basis)
        self.setText(tr("Captured for: {basis}", basis=words) if words else tr("Captured for: nothing noted"))
        self.setVisible(bool(words) or (self._offered and not self._arriving))


def basis_words(basis: Basis) -> str:
    """The purpose, and the customer's number behind it; empty where nothing is noted."""
    customer = tr("customer {number}", number=basis.customer) if basis.customer else ""
    return " · ".join(filter(None, (basis.purpose, customer)))
