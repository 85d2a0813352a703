"""Opening a team's workspace, with the key of its images where this machine, a passphrase or a person has it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from secrets import token_bytes

from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.secrets.workspace_keys import WorkspaceKeys
from carddesk.settings import Settings
from carddesk.store import keyfile, recovery_code
from carddesk.store.keyfile import KeyFile
from carddesk.store.sealing import KEY_BYTES
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.workflow.asking import Person, Question, Stage
from carddesk.workflow.team.signing_in import signed_in
from carddesk.workflow.unlocking import VARIABLE, Left, nobody, tried


def open_shared(
    url: str,
    settings: Settings,
    *,
    ask: Person | None = None,
    environ: Mapping[str, str] | None = None,
    keyring: WorkspaceKeys | None = None,
) -> TeamWorkspace:
    """Open it. Without the key of its images it opens as well: work on the data goes on, and images are said to be locked.

    Raises:
        Left: the person was asked for the password of the login, and went away.
        EnvironmentFault: as `store.team.opening.open_team`.
    """
    if ask is not None:
        ask.stage(Stage.OPENING)
    workspace = signed_in(url, settings, ask)
    try:
        key = TeamUnlocking(workspace, ask, environ, keyring).key()
    except BaseException:
        workspace.close()
        raise
    if key is not None:
        workspace.unlock(key)
    return workspace


class TeamUnlocking:
    """Everything about the key of a team's images. What opens it lies in the team's database, and holds no secret.

    Args:
        ask: who can be asked; None where nobody can.
        environ: None for that of the process.
        keyring: None for that of the machine.
    """

    def __init__(
        self,
        workspace: TeamWorkspace,
        ask: Person | None = None,
        environ: Mapping[str, str] | None = None,
        keyring: WorkspaceKeys | None = None,
    ) -> None:
        self._workspace = workspace
        self._place = str(workspace.place)
        self._ask = ask
        self._given = (os.environ if environ is None else environ).get(VARIABLE, "")
        self._keyring = keyring or WorkspaceKeys()

    def key(self) -> bytes | None:
        """The key; None where images are not encrypted, or it is not to be had now."""
        slots = self._workspace.key_slots
        if slots is None:
            return None
        keys = keyfile.of_text(slots, self._place)
        found = keys.unlocked(self._given) if self._given and keys.lock.passphrase is not None else None
        return found or self._kept_or_asked(keys)

    def keep(self, key: bytes) -> None:
        """Put the key into the keyring of this machine.

        Raises:
            EnvironmentFault: the keyring does not take it.
        """
        slots = self._workspace.key_slots
        if slots is not None:
            trouble = self._keyring.keep(keyfile.of_text(slots, self._place).workspace, key)
            if trouble is not None:
                raise EnvironmentFault(trouble.kind, f"{trouble.what} {trouble.advice}")

    def make(self, passphrase: str | None) -> bytes:
        """Give the team a key, opened by a recovery code that is shown now, and by a passphrase if there is one.

        Images that are there already stay as they are.

        Raises:
            Left: nobody said that they have the code; nothing is changed.
            EnvironmentFault: `team_key_there`, it has one; `team_refused`, this login is no supervisor; nobody to show it to.
        """
        if self._workspace.key_slots is not None:
            raise _there_already()
        if self._ask is None:
            raise nobody()
        key, code = token_bytes(KEY_BYTES), recovery_code.made()
        keys = KeyFile.new(key).with_recovery(key, code)
        if passphrase:
            keys = keys.with_passphrase(key, passphrase)
        if not self._ask.has_written_down(self._place, code):
            raise Left
        if not self._workspace.keep_key_slots(keyfile.as_text(keys), instead_of=None):
            raise _there_already()
        self._keyring.keep(keys.workspace, key)
        self._workspace.unlock(key)
        return key

    def _kept_or_asked(self, keys: KeyFile) -> bytes | None:
        found, wrong = self._kept(keys), ""
        while not isinstance(found, bytes) and self._ask is not None:
            question = Question(self._place, bool(keys.lock.passphrase), bool(keys.lock.recovery), found, wrong)
            answer = self._ask.key(question)
            if answer is None:
                return None
            if answer.retry:
                found, wrong = self._kept(keys), ""
                continue
            key, wrong = tried(keys, answer)
            if key is not None:
                self._keyring.keep(keys.workspace, key)
                return key
        return found if isinstance(found, bytes) else None

    def _kept(self, keys: KeyFile) -> bytes | Trouble | None:
        if self._ask is not None:
            self._ask.stage(Stage.KEYRING)
        found = self._keyring.get(keys.workspace)
        return found if not isinstance(found, bytes) or keys.fits(found) else None


def _there_already() -> EnvironmentFault:
    return EnvironmentFault(
        "team_key_there", tr("This team has a key already; `carddesk workspace unlock` asks for it.")
    )
