"""Workspaces for tests: opened with one key that is known, and looked into from the side.

The program opens them, too, and these functions those that the program made: `tests.conftest` gives all of them one passphrase.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from carddesk.store import keyfile
from carddesk.store.folder import open_folder
from carddesk.store.keyfile import KeyFile
from carddesk.store.workspace import Workspace

KEY = bytes(range(32))
PASSPHRASE = "correct horse battery staple"


def workspace_at(folder: Path, *, beside: bool = False) -> Workspace:
    """The workspace in this folder, made if there is none."""
    opened = open_folder(folder, key_of(folder), beside=beside)
    if not beside and not keyfile.is_there(folder):
        keyfile.write(folder, KeyFile.new(KEY).with_passphrase(KEY, PASSPHRASE))
    return opened


def key_of(folder: Path) -> bytes:
    """The key of the workspace in this folder, whoever made it."""
    if not keyfile.is_there(folder):
        return KEY
    key = keyfile.read(folder).unlocked(PASSPHRASE)
    assert key is not None
    return key


def connected(file: Path, key: bytes | None = b"") -> Any:
    """A connection of the driver to one of its files, past everything that guards it; close it. None for one that is plain."""
    connection = dbapi2.connect(str(file))
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{(key or key_of(file.parent)).hex()}'\"")
    return connection
