"""What lies on a desk and is no event: texts typed and not yet said, where the operator is, and whether the desk was closed.

None of it is history. It is overwritten and deleted, and serves but one end: that the next start goes on where the last run
ended, however it ended.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, true, update

from carddesk.store.database import WRITES
from carddesk.store.faults import mapped
from carddesk.store.schema import CASES, DESK_STATE, DRAFTS, QUEUE


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that stands in a field's edit box and is not what the field says.

    Attributes:
        seq: of the last event that the case had when this was written.
    """

    case_id: int
    key: str
    text: str = field(repr=False)
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an operator is: the case and the field in it, or none."""

    case_id: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What an operator's last run left.

    Attributes:
        ended: whether it ended in good order.
    """

    operator: str
    spot: Spot
    ended: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What is to be kept now: `texts` by case and field, None for one that is no draft any more; `spot` None where it is the same."""

    texts: dict[tuple[int, str], str | None]
    spot: Spot | None = None

    def __bool__(self) -> bool:
        return bool(self.texts) or self.spot is not None


class Drafts:
    """The drafts and states of a workspace's desks. Safe to use from any thread.

    Args:
        engine: of the database that has their tables.
        one_writer: held by whoever writes there.
    """

    def __init__(self, engine: Engine, place: str | Path, one_writer: threading.Lock) -> None:
        self._engine = engine
        self._place = place
        self._one_writer = one_writer

    def left(self, operator: str) -> list[Left]:
        """What the last run of this operator left; in a folder, where one sits down after the other, that of each."""
        asked = select(DESK_STATE).where(self._sat_here(operator)).order_by(DESK_STATE.c.operator)
        with mapped(self._place), self._engine.connect() as connection:
            rows = connection.execute(asked)
            return [Left(row.operator, Spot(row.case_id, row.field), row.ended is not None) for row in rows]

    def of(self, operator: str) -> list[Draft]:
        """The drafts of an operator, the latest first."""
        asked = (
            select(DRAFTS)
            .where(DRAFTS.c.operator == operator)
            .order_by(DRAFTS.c.at.desc(), DRAFTS.c.case_id, DRAFTS.c.key)
        )
        with mapped(self._place), self._engine.connect() as connection:
            return [Draft(row.case_id, row.key, row.text, row.seq) for row in connection.execute(asked)]

    def begin(self, operator: str, at: str) -> None:
        """A run of this operator begins; those that `left` told of count as ended."""
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            spot = _spot(connection, operator)
            open_still = DESK_STATE.c.ended.is_(None)
            connection.execute(update(DESK_STATE).where(open_still, self._sat_here(operator)).values(ended=at))
            connection.execute(delete(DESK_STATE).where(DESK_STATE.c.operator == operator))
            row = {"operator": operator, "case_id": spot.case_id, "field": spot.field, "begun": at, "ended": None}
            connection.execute(insert(DESK_STATE).values(row))

    def end(self, operator: str, at: str) -> None:
        """The run ends in good order."""
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            connection.execute(update(DESK_STATE).where(DESK_STATE.c.operator == operator).values(ended=at))

    def keep(self, operator: str, at: str, take: Callable[[], Typed]) -> None:
        """Write what `take` gives, on disk when this returns. It is called when it is this writer's turn, so that nothing
        is written that was overtaken by what the operator did meanwhile.
        """
        with mapped(self._place), self._one_writer:
            typed = take()
            if not typed:
                return
            with self._writable() as connection, connection.begin():
                for field_of_case, text in typed.texts.items():
                    _put(connection, operator, at, field_of_case, text)
                if typed.spot is not None:
                    values = {"case_id": typed.spot.case_id, "field": typed.spot.field}
                    connection.execute(update(DESK_STATE).where(DESK_STATE.c.operator == operator).values(values))

    def _sat_here(self, operator: str) -> ColumnElement[bool]:
        return true() if isinstance(self._place, Path) else DESK_STATE.c.operator == operator

    def _writable(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)


def forget_case(connection: Connection, case_id: int) -> None:
    """Let go of every draft of a case, whoever typed it: for those that erase what is held about a person."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.case_id == case_id))


def _spot(connection: Connection, operator: str) -> Spot:
    row = connection.execute(select(DESK_STATE).where(DESK_STATE.c.operator == operator)).first()
    return Spot(row.case_id, row.field) if row is not None else Spot()


def _put(connection: Connection, operator: str, at: str, field_of_case: tuple[int, str], text: str | None) -> None:
    case_id, key = field_of_case
    there = (DRAFTS.c.operator == operator) & (DRAFTS.c.case_id == case_id) & (DRAFTS.c.key == key)
    connection.execute(delete(DRAFTS).where(there))
    if text is None:
        return
    # Nothing of a case that was erased: that it was may have come between the stroke and now.
    queued = select(CASES.c.head_seq).join_from(CASES, QUEUE, CASES.c.id == QUEUE.c.case_id)
    seq = connection.execute(queued.where(CASES.c.id == case_id)).scalar()
    if seq is not None:
        row = {"operator": operator, "case_id": case_id, "key": key, "text": text, "seq": seq, "at": at}
        connection.execute(insert(DRAFTS).values(row))
