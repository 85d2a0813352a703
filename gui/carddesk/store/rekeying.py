"""Changing the key of a workspace: wherever it is stopped, what is there opens with one of two keys that lead to each other.

`keys.json` first says that the change is under way, with the new key wrapped by the old one; then both files are changed, each
in a transaction of its own, so that each has the one key or the other; then the keyring; then `keys.json` says that it is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from carddesk.store import keyfile
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.keyfile import Change

_FILES: Final = (JOURNAL_FILE, IMAGES_FILE)
_BUSY_S: Final = 5.0

logger = logging.getLogger(__name__)


def finish(folder: Path, key: bytes, keep: Callable[[bytes], None]) -> bytes:
    """Bring the change that `keys.json` says is under way to its end; gives the new key. Nobody else has the files open.

    Args:
        folder: of the workspace.
        key: the old key or the new one.
        keep: puts the new key where the old one is kept; called when both files have it.

    Raises:
        EnvironmentFault: `workspace_broken`, a file opens with neither key; or it cannot be written now. What is done is done,
            and the rest can be done later.
    """
    with mapped(folder):
        change = keyfile.read(folder).change(key)
        if change is None:
            raise fault("workspace_keys_broken", folder)
        for name in _FILES:
            if (folder / name).exists():
                _rekey(folder / name, change, folder)
        keep(change.new)
        keyfile.write(folder, keyfile.read(folder).changed())
    logger.info("the key of the workspace was changed")
    return change.new


def _rekey(path: Path, change: Change, folder: Path) -> None:
    if (connection := _opened(path, change.new)) is None:
        if (connection := _opened(path, change.old)) is None:
            raise fault("workspace_broken", folder)
        with closing(connection):
            # One transaction in the write-ahead log: before its end the old key fits, and after it the new one.
            connection.execute(f"PRAGMA rekey = \"x'{change.new.hex()}'\"").fetchall()
        connection = _opened(path, change.new)
    if connection is None:
        raise fault("workspace_broken", folder)
    with closing(connection):
        # What the old key has written is overwritten now, and not some day.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _opened(path: Path, key: bytes) -> Any | None:
    """A connection that nobody else has beside it, not even to read: they could not go on. None if the key does not fit."""
    connection = dbapi2.connect(str(path), timeout=_BUSY_S, isolation_level=None)
    try:
        for pragma in ("cipher_log_level = NONE", f"key = \"x'{key.hex()}'\"", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
    except dbapi2.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            return None
        raise
    return connection
