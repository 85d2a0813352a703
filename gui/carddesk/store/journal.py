"""Questions to the journal: the events of cases, what can be undone or redone, and the proof that it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from carddesk.cards.events import CaseAccepted, CaseRejected, Event, Redone, Undone
from carddesk.store import chain, codec
from carddesk.store.projection import QueueEntry
from carddesk.store.schema import CASES, EVENTS, QUEUE

_WORDS = {codec.kind_of(CaseAccepted), codec.kind_of(CaseRejected)}
_UNDONE, _REDONE = codec.kind_of(Undone), codec.kind_of(Redone)

_CHUNK = 500
"""Cases asked for in one query: below the number of bound values that every database takes."""


def events_of(connection: Connection, case_id: int) -> list[Event]:
    """All events of one case, in order."""
    rows = connection.execute(select(EVENTS).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.seq))
    return [_event(row) for row in rows]


def histories(connection: Connection, case_ids: Sequence[int]) -> Iterator[tuple[int, list[Event]]]:
    """The events of many cases, case by case, in the order of `case_ids`."""
    for start in range(0, len(case_ids), _CHUNK):
        chunk = case_ids[start : start + _CHUNK]
        asked = select(EVENTS).where(EVENTS.c.case_id.in_(chunk)).order_by(EVENTS.c.case_id, EVENTS.c.seq)
        by_case = groupby(connection.execute(asked), key=lambda row: int(row.case_id))
        found = {case_id: [_event(row) for row in rows] for case_id, rows in by_case}
        yield from ((case_id, found[case_id]) for case_id in chunk if case_id in found)


def last_seq(connection: Connection, case_id: int) -> int:
    """Sequence number of the case's last event; 0 if it has none."""
    return int(connection.execute(select(func.max(EVENTS.c.seq)).where(EVENTS.c.case_id == case_id)).scalar() or 0)


def queue(connection: Connection) -> list[QueueEntry]:
    """Every case, in the order of the queue. A read of the projection: no event is looked at."""
    columns = [QUEUE.c[name] for name in QueueEntry._fields[3:]]
    asked = (
        select(CASES.c.id, CASES.c.anchor, CASES.c.rank, *columns)
        .join_from(CASES, QUEUE, CASES.c.id == QUEUE.c.case_id)
        .order_by(CASES.c.anchor, CASES.c.rank, CASES.c.id)
    )
    return list(map(QueueEntry._make, connection.execute(asked)))


def to_undo(connection: Connection, operator: str) -> Event | None:
    """The operator's last judgement that still counts."""
    judged = select(EVENTS).where(EVENTS.c.operator == operator, EVENTS.c.undoable.is_(True))
    return _last(connection, judged.where(_last_word_on(EVENTS.c.seq).is_distinct_from(_UNDONE)))


def to_redo(connection: Connection, operator: str) -> Event | None:
    """The judgement that the operator took back last, unless they judged anew since."""
    newest = select(func.max(EVENTS.c.seq)).where(EVENTS.c.operator == operator, EVENTS.c.undoable.is_(True))
    asked = select(EVENTS.c.target).where(
        EVENTS.c.operator == operator,
        EVENTS.c.undoable.is_(False),
        EVENTS.c.seq > (connection.execute(newest).scalar() or 0),
        EVENTS.c.kind == _UNDONE,
        _last_word_on(EVENTS.c.target) == _UNDONE,
    )
    target = connection.execute(asked.order_by(EVENTS.c.seq.desc()).limit(1)).scalar()
    return None if target is None else _last(connection, select(EVENTS).where(EVENTS.c.seq == target))


def words_since(connection: Connection, operator: str, since: str) -> dict[int, str]:
    """The cases that the operator accepted or rejected since then, and when: the latest word of each.

    Read from the end and only so far: a day's work, however long the journal is.
    """
    columns = [EVENTS.c[name] for name in ("case_id", "at", "operator", "kind")]
    found: dict[int, str] = {}
    for case_id, at, who, kind in connection.execute(select(*columns).order_by(EVENTS.c.seq.desc())).yield_per(200):
        if at < since:
            break
        if who == operator and kind in _WORDS:
            found.setdefault(case_id, at)
    return found


def lines(connection: Connection) -> Iterator[chain.Line]:
    """Every line of the journal as it is stored, in order."""
    columns = [EVENTS.c[name] for name in ("seq", "case_id", "at", "operator", "kind", "body", "previous_hash", "hash")]
    rows = connection.execution_options(yield_per=1000).execute(select(*columns).order_by(EVENTS.c.seq))
    return (chain.Line(*row) for row in rows)


def proof(connection: Connection) -> chain.Proof:
    """Prove the journal whole, or name the first line that does not hold."""
    seq, previous_hash = 0, chain.FIRST_HASH
    for line in lines(connection):
        reason = chain.fault(line, seq + 1, previous_hash) or _unreadable(line)
        if reason:
            return chain.Proof(seq, seq + 1, reason)
        seq, previous_hash = line.seq, line.hash
    known = int(connection.execute(select(func.max(QUEUE.c.seq))).scalar() or 0)
    return chain.Proof(seq) if known <= seq else chain.Proof(seq, seq + 1, f"line {seq + 1} is gone")


def _unreadable(line: chain.Line) -> str:
    try:
        codec.decode(line.kind, line.body)
    except codec.CodecError as error:
        return f"its body cannot be read: {error}"
    return ""


def _last_word_on(seq: ColumnElement[int]) -> ColumnElement[str]:
    words = EVENTS.alias("words")
    last = select(words.c.kind).where(words.c.target == seq, words.c.kind.in_([_UNDONE, _REDONE]))
    return last.order_by(words.c.seq.desc()).limit(1).scalar_subquery()


def _last(connection: Connection, asked: Select[tuple[object, ...]]) -> Event | None:
    row = connection.execute(asked.order_by(EVENTS.c.seq.desc()).limit(1)).first()
    return None if row is None else _event(row)


def _event(row: Row[tuple[object, ...]]) -> Event:
    body = codec.decode(row.kind, row.body)
    return Event(row.seq, row.case_id, row.at, row.operator, body, row.previous_hash, row.hash)
