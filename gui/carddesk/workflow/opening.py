"""Opening a workspace, wherever it lies: the one way for the desk, the command line and the doctor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import folder as folders
from carddesk.store import keyfile, mending, moved, older, restoring
from carddesk.store.faults import fault, mapped
from carddesk.store.lock import DeskLock
from carddesk.store.workspace import Workspace
from carddesk.workflow.asking import Person, Stage
from carddesk.workflow.rules import Rules
from carddesk.workflow.summaries import summarise_as_the_desk
from carddesk.workflow.unlocking import Unlocking


def open_workspace(
    settings: Settings, *, place: Path | None = None, beside: bool = False, ask: Person | None = None
) -> Workspace:
    """Open the workspace, and make one if there is none. Blocks, as long as keyring and person take: not for the event loop.

    Args:
        settings: of the run; they say where it is.
        place: another place than the one in the settings.
        beside: open it beside a desk, for a single command; makes no new workspace. See `store.folder.open_folder`.
        ask: who can be asked for a passphrase or a recovery code, and be shown one; None where nobody can.

    Raises:
        unlocking.Left: the person went away.
        EnvironmentFault: one of `unlocking.NO_KEY`, the key is not to be had; or it cannot be opened with it.
    """
    if place is None and settings.team:
        return _of_team(settings, ask)
    folder = place or settings.workspace
    with mapped(folder):
        restoring.finish(folder)
        moved.require_here(folder)
        if older.is_there(folder):
            _take_over(folder, Unlocking(folder, ask).key(), settings)
        if beside and not folders.is_there(folder):
            raise fault("workspace_missing", folder)
        if not beside and folder.is_dir():
            # Before anybody is asked for a passphrase that would be of no use.
            DeskLock(folder).release()
    unlocking = Unlocking(folder, ask)
    key = unlocking.key()
    if ask is not None:
        ask.stage(Stage.OPENING)
    workspace = folders.open_folder(folder, key, beside=beside)
    try:
        unlocking.give_code(key)
    except BaseException:
        workspace.close()
        raise
    return workspace


def open_for_desk(settings: Settings, *, place: Path | None = None, ask: Person | None = None) -> Workspace:
    """The same for a desk: one of a team has an outbox on this machine for what its server does not have yet.

    Raises:
        unlocking.Left, EnvironmentFault: as `open_workspace`.
    """
    if place is not None or not settings.team:
        return open_workspace(settings, place=place, ask=ask)
    from carddesk.workflow.team.opening import open_desk_of  # noqa: PLC0415

    return open_desk_of(settings.team, settings, ask)


def _of_team(settings: Settings, ask: Person | None) -> Workspace:
    # One machine by itself has no need of it.
    from carddesk.workflow.team_opening import open_shared  # noqa: PLC0415

    return open_shared(settings.team, settings, ask=ask)


def has_code(folder: Path) -> bool:
    """Whether somebody has a recovery code of the workspace in this folder.

    Raises:
        EnvironmentFault: its `keys.json` is missing or damaged.
    """
    with mapped(folder):
        return keyfile.read(folder).lock.recovery is not None


def locked_by(folder: Path) -> str:
    """By what the workspace in this folder opens, in words.

    Raises:
        EnvironmentFault: its `keys.json` is missing or damaged.
    """
    with mapped(folder):
        keys = keyfile.read(folder)
    said = [tr("opens by a passphrase") if keys.lock.passphrase else tr("opens by a key in the keyring")]
    said.append(tr("there is a recovery code") if keys.lock.recovery else tr("nobody has a recovery code yet"))
    if keys.pending is not None:
        said.append(tr("its key is changed when it is opened next"))
    return " · ".join(said)


def _take_over(folder: Path, key: bytes, settings: Settings) -> None:
    """Make an encrypted workspace of a plain one of earlier development."""

    def prepare(workspace: Workspace) -> None:
        summarise_as_the_desk(workspace, Rules.of(settings), datetime.now().astimezone().date())
        mending.mend(workspace, mending.stale(workspace))

    older.take_over(folder, key, prepare)
