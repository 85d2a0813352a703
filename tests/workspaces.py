"""Workspaces for tests: opened with one key that is known, and looked into from the side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from carddesk.store.folder import open_folder
from carddesk.store.workspace import Workspace

KEY = bytes(range(32))


def workspace_at(folder: Path, *, beside: bool = False) -> Workspace:
    """The workspace in this folder, made if there is none."""
    return open_folder(folder, KEY, beside=beside)


def connected(file: Path, key: bytes | None = KEY) -> Any:
    """A connection of the driver to one of its files, past everything that guards it; close it."""
    connection = dbapi2.connect(str(file))
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection
