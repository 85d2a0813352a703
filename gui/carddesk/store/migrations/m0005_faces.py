"""Which face a case shows, what came with it, and which case has taken in which as the other face of its card."""

from __future__ import annotations

from sqlalchemy import DDL
from sqlalchemy.schema import ExecutableDDLElement

JOURNAL: tuple[ExecutableDDLElement, ...] = (
    DDL("ALTER TABLE queue ADD COLUMN face VARCHAR"),  # type: ignore[no-untyped-call]
    DDL("ALTER TABLE queue ADD COLUMN intake INTEGER NOT NULL DEFAULT 0"),  # type: ignore[no-untyped-call]
    DDL("ALTER TABLE queue ADD COLUMN joined INTEGER NOT NULL DEFAULT 0"),  # type: ignore[no-untyped-call]
    DDL("ALTER TABLE queue ADD COLUMN given_to INTEGER NOT NULL DEFAULT 0"),  # type: ignore[no-untyped-call]
)
IMAGES: tuple[ExecutableDDLElement, ...] = ()
