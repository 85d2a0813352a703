"""Who must not take the next look at an accepted card, and a key that says which cards are chosen for one."""

from __future__ import annotations

from sqlalchemy import DDL, Column, LargeBinary, MetaData, String, Table
from sqlalchemy.schema import CreateTable, ExecutableDDLElement

_keys = Table(
    "secret_keys", MetaData(), Column("name", String(40), primary_key=True), Column("key", LargeBinary, nullable=False)
)

JOURNAL: tuple[ExecutableDDLElement, ...] = (
    DDL("ALTER TABLE queue ADD COLUMN barred VARCHAR NOT NULL DEFAULT ''"),  # type: ignore[no-untyped-call]
    CreateTable(_keys),
)
IMAGES: tuple[ExecutableDDLElement, ...] = ()
