"""Opening a database: the one place that knows which one it is. SQLite now; others come in here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

BUSY_TIMEOUT_MS = 5000

WRITES = {"carddesk_writes": True}
"""Execution option of a connection that is going to write: it takes the write lock at once instead of failing later."""


def sqlite(path: Path) -> Engine:
    """An engine on this SQLite file, made when first connected to.

    WAL, so that readers never wait for a writer; `synchronous=FULL`, so that what was committed survives a power cut.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # WORKAROUND https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable: sqlite3 begins
    # transactions by its own rules; without them, `_begin` says when and how.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("carddesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
