"""The key of the workspace, for the command line: unlocking it on this machine, changing it, a new recovery code."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from carddesk.cli.asking import terminal
from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store.faults import fault
from carddesk.store.folder import is_there
from carddesk.workflow.opening import locked_by
from carddesk.workflow.unlocking import Left, Unlocking, nobody


def unlock(settings: Settings) -> int:
    """Find the key, and have it kept on this machine; 0.

    Raises:
        UserError: nobody answered.
        EnvironmentFault: there is no workspace, or nobody to ask.
    """
    if settings.team:
        return _unlock_team(settings)
    folder, unlocking = _of(settings)
    unlocking.keep(unlocking.key())
    return _told(folder)


def _unlock_team(settings: Settings) -> int:
    from carddesk.workflow.team.signing_in import signed_in  # noqa: PLC0415 - a machine by itself has no need of it
    from carddesk.workflow.team_opening import TeamUnlocking  # noqa: PLC0415

    with closing(signed_in(settings.team, settings, terminal())) as workspace:
        unlocking = TeamUnlocking(workspace, terminal())
        if workspace.key_slots is None:
            said = tr("The images of this team are not encrypted; there is nothing to unlock.")
        elif (key := unlocking.key()) is None:
            raise Left
        else:
            unlocking.keep(key)
            said = tr("This machine opens the images of the team from now on.")
    print(said, file=sys.stderr)
    return 0


def recovery_code(settings: Settings) -> int:
    """Show a new recovery code; 0."""
    folder, unlocking = _of(settings)
    unlocking.renew_code(unlocking.key())
    return _told(folder)


def lock(way: str, settings: Settings) -> int:
    """Let it open by a passphrase alone, or by the keyring; 0."""
    folder, unlocking = _of(settings)
    if way == "passphrase":
        unlocking.lock_by_passphrase(unlocking.key())
    else:
        unlocking.lock_by_keyring(unlocking.key())
    return _told(folder)


def rekey(settings: Settings) -> int:
    """Give it another key; 0. While a desk has it open, the change is made when that is opened the next time."""
    folder, unlocking = _of(settings)
    unlocking.begin_change(unlocking.key())
    unlocking.key()
    return _told(folder)


def _of(settings: Settings) -> tuple[Path, Unlocking]:
    if settings.team:
        said = tr("That is about a workspace of one machine. The key of a team's images: `carddesk team key`.")
        raise EnvironmentFault("workspace_team", said)
    folder, person = settings.workspace, terminal()
    if not is_there(folder):
        raise fault("workspace_missing", folder)
    if person is None:
        raise nobody()
    return folder, Unlocking(folder, person)


def _told(folder: Path) -> int:
    print(tr("{path}: {state}.", path=folder, state=locked_by(folder)), file=sys.stderr)
    return 0
