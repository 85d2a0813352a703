"""Writing to the journal for one operator, and keeping the queue in memory in step with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from carddesk.cards.events import Body, Event
from carddesk.store.projection import QueueEntry
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow.queue import Queue

_MOST_MATES = 20
"""As many cases of one number are seen anew at once; nobody works through more, and each costs a look at its history."""

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
        mates, otherwise = self._put(writing.entries)
        if otherwise:
            with self._workspace.transaction(self._operator, stamp(moment)) as again:
                for case_id in otherwise:
                    again.look_again(case_id)
            self._put(again.entries)
        self.saved_at = moment.astimezone().strftime("%H:%M:%S")
        self._on_written([*(entry.case_id for entry in writing.entries), *mates])

    def _put(self, entries: list[QueueEntry]) -> tuple[list[int], list[int]]:
        """Take the entries into the queue. Other cases that bear the same number, and those of them that look otherwise
        for it in the queue: what they say of each other is the number and the name, whatever else is written.
        """
        numbers, changed = set[str](), set[str]()
        for entry in entries:
            before, now = self._card(entry.case_id), (entry.number, entry.person)
            numbers |= {before[0], now[0]}
            changed |= {before[0], now[0]} if before != now else set()
        for entry in entries:
            self._queue.put(entry)
        mine = {entry.case_id for entry in entries}
        return self._bearing(numbers, mine), self._bearing(changed, mine)

    def _card(self, case_id: int) -> tuple[str, str]:
        """The number and the name on a card as the queue has them until now."""
        return self._queue.number(case_id), self._queue.person(case_id)

    def _bearing(self, numbers: set[str], but: set[int]) -> list[int]:
        mates = (mate.case_id for number in sorted(numbers) for mate in self._queue.mates(number, but=0))
        return [each for each in dict.fromkeys(mates) if each not in but][:_MOST_MATES]

    def write(self, case_id: int, *bodies: Body) -> list[Event]:
        """Write events of one case."""
        with self.transaction() as writing:
            return [writing.event(case_id, body) for body in bodies]
