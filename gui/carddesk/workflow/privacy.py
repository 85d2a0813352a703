"""Privacy mode: whether values are masked, and the journal of when they were not."""

from __future__ import annotations

from typing import Literal

from carddesk.cards import events
from carddesk.workflow.changes import Announcer, Aspect
from carddesk.workflow.discretion import hidden_keys, masked
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.seat import Seat
from carddesk.workflow.views import CaseView

_ALL: tuple[Aspect, ...] = ("case", "field", "queue", "progress")


class Privacy:
    """Masks what the window is given. Exports, and what is stored, are not its business.

    Every method that lays something open writes that to the journal first: where it cannot be written
    (`EnvironmentFault`), nothing is laid open.
    """

    def __init__(self, ledger: Ledger, seat: Seat, announcer: Announcer, *, on: bool) -> None:
        self._ledger = ledger
        self._seat = seat
        self._announcer = announcer
        self._on = on
        self._laid_open: int | None = None
        self._made: tuple[CaseView, str | None, CaseView] | None = None

    @property
    def on(self) -> bool:
        """Whether privacy mode is on for the desk."""
        return self._on

    @property
    def shown(self) -> bool:
        """Whether it is on, but the case at hand is laid open."""
        current = self._seat.current
        return self._on and current is not None and current.id == self._laid_open

    def seen(self) -> CaseView | None:
        """The case on the desk as it may be seen now."""
        current, active = self._seat.current, self._seat.active
        if current is None or current.id != self._laid_open:
            self._laid_open = None
        if current is None or not self._on or self.shown:
            return current
        if self._made is None or self._made[0] is not current or self._made[1] != active:
            self._made = (current, active, masked(current, active))
        return self._made[2]

    def switch(self) -> None:
        """Turn privacy mode on, or off, for the rest of the run."""
        if self._on:
            self._write(events.ValuesShown("desk", self._masked_keys()))
        else:
            self._write(events.ValuesHidden("desk"))
        self._on, self._laid_open = not self._on, None
        self._announcer.tell(*_ALL)

    def show_case(self) -> None:
        """Lay the case at hand open until it is left, or mask it again. Nothing where nothing is masked."""
        current = self._seat.current
        if current is None or not self._on:
            return
        if self.shown:
            self._write(events.ValuesHidden("case"))
            self._laid_open = None
        else:
            self._write(events.ValuesShown("case", self._masked_keys()))
            self._laid_open = current.id
        self._announcer.tell(*_ALL)

    def mask_again(self) -> None:
        """The operator is away: a case that was laid open is masked when they come back."""
        if self.shown:
            self.show_case()

    def unlocked(self, locked_by: Literal["idle", "key"], seconds: int) -> None:
        """The window was locked for so long, and is open again. Without a case on the desk there was nothing to guard."""
        self._write(events.DeskUnlocked(locked_by, seconds))

    def _masked_keys(self) -> tuple[str, ...]:
        current = self._seat.current
        return hidden_keys(current, self._seat.active) if current is not None and not self.shown else ()

    def _write(self, body: events.Body) -> None:
        if self._seat.current is not None:
            self._ledger.write(self._seat.current.id, body)
