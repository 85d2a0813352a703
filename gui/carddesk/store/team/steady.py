"""The workspace of a team as a desk has it: what is on the desk lies in memory, what is said there goes to the outbox first.

So no key waits for the network. A thread of the desk calls `send` after each word, and whenever the server may be back; what
others do is taken in by `refresh`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from carddesk.cards.events import Body, Event
from carddesk.cards.merging import is_word
from carddesk.store import journal
from carddesk.store.projection import QueueEntry
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.holding import Holding
from carddesk.store.team.outbox import Outbox, Parcel
from carddesk.store.team.reached import ReachedWorkspace
from carddesk.store.team.steady_drafts import SteadyDrafts
from carddesk.store.team.steady_pictures import Pictures
from carddesk.store.team.steady_sending import Sending, Sent
from carddesk.store.team.steady_undo import Undoing
from carddesk.store.team.steady_waiting import Waiting
from carddesk.store.team.steady_writing import SteadyWriting
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.store.team.writing import TeamWriting

MOST_REMEMBERED: Final = 256
"""Histories kept in memory besides those on the desk."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the server says of cases: in brief, and all events of those that are in memory otherwise."""

    entries: list[QueueEntry]
    histories: dict[int, list[Event]]


class SteadyWorkspace(ReachedWorkspace):
    """As `TeamWorkspace`, for a desk with an operator at it. What differs:

    - What is written about cases goes to the outbox, and to the server by `send`. Cases that are new, and what is erased, go to
      the server at once.
    - What is in memory is read from there, with what the server does not have yet. `refresh` brings it up to date.
    - A judgement about a case that is not on this desk claims it first, or raises `ClaimLost`.

    Attributes:
        holding: the cases that are on this desk.
        on_kept: called after something was put into the outbox, or a case turned out to be on another desk, in the thread that
            wrote.
    """

    def __init__(self, place: str, *engines: Engine, outbox: Outbox, **who: Any) -> None:
        """Not for callers: see `over`."""
        super().__init__(place, *engines, **who)
        self._outbox = outbox
        self._waiting = Waiting(outbox, self._memory)
        self._places: dict[int, tuple[int, int]] = {}
        self._pictures = Pictures()
        self._thread = threading.local()
        self.holding = Holding(self.claims, self.reach)
        self.drafts = SteadyDrafts(self._journal, self.place, self._one_writer, outbox, self.reach)
        self.on_kept: Callable[[], None] = lambda: None
        self._sending = Sending(self, self._waiting, self.holding)
        self._undoing = Undoing(self, self.last_line())

    @classmethod
    def over(cls, team: TeamWorkspace, outbox: Outbox) -> SteadyWorkspace:
        """Take an open workspace over, and an outbox; both are closed with this one."""
        return team.taken_over(partial(cls, outbox=outbox))

    # ------------------------------------------------------------------ reading

    def events(self, case_id: int) -> list[Event]:
        """All events of a case, in order, with those that the server does not have yet."""
        with self._memory:
            known = self._remembered.get(case_id)
            if known is not None:
                return known + self._waiting.said(case_id)
        with self._reading() as connection:
            found = self._history(connection, case_id)
        with self._memory:
            # It may have been sent between the question and now: then more is in memory than was asked for.
            return self._remembered.get(case_id, found) + self._waiting.said(case_id)

    def remembers(self, case_id: int) -> bool:
        """Whether the case can be read without the server."""
        return case_id in self._remembered

    def remembered(self) -> list[list[Event]]:
        """The histories of all cases in memory, with what the server does not have yet."""
        with self._memory:
            return [known + self._waiting.said(case_id) for case_id, known in self._remembered.items()]

    @property
    def changes(self) -> int:
        """Another number whenever something was said here, or taken back."""
        return self._waiting.changes

    def to_undo(self, operator: str) -> Event | None:
        """The operator's last judgement that still counts; while the server is out of reach, of those in memory."""
        return self._undoing.to_undo(operator, super().to_undo)

    def to_redo(self, operator: str) -> Event | None:
        """The judgement that the operator took back last, unless they judged anew since; as `to_undo`."""
        return self._undoing.to_redo(operator, super().to_redo)

    def queued(self) -> Iterator[QueueEntry]:
        """Every case in brief, in the order of the queue, as the server has it, read as they are asked for."""
        for entry in super().queued():
            self._note_places([entry])
            yield entry

    def entries(self, case_ids: Sequence[int]) -> list[QueueEntry]:
        """The rows of these cases in the queue, as the server has them."""
        found = super().entries(case_ids)
        self._note_places(found)
        return found

    def place_of(self, case_id: int) -> tuple[int, int]:
        """Where the case stands in the queue: anchor and rank."""
        if case_id not in self._places:
            self.entries([case_id])
        return self._places[case_id]

    def image(self, sha256: str) -> bytes:
        """The bytes of an image; those seen last lie in memory.

        Raises:
            KeyError: there is none at this address.
        """
        return self._pictures.get(sha256, super().image)

    # ------------------------------------------------------------------ writing

    @contextmanager
    def transaction(self, operator: str, at: str) -> Iterator[SteadyWriting]:
        """Write several things together or not at all; on this machine's disk when the block ends, or on the server's.

        Raises:
            ClaimLost: a judgement about a case that another desk has.
            EnvironmentFault: as there, where the server had to be asked; and what a full disk does.
        """
        writing = SteadyWriting(self, operator, at, only_looks=self.role == "auditor")
        with writing.ways:
            yield writing
            if writing.is_local:
                writing.finish()
                if writing.lines or writing.looks:
                    self._waiting.keep(writing.lines, writing.looks, writing.written)
        if not writing.is_local:
            self._waiting.changes += 1
            self._note_places(writing.entries)
        elif writing.lines or writing.looks:
            self.on_kept()

    def on_server(self, operator: str, at: str) -> AbstractContextManager[TeamWriting]:
        """A transaction on the server itself."""
        return self._on_server(operator, at)

    def require(self, case_id: int, body: Body) -> None:
        """Raise where this desk may not write that about this case now; it is claimed if need be.

        Raises:
            ClaimLost: another desk has it.
            EnvironmentFault: `team_unreachable`, and it was not on this desk before.
        """
        if not is_word(body) or self.holding.is_ready(case_id):
            return
        known = self._remembered.get(case_id)
        mine = self.holding.take(case_id).mine
        with self._reading() as connection:
            head = _heads(connection, [case_id]).get(case_id)
        if not mine or (known and head != known[-1].hash):
            # Another desk has it, or had it and went on: that must be seen first.
            self.on_kept()
            raise ClaimLost
        self.holding.ready(case_id)

    def locally(self) -> AbstractContextManager[object]:
        """Inside, no other thread writes to the outbox or takes from it."""
        return self._waiting.local

    def next_line(self) -> int:
        """A number behind those of all lines that the server has."""
        return self._waiting.next_line()

    # ------------------------------------------------------------------ the way to the server

    @property
    def unsent(self) -> int:
        """How many lines wait for the server."""
        return self._waiting.lines

    @property
    def unsent_cases(self) -> frozenset[int]:
        """The cases of which lines wait for the server."""
        return self._waiting.cases

    def send(self) -> Sent:
        """Send what waits, in its order; for a thread of the desk, one at a time. Nothing goes where it is `outdated`.

        Raises:
            EnvironmentFault: `team_unreachable`, and whatever else hinders; what was not sent waits.
        """
        return Sent() if self.outdated else self._sending.send()

    def held_back(self) -> list[list[Parcel]]:
        """What others contradict, together what hangs together."""
        return self._waiting.held_back()

    def let_go(self, parcels: Collection[Parcel]) -> None:
        """A human has said what becomes of them."""
        self._waiting.let_go(parcels)

    def look(self, case_ids: Collection[int]) -> Fresh:
        """What the server says of these cases now. Not for the event loop; what is in memory stays as it is."""
        wanted = sorted(case_ids)
        with self._memory:
            heads = {each: self._remembered[each][-1].hash for each in wanted if self._remembered.get(each)}
        with self._reading() as connection:
            now = _heads(connection, list(heads))
            changed = [each for each, digest in heads.items() if now.get(each, "") != digest]
            histories = {each: journal.events_of(connection, each) for each in changed}
        return Fresh(self.entries(wanted), histories)

    def look_ahead(self, case_id: int) -> Fresh:
        """The same, of a case that is to be shown: with all of it, and its images, so that to show it asks nobody."""
        with self._reading() as connection:
            history = journal.events_of(connection, case_id)
        fresh = Fresh(self.entries([case_id]), {case_id: history})
        of_events = (getattr(event.body, "image", None) for event in history)
        shown = [entry.image for entry in fresh.entries] + [getattr(image, "sha256", None) for image in of_events]
        for sha256 in dict.fromkeys(each for each in shown if each is not None):
            with suppress(KeyError):  # it was erased
                self.image(sha256)
        return fresh

    def take_in(self, fresh: Fresh) -> None:
        """Have it in memory. By whoever shows cases, so that nobody judges one that looks otherwise than what is known of it."""
        for case_id, history in fresh.histories.items():
            self._remember(case_id, history)  # what this desk has sent meanwhile is known already, and stays

    def know(self, histories: Mapping[int, list[Event]]) -> None:
        """Have these histories in memory. For who has `memory`."""
        self._remembered.update(histories)

    @contextmanager
    def apart(self) -> Iterator[dict[int, list[Event]]]:
        """Inside, the histories that this thread learns go there alone, and not into memory."""
        told: dict[int, list[Event]] = {}
        self._thread.told = told
        try:
            yield told
        finally:
            self._thread.told = None

    def refresh(self, case_ids: Collection[int]) -> list[QueueEntry]:
        """Look and take in."""
        fresh = self.look(case_ids)
        self.take_in(fresh)
        return fresh.entries

    def close(self) -> None:
        """Let go of all that is on this desk, of the server and of the outbox. May be called twice."""
        super().close()
        self._outbox.close()

    # ------------------------------------------------------------------ inside

    def _note_places(self, entries: Iterable[QueueEntry]) -> None:
        self._places.update({entry.case_id: (entry.anchor, entry.rank) for entry in entries})

    def _remember(self, case_id: int, history: list[Event]) -> None:
        if (told := getattr(self._thread, "told", None)) is not None:
            told[case_id] = history
            return
        with self._memory:
            if len(history) >= len(self._remembered.get(case_id, ())):
                self._remembered[case_id] = history
            self._remembered.move_to_end(case_id)
            pinned = self.holding.cases | set(self._waiting.spoken_of())
            spare = [each for each in self._remembered if each not in pinned]
            for each in spare[: max(0, len(spare) - MOST_REMEMBERED)]:
                del self._remembered[each]


def _heads(connection: Connection, case_ids: Sequence[int]) -> dict[int, str]:
    if not case_ids:
        return {}
    asked = text("SELECT id, head_hash FROM cases WHERE id = ANY (:ids)")
    return {row.id: row.head_hash for row in connection.execute(asked, {"ids": list(case_ids)})}
