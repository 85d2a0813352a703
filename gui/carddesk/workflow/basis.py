"""The basis before capture: what is noted for the next cards, for how long it holds, and what is put right of it later."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal, cast

from carddesk.cards.basis import Basis
from carddesk.cards.case import Case
from carddesk.cards.events import BasisCorrected, BasisNoted
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.ledger import Clock, Ledger, stamp
from carddesk.workflow.seat import Seat

Mode = Literal["off", "offer", "require"]
Lasts = Literal["card", "today", "changed"]

WANTED: Final = "basis_wanted"
"""Code of the error that says that nothing is captured before a basis is noted."""
WANTED_WORDS: Final = mark("Note for what purpose the card is captured, then go on (Ctrl+I).")

_USUAL = (mark("Account opening"), mark("Employment"), mark("Lodging"), mark("Business at the counter"))
_PARTED = re.compile(r"[;；\n]")
_PURPOSE_MOST = 60
_CUSTOMER_MOST = 40


@dataclass(frozen=True, slots=True)
class _Held:
    noted: BasisNoted | None


_HELD: ContextVar[_Held | None] = ContextVar("carddesk_basis_of_one_go", default=None)
"""What holds for all that one task, and those that it starts, take in."""


class BasisNotes:
    """What is noted for the next cards.

    A customer's number is kept in memory as long as it holds, and nowhere else until a card comes.
    """

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        seat: Seat,
        announcer: Announcer,
        *,
        settings: Settings,
        now: Clock,
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._seat = seat
        self._announcer = announcer
        self._settings = settings
        self._now = now
        self._noted: BasisNoted | None = None
        self._day = ""

    @property
    def mode(self) -> Mode:
        """Whether notes are taken, and whether no card comes without one."""
        return cast(Mode, self._settings.text("capture.basis"))

    @property
    def lasts(self) -> Lasts:
        """For how long one holds."""
        return cast(Lasts, self._settings.text("capture.basis_lasts"))

    @property
    def purposes(self) -> tuple[str, ...]:
        """Those to choose from, as the site sets them up."""
        named = [each.strip() for each in _PARTED.split(self._settings.text("capture.purposes"))]
        return tuple(dict.fromkeys(filter(None, named))) or tuple(map(tr, _USUAL))

    @property
    def standing(self) -> Basis:
        """What will be written on the next cards."""
        noted = self._holding()
        return Basis(noted.purpose, noted.customer) if noted is not None else Basis()

    @property
    def wanted(self) -> bool:
        """Whether nothing may be captured before something is noted."""
        return self.mode == "require" and self._why_not(self.standing) is not None

    def demand(self) -> BasisNoted | None:
        """What is to be written on the cards that come now: asked before a device moves or a file is taken. None for nothing.

        Raises:
            UserError: `WANTED`.
        """
        held = _HELD.get()
        if held is not None:
            return held.noted
        if self.wanted:
            raise UserError(WANTED, tr(WANTED_WORDS))
        return self._holding()

    @asynccontextmanager
    async def one_go(self, like: int | None = None) -> AsyncIterator[None]:
        """All that comes inside the block is one go, on the basis noted when it began, whatever is noted meanwhile: for a
        device that takes its time, and may give one image after the other.

        `like` names the case whose card comes once more: on the same basis, where it has one, and no note is used up.

        Raises:
            UserError: `WANTED`.
        """
        same = passed_on(self._workspace.case(like)) if like is not None and self.mode != "off" else []
        before = _HELD.set(_Held(same[0] if same else self.demand()))
        try:
            yield
        finally:
            _HELD.reset(before)

    def lasting(self) -> BasisNoted | None:
        """The same for what comes by itself: a note meant for one card is not spent on it.

        Raises:
            UserError: `WANTED`.
        """
        if self.lasts != "card":
            return self.demand()
        if self.mode == "require":
            raise UserError(
                WANTED,
                tr("Files wait: a note of purpose holds for one card here, so none lasts for what comes by itself."),
            )
        return None

    def spent(self, noted: BasisNoted | None) -> None:
        """Cards came with this note: where a note lasts for what comes in one go, it is over."""
        if noted is not None and noted is self._noted and self.lasts == "card":
            self.forget()

    def note(self, purpose: str, customer: str = "") -> None:
        """From now on this is written on the cards that come.

        Raises:
            UserError: it cannot stand so.
        """
        basis = self._checked(purpose, customer)
        moment = self._now()
        self._day = moment.astimezone().date().isoformat()
        self._noted = BasisNoted(basis.purpose, basis.customer, stamp(moment)) if basis else None
        self._announcer.tell("progress")

    def forget(self) -> None:
        """Nothing is written on the next cards."""
        self._noted = None
        self._announcer.tell("progress")

    def of_card(self) -> Basis:
        """What is noted of the card on the desk."""
        seen = self._seat.current
        return seen.basis if seen is not None else Basis()

    def correct(self, purpose: str, customer: str, case_id: int) -> None:
        """Put right what is noted of this card, or note it now; nothing where that is what stands there.

        Raises:
            UserError: it cannot stand so, or another desk has the card on the desk here.
            KeyError: there is no such case.
        """
        seen = self._seat.current
        if seen is not None and seen.id == case_id and seen.holder:
            raise UserError("card_held", tr("{who} is at this card.", who=seen.holder))
        basis, case = self._checked(purpose, customer), self._workspace.case(case_id)
        before = case.noted or Basis()
        if basis not in {before, case.basis}:
            corrected = BasisCorrected(basis.purpose, basis.customer, before.purpose, before.customer)
            self._ledger.write(case_id, corrected)

    def _holding(self) -> BasisNoted | None:
        if self.lasts == "today" and self._day != self._now().astimezone().date().isoformat():
            self._noted = None
        return self._noted if self.mode != "off" else None

    def _checked(self, purpose: str, customer: str) -> Basis:
        basis = Basis(" ".join(clean(purpose).split()), " ".join(clean(customer).split()))
        if (why := self._why_not(basis)) is not None:
            raise why
        return basis

    def _why_not(self, basis: Basis) -> UserError | None:
        """Why this cannot stand."""
        required, form = self.mode == "require", self._settings.text("capture.customer_form")
        if required and not basis.purpose:
            return UserError("basis_purpose", tr("Choose or type the purpose."))
        if len(basis.purpose) > _PURPOSE_MOST:
            return UserError("basis_purpose", tr("The purpose is too long: {most} signs at most.", most=_PURPOSE_MOST))
        if len(basis.customer) > _CUSTOMER_MOST:
            return UserError(
                "basis_customer", tr("The customer number is too long: {most} signs at most.", most=_CUSTOMER_MOST)
            )
        if form and (basis.customer or required) and not re.fullmatch(form, basis.customer):
            if not basis.customer:
                return UserError("basis_customer", tr("Type the customer number."))
            return UserError("basis_customer", tr("Customer numbers look otherwise here: {form}", form=form))
        return None


def passed_on(case: Case) -> list[BasisNoted]:
    """What is written of a case that comes of this one, as another card in the same image does: it was captured with it."""
    return [BasisNoted(case.noted.purpose, case.noted.customer)] if case.noted else []
