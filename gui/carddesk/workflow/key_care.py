"""What an operator at the desk can do about the key of their workspace; beside the event loop, since a person is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from carddesk.secrets.one_thread import OneThread
from carddesk.store import keyfile
from carddesk.store.faults import mapped
from carddesk.store.workspace import Workspace
from carddesk.workflow.asking import Person
from carddesk.workflow.opening import locked_by
from carddesk.workflow.unlocking import Unlocking

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeyState:
    """How the workspace is locked.

    Attributes:
        place: where it lies.
        words: how it is locked, in words.
        by_passphrase: whether a passphrase opens it, and not the keyring.
        changing: whether its key is changed when it is opened next.
    """

    place: str
    words: str
    by_passphrase: bool
    changing: bool


class KeyCare:
    """One deed at a time. Every deed may raise `Left` or an `EnvironmentFault`; then nothing is changed."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.place if isinstance(workspace.place, Path) else None
        self._key = workspace.engines.key
        self._thread = OneThread("carddesk workspace key")

    @property
    def is_ours(self) -> bool:
        """Whether the workspace is one of this machine; a team's is looked after by its server."""
        return self._folder is not None and self._key is not None

    async def state(self) -> KeyState:
        """How it is locked now."""
        return await self._run(_state)

    async def renew_code(self, ask: Person) -> None:
        """Show a new recovery code; the old one dies."""
        await self._run(lambda folder, key: Unlocking(folder, ask).renew_code(key))

    async def begin_change(self, ask: Person) -> None:
        """Have another key from the next start on, with another recovery code."""
        await self._run(lambda folder, key: Unlocking(folder, ask).begin_change(key))

    async def lock_by_passphrase(self, ask: Person) -> None:
        """Let a passphrase open it, and not the keyring."""
        await self._run(lambda folder, key: Unlocking(folder, ask).lock_by_passphrase(key))

    async def lock_by_keyring(self, ask: Person) -> None:
        """Let the keyring open it, and no passphrase."""
        await self._run(lambda folder, key: Unlocking(folder, ask).lock_by_keyring(key))

    async def _run(self, deed: Callable[[Path, bytes], T]) -> T:
        folder, key = self._folder, self._key
        assert folder is not None
        assert key is not None
        return await self._thread.run(lambda: deed(folder, key), None)


def _state(folder: Path, _key: bytes) -> KeyState:
    with mapped(folder):
        keys = keyfile.read(folder)
    return KeyState(str(folder), locked_by(folder), keys.lock.passphrase is not None, keys.pending is not None)
