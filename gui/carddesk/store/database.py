"""Opening a database: the one place that knows which one it is. SQLCipher on one machine, PostgreSQL for a team."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import URL
from sqlcipher3 import dbapi2

from carddesk.store.schema import CASES
from carddesk.store.staying import watch

BUSY_TIMEOUT_MS = 5000

KEY_BYTES = 32
"""Of a workspace's key: AES-256."""

WRITES = {"carddesk_writes": True}
"""Execution option of a connection that is going to write: it takes the write lock at once instead of failing later."""


def sqlite(path: Path, key: bytes | None = None, *, alone: bool = False) -> Engine:
    """An engine on this SQLite file, made when first connected to, encrypted by SQLCipher with `key` (32 bytes) if there is one.

    WAL, so that readers never wait for a writer; `synchronous=FULL`, so that what was committed survives a power cut.
    What is deleted is overwritten (`secure_delete`), so that it cannot be found in the file by somebody with the key either.
    What was left empty by it can be given back to the system bit by bit (`auto_vacuum`).
    With `alone` nobody else has the file open, so that it needs no log beside it: it is all there is.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=dbapi2,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
    )

    def prepare(connection: Any, _record: object) -> None:
        # WORKAROUND https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable: the driver begins
        # transactions by its own rules; without them, `_begin` says when and how.
        connection.isolation_level = None
        cursor = connection.cursor()
        new = not path.exists() or not path.stat().st_size
        for pragma in _pragmas(key, new=new, alone=alone):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    watch(engine, path)
    return engine


def next_case(connection: Connection) -> int:
    """The number for a new case. On PostgreSQL numbers can be left out; no two desks get the same."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT nextval('cases_id_seq')")).scalar_one())
    return int(connection.execute(select(func.max(CASES.c.id))).scalar() or 0) + 1


def _pragmas(key: bytes | None, *, new: bool, alone: bool) -> tuple[str, ...]:
    # The key comes first: without it not even the header can be read. Raw bytes, so that no time is spent deriving them.
    # And before it, that SQLCipher says nothing on standard error: what is wrong is told in words by who opens.
    unlocked = ("cipher_log_level = NONE",) if key is None else ("cipher_log_level = NONE", f"key = \"x'{key.hex()}'\"")
    return (
        *unlocked,
        # Before anything else is written, and only then: on a file that is there it would wait for whoever writes to that.
        *(("auto_vacuum=INCREMENTAL",) if new else ()),
        "journal_mode=DELETE" if alone else "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        # What a query sets aside is not encrypted: it is to lie in no file.
        "temp_store=MEMORY",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    )


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("carddesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
