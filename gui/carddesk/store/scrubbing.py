"""After erasing: what was taken out of the tables is to be in none of the files, not in the logs beside them either.

`secure_delete` overwrites what is deleted. Two things it leaves: older pages stand in the write-ahead log until that is
emptied; and where SQLite moves rows from page to page to make room, it leaves their bytes in the gaps. Rows of `events` are
never moved, since they are only added at the end and get shorter; images fill pages of their own, which are overwritten;
what is written over and over is written anew as a whole, into pages that were overwritten. On a server the rows that were
replaced go with `VACUUM`, which its owner runs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, func, select

from carddesk.store.database import WRITES
from carddesk.store.faults import mapped
from carddesk.store.schema import DRAFTS, QUEUE
from carddesk.store.workspace import Workspace

_WRITTEN_OVER = (QUEUE, DRAFTS)
"""Tables with words of cards whose rows change their length."""

_STEPS = (
    "CREATE TEMP TABLE anew AS SELECT * FROM {table}",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM temp.anew ORDER BY case_id",
    "DROP TABLE temp.anew",
)

_QUICK_CASES = 2000
"""The queue of so many is written anew within some 20 ms."""

_PAGES_AT_ONCE = 64
_REST_S = 0.005
"""So long others can write between two bits of the work."""


def scrub(workspace: Workspace, *, at_work: bool = False) -> bool:
    """Leave nothing of what was erased. Whether all of it could be done: not while somebody else reads; and with `at_work`,
    where nobody is to wait longer than for an edit, not in a workspace of very many cases.

    Takes its time: not for the event loop.
    """
    engines = [each for each in (workspace.engines.journal, workspace.engines.images) if each.dialect.name == "sqlite"]
    with mapped(workspace.place):
        whole = not at_work or all(_cases(engine) <= _QUICK_CASES for engine in engines[:1])
        for engine in engines[:1] if whole else ():
            _write_anew(engine)
        done = [_scrub(engine) for engine in engines]
    return whole and all(done)


def _cases(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(QUEUE)).scalar_one())


def _write_anew(engine: Engine) -> None:
    for table in _WRITTEN_OVER:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            # Without a condition whole pages are emptied and overwritten, and no row is moved. What is temporary is in memory.
            for statement in _STEPS:
                connection.exec_driver_sql(statement.format(table=table.name))


def _scrub(engine: Engine) -> bool:
    with _cursor(engine) as cursor:
        while _pages_left(cursor):
            # A step each row: the statement does nothing until it is fetched.
            cursor.execute(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})").fetchall()
            time.sleep(_REST_S)
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        # Whoever is reading must not have others wait for the log to be cut off.
        cursor.execute("PRAGMA busy_timeout = 0").fetchall()
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _pages_left(cursor: Any) -> bool:
    given_back_bit_by_bit = cursor.execute("PRAGMA auto_vacuum").fetchone()[0] == 2
    return bool(given_back_bit_by_bit and cursor.execute("PRAGMA freelist_count").fetchone()[0])


@contextmanager
def _cursor(engine: Engine) -> Iterator[Any]:
    """A cursor outside any transaction, on a connection of its own that is closed afterwards, settings and all."""
    connection = engine.raw_connection()
    try:
        connection.detach()
        cursor = connection.cursor()
        yield cursor
        cursor.close()
    finally:
        connection.close()
