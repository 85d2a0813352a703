"""What the desk keeps of the past: the history of a card to read, one person's cards to erase, and time running out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from carddesk.cards.masking import masked_name
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.services.contract import ReadingService
from carddesk.settings import Settings
from carddesk.store.erasing import Erasure
from carddesk.store.workspace import Workspace
from carddesk.workflow import persons
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.history import HistoryLine, history_of, titles_of, unsaid
from carddesk.workflow.ledger import Clock
from carddesk.workflow.persons import Gone
from carddesk.workflow.pixels import PixelCache
from carddesk.workflow.privacy import Privacy
from carddesk.workflow.queue import Queue
from carddesk.workflow.retention import Retention
from carddesk.workflow.seat import Seat
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import QueueRow
from carddesk.workflow.watching import Watcher


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of the desk that this one works with."""

    workspace: Workspace
    queue: Queue
    seat: Seat
    announcer: Announcer
    privacy: Privacy
    pixels: PixelCache
    tasks: Tasks
    settings: Settings
    services: Mapping[str, ReadingService]


@dataclass(frozen=True, slots=True)
class Found:
    """The cards of the person whose card is on the desk.

    Attributes:
        by: whether they were found by `number` or, since that is not known, by `name`; empty where neither is.
        rows: as the queue shows them.
    """

    by: str = ""
    rows: tuple[QueueRow, ...] = ()


class Records:
    """The past, for the case at hand.

    Attributes:
        retention: erases what is due; `start` has it do so.
        watcher: has the desk follow what commands write beside it; `start` has it do so.
    """

    def __init__(self, at: Wiring, *, operator: str, now: Clock) -> None:
        self._at = at
        self._operator = clean(operator)
        self._now = now
        self.retention = Retention(at.workspace, at.settings, at.tasks, at.announcer, operator=operator, now=now)
        self.watcher = Watcher(at)
        self.retention.under_way = self._under_way
        self.retention.on_erased = self._forget

    async def history(self) -> tuple[HistoryLine, ...]:
        """What happened to the case on the desk; values are told as far as they may be seen. Nothing on an empty desk."""
        seen = self._at.seat.current
        if seen is None:
            return ()
        history = await self._at.tasks.in_thread(self._at.workspace.events, seen.id)
        masked = self._at.privacy.on and not self._at.privacy.shown
        lines = history_of(history, masked=masked, titles=titles_of(self._at.services))
        return unsaid(lines) if self._at.queue.is_blind(seen.id) or seen.look else lines

    @property
    def may_erase(self) -> bool:
        """Whether this operator may erase what is held of a person."""
        return self._at.workspace.may_erase

    async def person_at_hand(self) -> Found:
        """Every card of the person whose card is on the desk, this one among them."""
        seen = self._at.seat.current
        if seen is None:
            return Found()
        person = persons.of_card(self._at.queue.entry(seen.id))
        if not person:
            return Found("", self._rows([seen.id]))
        ids = await self._at.tasks.in_thread(persons.cases_of, self._at.workspace, person)
        return Found("number" if person.number else "name", self._rows(ids))

    async def erase_person(self, case_ids: Sequence[int]) -> Gone:
        """Erase these cards for good, at the person's request, and leave nothing of them in files and backups.

        Raises:
            UserError: one of them is being read just now; nothing was erased.
            EnvironmentFault: it cannot be written; what was erased before stays erased.
        """
        if busy := set(self._at.queue.with_faces(case_ids)) & self._at.queue.under_way:
            raise UserError(
                "case_under_way", tr("Card {case} is being read just now; wait until that is done.", case=min(busy))
            )
        done: list[Erasure] = []
        try:
            gone = await self._at.tasks.in_thread(
                persons.erase_cases, self._at.workspace, case_ids, self._operator, self._now, told=done.append
            )
        finally:
            for each in done:
                self._forget(each)
        try:
            at = self._at
            await at.tasks.in_thread(persons.renew_backups, at.workspace, at.settings, self._now)
        except UserError as error:
            words = mark("Erased, but older backups stay until their time is over. {why}")
            self._at.announcer.say("warn", words, why=error.message)
            return replace(gone, backups=False)
        return gone

    def _rows(self, case_ids: Sequence[int]) -> tuple[QueueRow, ...]:
        rows = (self._at.queue.row(case_id) for case_id in case_ids)
        private = self._at.privacy.on
        return tuple(
            replace(row, name=masked_name(row.name), search="", hidden=True) if private else row for row in rows
        )

    def _under_way(self) -> Collection[int]:
        seen = self._at.seat.current
        return self._at.queue.under_way | ({seen.id} if seen is not None else set())

    def _forget(self, done: Erasure) -> None:
        """On the loop's thread: nothing of what was erased is left in memory, and whoever was at it goes on."""
        queue, seat = self._at.queue, self._at.seat
        at_hand = seat.current.id if seat.current is not None else None
        following = None
        if at_hand in done.case_ids and at_hand is not None:
            following = queue.neighbour(at_hand, 1) or queue.neighbour(at_hand, -1)
        queue.remove(done.case_ids)
        for entry in done.entries:
            queue.put(entry)
        self._at.pixels.forget(done.images)
        if at_hand in done.case_ids:
            seat.leave(following if following not in done.case_ids else None)
        elif at_hand in {entry.case_id for entry in done.entries}:
            seat.refresh()
        self._at.announcer.tell("queue", "progress", "case", "field", case_ids=[])
