"""Backing up, restoring and proving a workspace as a whole: what the command line and the window that offers a backup ask for."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import backups, keyfile, mending, restoring, verifying
from carddesk.store import salvage as salvaging
from carddesk.store.backups import Backup
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import open_folder
from carddesk.store.restoring import Restored
from carddesk.store.salvage import Salvaged
from carddesk.store.workspace import Workspace
from carddesk.workflow.asking import Person
from carddesk.workflow.backups import place_of
from carddesk.workflow.rules import Rules
from carddesk.workflow.summaries import summarise_as_the_desk
from carddesk.workflow.unlocking import Unlocking, catch_up

DAMAGED = ("workspace_broken", "workspace_keys_broken")
"""Codes of the faults for which a backup is the way out."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a proof of a workspace found.

    Attributes:
        stale: cases whose row in the queue was not what their events make it.
        mended: whether these rows were made anew.
    """

    report: verifying.Report
    stale: tuple[int, ...] = ()
    mended: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything holds now."""
        return self.report.whole and (self.mended or not self.stale)


@dataclass(frozen=True, slots=True)
class Offer:
    """The last good backup of a workspace that is damaged.

    Attributes:
        newer: what is newer in the damaged journal, as far as it can be read; None where there is no key to read it with.
    """

    backup: Backup
    newer: Salvaged | None


def verify(
    workspace: Workspace, settings: Settings, now: datetime, *, images: bool = False, mend: bool = False
) -> Verified:
    """Prove an open workspace; with `images` each image is read, with `mend` what can be made anew is. Off the loop."""
    report = verifying.verify(workspace.engines, images=images)
    if report.proof is None or any(name == "journal" for name, _ in report.broken_files):
        return Verified(report)
    summarise_as_the_desk(workspace, Rules.of(settings), now.astimezone().date())
    stale = mending.stale(workspace)
    if mend and stale:
        mending.mend(workspace, stale)
    return Verified(report, tuple(stale), mended=mend and bool(stale))


def wanted_backup(said: Path | None, settings: Settings, folder: Path) -> Backup:
    """The backup in the folder that was named, or the newest one that is intact.

    Raises:
        EnvironmentFault: `backup_missing`.
    """
    if said is not None:
        found = backups.read(said)
        if found is None:
            raise fault("backup_missing", said)
        return found
    place = place_of(settings, folder)
    intact = next((each for each in backups.found(place) if each.is_intact), None)
    if intact is None:
        raise fault("backup_missing", place)
    return intact


def restore(
    backup: Backup, settings: Settings, now: datetime, *, to: Path, salvage: bool, ask: Person | None = None
) -> tuple[Restored, Salvaged | None]:
    """Put a backup in the place of the workspace at `to`; with `salvage`, bring over what that one has since and can prove.

    Raises:
        EnvironmentFault: see `store.restoring.restore`; or the key is not to be had.
    """
    key = Unlocking(backup.folder, ask, through=to).key(finish=False)
    found: list[Salvaged] = []

    def add(copy: Path, aside: Path | None) -> None:
        if aside is not None:
            catch_up(copy, aside, key)
            if salvage:
                found.append(_brought_over(aside, copy, key, settings, now))

    done = restoring.restore(backup, to, key, now, add)
    return done, (found[0] if found else None)


def offer(settings: Settings, folder: Path, ask: Person | None = None) -> Offer | None:
    """What can be offered for a damaged workspace; None where there is no intact backup. Takes its time: off the loop."""
    try:
        backup = wanted_backup(None, settings, folder)
    except EnvironmentFault:
        return None
    try:
        key = Unlocking(backup.folder, ask, through=folder).key(finish=False)
        return Offer(backup, salvaging.peek(folder, _key_of(folder, key), backup.last_line))
    except (UserError, OSError):
        return Offer(backup, None)


def _key_of(damaged: Path, of_backup: bytes) -> bytes:
    """The key of a damaged workspace: that of its backup, unless it was changed since and the new one can be had unasked."""
    try:
        return of_backup if keyfile.read(damaged).fits(of_backup) else Unlocking(damaged).key(finish=False)
    except (UserError, OSError):
        return of_backup


def _brought_over(aside: Path, copy: Path, key: bytes, settings: Settings, now: datetime) -> Salvaged:
    with mapped(copy):
        found = salvaging.salvage(aside, copy, key, _key_of(aside, key))
    with closing(open_folder(copy, key)) as workspace:
        summarise_as_the_desk(workspace, Rules.of(settings), now.astimezone().date())
        mending.mend(workspace, found.cases)
    return found


def told(taken: Salvaged) -> str:
    """What was taken over, in sentences."""
    if not taken.readable:
        return tr("Of the damaged journal nothing could be read.")
    said = [
        tr(
            "{lines} later entries on {cases} cards were taken over, {words} of them words of an operator.",
            lines=taken.lines,
            cases=len(taken.cases),
            words=taken.confirmations,
        )
    ]
    if taken.left:
        said.append(tr("{count} more could be read but not proved, and are left out.", count=taken.left))
    if taken.lost_images:
        said.append(tr("Images that could not be read: {count}.", count=taken.lost_images))
    return " ".join(said)


def offered_in_words(settings: Settings, folder: Path) -> str:
    """The last good backup of a damaged workspace, in sentences; empty where there is none."""
    found = offer(settings, folder)
    if found is None:
        return ""
    said = tr(
        "The last good backup is of {moment} and has {cases} cards; `carddesk workspace restore --salvage` takes it.",
        moment=found.backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        cases=found.backup.cases,
    )
    return f"{said} {missing_in_words(found)}"


def missing_in_words(found: Offer) -> str:
    """What would be missing in the backup, as far as that can be told."""
    if found.newer is None:
        return tr("What was done after that is taken over as far as it can be read and proved.")
    if not found.newer.readable:
        return tr("What was done after that cannot be read any more.")
    if not found.newer.lines:
        return tr("Nothing was done after that.")
    return tr(
        "Of what was done after that, {lines} entries can still be read, {words} of them words of an operator; what can be proved "
        "of them is taken over.",
        lines=found.newer.lines,
        words=found.newer.confirmations,
    )
