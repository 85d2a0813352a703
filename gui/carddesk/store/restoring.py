"""Restoring: a proved backup takes the place of a workspace, which is put aside whole and never overwritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from carddesk.store import backups, verifying
from carddesk.store.backups import NOTE_FILE, SPARE_BYTES, Backup
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import is_there
from carddesk.store.lock import FILE_NAME as LOCK_FILE
from carddesk.store.lock import DeskLock

_READY: Final = ".{name}.restored"
_ASIDE: Final = "{name}-put-aside-%Y-%m-%dT%H-%M-%SZ"

Adding = Callable[[Path, Path | None], None]
"""Given the restored copy before it takes its place, and the folder that will be put aside (None where there is none)."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done.

    Attributes:
        folder: where the workspace lies now.
        aside: where what lay there lies now; None where nothing did.
    """

    folder: Path
    aside: Path | None


def restore(backup: Backup, target: Path, key: bytes, moment: datetime, adding: Adding | None = None) -> Restored:
    """Put a backup in the place of the workspace at `target`; whole or not at all, at whatever moment the program is killed.

    Args:
        backup: left as it is.
        target: a workspace that nobody has open, or a folder that is empty or not there.
        key: of the backup.
        moment: now, aware.
        adding: called with the copy, to bring more into it.

    Raises:
        EnvironmentFault: `workspace_in_use`, a desk has it open; `backup_broken`, the backup is not what was written, or does
            not open with this key; `restore_in_the_way`; or as any writing.
    """
    with mapped(target):
        target = target.absolute()
        finish(target)
        if target.exists() and not is_there(target) and any(target.iterdir()):
            raise fault("restore_in_the_way", target)
        if not backup.is_intact:
            raise fault("backup_broken", backup.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _nobody_in(target):
            ready = _copied(backup, target, key, adding)
        return _exchanged(ready, target, moment)


def finish(target: Path) -> bool:
    """Bring to its end what a killed program left half done; whether there was anything.

    Between the moment when the old folder is put aside and that when the restored one has its name there is none of that name.

    Raises:
        OSError: it cannot be renamed.
    """
    ready = _ready(target)
    if target.exists() or not ready.exists():
        return False
    ready.rename(target)
    backups.settled(target.parent)
    return True


@contextmanager
def _nobody_in(target: Path) -> Iterator[None]:
    if not target.exists():
        yield
        return
    held = DeskLock(target)
    try:
        yield
    finally:
        held.release()


def _copied(backup: Backup, target: Path, key: bytes, adding: Adding | None) -> Path:
    """A whole and proved copy beside the target, under the name from which it can be brought to its place."""
    partial = target.with_name(f".{target.name}.restoring")
    # Of one that was killed before anything was put aside.
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(_ready(target), ignore_errors=True)
    _require_room(backup, target)
    try:
        shutil.copytree(backup.folder, partial, ignore=shutil.ignore_patterns(NOTE_FILE))
        _prove(partial, key, backup)
        if adding is not None:
            adding(partial, target if target.exists() else None)
            _prove(partial, key, backup)
        (partial / LOCK_FILE).unlink(missing_ok=True)
        for file in partial.iterdir():
            _on_disk(file)
        return partial.rename(_ready(target))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _exchanged(ready: Path, target: Path, moment: datetime) -> Restored:
    aside = None
    if target.exists():
        aside = _free(target.with_name(moment.astimezone(UTC).strftime(_ASIDE.format(name=target.name))))
        try:
            target.rename(aside)
        except OSError:
            shutil.rmtree(ready, ignore_errors=True)
            raise
    finish(target)
    return Restored(target, aside)


def _prove(folder: Path, key: bytes, backup: Backup) -> None:
    engines = backups.opened(folder, key)
    try:
        report = verifying.verify(engines)
    finally:
        backups.close(engines)
    if report.broken_files or report.proof is None or not report.proof.whole:
        raise fault("backup_broken", backup.folder)


def _require_room(backup: Backup, target: Path) -> None:
    wanted = sum(each.stat().st_size for each in backup.folder.iterdir())
    if shutil.disk_usage(target.parent).free < wanted + SPARE_BYTES:
        raise fault("disk_full", target)


def _on_disk(file: Path) -> None:
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


def _ready(target: Path) -> Path:
    return target.with_name(_READY.format(name=target.name))


def _free(wanted: Path) -> Path:
    names = [wanted.name, *(f"{wanted.name}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := wanted.with_name(name)).exists())
