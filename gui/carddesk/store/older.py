"""Workspaces of earlier development, which lay plain on the disk: taken over into the encrypted form once, and wiped then.

Their journal had one chain for everything, and its lines were numbered through. Each case gets a chain of its own, which begins
with the hash at which the old one ended; where a line names another one by its number, that is the number in the case now.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, column, insert, inspect, select, table

from carddesk.cards.events import Body, CaseTakenOver, FieldsLocated, Redone, Undone
from carddesk.store import backups, codec
from carddesk.store.chain import FIRST_HASH
from carddesk.store.codec import canonical
from carddesk.store.database import WRITES, sqlite
from carddesk.store.faults import fault, mapped
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, USAGE_FILE, open_folder
from carddesk.store.lock import DeskLock
from carddesk.store.schema import CASES, SECRET_KEYS, SERVICE_OPTIONS, SERVICE_USE
from carddesk.store.workspace import Workspace

_JOURNAL: Final = "journal.sqlite"
_IMAGES: Final = "images.sqlite"
_TAKEN: Final = ".taken-over"
_WIPED: Final = 1 << 20

_LINES: Final = table(
    "events",
    *(column(name) for name in ("seq", "case_id", "at", "operator", "kind", "body", "previous_hash", "hash")),
)
_OLD_CASES: Final = table("cases", column("id"), column("anchor"), column("rank"))
_VERSION: Final = table("schema_version", column("version"))
_WHOLE_IMAGES: Final = table("images", column("sha256"), column("data"))
_PIECES: Final = table("image_pieces", column("sha256"), column("place"), column("data"))
_LAST_VERSION: Final = 6


def is_there(folder: Path) -> bool:
    """Whether a plain workspace lies in this folder, or what was not wiped of one."""
    return (folder / _JOURNAL).exists()


def take_over(folder: Path, key: bytes, prepare: Callable[[Workspace], None]) -> None:
    """Make an encrypted workspace of the plain one in this folder, and wipe that.

    It can be killed at any moment and begins anew then: the encrypted journal has its name only when everything is in it, and the
    plain files are wiped only after that. Wiping overwrites what the system calls the file; what a disk keeps besides, such as
    a worn-out block of an SSD, is out of reach.

    Args:
        folder: where it lies.
        key: what the new files are encrypted with.
        prepare: called with the new workspace before it counts, to make the queue's rows.

    Raises:
        EnvironmentFault: `workspace_in_use`; `workspace_older_broken`, its chain does not hold and nothing was changed; or as
            any writing.
    """
    with mapped(folder):
        held = DeskLock(folder)
        try:
            if not (folder / JOURNAL_FILE).exists():
                _made_anew(folder, key, prepare)
            for name in (_IMAGES, _JOURNAL):
                _wipe(folder, name)
        finally:
            held.release()


def _made_anew(folder: Path, key: bytes, prepare: Callable[[Workspace], None]) -> None:
    taken = folder / _TAKEN
    shutil.rmtree(taken, ignore_errors=True)
    journal, images = sqlite(folder / _JOURNAL), sqlite(folder / _IMAGES)
    try:
        with closing(open_folder(taken, key)) as workspace:
            head = _proved(journal, folder)
            _copy_images(images, workspace)
            _copy_journal(journal, workspace, head)
            _copy_rest(journal, workspace)
            prepare(workspace)
            if not workspace.verify().whole:
                raise fault("workspace_older_broken", folder)
    finally:
        journal.dispose()
        images.dispose()
    for name in (IMAGES_FILE, USAGE_FILE, JOURNAL_FILE):
        (taken / name).replace(folder / name)
        backups.settled(folder)
    shutil.rmtree(taken, ignore_errors=True)


def _proved(journal: Engine, folder: Path) -> tuple[int, str]:
    """Number and hash of the last line of the old chain.

    Raises:
        EnvironmentFault: it does not hold.
    """
    with journal.connect() as connection:
        if connection.execute(select(_VERSION.c.version)).scalar_one() > _LAST_VERSION:
            raise fault("workspace_newer", folder)
        seq, previous_hash = 0, FIRST_HASH
        for line in _lines(connection):
            rest = [line[name] for name in ("seq", "case_id", "at", "operator", "kind", "body", "previous_hash")]
            digest = hashlib.sha256(canonical(rest).encode()).hexdigest()
            if (line["seq"], line["previous_hash"], line["hash"]) != (seq + 1, previous_hash, digest):
                raise fault("workspace_older_broken", folder)
            seq, previous_hash = line["seq"], line["hash"]
    return seq, previous_hash


def _lines(connection: Connection) -> Iterator[dict[str, Any]]:
    rows = connection.execution_options(yield_per=500).execute(select(_LINES).order_by(_LINES.c.seq))
    return (dict(row) for row in rows.mappings())


def _copy_images(images: Engine, workspace: Workspace) -> None:
    cut = "image_pieces" in inspect(images).get_table_names()
    with images.connect() as connection:
        for sha256 in connection.execute(select(_WHOLE_IMAGES.c.sha256)).scalars().all():
            source = _PIECES if cut else _WHOLE_IMAGES
            asked = select(source.c.data).where(source.c.sha256 == sha256)
            parts = connection.execute(asked.order_by(_PIECES.c.place) if cut else asked).scalars()
            workspace.put_image(b"".join(parts))


def _copy_journal(journal: Engine, workspace: Workspace, head: tuple[int, str]) -> None:
    """All lines in their order, each with the operator and the time it had."""
    numbers: dict[int, int] = {}
    begun: set[int] = set()
    with journal.connect() as old:
        with workspace.engines.journal.connect().execution_options(**WRITES) as new, new.begin():
            for row in old.execute(select(_OLD_CASES)).mappings():
                new.execute(insert(CASES).values(**row, head_seq=0, head_hash=FIRST_HASH))
        for (operator, at), lines in groupby(_lines(old), key=lambda line: (line["operator"], line["at"])):
            with workspace.transaction(operator, at) as writing:
                for line in lines:
                    case_id = line["case_id"]
                    if case_id not in begun:
                        begun.add(case_id)
                        writing.event(case_id, CaseTakenOver(*head))
                    body = _renumbered(codec.decode(line["kind"], line["body"]), numbers)
                    numbers[line["seq"]] = writing.event(case_id, body).seq


def _renumbered(body: Body, numbers: dict[int, int]) -> Body:
    if isinstance(body, Undone | Redone):
        return replace(body, target=numbers[body.target])
    if isinstance(body, FieldsLocated):
        return replace(body, reading=numbers.get(body.reading, 0))
    return body


def _copy_rest(journal: Engine, workspace: Workspace) -> None:
    """Options, keys and counts, as far as the old workspace was new enough to have them."""
    there = inspect(journal).get_table_names()
    kept = [(SERVICE_OPTIONS, workspace.engines.journal), (SECRET_KEYS, workspace.engines.journal)]
    for each, engine in [*kept, (SERVICE_USE, workspace.engines.usage)]:
        if each.name not in there:
            continue
        with journal.connect() as old, engine.connect().execution_options(**WRITES) as new, new.begin():
            rows = [dict(row) for row in old.execute(select(each)).mappings()]
            if rows:
                new.execute(insert(each), rows)


def _wipe(folder: Path, name: str) -> None:
    """Overwrite a database and what lies beside it, and remove it; the database itself last, since it tells that there is one."""
    for path in (*sorted(folder.glob(f"{name}-*")), folder / name):
        if not path.exists():
            continue
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, _WIPED)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    backups.settled(folder)
