"""The workspace as a whole, for the command line: backing up, restoring, proving."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carddesk.cli.asking import terminal
from carddesk.cli.streams import emit, table
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import backups
from carddesk.store.backups import Backup
from carddesk.store.copying import Told
from carddesk.store.salvage import Salvaged
from carddesk.workflow import moving, relocating
from carddesk.workflow.backups import back_up as written
from carddesk.workflow.backups import place_of
from carddesk.workflow.moving import Verified
from carddesk.workflow.opening import open_workspace

_TOLD = 10
"""So many of what does not hold are told one by one to people; JSON has them all."""


def back_up(args: argparse.Namespace, settings: Settings) -> int:
    """Write a backup; 0.

    Raises:
        EnvironmentFault: it cannot be opened, written or proved.
    """
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        made = written(workspace, settings, datetime.now(UTC), args.out)
    if args.json:
        emit(json.dumps(_as_json(made), ensure_ascii=False))
    else:
        print(tr("{count} cards backed up and proved: {path}", count=made.cases, path=made.folder), file=sys.stderr)
    if backups.on_one_disk(settings.workspace, made.folder):
        said = tr(
            "It is on the same disk as the workspace: a fault of that disk takes both. See the setting backup.folder."
        )
        print(f"carddesk: {said}", file=sys.stderr)
    return 0


def show_backups(args: argparse.Namespace, settings: Settings) -> int:
    """List them, newest first; 0."""
    there = backups.found(args.out or place_of(settings, settings.workspace))
    if args.json:
        emit(json.dumps([_as_json(each) for each in there], ensure_ascii=False, indent=2))
        return 0
    heading = (tr("made"), tr("cards"), tr("entries"), tr("folder"))
    rows = [(_moment(each.made_at), str(each.cases), str(each.lines), str(each.folder)) for each in there]
    emit(table([heading, *rows]) if rows else tr("There are no backups yet."))
    return 0


def restore(args: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in the place of the workspace; 0.

    Raises:
        EnvironmentFault: see `workflow.moving`; nothing was changed.
    """
    target: Path = args.to or settings.workspace
    backup = moving.wanted_backup(args.backup, settings, target)
    done, taken = moving.restore(backup, settings, datetime.now(UTC), to=target, salvage=args.salvage, ask=terminal())
    if args.json:
        emit(json.dumps({**_as_json(backup), **_told_restored(done.folder, done.aside, taken)}, ensure_ascii=False))
        return 0
    said = [tr("The backup of {moment} is restored to {path}.", moment=_moment(backup.made_at), path=done.folder)]
    if done.aside is not None:
        said.append(tr("What was there is put aside as {path}.", path=done.aside))
    if taken is not None:
        said.append(moving.told(taken))
    print("\n".join(said), file=sys.stderr)
    return 0


def move(args: argparse.Namespace, settings: Settings) -> int:
    """Move the workspace; 0.

    Raises:
        EnvironmentFault: see `workflow.relocating.move`; the workspace stays where it was.
    """
    said = settings.text("workspace.path").strip()
    source = said if relocating.is_server(said) else str(settings.workspace)
    done = relocating.move(source, args.to, settings, datetime.now(UTC), ask=terminal(), told=_counting())
    if args.json:
        told = {"moved_to": done.to, "kept": done.kept, "cases": done.copied.cases, "lines": done.copied.lines}
        emit(json.dumps({**told, "images": done.copied.images}, ensure_ascii=False))
        return 0
    counted = tr("{count} cards moved to {path} and proved there.", count=done.copied.cases, path=done.to)
    kept = tr("What is at {path} is kept; remove it when you no longer need it.", path=done.kept)
    if relocating.is_server(source):
        kept = tr("What is on the server is kept. See to it that nobody goes on working there.")
    how = tr("Work there from now on: carddesk settings set workspace.path {path}", path=args.to)
    print("\n".join((counted, kept, how)), file=sys.stderr)
    return 0


def _counting() -> Told:
    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return told


def verify(args: argparse.Namespace, settings: Settings) -> int:
    """Print what was found; 1 if something does not hold.

    Raises:
        EnvironmentFault: it cannot be opened at all.
    """
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace:
        found = moving.verify(workspace, settings, datetime.now(UTC), images=args.images, mend=args.mend)
    if args.json:
        emit(json.dumps(_told(found, images=args.images), ensure_ascii=False))
    else:
        emit("\n".join(_in_words(found, images=args.images)))
    return 0 if found.whole else 1


def _told(found: Verified, *, images: bool) -> dict[str, Any]:
    report, proof = found.report, found.report.proof
    return {
        "whole": found.whole,
        "files": {name: {"error": reason} for name, reason in report.broken_files},
        "cases": proof.cases if proof else None,
        "lines": proof.lines if proof else None,
        "erased": proof.erased if proof else None,
        "breaks": [{"case": each.case_id, "line": each.seq, "reason": each.words} for each in proof.breaks]
        if proof
        else [],
        "images": {
            "stored": report.images,
            "missing": list(report.missing_images),
            "changed": list(report.changed_images) if images else None,
        },
        "queue": {"stale": list(found.stale), "mended": found.mended},
    }


def _in_words(found: Verified, *, images: bool) -> list[str]:
    report, proof = found.report, found.report.proof
    said = [_mark(False, tr("{file}: {why}", file=f"{name}.db", why=reason)) for name, reason in report.broken_files]
    if not report.broken_files:
        said.append(_mark(True, tr("files: every page holds")))
    if proof is None:
        said.append(_mark(False, tr("journal: it cannot be read")))
        return [*said, _advice()]
    counted = tr("journal: {lines} entries of {cases} cards", lines=proof.lines, cases=proof.cases)
    said.append(_mark(proof.whole, counted))
    said += [
        _mark(False, tr("card {id:04}, entry {line}: {why}", id=each.case_id, line=each.seq, why=each.words))
        for each in proof.breaks[:_TOLD]
    ]
    lost = [*report.missing_images, *report.changed_images]
    looked = (
        tr("images: {count}, each read", count=report.images) if images else tr("images: {count}", count=report.images)
    )
    said.append(_mark(not lost, looked))
    said += [_mark(False, tr("image {address} is missing or damaged", address=each[:12])) for each in lost[:_TOLD]]
    said.append(_mark(found.mended or not found.stale, _queue_in_words(found)))
    return said if found.whole else [*said, _advice()]


def _queue_in_words(found: Verified) -> str:
    if not found.stale:
        return tr("queue: each row is what its entries say")
    if found.mended:
        return tr("queue: {count} rows made anew", count=len(found.stale))
    return tr("queue: {count} rows are not what their entries say; --mend makes them anew", count=len(found.stale))


def _advice() -> str:
    return tr("`carddesk workspace restore --salvage` takes the last good backup and what can still be proved.")


def _mark(holds: bool, said: str) -> str:
    return f"{'✓' if holds else '✕'} {said}"


def _as_json(backup: Backup) -> dict[str, Any]:
    return {
        "backup": str(backup.folder),
        "made_at": backup.made_at.isoformat(),
        "cases": backup.cases,
        "lines": backup.lines,
        "last_at": backup.last_at or None,
    }


def _told_restored(folder: Path, aside: Path | None, taken: Salvaged | None) -> dict[str, Any]:
    told: dict[str, Any] = {"restored_to": str(folder), "put_aside": str(aside) if aside else None}
    if taken is not None:
        told["salvaged"] = {
            "readable": taken.readable,
            "lines": taken.lines,
            "confirmations": taken.confirmations,
            "cases": sorted(taken.cases),
            "left": taken.left,
            "images": taken.images,
            "lost_images": taken.lost_images,
            "erased": taken.erased,
        }
    return told


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
