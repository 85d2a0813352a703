"""Writing to the journal for one operator, and keeping the queue in memory in step with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from carddesk.cards.events import Body, Event
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow.queue import Queue

Clock = Callable[[], datetime]


def stamp(moment: datetime) -> str:
    """An aware time as the journal writes it: UTC, ISO 8601 with microseconds and `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Ledger:
    """The way in which everything of the desk is written.

    Attributes:
        saved_at: local time HH:MM:SS of the last write; None before the first.
    """

    def __init__(
        self, workspace: Workspace, queue: Queue, *, operator: str, now: Clock, on_written: Callable[[list[int]], None]
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._operator = operator
        self._now = now
        self._on_written = on_written
        self.saved_at: str | None = None

    @contextmanager
    def transaction(self) -> Iterator[Writing]:
        """Write several things at once; on disk, and in the queue, when the block ends."""
        moment = self._now()
        with self._workspace.transaction(self._operator, stamp(moment)) as writing:
            yield writing
        for entry in writing.entries:
            self._queue.put(entry)
        self.saved_at = moment.astimezone().strftime("%H:%M:%S")
        self._on_written([entry.case_id for entry in writing.entries])

    def write(self, case_id: int, *bodies: Body) -> list[Event]:
        """Write events of one case."""
        with self.transaction() as writing:
            return [writing.event(case_id, body) for body in bodies]
