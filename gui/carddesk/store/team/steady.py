"""The workspace of a team as a desk has it: what is on the desk lies in memory, what is said there goes to the outbox first.

So no key waits for the network. A thread of the desk calls `send` after each word, and whenever the server may be back; what
others do is taken in by `refresh`.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from carddesk.cards.events import Body, Event
from carddesk.cards.merging import is_word
from carddesk.errors import EnvironmentFault
from carddesk.store import codec, journal, migrations
from carddesk.store.chain import Line
from carddesk.store.projection import QueueEntry
from carddesk.store.service_use import Use
from carddesk.store.team import recalling
from carddesk.store.team.delivering import Contradicted, Delivered, deliver, has_words, with_all_that_hang
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.holding import Holding
from carddesk.store.team.outbox import Outbox, Parcel, rebased
from carddesk.store.team.reach import Reach
from carddesk.store.team.steady_drafts import SteadyDrafts
from carddesk.store.team.steady_writing import SteadyWriting
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.store.team.writing import TeamWriting

logger = logging.getLogger(__name__)

MOST_REMEMBERED: Final = 256
"""Histories kept in memory besides those on the desk."""
MOST_IMAGE_BYTES: Final = 96 << 20
"""Of images in memory: some dozen scans."""
_FAR: Final = 1 << 62
"""Behind the number of every line that a server ever gives."""


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


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the server says of cases: in brief, and all events of those that are in memory otherwise."""

    entries: list[QueueEntry]
    histories: dict[int, list[Event]]


class SteadyWorkspace(TeamWorkspace):
    """As `TeamWorkspace`, for a desk with an operator at it. What differs:

    - What is written about cases goes to the outbox, and to the server by `send`. Cases that are new, and what is erased, go to
      the server at once.
    - What is in memory is read from there, with what the server does not have yet. `refresh` brings it up to date.
    - A server that is known to be out of reach is not asked: `team_unreachable` comes at once.
    - A judgement about a case that is not on this desk claims it first, or raises `ClaimLost`.

    Attributes:
        reach: whether the server can be reached.
        holding: the cases that are on this desk.
        outdated: the version of the team's tables is newer than this program: nothing is sent any more.
        on_kept: called after something was put into the outbox, or a case turned out to be on another desk, in the thread that
            wrote.
    """

    def __init__(self, place: str, *engines: Engine, outbox: Outbox, **who: Any) -> None:
        """Not for callers: see `over`."""
        self.reach = Reach(place)
        super().__init__(place, *engines, **who)
        self._outbox = outbox
        self._local = threading.RLock()
        self._numbers = itertools.count(_FAR)
        self._places: dict[int, tuple[int, int]] = {}
        self._said: dict[int, list[Event]] = {}
        self._waiting: dict[int, Parcel] = {}
        self._held: dict[int, Parcel] = {}
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._keys: dict[str, bytes] = {}
        self._thread = threading.local()
        self._undoable: tuple[int, Event | None] | None = None
        self._redoable: tuple[int, Event | None] | None = None
        self._words = 0
        self.holding = Holding(self.claims, self.reach)
        self.drafts = SteadyDrafts(self._journal, self.place, self._one_writer, outbox, self.reach)
        self.outdated = False
        self.on_kept: Callable[[], None] = lambda: None
        for parcel in outbox.parcels():
            (self._held if parcel.held else self._waiting)[parcel.id] = parcel
        self._say_again({case_id for parcel in self._waiting.values() for case_id in parcel.cases})
        self._began = self.last_line()

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
                return known + self._said.get(case_id, [])
        with self._reading() as connection:
            found = self._history(connection, case_id)
        with self._memory:
            # It may have been sent between the question and now: then more is in memory than was asked for.
            return self._remembered.get(case_id, found) + self._said.get(case_id, [])

    def remembers(self, case_id: int) -> bool:
        """Whether the case can be read without the server."""
        return case_id in self._remembered

    def to_undo(self, operator: str) -> Event | None:
        """The operator's last judgement that still counts; while the server is out of reach, of those in memory."""
        if self._undoable is None or self._undoable[0] != self._words:
            self._undoable = (self._words, self._recalled(recalling.to_undo, super().to_undo, operator))
        return self._undoable[1]

    def to_redo(self, operator: str) -> Event | None:
        """The judgement that the operator took back last, unless they judged anew since; as `to_undo`."""
        if self._redoable is None or self._redoable[0] != self._words:
            self._redoable = (self._words, self._recalled(recalling.to_redo, super().to_redo, operator))
        return self._redoable[1]

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
        with self._memory:
            if sha256 in self._pictures:
                self._pictures.move_to_end(sha256)
                return self._pictures[sha256]
        with self.reach.asking():
            data = super().image(sha256)
        with self._memory:
            self._pictures[sha256] = data
            total = sum(map(len, self._pictures.values()))
            while total > MOST_IMAGE_BYTES and len(self._pictures) > 1:
                total -= len(self._pictures.popitem(last=False)[1])
        return data

    def put_images(self, images: Iterable[bytes]) -> list[str]:
        """Store images on the server, in one transaction; their addresses in the same order."""
        with self.reach.asking():
            return super().put_images(images)

    def uses(self, day: str) -> dict[str, Use]:
        """What was counted on a day, by service."""
        with self.reach.asking():
            return super().uses(day)

    def key(self, name: str) -> bytes:
        """Random bytes of the workspace's own; asked for once."""
        if name not in self._keys:
            with self.reach.asking():
                self._keys[name] = super().key(name)
        return self._keys[name]

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
                self._keep(writing)
        if not writing.is_local:
            self._words += 1
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
        return self._local

    def next_line(self) -> int:
        """A number behind those of all lines that the server has."""
        return next(self._numbers)

    # ------------------------------------------------------------------ the way to the server

    @property
    def unsent(self) -> int:
        """How many lines wait for the server."""
        with self._memory:
            return sum(len(parcel.lines) for parcel in self._waiting.values())

    @property
    def unsent_cases(self) -> frozenset[int]:
        """The cases of which lines wait for the server."""
        with self._memory:
            return frozenset(case_id for parcel in self._waiting.values() for case_id in parcel.cases)

    def try_reach(self) -> bool:
        """Find out whether the server answers, and still speaks of the tables that this program knows; whether so.

        Raises:
            EnvironmentFault: it answers, and says something else: `team_refused` …
        """
        try:
            with self.reach.trying(), self._reading() as connection:
                self.outdated = _is_newer(connection)
        except EnvironmentFault as error:
            if error.code != "team_unreachable":
                raise
            return False
        self.reach.back()
        return not self.outdated

    def send(self) -> Sent:
        """Send what waits, in its order; for a thread of the desk, one at a time.

        Raises:
            EnvironmentFault: `team_unreachable`, and whatever else hinders; what was not sent waits.
        """
        cases, moved, blocked, held = set[int](), set[int](), dict[int, str](), 0
        passed: set[int] = set()
        if self.outdated:
            return Sent()
        while (parcel := self._next_but(passed, blocked)) is not None:
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

    def held_back(self) -> list[list[Parcel]]:
        """What others contradict, together what hangs together."""
        with self._memory:
            left = list(self._held.values())
        found = []
        while left:
            together = with_all_that_hang(left[0], left)
            found.append(together)
            left = [parcel for parcel in left if parcel not in together]
        return found

    def let_go(self, parcels: Collection[Parcel]) -> None:
        """A human has said what becomes of them."""
        numbers = [parcel.id for parcel in parcels]
        self._outbox.drop(numbers)
        with self._memory:
            for number in numbers:
                self._held.pop(number, None)

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

    @contextmanager
    def _on_server(self, operator: str, at: str) -> Iterator[TeamWriting]:
        with self.reach.asking(), super().transaction(operator, at) as writing:
            assert isinstance(writing, TeamWriting)
            yield writing

    def _note_places(self, entries: Iterable[QueueEntry]) -> None:
        self._places.update({entry.case_id: (entry.anchor, entry.rank) for entry in entries})

    def _keep(self, writing: SteadyWriting) -> None:
        if not writing.lines and not writing.looks:
            return
        parcel = self._outbox.keep(writing.lines, writing.looks)
        with self._memory:
            self._waiting[parcel.id] = parcel
            for event in writing.written:
                self._said.setdefault(event.case_id, []).append(event)
            self._words += 1

    def _next_but(self, passed: Collection[int], blocked: Collection[int]) -> Parcel | None:
        with self._memory:
            stuck = set(blocked)
            for parcel in self._waiting.values():
                if parcel.id not in passed and not parcel.cases & stuck:
                    return parcel
                stuck |= parcel.cases
        return None

    def _have(self, parcel: Parcel, *, anew: bool) -> None:
        """Have its cases on this desk."""
        wanted = [case_id for case_id in sorted(parcel.cases) if anew or not self.holding.has(case_id)]
        claims = [self.holding.take(case_id) for case_id in wanted]
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
        with self._memory:
            waiting = list(self._waiting.values())
        delivered = None
        self._thread.told = {}
        try:
            with self._on_server(*_by(parcel, self.operator)) as writing:
                delivered = deliver(writing, parcel, waiting)
                for case_id in delivered.heads:
                    writing.history(case_id)
        except Contradicted:
            delivered = None
        finally:
            histories, self._thread.told = self._thread.told, None
        if delivered is None:
            self._give_up(with_all_that_hang(parcel, waiting))
            return None
        self._delivered(parcel, delivered, histories)
        return delivered

    def _delivered(self, parcel: Parcel, done: Delivered, histories: dict[int, list[Event]]) -> None:
        with self._local:
            with self._memory:
                left = [each for each in self._waiting.values() if each.id != parcel.id]
            changed = _following(left, done) if done.moved else []
            self._outbox.drop([parcel.id], changed)
            with self._memory:
                self._waiting.pop(parcel.id, None)
                self._waiting.update({each.id: each for each in changed})
                for case_id, history in histories.items():
                    self._remembered[case_id] = history
                self._say_again(parcel.cases | {case_id for each in changed for case_id in each.cases})

    def _give_up(self, parcels: Collection[Parcel]) -> None:
        """A human is to look at it, if one has said any of it; what the desk did by itself is done anew by the next desk."""
        self._hold(parcels)
        if not any(map(has_words, parcels)):
            logger.info("what this desk did by itself was overtaken")
            self.let_go(parcels)

    def _hold(self, parcels: Collection[Parcel]) -> None:
        with self._local:
            self._outbox.hold([parcel.id for parcel in parcels])
            cases = {case_id for parcel in parcels for case_id in parcel.cases}
            with self._memory:
                for parcel in parcels:
                    if (found := self._waiting.pop(parcel.id, None)) is not None:
                        self._held[parcel.id] = found
                self._say_again(cases)
                self._words += 1
        self.refresh(cases)

    def _say_again(self, case_ids: Iterable[int]) -> None:
        """What waits of these cases is what is in the outbox."""
        for case_id in case_ids:
            lines = [line for parcel in self._waiting.values() for line in parcel.lines if line.case_id == case_id]
            known = {event.hash: event for event in self._said.get(case_id, [])}
            said = [known.get(line.hash) or self._event(line) for line in lines]
            if said:
                self._said[case_id] = said
            else:
                self._said.pop(case_id, None)

    def _event(self, line: Line) -> Event:
        body = codec.decode(line.kind, line.body or "")
        return Event(
            line.seq, line.case_id, line.at, line.operator, body, line.previous_hash, line.hash, line=self.next_line()
        )

    def _recalled(
        self, recall: Callable[[Any, str], Event | None], asked: Callable[[str], Event | None], operator: str
    ) -> Event | None:
        with self._memory:
            histories = [known + self._said.get(case_id, []) for case_id, known in self._remembered.items()]
        found = recall(histories, operator)
        if self.reach.cut_since is not None or recalling.has_judged(histories, operator, self._began):
            return found
        before = asked(operator)
        # What is in memory knows more than the server: a word of a case that is there would have been found.
        return found if before is None or self.remembers(before.case_id) else before

    def _remember(self, case_id: int, history: list[Event]) -> None:
        if (told := getattr(self._thread, "told", None)) is not None:
            told[case_id] = history
            return
        with self._memory:
            if len(history) >= len(self._remembered.get(case_id, ())):
                self._remembered[case_id] = history
            self._remembered.move_to_end(case_id)
            pinned = self.holding.cases | self._said.keys()
            spare = [each for each in self._remembered if each not in pinned]
            for each in spare[: max(0, len(spare) - MOST_REMEMBERED)]:
                del self._remembered[each]

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._transaction() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._reading() as connection:
            yield connection

    @contextmanager
    def _patiently(self) -> Iterator[Connection]:
        with self.reach.asking(), super()._patiently() as connection:
            yield connection


def _following(left: Iterable[Parcel], done: Delivered) -> list[Parcel]:
    """The parcels that speak of the same cases, behind what is there now."""
    heads, found = dict(done.heads), []
    for parcel in left:
        if not parcel.cases & heads.keys():
            continue
        lines = list(parcel.lines)
        at = [place for place, line in enumerate(lines) if line.case_id in heads]
        moved = rebased([lines[place] for place in at], done.bases, heads)
        for place, line in zip(at, moved, strict=True):
            lines[place] = line
            heads[line.case_id] = (line.seq, line.hash)
        found.append(Parcel(parcel.id, tuple(lines), parcel.looks))
    return found


def _by(parcel: Parcel, operator: str) -> tuple[str, str]:
    return (parcel.lines[0].operator, parcel.lines[0].at) if parcel.lines else (operator, "")


def _is_newer(connection: Connection) -> bool:
    taken = {database: migrations.taken(connection, database) for database in migrations.NEWEST}
    return any(found is not None and found > migrations.NEWEST[database] for database, found in taken.items())


def _heads(connection: Connection, case_ids: Sequence[int]) -> dict[int, str]:
    if not case_ids:
        return {}
    asked = text("SELECT id, head_hash FROM cases WHERE id = ANY (:ids)")
    return {row.id: row.head_hash for row in connection.execute(asked, {"ids": list(case_ids)})}
