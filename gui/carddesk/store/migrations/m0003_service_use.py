"""What services cost: calls and failures of each day, and the options with which each service is asked."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, String, Table, Text
from sqlalchemy.schema import CreateTable, ExecutableDDLElement

_metadata = MetaData()

_service_use = Table(
    "service_use",
    _metadata,
    Column("service", String(80), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    CheckConstraint("calls >= 0 AND failures >= 0", name="counts_are_counts"),
)

_service_options = Table(
    "service_options",
    _metadata,
    Column("service", String(80), primary_key=True),
    Column("options", Text, nullable=False),
)

JOURNAL: tuple[ExecutableDDLElement, ...] = (CreateTable(_service_use), CreateTable(_service_options))
IMAGES: tuple[ExecutableDDLElement, ...] = ()
