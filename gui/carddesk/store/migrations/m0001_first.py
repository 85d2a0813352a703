"""The first form: journal, cases and queue in one database, images in another.

Images have a database of their own so that storing a large scan never holds the lock that an operator's edit waits for.
They are blobs, not files, so that encrypting the databases encrypts everything there is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

_journal = MetaData()
_images = MetaData()


def _schema_version(metadata: MetaData) -> Table:
    return Table("schema_version", metadata, Column("version", Integer, nullable=False))


_cases = Table(
    "cases",
    _journal,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("anchor", Integer, ForeignKey("cases.id"), nullable=False),
    Column("rank", Integer, nullable=False),
    Index("cases_in_order", "anchor", "rank", "id"),
)

_events = Table(
    "events",
    _journal,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("at", String(27), nullable=False),
    Column("operator", String, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("undoable", Boolean, nullable=False),
    Column("target", Integer, ForeignKey("events.seq")),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("events_of_case", "case_id", "seq"),
    Index("events_of_operator", "operator", "undoable", "seq"),
    Index("events_by_target", "target", "seq"),
)

_queue = Table(
    "queue",
    _journal,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, ForeignKey("events.seq"), nullable=False),
    Column("name", String, nullable=False),
    Column("status", String(20), nullable=False),
    Column("document", String(40)),
    Column("open_fields", Integer, nullable=False),
    Column("has_error", Boolean, nullable=False),
    Column("image", String(64)),
    Column("page", Integer, nullable=False),
    Column("search", Text, nullable=False),
    Index("queue_by_image", "image", "page"),
)

_blobs = Table(
    "images",
    _images,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    CheckConstraint("size >= 0", name="size_is_a_size"),
)


def _append_only(table: str) -> list[ExecutableDDLElement]:
    return [
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
        )
        for action in ("UPDATE", "DELETE")
    ]


def _create(*tables: Table) -> list[ExecutableDDLElement]:
    made: list[Any] = []
    for table in tables:
        made.append(CreateTable(table))
        made.extend(CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name)))
    return made


JOURNAL = (*_create(_schema_version(_journal), _cases, _events, _queue), *_append_only("events"))
IMAGES = tuple(_create(_schema_version(_images), _blobs))
