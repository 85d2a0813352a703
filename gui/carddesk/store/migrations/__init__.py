"""How the tables came to be: Alembic's revisions, one line of them for each database of a workspace.

A revision is never changed once it was released; each works on SQLite and on PostgreSQL. On one machine the three databases
are three files; a team has them all in one PostgreSQL database, each with a version table of its own, and a fourth, `team`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, String, column, inspect, select, table

Database = Literal["journal", "images", "usage", "team"]

NEWEST: dict[Database, str] = {"journal": "0005", "images": "0001", "usage": "0001", "team": "0001"}
"""The last revision of each, so that a workspace that has it opens without Alembic, which takes its time to be imported."""

ON_ONE_MACHINE: tuple[Database, ...] = ("journal", "images", "usage")
"""Those that a folder has. A team has them too, in one database with what only a team needs, in this order."""


class ForeignDatabaseError(Exception):
    """The database holds tables of something else."""


class NewerDatabaseError(Exception):
    """The database has taken steps that this program does not know."""


def version_table(database: Database) -> str:
    """The table that says which revision a database has."""
    return f"{database}_version"


def migrate(connection: Connection, database: Database) -> None:
    """Take every step not yet taken, in the transaction of this connection; the caller holds the lock that one at a time takes.

    Raises:
        ForeignDatabaseError, NewerDatabaseError: see there. Nothing was changed.
    """
    found = taken(connection, database)
    if found == NEWEST[database]:
        return
    if found is not None and found > NEWEST[database]:
        raise NewerDatabaseError
    _upgrade(connection, database, found)


def taken(connection: Connection, database: Database) -> str | None:
    """The revision that the database has; None for an empty one.

    Raises:
        ForeignDatabaseError: it holds tables of something else.
    """
    tables = inspect(connection).get_table_names()
    if version_table(database) in tables:
        version = table(version_table(database), column("version_num", String))
        return str(connection.execute(select(version.c.version_num)).scalar_one())
    ours = {version_table(each) for each in NEWEST}
    if tables and not ours & set(tables):
        raise ForeignDatabaseError
    return None


def _upgrade(connection: Connection, database: Database, found: str | None) -> None:
    # Imported here alone: it takes as long as opening ten workspaces, and most need no step.
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory(str(Path(__file__).parent / database))
    context = MigrationContext.configure(connection, opts={"version_table": version_table(database)})
    with Operations.context(context):
        for step in reversed(list(script.iterate_revisions("head", found or "base"))):
            step.module.upgrade()
            context.stamp(script, step.revision)
