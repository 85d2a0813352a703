"""Watching for what commands write beside an open desk: its queue and the card on it follow within a second or two."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from carddesk.errors import EnvironmentFault
from carddesk.store.projection import QueueEntry

if TYPE_CHECKING:
    from carddesk.workflow.records import Wiring

EVERY_S: Final = 1.0
_AT_ONCE: Final = 50
"""Rows taken in before the loop is let go."""


class Watcher:
    """Has a desk follow what others write to its workspace."""

    def __init__(self, at: Wiring) -> None:
        self._at = at
        self._line = at.workspace.last_line()
        self._later: set[int] = set()
        """Cases that are no more, and that are being read just now."""
        self._running: asyncio.Task[None] | None = None

    def start(self, every_s: float = EVERY_S) -> None:
        """Look so often, as long as the desk is open. A team's server tells by itself what changed."""
        if isinstance(self._at.workspace.place, Path):
            self._running = self._at.tasks.spawn(self._run(every_s))

    async def _run(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            await self.look()

    async def look(self) -> None:
        """Follow what was written since the last look. What the desk wrote itself stands in its queue already."""
        try:
            line, case_ids = await self._at.tasks.in_thread(self._written)
        except EnvironmentFault:
            # Whoever works hears of it when they write; the next look may find it mended.
            return
        self._line = line
        later, self._later = self._later, set()
        await self.follow(sorted({*case_ids, *later}))

    async def follow(self, case_ids: Sequence[int]) -> None:
        """Bring the queue, and the card on the desk, up to what the journal says of these cases."""
        for start in range(0, len(case_ids), _AT_ONCE):
            self._take(case_ids[start : start + _AT_ONCE])
            await asyncio.sleep(0)

    def _written(self) -> tuple[int, list[int]]:
        line = self._at.workspace.last_line()
        return line, self._at.workspace.changed_since(self._line) if line > self._line else []

    def _take(self, case_ids: Sequence[int]) -> None:
        # Read here and not in a thread: between reading and taking in nothing can be written by the desk itself.
        self.take_in(case_ids, self._at.workspace.entries(case_ids))

    def take_in(self, case_ids: Sequence[int], entries: Sequence[QueueEntry]) -> None:
        """Of these cases the queue is to show these entries; those that have none are no more."""
        queue, seat = self._at.queue, self._at.seat
        there = {entry.case_id: entry for entry in entries}
        known = {case_id: entry for case_id in case_ids if (entry := self._known(case_id)) is not None}
        changed = [entry for case_id, entry in there.items() if known.get(case_id) != entry]
        gone = known.keys() - there.keys()
        # Whoever is at work on one finds out by themselves that nothing more is written about it.
        self._later |= gone & queue.under_way
        gone -= queue.under_way
        at_hand = seat.current.id if seat.current is not None else None
        following = None
        if at_hand in gone:
            following = queue.neighbour(at_hand, 1) or queue.neighbour(at_hand, -1)
        self._at.pixels.forget([image for each in gone if (image := known[each].image) is not None])
        queue.remove(gone)
        for entry in changed:
            queue.put(entry)
        if at_hand in gone:
            seat.leave(following if following not in gone else None)
        elif at_hand in {entry.case_id for entry in changed}:
            seat.refresh()
        if changed or gone:
            self._at.announcer.tell("queue", "progress", "case", "field", case_ids=[] if gone else [*there])

    def _known(self, case_id: int) -> QueueEntry | None:
        try:
            return self._at.queue.entry(case_id)
        except KeyError:
            return None
