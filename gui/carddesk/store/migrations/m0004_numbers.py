"""The number and the name on each card, by which several cases of one card are found."""

from __future__ import annotations

from sqlalchemy import DDL
from sqlalchemy.schema import ExecutableDDLElement

JOURNAL: tuple[ExecutableDDLElement, ...] = (
    DDL("ALTER TABLE queue ADD COLUMN number VARCHAR NOT NULL DEFAULT ''"),  # type: ignore[no-untyped-call]
    DDL("ALTER TABLE queue ADD COLUMN person VARCHAR NOT NULL DEFAULT ''"),  # type: ignore[no-untyped-call]
)
IMAGES: tuple[ExecutableDDLElement, ...] = ()
