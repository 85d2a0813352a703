"""Questions to the journal: the events of cases, what can be undone or redone, and the proof that it is whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select, text

from carddesk.cards.erasures import CaseErased, LinesErased
from carddesk.cards.events import Body, CaseAccepted, CaseRejected, Erased, Event, Redone, Undone
from carddesk.store import chain, codec
from carddesk.store.projection import QueueEntry
from carddesk.store.resting import resting
from carddesk.store.schema import CASES, EVENTS, QUEUE

_IS_WORD = text(f"kind IN ('{codec.kind_of(CaseAccepted)}', '{codec.kind_of(CaseRejected)}')")
"""As the index `words_by_time` has it: SQLite takes that only where it is asked in the same words."""
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
    return int(connection.execute(select(CASES.c.head_seq).where(CASES.c.id == case_id)).scalar() or 0)


def queue(connection: Connection) -> Iterator[QueueEntry]:
    """Every case, in the order of the queue. A read of the projection: no event is looked at."""
    columns = [QUEUE.c[name] for name in QueueEntry._fields[3:]]
    asked = (
        select(CASES.c.id, CASES.c.anchor, CASES.c.rank, *columns)
        .join_from(CASES, QUEUE, CASES.c.id == QUEUE.c.case_id)
        .order_by(CASES.c.anchor, CASES.c.rank, CASES.c.id)
    )
    return map(QueueEntry._make, connection.execute(asked.execution_options(yield_per=1000)))


def entries(connection: Connection, case_ids: Sequence[int]) -> list[QueueEntry]:
    """The rows of these cases, in no order; none for a case that is not in the queue."""
    columns = [QUEUE.c[name] for name in QueueEntry._fields[3:]]
    joined = select(CASES.c.id, CASES.c.anchor, CASES.c.rank, *columns).join_from(
        CASES, QUEUE, CASES.c.id == QUEUE.c.case_id
    )
    found: list[QueueEntry] = []
    for start in range(0, len(case_ids), _CHUNK):
        asked = joined.where(CASES.c.id.in_(case_ids[start : start + _CHUNK]))
        found += map(QueueEntry._make, connection.execute(asked))
    return found


def last_line(connection: Connection) -> int:
    """Number of the last line of all; 0 where there is none."""
    return int(connection.execute(select(func.max(EVENTS.c.line))).scalar() or 0)


def changed_since(connection: Connection, line: int) -> list[int]:
    """The cases that have lines after this one."""
    asked = select(EVENTS.c.case_id).where(EVENTS.c.line > line).distinct().order_by(EVENTS.c.case_id)
    return list(connection.execute(asked).scalars())


def to_undo(connection: Connection, operator: str) -> Event | None:
    """The operator's last judgement that still counts. What was erased since is passed over."""
    said = (EVENTS.c.operator == operator, EVENTS.c.undoable.is_(True), EVENTS.c.body.is_not(None))
    judged = select(EVENTS).where(*said)
    return _last(connection, judged.where(_last_word_on(EVENTS.c.case_id, EVENTS.c.seq).is_distinct_from(_UNDONE)))


def to_redo(connection: Connection, operator: str) -> Event | None:
    """The judgement that the operator took back last, unless they judged anew since."""
    newest = select(func.max(EVENTS.c.line)).where(EVENTS.c.operator == operator, EVENTS.c.undoable.is_(True))
    asked = select(EVENTS.c.case_id, EVENTS.c.target).where(
        EVENTS.c.operator == operator,
        EVENTS.c.undoable.is_(False),
        EVENTS.c.line > (connection.execute(newest).scalar() or 0),
        EVENTS.c.kind == _UNDONE,
        _last_word_on(EVENTS.c.case_id, EVENTS.c.target) == _UNDONE,
        _has_words(EVENTS.c.case_id, EVENTS.c.target),
    )
    undone = connection.execute(asked.order_by(EVENTS.c.line.desc()).limit(1)).first()
    if undone is None:
        return None
    return _last(connection, select(EVENTS).where(EVENTS.c.case_id == undone.case_id, EVENTS.c.seq == undone.target))


def words_since(connection: Connection, operator: str, since: str) -> dict[int, str]:
    """The cases that the operator accepted or rejected since then, and when: the latest word of each.

    Found by their time, in whatever order a clock that was set back or forth has had them written.
    """
    asked = select(EVENTS.c.case_id, EVENTS.c.at).where(EVENTS.c.operator == operator, _IS_WORD, EVENTS.c.at >= since)
    return {row.case_id: row.at for row in connection.execute(asked.order_by(EVENTS.c.line))}


def hash_of(connection: Connection, case_id: int, seq: int) -> str | None:
    """The hash of one line; None where there is none."""
    asked = select(EVENTS.c.hash).where(EVENTS.c.case_id == case_id, EVENTS.c.seq == seq)
    return connection.execute(asked).scalar()


def case_ids(connection: Connection) -> list[int]:
    """Every case there ever was, by its number."""
    return list(connection.execute(select(CASES.c.id).order_by(CASES.c.id)).scalars())


def cases_with(connection: Connection, *, number: str = "", person: str = "") -> list[int]:
    """The cases in the queue whose card has just this number, or just this name, in order; none where neither is said."""
    if not (number or person):
        return []
    wanted = QUEUE.c.number == number if number else QUEUE.c.person == person
    return list(connection.execute(select(QUEUE.c.case_id).where(wanted).order_by(QUEUE.c.case_id)).scalars())


def lines(connection: Connection, case_ids: Sequence[int] | None = None) -> Iterator[chain.Line]:
    """Every line of the journal as it is stored, or those of a few cases, case by case, in order."""
    columns = [EVENTS.c[each.name] for each in fields(chain.Line)]
    asked = select(*columns).order_by(EVENTS.c.case_id, EVENTS.c.seq)
    if case_ids is not None:
        asked = asked.where(EVENTS.c.case_id.in_(case_ids))
    return (chain.Line(*row) for row in connection.execute(asked.execution_options(yield_per=1000)))


def proof(connection: Connection) -> chain.Proof:
    """Prove the journal whole, or name the first line that does not hold in each case that has one."""
    asked = select(CASES.c.id, CASES.c.head_seq, CASES.c.head_hash)
    heads = {row.id: (row.head_seq, row.head_hash) for row in connection.execute(asked)}
    cases = len(heads)
    breaks: list[chain.Break] = []
    proved = erased = 0
    for case_id, of_it in groupby(resting(lines(connection)), key=lambda line: line.case_id):
        walk = chain.Walk(case_id)
        for line in of_it:
            walk.take(line, *_said(line))
        proved, erased = proved + walk.lines, erased + walk.erased
        if (found := walk.end(heads.pop(case_id, None))) is not None:
            breaks.append(found)
    breaks.extend(chain.Break(case_id, 1, chain.GONE) for case_id, (seq, _) in heads.items() if seq)
    return chain.Proof(cases, proved, erased, tuple(breaks))


def _said(line: chain.Line) -> tuple[str, Collection[int] | None]:
    """Why the words of a line cannot be read, if so; and which lines it says were erased."""
    try:
        body = codec.decode(line.kind, line.body) if line.body is not None else None
    except codec.CodecError:
        return chain.UNREADABLE, None
    if isinstance(body, CaseErased):
        return "", range(1, line.seq)
    return "", body.lines if isinstance(body, LinesErased) else None


def _last_word_on(case_id: ColumnElement[int], seq: ColumnElement[int]) -> ColumnElement[str]:
    words = EVENTS.alias("words")
    about = (words.c.case_id == case_id, words.c.target == seq, words.c.kind.in_([_UNDONE, _REDONE]))
    return select(words.c.kind).where(*about).order_by(words.c.seq.desc()).limit(1).scalar_subquery()


def _has_words(case_id: ColumnElement[int], seq: ColumnElement[int]) -> ColumnElement[bool]:
    there = EVENTS.alias("there")
    return exists().where(there.c.case_id == case_id, there.c.seq == seq, there.c.body.is_not(None))


def _last(connection: Connection, asked: Select[tuple[object, ...]]) -> Event | None:
    row = connection.execute(asked.order_by(EVENTS.c.line.desc()).limit(1)).first()
    return None if row is None else _event(row)


def _event(row: Row[tuple[object, ...]]) -> Event:
    body: Body | Erased = Erased(row.kind) if row.body is None else codec.decode(row.kind, row.body)
    return Event(row.seq, row.case_id, row.at, row.operator, body, row.previous_hash, row.hash, line=row.line)
