"""Opening a workspace: its key from the environment's passphrase, the keyring, or a person, in this order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes
from typing import Final

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.secrets.workspace_keys import WorkspaceKeys
from carddesk.settings import Settings
from carddesk.store import folder as folders
from carddesk.store import keyfile, recovery_code
from carddesk.store.faults import fault, mapped
from carddesk.store.keyfile import KeyFile
from carddesk.store.lock import DeskLock
from carddesk.store.sealing import KEY_BYTES
from carddesk.store.workspace import Workspace
from carddesk.workflow.unlocking import Answer, Person, Question

VARIABLE: Final = "CARDDESK_WORKSPACE_PASSPHRASE"
"""The variable that gives a run its passphrase, where there is neither keyring nor anybody to ask."""

NO_KEY: Final = ("workspace_locked", "workspace_passphrase_wrong")
"""Codes of the faults that say that the key is not to be had."""

_KEYS_LOCK: Final = "keys.lock"


class Left(UserError):
    """The person who was asked went away instead. Nothing to say about it."""


def open_workspace(
    settings: Settings,
    *,
    place: Path | None = None,
    beside: bool = False,
    ask: Person | None = None,
    environ: Mapping[str, str] | None = None,
    keyring: WorkspaceKeys | None = None,
) -> Workspace:
    """Open the workspace, and make one if there is none. Blocks, for as long as keyring and person take: not for the event loop.

    Args:
        settings: of the run; they say where it is.
        place: another place than the one in the settings.
        beside: open it beside a desk, for a single command; makes no new workspace. See `store.folder.open_folder`.
        ask: who can be asked for a passphrase or a recovery code, and be shown one; None where nobody can.
        environ: None for that of the process.
        keyring: None for that of the machine.

    Raises:
        Left: the person went away.
        EnvironmentFault: `workspace_locked` or `workspace_passphrase_wrong`, no key; or it cannot be opened with it.
    """
    folder = place or settings.workspace
    unlocking = _Unlocking(folder, ask, os.environ if environ is None else environ, keyring or WorkspaceKeys())
    with mapped(folder):
        if beside and not folders.is_there(folder):
            raise fault("workspace_missing", folder)
        key = unlocking.key()
        workspace = folders.open_folder(folder, key, beside=beside)
    try:
        unlocking.give_code(key)
    except BaseException:
        workspace.close()
        raise
    return workspace


def locked_by(folder: Path) -> str:
    """By what the workspace in this folder opens, in words.

    Raises:
        EnvironmentFault: its `keys.json` is missing or damaged.
    """
    with mapped(folder):
        lock = keyfile.read(folder).lock
    said = [tr("locked by a passphrase") if lock.passphrase else tr("locked by a key in the keyring")]
    said.append(tr("there is a recovery code") if lock.recovery else tr("no recovery code was made yet"))
    return ", ".join(said)


@contextmanager
def keys_held(folder: Path) -> Iterator[None]:
    """Let nobody else change `keys.json` meanwhile."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = DeskLock(folder, _KEYS_LOCK)
    try:
        yield
    finally:
        lock.release()


class _Unlocking:
    """The way to the key of one workspace."""

    def __init__(self, folder: Path, ask: Person | None, environ: Mapping[str, str], keyring: WorkspaceKeys) -> None:
        self._folder = folder
        self._ask = ask
        self._given = environ.get(VARIABLE, "")
        self._keyring = keyring

    def key(self) -> bytes:
        """The key; made, if the workspace is new."""
        if not keyfile.is_there(self._folder) and not folders.is_there(self._folder):
            with keys_held(self._folder):
                if not keyfile.is_there(self._folder):
                    return self._made()
        keys = keyfile.read(self._folder)
        return self._from_environment(keys) or self._from_keyring_or_person(keys)

    def give_code(self, key: bytes) -> None:
        """See that somebody has a recovery code; it counts from when they say so."""
        if self._ask is None or self._given:
            return
        if keyfile.read(self._folder).lock.recovery is not None:
            return
        code = recovery_code.made()
        if not self._ask.has_written_down(str(self._folder), code):
            raise _left()
        with keys_held(self._folder):
            keyfile.write(self._folder, keyfile.read(self._folder).with_recovery(key, code))

    def _made(self) -> bytes:
        key = token_bytes(KEY_BYTES)
        keys = KeyFile.new(key)
        if self._given:
            keys = keys.with_passphrase(key, self._given)
        else:
            trouble = self._keyring.keep(keys.workspace, key)
            while trouble is not None:
                said = self._passphrase_instead(trouble)
                if said is None:
                    trouble = self._keyring.keep(keys.workspace, key)
                else:
                    keys, trouble = keys.with_passphrase(key, said), None
        keyfile.write(self._folder, keys)
        return key

    def _passphrase_instead(self, trouble: Trouble) -> str | None:
        """The passphrase; None to try the keyring again."""
        if self._ask is None:
            raise _locked(self._folder, trouble)
        said = self._ask.new_passphrase(str(self._folder), trouble)
        if said is None:
            raise _left()
        return None if isinstance(said, Trouble) else said.reveal()

    def _from_environment(self, keys: KeyFile) -> bytes | None:
        if not self._given or keys.lock.passphrase is None:
            return None
        key = keys.unlocked(self._given)
        if key is None:
            raise EnvironmentFault(
                "workspace_passphrase_wrong",
                tr(
                    "The passphrase in {variable} does not open the workspace {path}.",
                    variable=VARIABLE,
                    path=self._folder,
                ),
            )
        return key

    def _from_keyring_or_person(self, keys: KeyFile) -> bytes:
        found = self._keyring.get(keys.workspace)
        wrong = ""
        while not isinstance(found, bytes) or not keys.fits(found):
            trouble = found if isinstance(found, Trouble) else None
            if self._ask is None:
                raise _locked(self._folder, trouble, keys)
            answer = self._ask.key(self._question(keys, trouble, wrong))
            if answer is None:
                raise _left()
            if answer.retry:
                found, wrong = self._keyring.get(keys.workspace), ""
                continue
            key, wrong = _tried(keys, answer)
            if key is not None:
                if answer.keep:
                    self._keyring.keep(keys.workspace, key)
                return key
        return found

    def _question(self, keys: KeyFile, trouble: Trouble | None, wrong: str) -> Question:
        lock = keys.lock
        return Question(str(self._folder), lock.passphrase is not None, lock.recovery is not None, trouble, wrong)


def _tried(keys: KeyFile, answer: Answer) -> tuple[bytes | None, str]:
    """The key by what was answered; or what is wrong with that."""
    if answer.code:
        try:
            code = recovery_code.taken(answer.code.reveal())
        except UserError as slip:
            return None, slip.message
        return keys.recovered(code), tr("That is not the recovery code of this workspace, or no longer.")
    typed = answer.passphrase.reveal() if answer.passphrase else ""
    return keys.unlocked(typed), tr("That is not the passphrase.")


def _left() -> Left:
    return Left("left", "")


def _locked(folder: Path, trouble: Trouble | None, keys: KeyFile | None = None) -> EnvironmentFault:
    said = [tr("The workspace {path} is locked.", path=folder)]
    if trouble is None:
        said.append(tr("The keyring of this machine does not have its key."))
    else:
        said.append(f"{trouble.what} {trouble.advice}")
    if keys is None or keys.lock.passphrase is not None:
        said.append(tr("Or give this run its passphrase in {variable}.", variable=VARIABLE))
    if keys is not None:
        said.append(tr("Or unlock it in a terminal: `carddesk workspace unlock`."))
    return EnvironmentFault("workspace_locked", " ".join(said))
