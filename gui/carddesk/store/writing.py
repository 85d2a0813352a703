"""One transaction on the journal: new cases, their events and their place in the queue are written together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from carddesk.cards import events
from carddesk.cards.case import fold
from carddesk.cards.erasures import CaseErased, LinesErased
from carddesk.cards.events import Erased, Event
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.store import chain, codec, watched
from carddesk.store.database import next_case
from carddesk.store.projection import QueueEntry, Summarise, Summary
from carddesk.store.schema import CASES, DRAFTS, EVENTS, QUEUE
from carddesk.store.watched import TakenFile

_ERASED = mark("This card was erased: nothing more is written about it.")

History = Callable[[Connection, int], list[Event]]


class Writing:
    """What a `Workspace.transaction` gives: valid inside the `with` block alone.

    Attributes:
        histories: all events of each case touched, after what was written here.
        entries: the queue entries of each case that looks otherwise now; there after the block.
        gone: cases that were erased, which are in the queue no more.
    """

    def __init__(
        self, connection: Connection, operator: str, at: str, *, history: History, summarise: Summarise
    ) -> None:
        self._connection = connection
        self._operator = operator
        self._at = at
        self._history = history
        self._summarise = summarise
        self._new: set[int] = set()
        self._changed: set[int] = set()
        """Cases that look otherwise now. That one was exported does not show, so a command may write it beside a desk."""
        self._places: dict[int, tuple[int, int]] = {}
        self._heads: dict[int, tuple[int, str]] = {}
        """The last line of each case that is written to, and its hash."""
        self.histories: dict[int, list[Event]] = {}
        self.entries: list[QueueEntry] = []
        self.gone: set[int] = set()

    def case(self, *, behind: int | None = None, rank: int = 0) -> int:
        """A new case, last in the queue, or at `rank` among those that stand behind the case `behind`."""
        case_id = next_case(self._connection)
        anchor = case_id if behind is None else self._place(behind)[0]
        row = {"id": case_id, "anchor": anchor, "rank": rank, "head_seq": 0, "head_hash": chain.FIRST_HASH}
        self._connection.execute(insert(CASES).values(row))
        self._heads[case_id] = (0, chain.FIRST_HASH)
        self._places[case_id] = (anchor, rank)
        self.histories[case_id] = []
        self._new.add(case_id)
        return case_id

    def event(self, case_id: int, body: events.Body) -> Event:
        """Write one line.

        Raises:
            KeyError: there is no such case.
            UserError: it was erased.
        """
        seq, previous_hash = self._head(case_id)
        history = self.history(case_id)
        if _is_erased(history):
            raise UserError("case_erased", tr(_ERASED))
        line = chain.sealed(
            chain.Line(
                case_id=case_id,
                seq=seq + 1,
                at=self._at,
                operator=self._operator,
                kind=codec.kind_of(body),
                body=codec.encode(body),
                salt=self._salt(),
                sealed="",
                previous_hash=previous_hash,
            )
        )
        number = self._stored(line, body)
        written = Event(line.seq, case_id, line.at, line.operator, body, line.previous_hash, line.hash, line=number)
        self._heads[case_id] = (written.seq, written.hash)
        history.append(written)
        if not isinstance(body, events.CaseExported):
            self._changed.add(case_id)
        return written

    def history(self, case_id: int) -> list[Event]:
        """All events of a case, with those written here."""
        if case_id not in self.histories:
            self.histories[case_id] = list(self._history(self._connection, case_id))
        return self.histories[case_id]

    def erase(self, case_id: int, body: CaseErased | LinesErased, lines: Collection[int]) -> Event:
        """Write that it was done, and take away what these lines of the case said. A case that is erased leaves the queue.

        Raises:
            KeyError, UserError: as for `event`.
        """
        written = self.event(case_id, body)
        here = (EVENTS.c.case_id == case_id, EVENTS.c.seq.in_(sorted(lines)), EVENTS.c.body.is_not(None))
        self._connection.execute(update(EVENTS).where(*here).values(body=None, salt=None))
        self.histories[case_id] = [_wordless(each) if each.seq in lines else each for each in self.histories[case_id]]
        if isinstance(body, CaseErased):
            self._connection.execute(delete(QUEUE).where(QUEUE.c.case_id == case_id))
            self._connection.execute(delete(DRAFTS).where(DRAFTS.c.case_id == case_id))
            self._changed.discard(case_id)
            self.gone.add(case_id)
        return written

    def shown_images(self, images: Collection[str], but: Collection[int] = ()) -> set[str]:
        """Those of these images (SHA-256) that a case in the queue shows, other than the cases named."""
        shown = QUEUE.c.image.in_(sorted(images)) & QUEUE.c.case_id.not_in(sorted(but))
        return set(self._connection.execute(select(QUEUE.c.image).where(shown)).scalars())

    def take_file(self, file: TakenFile) -> bool:
        """Note that a file of a watched folder is taken by this; False where it was taken before, by whomever."""
        return watched.put(self._connection, file)

    def look_again(self, case_id: int) -> None:
        """Have the queue's view of a case made anew, though nothing is written of it: another case changed how it looks."""
        if not _is_erased(self.history(case_id)):
            self._changed.add(case_id)

    def finish(self) -> None:
        """Bring the queue up to what was written. The workspace calls this before it commits."""
        for case_id, (seq, digest) in self._heads.items():
            head = {"head_seq": seq, "head_hash": digest}
            self._connection.execute(update(CASES).where(CASES.c.id == case_id).values(head))
        self.entries = [self._project(case_id) for case_id in self.histories if case_id in self._changed - self.gone]

    def _salt(self) -> str:
        return chain.new_salt()

    def _stored(self, line: chain.Line, body: events.Body) -> int:
        """Write a line of the journal; its number among all."""
        found = {
            "undoable": events.can_be_undone(body),
            "target": body.target if isinstance(body, events.Undone | events.Redone) else None,
        }
        stored = insert(EVENTS).values({**asdict(line), **found}).returning(EVENTS.c.line)
        return int(self._connection.execute(stored).scalar_one())

    def _project(self, case_id: int) -> QueueEntry:
        summary = self._summarise(fold(case_id, self.histories[case_id]))
        entry = entry_of(case_id, self._place(case_id), summary)
        row = entry._asdict()
        del row["anchor"], row["rank"]
        if case_id in self._new:
            self._connection.execute(insert(QUEUE).values(row))
        else:
            self._connection.execute(update(QUEUE).where(QUEUE.c.case_id == case_id).values(row))
        return entry

    def _place(self, case_id: int) -> tuple[int, int]:
        if case_id not in self._places:
            found = select(CASES.c.anchor, CASES.c.rank).where(CASES.c.id == case_id)
            anchor, rank = self._connection.execute(found).one()
            self._places[case_id] = (anchor, rank)
        return self._places[case_id]

    def _head(self, case_id: int) -> tuple[int, str]:
        """The last line of a case; on a team's database nobody else writes to the case from here on."""
        if case_id not in self._heads:
            asked = select(CASES.c.head_seq, CASES.c.head_hash).where(CASES.c.id == case_id).with_for_update()
            row = self._connection.execute(asked).first()
            if row is None:
                raise KeyError(case_id)
            self._heads[case_id] = (row.head_seq, row.head_hash)
        return self._heads[case_id]


def _is_erased(history: Sequence[Event]) -> bool:
    return bool(history) and isinstance(history[-1].body, CaseErased)


def _wordless(event: Event) -> Event:
    kind = event.body.kind if isinstance(event.body, Erased) else codec.kind_of(event.body)
    return replace(event, body=Erased(kind))


def entry_of(case_id: int, place: tuple[int, int], summary: Summary) -> QueueEntry:
    """The entry in the queue of a case that stands at this place (anchor and rank)."""
    return QueueEntry(case_id, *place, **_columns(summary))


def _columns(summary: Summary) -> dict[str, Any]:
    return {**asdict(summary), "status": summary.status.value}
