"""The keys of workspaces in the keyring: one entry a workspace, asked for without waiting for ever."""

from __future__ import annotations

from functools import partial

from carddesk.secrets import keyring_entries
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret


class WorkspaceKeys:
    """The keyring of this machine, as far as it holds keys of workspaces. Blocks: not for the event loop."""

    def __init__(self, keyring: KeyringEntries | None = None) -> None:
        self._keyring = keyring or KeyringEntries()

    def get(self, workspace: str) -> bytes | Trouble | None:
        """The key of the workspace with this id; None where the keyring has none that could be one."""
        found = self._keyring.wait(partial(keyring_entries.read, names=[_name(workspace)]))
        if isinstance(found, Trouble):
            return found
        try:
            return bytes.fromhex(found[_name(workspace)].reveal())
        except (KeyError, ValueError):
            return None

    def keep(self, workspace: str, key: bytes) -> Trouble | None:
        """Keep a key, and see that it is kept; the trouble, if it is not."""
        return self._keyring.wait(partial(keyring_entries.write, values={_name(workspace): Secret(key.hex())}))

    def forget(self, workspace: str) -> Trouble | None:
        """Remove a key."""
        done = self._keyring.wait(partial(keyring_entries.remove, names=[_name(workspace)]))
        return done if isinstance(done, Trouble) else None


def _name(workspace: str) -> str:
    return f"workspace.{workspace}"
