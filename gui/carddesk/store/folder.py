"""The workspace of one machine: a folder with three databases, two of them encrypted, and a lock that one desk holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from carddesk.store import migrations, moved
from carddesk.store.database import WRITES, sqlite
from carddesk.store.faults import fault, mapped
from carddesk.store.lock import DeskLock
from carddesk.store.service_use import ServiceUse
from carddesk.store.workspace import Workspace

JOURNAL_FILE = "journal.db"
IMAGES_FILE = "images.db"
USAGE_FILE = "usage.db"


def open_folder(folder: Path, key: bytes, *, beside: bool = False) -> Workspace:
    """Open the workspace in this folder; make one if there is none.

    Args:
        folder: the workspace folder.
        key: what journal and images are encrypted with, 32 bytes.
        beside: open it beside a desk that may have it open, for a single command (an export, a proof). The journal stays
            whole, but the desk does not learn of changes to its cases: write nothing that changes a view. Makes no new
            workspace.

    Raises:
        EnvironmentFault: in use by another CardDesk, moved, damaged or encrypted with another key, of another program, newer,
            not writable …
    """
    with mapped(folder):
        moved.require_here(folder)
        if beside and not is_there(folder):
            raise fault("workspace_missing", folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = None if beside else DeskLock(folder)
        engines = (
            sqlite(folder / JOURNAL_FILE, key),
            sqlite(folder / IMAGES_FILE, key),
            sqlite(folder / USAGE_FILE),
        )
        try:
            for engine, database in zip(engines, migrations.ON_ONE_MACHINE, strict=True):
                _migrate(engine, database, folder)
        except BaseException:
            for engine in engines:
                engine.dispose()
            if lock is not None:
                lock.release()
            raise
    return Workspace(folder, *engines, lock, key=key)


@contextmanager
def open_usage(folder: Path) -> Iterator[ServiceUse]:
    """What was counted of services in this folder, without its key.

    Raises:
        EnvironmentFault: `workspace_missing`, or as `open_folder`.
    """
    with mapped(folder):
        if not (folder / USAGE_FILE).exists():
            raise fault("workspace_missing", folder)
        engine = sqlite(folder / USAGE_FILE)
        _migrate(engine, "usage", folder)
    use = ServiceUse(engine, folder)
    try:
        yield use
    finally:
        use.close()


def is_there(folder: Path) -> bool:
    """Whether a workspace was made in this folder."""
    return (folder / JOURNAL_FILE).exists()


def _migrate(engine: Engine, database: migrations.Database, folder: Path) -> None:
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            migrations.migrate(connection, database)
    except migrations.ForeignDatabaseError as error:
        raise fault("workspace_foreign", folder) from error
    except migrations.NewerDatabaseError as error:
        raise fault("workspace_newer", folder) from error
