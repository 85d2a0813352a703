"""How the tables came to be: one module a step, `m0001_…` first. A step is never changed once it was released.

A module declares `JOURNAL` and `IMAGES`, the statements for the two databases of a workspace, in words that SQLAlchemy
gives to any dialect. `schema_version` in each database holds the number of the last step taken.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Literal

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.schema import ExecutableDDLElement

from carddesk.store.schema import SCHEMA_VERSION

Database = Literal["JOURNAL", "IMAGES"]


class ForeignDatabaseError(Exception):
    """The database holds tables of something else."""


class NewerDatabaseError(Exception):
    """The database has taken steps that this program does not know."""


def steps() -> list[str]:
    """The modules, first to last."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("m"))


def migrate(connection: Connection, database: Database) -> None:
    """Take every step not yet taken, in the transaction of this connection.

    Raises:
        ForeignDatabaseError, NewerDatabaseError: see there. Nothing was changed.
    """
    taken = _taken(connection)
    if taken > len(steps()):
        raise NewerDatabaseError
    for number, name in enumerate(steps()[taken:], start=taken + 1):
        statements: tuple[ExecutableDDLElement, ...] = getattr(importlib.import_module(f"{__name__}.{name}"), database)
        for statement in statements:
            connection.execute(statement)
        first = number == 1
        connection.execute(
            insert(SCHEMA_VERSION).values(version=1) if first else update(SCHEMA_VERSION).values(version=number)
        )


def _taken(connection: Connection) -> int:
    tables = inspect(connection).get_table_names()
    if SCHEMA_VERSION.name in tables:
        return int(connection.execute(select(SCHEMA_VERSION.c.version)).scalar_one())
    if tables:
        raise ForeignDatabaseError
    return 0
