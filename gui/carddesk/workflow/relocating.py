"""Moving a workspace: to another folder, to a team's server, and back. The old place keeps what it has, and a note where it went."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import backups, copying, keyfile, moved, verifying
from carddesk.store.copying import Copied, Told
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import open_folder
from carddesk.store.lock import FILE_NAME as LOCK_FILE
from carddesk.store.workspace import Workspace
from carddesk.workflow.asking import Person
from carddesk.workflow.ledger import stamp
from carddesk.workflow.opening import open_workspace

_SCHEMES: Final = ("postgresql:", "postgres:", "postgresql+")


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done.

    Attributes:
        to: where the workspace is, for people to read.
        kept: the place it was at, which keeps what it had.
    """

    to: str
    kept: str
    copied: Copied


def is_server(place: str) -> bool:
    """Whether this is the address of a team's database, and no folder."""
    return place.startswith(_SCHEMES)


def move(
    source: str,
    target: str,
    settings: Settings,
    now: datetime,
    *,
    ask: Person | None = None,
    told: Told = lambda *_: None,
) -> Moved:
    """Copy a workspace to an empty place, prove it there, and only then leave a note in the old one. Takes its time.

    Args:
        source: a folder, or the address of a team's database, which its owner opens.
        target: the same, and empty.
        settings: of the run.
        now: aware.
        ask: who can be asked for what opens either; None where nobody can.
        told: hears how many of how many images are done.

    Raises:
        EnvironmentFault: the old place is in use; the new one is not empty; what arrived cannot be proved. The workspace stays
            where it was then.
    """
    if is_server(source) and is_server(target):
        raise EnvironmentFault("move_servers", tr("From one server to another its own tools move a database."))
    if not is_server(source) and not is_server(target):
        return _to_folder(Path(source), Path(target), settings, now, ask)
    with _opened(source, settings, ask) as old, _opened(target, settings, ask) as new:
        copied = copying.copy(old, new, told)
        to, kept = str(new.place), str(old.place)
    if not is_server(source):
        moved.note(Path(source), to, stamp(now))
    return Moved(to, kept, copied)


@contextmanager
def _opened(place: str, settings: Settings, ask: Person | None) -> Iterator[Workspace]:
    workspace = (
        _of_team(place, settings, ask) if is_server(place) else open_workspace(settings, place=Path(place), ask=ask)
    )
    with closing(workspace):
        yield workspace


def _of_team(place: str, settings: Settings, ask: Person | None) -> Workspace:
    # Imported here alone: most moves are from folder to folder, and the driver takes its time.
    from carddesk.workflow.team.signing_in import signed_in  # noqa: PLC0415

    return signed_in(place, settings, ask, importing=True)


def _to_folder(source: Path, target: Path, settings: Settings, now: datetime, ask: Person | None) -> Moved:
    """Page by page, with the same key: a folder is the same wherever it lies."""
    with mapped(target):
        target = target.absolute()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise fault("target_not_empty", target)
        partial = target.with_name(f".{target.name}.moving")
        shutil.rmtree(partial, ignore_errors=True)
        with closing(open_workspace(settings, place=source, ask=ask)) as workspace:
            try:
                copied = _copied(workspace, source, partial)
                if target.exists():
                    target.rmdir()
                partial.rename(target)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
        backups.settled(target.parent)
    moved.note(source, str(target), stamp(now))
    return Moved(str(target), str(source), copied)


def _copied(workspace: Workspace, source: Path, partial: Path) -> Copied:
    partial.mkdir(parents=True, mode=0o700)
    key = workspace.engines.key
    for engine, name, of_it in backups.files_of(workspace.engines):
        backups.copy_database(engine, partial / name, of_it)
    shutil.copyfile(source / keyfile.FILE_NAME, partial / keyfile.FILE_NAME)
    if key is None or not keyfile.read(partial).fits(key):
        raise fault("copy_broken", partial)
    with closing(open_folder(partial, key)) as there:
        report = verifying.verify(there.engines, images=True)
        before = verifying.verify(workspace.engines)
    if report.proof is None or report.broken_files or report.changed_images or report.proof != before.proof:
        raise fault("copy_broken", partial)
    (partial / LOCK_FILE).unlink(missing_ok=True)
    return Copied(report.proof.cases, report.proof.lines, report.images)
