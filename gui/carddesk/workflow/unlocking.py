"""The way to the key of a workspace: the environment's passphrase, the keyring, or a person, in this order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes
from typing import Final

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.secrets.workspace_keys import WorkspaceKeys
from carddesk.store import folder as folders
from carddesk.store import keyfile, recovery_code, rekeying
from carddesk.store.faults import mapped
from carddesk.store.keyfile import Change, KeyFile
from carddesk.store.lock import DeskLock
from carddesk.store.sealing import KEY_BYTES
from carddesk.workflow.asking import Answer, Person, Question, Stage

VARIABLE: Final = "CARDDESK_WORKSPACE_PASSPHRASE"
"""Gives a run its passphrase, where there is neither keyring nor anybody to ask."""

NO_KEY: Final = ("workspace_locked", "workspace_passphrase_wrong")
"""Codes of the faults that say that the key is not to be had."""

_KEYS_LOCK: Final = "keys.lock"


class Left(UserError):
    """The person who was asked went away instead: the program ends, and nobody need be told why."""

    def __init__(self) -> None:
        super().__init__("left", tr("Nothing was opened."))


@contextmanager
def keys_held(folder: Path) -> Iterator[None]:
    """Let nobody else change `keys.json` meanwhile.

    Raises:
        EnvironmentFault: somebody does right now, or the folder cannot be written.
    """
    with mapped(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = DeskLock(folder, _KEYS_LOCK)
    try:
        with mapped(folder):
            yield
    finally:
        lock.release()


def catch_up(copy: Path, later: Path, key: bytes, keyring: WorkspaceKeys | None = None) -> None:
    """Let a copy that was put back, with `key`, have key, code and passphrase that its workspace had at last, in `later`.

    Where those are lost, it keeps its own. The change is made when the copy is opened.

    Raises:
        EnvironmentFault: the copy has no `keys.json`, or cannot be written.
    """
    keys = keyfile.read(copy)
    try:
        held = keyfile.read(later)
        if held.workspace != keys.workspace or held.pending is not None:
            return
        now = key if held.fits(key) else Unlocking(later, keyring=keyring).key(finish=False)
    except (EnvironmentFault, OSError):
        return
    if now == key:
        keyfile.write(copy, held)
    elif held.former(now, keys) == key:
        keyfile.write(copy, keys.catching_up(Change(key, now), held))


class Unlocking:
    """Everything about the key of the workspace in one folder. Blocks, as keyring and person do.

    Args:
        ask: who can be asked; None where nobody can.
        environ: None for that of the process.
        keyring: None for that of the machine.
        through: the folder of the workspace of which this one is an older copy, as a backup is: the key that it has now leads to
            those that it had before.
    """

    def __init__(
        self,
        folder: Path,
        ask: Person | None = None,
        environ: Mapping[str, str] | None = None,
        keyring: WorkspaceKeys | None = None,
        *,
        through: Path | None = None,
    ) -> None:
        self._folder = folder
        self._through = through
        self._ask = ask
        self._given = (os.environ if environ is None else environ).get(VARIABLE, "")
        self._keyring = keyring or WorkspaceKeys()

    def key(self, *, finish: bool = True) -> bytes:
        """The key, with a change of key that was under way at its end; a new one, if the workspace is new.

        With `finish` False, the folder is left as it is, as is right for a backup: the key is the one that its files have.

        Raises:
            Left: the person went away.
            EnvironmentFault: `workspace_locked` or `workspace_passphrase_wrong`, it is not to be had; or what files do.
        """
        with mapped(self._folder):
            if not keyfile.is_there(self._folder) and not folders.is_there(self._folder):
                with keys_held(self._folder):
                    if not keyfile.is_there(self._folder):
                        return self._made()
            keys = keyfile.read(self._folder)
            key = self._from_environment(keys) or self._from_keyring_or_person(keys)
            return self._finished(key) if finish else self._as_it_is(key)

    def give_code(self, key: bytes) -> None:
        """See that somebody has a recovery code; it counts from when they say so.

        Raises:
            Left: they do not say so.
        """
        unattended = self._ask is None or self._given
        if not unattended and keyfile.read(self._folder).lock.recovery is None:
            self.renew_code(key)

    def renew_code(self, key: bytes) -> None:
        """Show a new recovery code; the old one dies when they say that they have it.

        Raises:
            Left: they do not say so.
            EnvironmentFault: there is nobody to show it to.
        """
        code = self.shown_code()
        self._write(lambda keys: keys.with_recovery(key, code))

    def shown_code(self) -> str:
        """A new code that somebody has.

        Raises:
            Left: they do not say so.
            EnvironmentFault: there is nobody to show it to.
        """
        if self._ask is None:
            raise nobody()
        code = recovery_code.made()
        if not self._ask.has_written_down(str(self._folder), code):
            raise Left
        return code

    def lock_by_passphrase(self, key: bytes) -> None:
        """Ask for a passphrase that opens it from now on, and remove the key from the keyring.

        Raises:
            Left: there was none.
            EnvironmentFault: there is nobody to ask; or the keyring keeps the key although it is to let go of it.
        """
        self._add_passphrase(key, None)
        trouble = self._keyring.forget(keyfile.read(self._folder).workspace)
        if trouble is not None and trouble.holds_something:
            said = tr("It opens by the passphrase now, but the keyring could not be told to let go of the key.")
            raise EnvironmentFault(trouble.kind, f"{said} {trouble.what} {trouble.advice}")

    def lock_by_keyring(self, key: bytes) -> None:
        """Put the key into the keyring; from now on no passphrase opens it.

        Raises:
            EnvironmentFault: the keyring does not take it. It opens as before.
        """
        trouble = self._keyring.keep(keyfile.read(self._folder).workspace, key)
        if trouble is not None:
            raise EnvironmentFault(trouble.kind, f"{trouble.what} {trouble.advice}")
        self._write(lambda keys: keys.with_passphrase(key, None))

    def begin_change(self, key: bytes) -> None:
        """Begin a change of key: a new code is shown, which holds once it is done, and `keys.json` says that it is under way.

        The next opening brings it to its end.

        Raises:
            Left: the person went away; nothing is changed.
            EnvironmentFault: there is nobody to ask.
        """
        passphrase = self._passphrase_again() if keyfile.read(self._folder).lock.passphrase else None
        code = self.shown_code()
        change = Change(key, token_bytes(KEY_BYTES))
        self._write(lambda keys: keys.changing(change, code, passphrase))

    def keep(self, key: bytes, *, passphrase_lost: bool = False) -> None:
        """Put the key into the keyring of this machine; where that is no help, see that there is a passphrase they know.

        Raises:
            Left: there is no help from the keyring, and no passphrase was given.
        """
        keys = keyfile.read(self._folder)
        trouble = self._keyring.keep(keys.workspace, key)
        if trouble is not None and (passphrase_lost or keys.lock.passphrase is None):
            self._add_passphrase(key, trouble)

    def _made(self) -> bytes:
        key = token_bytes(KEY_BYTES)
        keys = KeyFile.new(key)
        if self._given:
            keys = keys.with_passphrase(key, self._given)
        else:
            self._tell(Stage.KEYRING)
            trouble = self._keyring.keep(keys.workspace, key)
            while trouble is not None:
                said = self._asked_for_new(trouble)
                if said is None:
                    trouble = self._keyring.keep(keys.workspace, key)
                else:
                    keys, trouble = keys.with_passphrase(key, said), None
        keyfile.write(self._folder, keys)
        return key

    def _from_environment(self, keys: KeyFile) -> bytes | None:
        if not self._given or keys.lock.passphrase is None:
            return None
        key = keys.unlocked(self._given)
        if key is None:
            said = tr(
                "The passphrase in {variable} does not open the workspace {path}.", variable=VARIABLE, path=self._folder
            )
            raise EnvironmentFault("workspace_passphrase_wrong", said)
        return key

    def _from_keyring_or_person(self, keys: KeyFile) -> bytes:
        found, wrong = self._kept(keys), ""
        while not isinstance(found, bytes):
            if self._ask is None:
                raise _locked(self._folder, keys, found)
            lock = keys.lock
            question = Question(str(self._folder), bool(lock.passphrase), bool(lock.recovery), found, wrong)
            answer = self._ask.key(question)
            if answer is None:
                raise Left
            if answer.retry:
                found, wrong = self._kept(keys), ""
                continue
            key, wrong = tried(keys, answer)
            if key is not None:
                # After a recovery code, the key is to be at hand the next time.
                if answer.keep or answer.code is not None:
                    self.keep(key, passphrase_lost=answer.code is not None)
                return key
        return found

    def _kept(self, keys: KeyFile) -> bytes | Trouble | None:
        """What the keyring has, if it fits: a keyring may have the key of a time before or after, when files were put back."""
        self._tell(Stage.KEYRING)
        found = self._keyring.get(keys.workspace)
        if not isinstance(found, bytes) or keys.fits(found):
            return found
        return self._before(found, keys)

    def _before(self, key: bytes, keys: KeyFile) -> bytes | None:
        """The key that fits, by one that the workspace got later."""
        if self._through is None or not keyfile.is_there(self._through):
            return None
        later = keyfile.read(self._through)
        return later.former(key, keys) if later.workspace == keys.workspace else None

    def _add_passphrase(self, key: bytes, trouble: Trouble | None) -> None:
        said = self._asked_for_new(trouble)
        while said is None:
            workspace = keyfile.read(self._folder).workspace
            if self._keyring.keep(workspace, key) is None:
                return
            said = self._asked_for_new(trouble)
        self._write(lambda keys: keys.with_passphrase(key, said))

    def _asked_for_new(self, trouble: Trouble | None) -> str | None:
        """A new passphrase; None to try the keyring again."""
        if self._ask is None:
            raise nobody() if trouble is None else _locked(self._folder, None, trouble)
        answer = self._ask.new_passphrase(str(self._folder), trouble)
        if answer is None:
            raise Left
        return answer.passphrase.reveal() if answer.passphrase and not answer.retry else None

    def _passphrase_again(self) -> str:
        """The passphrase that it has, typed once more, since a new key must be sealed with it."""
        keys = keyfile.read(self._folder)
        if self._given and keys.unlocked(self._given):
            return self._given
        wrong = ""
        while self._ask is not None:
            question = Question(str(self._folder), by_passphrase=True, by_code=False, wrong=wrong, once_more=True)
            answer = self._ask.key(question)
            if answer is None:
                raise Left
            key, wrong = tried(keys, answer)
            if key is not None and answer.passphrase is not None:
                return answer.passphrase.reveal()
        raise nobody()

    def _as_it_is(self, key: bytes) -> bytes:
        change = keyfile.read(self._folder).change(key)
        return key if change is None else change.old

    def _finished(self, key: bytes) -> bytes:
        change = keyfile.read(self._folder).change(key)
        if change is None:
            return key
        try:
            desk = DeskLock(self._folder)
        except EnvironmentFault:
            # A desk has it open, and begun the change: until it closes, the files have the old key.
            return change.old
        self._tell(Stage.REKEYING)
        try:
            with keys_held(self._folder):
                rekeying.finish(self._folder, key, self._keep_new)
        finally:
            desk.release()
        return change.new

    def _keep_new(self, key: bytes) -> None:
        workspace = keyfile.read(self._folder).workspace
        if isinstance(self._keyring.get(workspace), bytes):
            self._keyring.keep(workspace, key)

    def _write(self, altered: Callable[[KeyFile], KeyFile]) -> None:
        with keys_held(self._folder):
            keys = keyfile.read(self._folder)
            if keys.pending is not None:
                said = tr("The key is being changed. Close CardDesk and open it once more; then do this again.")
                raise EnvironmentFault("workspace_key_changing", said)
            keyfile.write(self._folder, altered(keys))

    def _tell(self, stage: Stage) -> None:
        if self._ask is not None:
            self._ask.stage(stage)


def nobody() -> EnvironmentFault:
    """That a person is needed, and there is none."""
    return EnvironmentFault("no_terminal", tr("Somebody has to be asked for this: run it in a terminal."))


def tried(keys: KeyFile, answer: Answer) -> tuple[bytes | None, str]:
    """The key by what was answered; or what is wrong with that."""
    if answer.code is not None:
        try:
            code = recovery_code.taken(answer.code.reveal())
        except UserError as slip:
            return None, slip.message
        return keys.recovered(code), tr("That is not the recovery code of this workspace, or not any more.")
    typed = answer.passphrase.reveal() if answer.passphrase else ""
    return keys.unlocked(typed), tr("That is not the passphrase. Upper and lower case matter.")


def _locked(folder: Path, keys: KeyFile | None, trouble: Trouble | None) -> EnvironmentFault:
    """That there is no key and nobody to ask; `keys` is None for a workspace that is to be made."""
    if trouble is None:
        why = tr("The keyring of this machine does not have its key.")
    else:
        why = f"{trouble.what} {trouble.advice}"
    if keys is None:
        said = [tr("The workspace {path} cannot be made: its key has no place.", path=folder), why]
    else:
        said = [tr("The workspace {path} is locked.", path=folder), why]
    if keys is None or keys.lock.passphrase is not None:
        said.append(tr("Or give this run its passphrase in {variable}.", variable=VARIABLE))
    if keys is not None:
        said.append(tr("Or run `{command}` in a terminal.", command="carddesk workspace unlock"))
    return EnvironmentFault("workspace_locked", " ".join(said), retryable=True)
