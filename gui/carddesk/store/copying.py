"""Copying a whole workspace into an empty one, wherever either lies: every line with its numbers, hashes and salts as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, TableClause, func, insert, select

from carddesk.store import verifying
from carddesk.store.database import WRITES
from carddesk.store.faults import fault, mapped
from carddesk.store.schema import (
    CASES,
    DESK_STATE,
    DRAFTS,
    EVENTS,
    IMAGES,
    QUEUE,
    SECRET_KEYS,
    SERVICE_OPTIONS,
    SERVICE_USE,
    WATCHED_FILES,
)
from carddesk.store.workspace import Workspace

JOURNAL_TABLES: Final[tuple[TableClause, ...]] = (
    CASES,
    EVENTS,
    QUEUE,
    SECRET_KEYS,
    SERVICE_OPTIONS,
    DRAFTS,
    DESK_STATE,
    WATCHED_FILES,
)
"""In an order in which what a row refers to is there before it."""

_BATCH: Final = 500

Told = Callable[[int, int], None]
"""How many of how many images are done."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied and proved at the other side."""

    cases: int
    lines: int
    images: int


def copy(source: Workspace, target: Workspace, told: Told = lambda *_: None) -> Copied:
    """Copy everything, and prove it at the other side. Takes its time.

    The images go first, one by one; the journal follows in one transaction. So it can be stopped at any moment and done again:
    there is a journal at the other side only when everything else is there.

    Args:
        source: what is read of it is of one moment.
        target: without cases, but those of the same workspace. It may have images, of a copying that was stopped.
        told: hears how far the images are.

    Raises:
        EnvironmentFault: `target_not_empty`; `copy_broken`, what arrived cannot be proved; or as any reading and writing.
    """
    is_there = _is_there(source, target)
    with mapped(source.place), source.engines.journal.connect() as reading:
        _hold_still(reading)
        images = _copy_images(source, target, told)
        if not is_there:
            _copy_journal(reading, target)
        _copy_usage(source.engines.usage, target.engines.usage)
    proof = target.verify()
    if not proof.whole or _missing(target) - _missing(source):
        raise fault("copy_broken", target.place)
    return Copied(proof.cases, proof.lines, images)


def _hold_still(reading: Connection) -> None:
    """Have everything read by this connection be of one moment, and nobody of a team write until it is given back."""
    if reading.dialect.name == "postgresql":
        reading.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reading.exec_driver_sql("LOCK TABLE cases, events IN SHARE MODE")
    reading.execute(select(func.count()).select_from(CASES)).scalar_one()


def _missing(workspace: Workspace) -> set[str]:
    """The images that a case should show and that are not there."""
    return verifying.named_images(workspace.engines.journal) - _addresses(workspace.engines.images)


def _is_there(source: Workspace, target: Workspace) -> bool:
    """Whether the journal was copied before, by a program that was stopped after that.

    Raises:
        EnvironmentFault: `target_not_empty`.
    """
    with mapped(target.place), target.engines.journal.connect() as connection:
        there = _heads(connection)
    if not there:
        return False
    with mapped(source.place), source.engines.journal.connect() as connection:
        if there != _heads(connection):
            raise fault("target_not_empty", target.place)
    return True


def _copy_journal(reading: Connection, target: Workspace) -> None:
    with mapped(target.place), target.engines.journal.connect().execution_options(**WRITES) as writing, writing.begin():
        for each in JOURNAL_TABLES:
            _copy_table(reading, writing, each)
        _number_on(writing)
        if _heads(reading) != _heads(writing):
            raise fault("copy_broken", target.place)


def _copy_images(source: Workspace, target: Workspace, told: Told) -> int:
    """Each is opened here and stored there, by the rules of either side: whole, and encrypted as it has to be."""
    wanted = sorted(_addresses(source.engines.images))
    there = _addresses(target.engines.images)
    for done, address in enumerate(wanted):
        if address not in there:
            target.put_image(source.image(address))
        told(done + 1, len(wanted))
    return len(wanted)


def _addresses(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(select(IMAGES.c.sha256)).scalars())


def _copy_table(reading: Connection, writing: Connection, each: TableClause) -> None:
    # Lines in their order: a team's database takes each only behind the one before it.
    asked = select(each).order_by(EVENTS.c.line) if each is EVENTS else select(each)
    for rows in _batches(reading, asked):
        writing.execute(insert(each), rows)


def _batches(reading: Connection, asked: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    found = reading.execution_options(yield_per=_BATCH).execute(asked).mappings()
    for rows in found.partitions(_BATCH):
        yield [dict(row) for row in rows]


def _number_on(writing: Connection) -> None:
    """Have new cases and lines numbered after those that were copied."""
    if writing.dialect.name != "postgresql":
        return
    for table, name in ((CASES, "id"), (EVENTS, "line")):
        last = writing.execute(select(func.max(table.c[name]))).scalar()
        sequence = func.pg_get_serial_sequence(table.name, name)
        writing.execute(select(func.setval(sequence, last or 1, bool(last))))


def _heads(connection: Connection) -> list[tuple[int, int, str]]:
    asked = select(CASES.c.id, CASES.c.head_seq, CASES.c.head_hash).order_by(CASES.c.id)
    return [(row.id, row.head_seq, row.head_hash) for row in connection.execute(asked)]


def _copy_usage(source: Engine, target: Engine) -> None:
    with source.connect() as reading, target.connect().execution_options(**WRITES) as writing, writing.begin():
        there = {(row.service, row.day) for row in writing.execute(select(SERVICE_USE.c.service, SERVICE_USE.c.day))}
        rows = [dict(row) for row in reading.execute(select(SERVICE_USE)).mappings()]
        new = [row for row in rows if (row["service"], row["day"]) not in there]
        if new:
            writing.execute(insert(SERVICE_USE), new)
