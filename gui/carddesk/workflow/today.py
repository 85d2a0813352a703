"""Today: which cards this operator has decided since midnight, from the journal and from every word that follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from carddesk.cards.case import Status
from carddesk.store.workspace import Workspace
from carddesk.workflow.diligence import Diligence
from carddesk.workflow.ledger import Clock, stamp
from carddesk.workflow.queue import Queue
from carddesk.workflow.seat import Seat


class Today:
    """Counts the day's decisions."""

    def __init__(self, workspace: Workspace, queue: Queue, seat: Seat, *, operator: str, now: Clock) -> None:
        self._queue = queue
        self._seat = seat
        self._now = now
        midnight = now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        words = workspace.words_since(operator, stamp(midnight))
        closed = {row.case_id for row in map(queue.entry, words) if Status(row.status).closed}
        self._diligence = Diligence({each: datetime.fromisoformat(at) for each, at in words.items() if each in closed})

    def note(self, case_ids: Iterable[int]) -> None:
        """These were written to. A word is new where the case on the desk had none; others are written to for other
        reasons. To be told before the desk looks at the case anew.
        """
        current = self._seat.current
        for case_id in case_ids:
            closed = Status(self._queue.entry(case_id).status).closed
            at_hand = current is not None and current.id == case_id and not current.status.closed
            if at_hand or not closed:
                self._diligence.note(case_id, self._now(), closed=closed)

    def an_hour(self) -> int:
        """Cards decided an hour; 0 where that cannot be told yet."""
        return self._diligence.an_hour(self._now())
