"""Backups: the whole workspace written beside itself while a desk is at work in it, proved before it counts as one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select

from carddesk.errors import EnvironmentFault
from carddesk.store import keyfile, verifying
from carddesk.store.database import sqlite
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, USAGE_FILE
from carddesk.store.lock import FILE_NAME as LOCK_FILE
from carddesk.store.lock import DeskLock
from carddesk.store.schema import EVENTS
from carddesk.store.workspace import Engines, Workspace

NOTE_FILE: Final = "backup.json"
_FORM: Final = 1
_NAME: Final = "carddesk-%Y-%m-%dT%H-%M-%SZ"
_PAGES: Final = 256
"""Copied in one step: a mebibyte, some milliseconds."""
_REST_S: Final = 0.002
SPARE_BYTES: Final = 256 << 20
"""What a backup leaves free on its disk: one that fills the disk up would stop the desk."""
_ATTEMPTS: Final = 3
_HASHED: Final = 1 << 20

GoOn = Callable[[], bool]


class BackupStoppedError(Exception):
    """It was no longer wanted; nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, as its note describes it. Nothing of it needs the key, nor tells of a card.

    Attributes:
        folder: where it lies.
        made_at: when, aware, UTC.
        cases, lines: how many it holds.
        last_line: number of its last event in the workspace (`Event.line`); 0 where there is none.
        last_at: when that was written, as events write times; empty where there is none.
        files: SHA-256 of each file in hex, by its name.
    """

    folder: Path
    made_at: datetime
    cases: int
    lines: int
    last_line: int
    last_at: str
    files: tuple[tuple[str, str], ...]

    @property
    def is_intact(self) -> bool:
        """Whether each file is, byte for byte, what was written. Reads all of it; needs no key."""
        try:
            return all(_digest(self.folder / name) == digest for name, digest in self.files)
        except OSError:
            return False


def beside(folder: Path) -> Path:
    """Where the backups of the workspace in this folder go unless said otherwise."""
    return folder.parent / f"{folder.name}-backups"


def found(into: Path) -> list[Backup]:
    """The backups in a folder, newest first. What is none is passed over."""
    try:
        there = [read(each) for each in into.iterdir() if each.is_dir() and not each.name.startswith(".")]
    except OSError:
        return []
    return sorted((each for each in there if each is not None), key=lambda each: each.made_at, reverse=True)


def read(folder: Path) -> Backup | None:
    """The backup that lies in this folder; None if it is none."""
    try:
        told = json.loads((folder / NOTE_FILE).read_text(encoding="utf-8"))
        if told["form"] != _FORM:
            return None
        files = tuple(sorted((str(name), str(digest)) for name, digest in told["files"].items()))
        made_at = datetime.fromisoformat(told["made_at"])
        return Backup(
            folder, made_at, int(told["cases"]), int(told["lines"]), int(told["last_line"]), str(told["last_at"]), files
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(workspace: Workspace, into: Path, moment: datetime, *, go_on: GoOn = lambda: True) -> Backup:
    """Write a backup of an open workspace, whoever else has it open, and prove it. Takes its time: off the loop.

    Both databases are copied as they stood at one moment, page by page with rests; whoever writes meanwhile never waits. It
    has its name only when it is whole and proved.

    Args:
        workspace: on this machine.
        into: the folder of backups, made if there is none.
        moment: now, aware.
        go_on: asked after each step; when it says no, nothing is left behind.

    Raises:
        EnvironmentFault: `backup_full`, there is not enough room; `backup_broken`, what was written cannot be proved, so the
            workspace is damaged or the disk is; `backup_team`; or as any writing.
        BackupStoppedError: see `go_on`.
    """
    place = workspace.place
    if not isinstance(place, Path):
        raise fault("backup_team", place)
    moment = moment.astimezone(UTC)
    with mapped(into):
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(into)
        _require_room(place, into)
        final = _free_name(into, moment)
        partial = into / f".{final.name}.{os.getpid()}.partial"
        partial.mkdir(mode=0o700)
        held = DeskLock(partial)
        try:
            report = _copied(workspace.engines, partial, go_on)
            if keyfile.is_there(place):
                shutil.copyfile(place / keyfile.FILE_NAME, partial / keyfile.FILE_NAME)
            _noted(partial, workspace.engines.key, moment, report)
            held.release()
            (partial / LOCK_FILE).unlink()
            partial.rename(final)
        except BaseException:
            held.release()
            shutil.rmtree(partial, ignore_errors=True)
            raise
        settled(into)
    made = read(final)
    if made is None:
        raise fault("backup_broken", final)
    return made


def drop_before(into: Path, moment: datetime) -> list[Path]:
    """Remove the backups that were made before `moment` (aware), so that what was erased then lives on in none; those removed.

    Raises:
        EnvironmentFault: one of them cannot be removed.
    """
    old = [each.folder for each in found(into) if each.made_at < moment]
    with mapped(into):
        for each in old:
            _remove(each)
    return old


def rotate(into: Path, keep: timedelta, now: datetime) -> list[Path]:
    """Thin out: the newest three stay, then the newest of each day (UTC), and none that is older than `keep` but the newest.

    Raises:
        EnvironmentFault: one of them cannot be removed.
    """
    there = found(into)
    newest_of_day = {each.made_at.date(): each.folder for each in reversed(there)}
    stay = {each.folder for each in there[:3]} | set(newest_of_day.values())
    dropped = [each for each in there[1:] if each.folder not in stay or each.made_at < now - keep]
    with mapped(into):
        for each in dropped:
            _remove(each.folder)
    return [each.folder for each in dropped]


def on_one_disk(folder: Path, into: Path) -> bool:
    """Whether both lie on one disk, so that one fault takes both."""
    try:
        return _nearest(folder).stat().st_dev == _nearest(into).stat().st_dev
    except OSError:
        return False


def settled(folder: Path) -> None:
    """See that what was renamed in a folder is on disk; Windows neither has nor needs that."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def files_of(engines: Engines) -> list[tuple[Engine, str, bytes | None]]:
    """Each database of a folder, the name of its file, and its key."""
    return [
        (engines.journal, JOURNAL_FILE, engines.key),
        (engines.images, IMAGES_FILE, engines.key),
        (engines.usage, USAGE_FILE, None),
    ]


def copy_database(source: Engine, target: Path, key: bytes | None, go_on: GoOn = lambda: True) -> None:
    """Copy one SQLite file as it stands now, while others write to it.

    Raises:
        BackupStoppedError: see `write`.
    """
    with source.connect() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        _stepwise(reading.connection.driver_connection, target, key, go_on)


def _copied(engines: Engines, folder: Path, go_on: GoOn) -> verifying.Report:
    """Copy the databases as they stood at one moment, so that every image that an event names is there, and prove them.

    Two files have no common moment; both are begun at once, and begun anew should an erasure have fallen between.
    """
    missing: tuple[str, ...] = ()
    attempt = 0
    while True:
        attempt += 1
        with engines.journal.connect() as journal, engines.images.connect() as images:
            for reading in (journal, images):
                # The first question opens the view of that moment; it holds until the connection is given back.
                reading.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
            for reading, name in ((journal, JOURNAL_FILE), (images, IMAGES_FILE)):
                _stepwise(reading.connection.driver_connection, folder / name, engines.key, go_on)
        copy_database(engines.usage, folder / USAGE_FILE, None, go_on)
        report = _proved(folder, engines.key)
        if report.missing_images in ((), missing) or attempt == _ATTEMPTS:
            # What is missing each time is missing in the workspace itself; a backup of that is better than none.
            return report
        missing = report.missing_images


def _stepwise(source: Any, target: Path, key: bytes | None, go_on: GoOn) -> None:
    target.unlink(missing_ok=True)
    engine = sqlite(target, key, alone=True)

    def rest(*_progress: int) -> None:
        if not go_on():
            raise BackupStoppedError
        time.sleep(_REST_S)

    try:
        with engine.connect() as connection:
            source.backup(connection.connection.driver_connection, pages=_PAGES, progress=rest)
    finally:
        engine.dispose()


def _proved(folder: Path, key: bytes | None) -> verifying.Report:
    engines = opened(folder, key)
    try:
        report = verifying.verify(engines)
    finally:
        close(engines)
    if report.broken_files or report.proof is None or not report.proof.whole:
        raise fault("backup_broken", folder)
    return report


def opened(folder: Path, key: bytes | None) -> Engines:
    """The databases of a folder that nobody else has open, as they are: nothing is made or migrated. To be closed."""
    return Engines(
        sqlite(folder / JOURNAL_FILE, key, alone=True),
        sqlite(folder / IMAGES_FILE, key, alone=True),
        sqlite(folder / USAGE_FILE, alone=True),
        key,
    )


def close(engines: Engines) -> None:
    """Let go of databases."""
    for engine in (engines.journal, engines.images, engines.usage):
        engine.dispose()


def _noted(folder: Path, key: bytes | None, moment: datetime, report: verifying.Report) -> None:
    """Write the note about what was proved."""
    engines = opened(folder, key)
    try:
        with engines.journal.connect() as connection:
            asked = select(EVENTS.c.line, EVENTS.c.at).order_by(EVENTS.c.line.desc()).limit(1)
            last = connection.execute(asked).first()
    finally:
        close(engines)
    names = [each.name for each in folder.iterdir() if each.name not in (LOCK_FILE, NOTE_FILE)]
    note = {
        "form": _FORM,
        "made_at": moment.isoformat(),
        "cases": report.proof.cases if report.proof else 0,
        "lines": report.proof.lines if report.proof else 0,
        "last_line": last.line if last else 0,
        "last_at": last.at if last else "",
        "files": {name: _digest(folder / name) for name in sorted(names)},
    }
    with (folder / NOTE_FILE).open("w", encoding="utf-8") as file:
        json.dump(note, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _require_room(place: Path, into: Path) -> None:
    """Come back if there is room for one more.

    Raises:
        EnvironmentFault: `backup_full`.
    """
    wanted = sum(each.stat().st_size for each in place.iterdir() if each.is_file())
    if shutil.disk_usage(into).free < wanted + SPARE_BYTES:
        raise fault("backup_full", into)


def _free_name(into: Path, moment: datetime) -> Path:
    plain = moment.strftime(_NAME)
    names = [plain, *(f"{plain}-{number}" for number in range(2, 100))]
    return next(into / name for name in names if not (into / name).exists())


def _sweep(into: Path) -> None:
    """Remove what was left half written by a program that was killed; whoever is at work on one holds its lock."""
    for partial in into.glob(".carddesk-*.partial"):
        try:
            held = DeskLock(partial)
        except EnvironmentFault:
            continue
        held.release()
        shutil.rmtree(partial, ignore_errors=True)


def _remove(folder: Path) -> None:
    # Its note goes first, so that what is removed in part is no backup any more.
    (folder / NOTE_FILE).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_HASHED):
            found.update(piece)
    return found.hexdigest()


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(each for each in (path, *path.absolute().parents) if each.exists())
