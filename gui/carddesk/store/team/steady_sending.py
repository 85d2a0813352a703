"""Sending: what waits at a desk of a team goes to the server, parcel by parcel, as far as no other desk stands in the way."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from carddesk.cards.events import Event
from carddesk.store.projection import QueueEntry
from carddesk.store.team.delivering import Contradicted, Delivered, deliver, has_words, with_all_that_hang
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.holding import Holding
from carddesk.store.team.outbox import Parcel
from carddesk.store.team.steady_waiting import Waiting
from carddesk.store.team.writing import TeamWriting

logger = logging.getLogger(__name__)


class _WithOthersError(Exception):
    def __init__(self, who: dict[int, str]) -> None:
        super().__init__(sorted(who))
        self.who = who


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what waited.

    Attributes:
        cases: those that have more lines on the server than before.
        moved: those of them on which others had written, where that does not contradict.
        blocked: by case, who has it, so that what waits for it waits on.
        held: how many parcels wait for a human since then.
    """

    cases: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()
    blocked: tuple[tuple[int, str], ...] = ()
    held: int = 0


class Server(Protocol):
    """The way to the server, and what is in memory of it."""

    operator: str

    def on_server(self, operator: str, at: str) -> AbstractContextManager[TeamWriting]:
        """A transaction on the server itself."""

    def apart(self) -> AbstractContextManager[dict[int, list[Event]]]:
        """Inside, the histories that this thread learns go there alone."""

    def know(self, histories: Mapping[int, list[Event]]) -> None:
        """Have these histories in memory. For who has `memory`."""

    def refresh(self, case_ids: Collection[int]) -> list[QueueEntry]:
        """Have in memory what the server has of these cases."""


class Sending:
    """For one thread at a time."""

    def __init__(self, server: Server, waiting: Waiting, holding: Holding) -> None:
        self._server = server
        self._waiting = waiting
        self._holding = holding

    def send(self) -> Sent:
        """Send what waits, in its order.

        Raises:
            EnvironmentFault: `team_unreachable`, and whatever else hinders; what was not sent waits.
        """
        cases, moved, blocked, held = set[int](), set[int](), dict[int, str](), 0
        passed: set[int] = set()
        while (parcel := self._waiting.next_but(passed, blocked)) is not None:
            passed.add(parcel.id)
            try:
                if has_words(parcel):
                    self._have(parcel, anew=False)
                delivered = self._deliver_or_claim(parcel)
            except _WithOthersError as error:
                blocked |= error.who
                continue
            if delivered is None:
                held += 1
                continue
            cases |= parcel.cases | set(parcel.looks)
            moved |= parcel.cases if delivered.moved else set()
        return Sent(frozenset(cases), frozenset(moved), tuple(blocked.items()), held)

    def _have(self, parcel: Parcel, *, anew: bool) -> None:
        """Have its cases on this desk."""
        wanted = [case_id for case_id in sorted(parcel.cases) if anew or not self._holding.has(case_id)]
        claims = [self._holding.take(case_id) for case_id in wanted]
        if who := {claim.case_id: claim.operator for claim in claims if not claim.mine}:
            raise _WithOthersError(who)

    def _deliver_or_claim(self, parcel: Parcel) -> Delivered | None:
        try:
            return self._deliver(parcel)
        except ClaimLost:
            # The lease ran out while nobody could be asked. If nobody else took the case since, it is as good as before.
            self._have(parcel, anew=True)
        return self._deliver(parcel)

    def _deliver(self, parcel: Parcel) -> Delivered | None:
        """Have it on the server; None where a human has to look at it first."""
        waiting = self._waiting.parcels
        try:
            with self._server.apart() as histories, self._server.on_server(*self._by(parcel)) as writing:
                delivered = deliver(writing, parcel, waiting)
                for case_id in delivered.heads:
                    writing.history(case_id)
        except Contradicted:
            self._give_up(with_all_that_hang(parcel, waiting))
            return None
        self._waiting.arrived(parcel, delivered, partial(self._server.know, histories))
        return delivered

    def _by(self, parcel: Parcel) -> tuple[str, str]:
        """Who said it, and when."""
        return (parcel.lines[0].operator, parcel.lines[0].at) if parcel.lines else (self._server.operator, "")

    def _give_up(self, parcels: Collection[Parcel]) -> None:
        """A human is to look at it, if one has said any of it; what the desk did by itself is done anew by the next desk."""
        self._waiting.hold(parcels)
        self._server.refresh({case_id for parcel in parcels for case_id in parcel.cases})
        if not any(map(has_words, parcels)):
            logger.info("what this desk did by itself was overtaken")
            self._waiting.let_go(parcels)
