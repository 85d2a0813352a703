"""Drafts at a desk of a team: on the server, and in the outbox while that is out of reach."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from carddesk.errors import EnvironmentFault
from carddesk.store.drafts import Draft, Drafts, Left, Typed
from carddesk.store.team.outbox import Outbox
from carddesk.store.team.reach import Reach

_GONE = {"team_unreachable", "team_unsure", "team_busy"}


class SteadyDrafts(Drafts):
    """As `Drafts`; what the server did not take is told to it before the next that it takes."""

    def __init__(
        self, engine: Engine, place: str | Path, one_writer: threading.Lock, outbox: Outbox, reach: Reach
    ) -> None:
        super().__init__(engine, place, one_writer)
        self._outbox = outbox
        self._reach = reach

    def left(self, operator: str) -> list[Left]:
        """As there."""
        with self._reach.asking():
            return super().left(operator)

    def of(self, operator: str) -> list[Draft]:
        """As there, with what the server does not know of."""
        with self._reach.asking():
            known = {(draft.case_id, draft.key): draft for draft in super().of(operator)}
        unsent = {
            (case_id, key): Draft(case_id, key, text, known[case_id, key].seq if (case_id, key) in known else 0)
            for (case_id, key), text in self._outbox.drafts().items()
            if text is not None
        }
        gone = {about for about, text in self._outbox.drafts().items() if text is None}
        return [draft for about, draft in (unsent | known | unsent).items() if about not in gone]

    def begin(self, operator: str, at: str) -> None:
        """As there."""
        with self._reach.asking():
            super().begin(operator, at)

    def end(self, operator: str, at: str) -> None:
        """As there."""
        with self._reach.asking():
            super().end(operator, at)

    def keep(self, operator: str, at: str, take: Callable[[], Typed]) -> None:
        """As there: on this machine's disk when this returns, or on the server's."""
        taken: list[Typed] = []

        def once() -> Typed:
            typed = taken[0] if taken else take()
            taken[:] = [typed]
            unsent = self._outbox.drafts()
            return Typed({**unsent, **typed.texts}, typed.spot)

        try:
            with self._reach.asking():
                super().keep(operator, at, once)
        except EnvironmentFault as error:
            if error.code not in _GONE:
                raise
            typed = taken[0] if taken else take()
            if typed.texts:
                self._outbox.keep_drafts(typed.texts, at)
            return
        if self._outbox.drafts():
            self._outbox.drop_drafts()
