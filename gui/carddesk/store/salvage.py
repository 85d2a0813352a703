"""Salvage: what can still be read of a damaged workspace, and can be proved, is taken over into the backup that replaces it.

Of each case the longest run of lines that follows on from what the backup has; not one that cannot be proved. What was erased
since the backup was made is erased in it again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, delete, exc, func, insert, select, update
from sqlcipher3 import dbapi2

from carddesk.cards import events
from carddesk.cards.erasures import CaseErased, LinesErased
from carddesk.errors import EnvironmentFault
from carddesk.store import backups, chain, codec, drafts, verifying
from carddesk.store.database import WRITES, sqlite
from carddesk.store.erasing import TELLS_OF_NOBODY
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, USAGE_FILE
from carddesk.store.images import ImageStore
from carddesk.store.schema import CASES, EVENTS, IMAGES
from carddesk.store.workspace import Engines

_WIDTH: Final = 4096
"""Lines asked for at once; a range that cannot be read is halved until it can."""
_MOST_MISSES: Final = 1000
"""So many lines that cannot be read, one by one, are taken for the end: not even the table's first page can be."""
_GUESS_LINES: Final = 1 << 20
"""So far beyond the backup is looked where the file does not tell how many lines it has."""
_CONFIRMATIONS: Final = frozenset(
    codec.kind_of(each)
    for each in (events.FieldConfirmed, events.FieldCorrected, events.CaseAccepted, events.CaseRejected)
)
_COLUMNS: Final = tuple(EVENTS.c.keys())
_BETWEEN: Final = f"SELECT {', '.join(_COLUMNS)} FROM events WHERE line BETWEEN ? AND ? ORDER BY line"  # noqa: S608
_ERASURES: Final = [codec.kind_of(each) for each in (CaseErased, LinesErased)]
_WORDLESS: Final = [codec.kind_of(each) for each in TELLS_OF_NOBODY]


@dataclass(slots=True)
class Salvaged:
    """What came of it.

    Attributes:
        readable: whether anything could be read of the damaged journal.
        lines: how many were taken over; `confirmations` of them are a human's word on a field or a card.
        cases: the cases that look otherwise than in the backup.
        left: lines that could be read and not proved.
        images: how many were taken over; `lost_images` could not be.
        erased: lines whose words were erased again.
    """

    readable: bool = False
    lines: int = 0
    confirmations: int = 0
    cases: set[int] = field(default_factory=set)
    left: int = 0
    images: int = 0
    lost_images: int = 0
    erased: int = 0


def peek(damaged: Path, key: bytes, after: int) -> Salvaged:
    """What was written after line `after` in a damaged workspace, as far as it can be read; nothing is proved, nor changed."""
    found = Salvaged()
    with _journal_of(damaged, key) as journal:
        found.readable = _is_readable(journal)
        for row in _rows(journal, after + 1):
            found.lines += 1
            found.confirmations += row["kind"] in _CONFIRMATIONS
            found.cases.add(row["case_id"])
    return found


def salvage(damaged: Path, into: Path, key: bytes, damaged_key: bytes | None = None) -> Salvaged:
    """Take over into the workspace in the folder `into`, a copy of a backup that nobody has open, what can be.

    The queue's rows of `Salvaged.cases` are to be made anew. Nothing in the damaged folder is changed. It has `damaged_key` where
    its key was changed since the backup.
    """
    theirs = damaged_key or key
    found = Salvaged()
    engines = backups.opened(into, key)
    try:
        with _journal_of(damaged, theirs) as journal:
            found.readable = _is_readable(journal)
            before = verifying.named_images(engines.journal)
            with engines.journal.connect().execution_options(**WRITES) as target, target.begin():
                _erase_again(journal, target, found)
                _take_lines(journal, target, found)
                _keep_erasures(target, found)
        _take_usage(damaged, into)
        _take_images(sqlite(damaged / IMAGES_FILE, theirs), engines, before, found)
    finally:
        backups.close(engines)
    return found


@contextmanager
def _journal_of(damaged: Path, key: bytes) -> Iterator[Engine]:
    """The journal of a damaged workspace, in a copy: what is only looked at is not to change, not even by being opened."""
    with TemporaryDirectory(prefix=".carddesk-", dir=damaged.parent, ignore_cleanup_errors=True) as scratch:
        for each in damaged.glob(f"{JOURNAL_FILE}*"):
            if not each.name.endswith("-shm"):
                shutil.copyfile(each, Path(scratch) / each.name)
        engine = sqlite(Path(scratch) / JOURNAL_FILE, key)
        try:
            yield engine
        finally:
            engine.dispose()


def _is_readable(journal: Engine) -> bool:
    return _asked(journal, select(EVENTS.c.line).limit(1)) is not None


def _asked(engine: Engine, asked: Select[Any]) -> list[dict[str, Any]] | None:
    """The rows; None where they cannot be read."""
    try:
        with engine.connect() as connection:
            return [{**row} for row in connection.execute(asked).mappings()]
    except exc.DBAPIError:
        # A connection of SQLCipher's that came upon one bad page reads no further one, however good: the next is a new one.
        engine.dispose()
        return None


def _rows(journal: Engine, first: int) -> Iterator[dict[str, Any]]:
    """Every line from number `first` on that can be read, in order."""
    last = _asked(journal, select(func.max(EVENTS.c.line).label("line")))
    upper = (last[0]["line"] or 0) if last else first + _GUESS_LINES
    misses = 0
    for start in range(first, upper + 1, _WIDTH):
        ranges = [(start, min(start + _WIDTH - 1, upper))]
        while ranges and misses < _MOST_MISSES:
            low, high = ranges.pop()
            found = _between(journal, low, high)
            if found is not None:
                yield from found
            elif low == high:
                misses += 1
            else:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]


def _between(journal: Engine, low: int, high: int) -> list[dict[str, Any]] | None:
    """These lines; None where one of them cannot be read. Past SQLAlchemy: thousands of questions may have no answer."""
    try:
        pooled = journal.raw_connection()
    except (exc.DBAPIError, dbapi2.Error):
        return None
    try:
        rows = pooled.driver_connection.execute(_BETWEEN, (low, high)).fetchall()  # type: ignore[union-attr]
    except dbapi2.Error:
        pooled.invalidate()  # as in `_asked`
        return None
    finally:
        pooled.close()
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _take_lines(journal: Engine, target: Connection, found: Salvaged) -> None:
    """Case by case, in the order of the lines: each must follow on from the last one of its case that is there."""
    newest = target.execute(select(func.max(EVENTS.c.line))).scalar() or 0
    heads: dict[int, tuple[int, str]] = {}
    broken: set[int] = set()
    for row in _rows(journal, newest + 1):
        line = chain.Line(**{each.name: row[each.name] for each in fields(chain.Line)})
        if line.case_id not in heads:
            heads[line.case_id] = _head(journal, target, line.case_id)
        seq, previous_hash = heads[line.case_id]
        if line.case_id in broken or chain.fault(line, seq + 1, previous_hash) or not _says_something(line):
            broken.add(line.case_id)
            found.left += 1
            continue
        target.execute(insert(EVENTS).values(row))
        heads[line.case_id] = (line.seq, line.hash)
        found.cases.add(line.case_id)
        found.lines += 1
        found.confirmations += line.kind in _CONFIRMATIONS
    for case_id, (seq, digest) in heads.items():
        if seq:
            target.execute(update(CASES).where(CASES.c.id == case_id).values(head_seq=seq, head_hash=digest))
        else:
            target.execute(delete(CASES).where(CASES.c.id == case_id))


def _head(journal: Engine, target: Connection, case_id: int) -> tuple[int, str]:
    """The last line of the case; a case that is new since the backup gets its place, as far as that can be read."""
    there = target.execute(select(CASES.c.head_seq, CASES.c.head_hash).where(CASES.c.id == case_id)).first()
    if there is not None:
        return there.head_seq, there.head_hash
    read = _asked(journal, select(CASES.c.anchor, CASES.c.rank).where(CASES.c.id == case_id))
    place = read[0] if read else {"anchor": case_id, "rank": 0}
    row = {"id": case_id, **place, "head_seq": 0, "head_hash": chain.FIRST_HASH}
    target.execute(insert(CASES).values(row))
    return 0, chain.FIRST_HASH


def _says_something(line: chain.Line) -> bool:
    try:
        if line.body is not None:
            codec.decode(line.kind, line.body)
    except codec.CodecError:
        return False
    return True


def _erase_again(journal: Engine, target: Connection, found: Salvaged) -> None:
    """Take the words away from the lines of the backup that have none any more in the damaged journal."""
    newest = target.execute(select(func.max(EVENTS.c.line))).scalar() or 0
    for row in _rows(journal, 1):
        if row["line"] > newest:
            break
        if row["body"] is None:
            here = (EVENTS.c.line == row["line"], EVENTS.c.hash == row["hash"], EVENTS.c.body.is_not(None))
            erased = target.execute(update(EVENTS).where(*here).values(body=None, salt=None)).rowcount
            found.erased += erased
            if erased:
                found.cases.add(row["case_id"])


def _keep_erasures(target: Connection, found: Salvaged) -> None:
    """Do what the erasures say that were taken over, where the lines they name could not be read any more."""
    asked = select(EVENTS.c.case_id, EVENTS.c.kind, EVENTS.c.body, EVENTS.c.seq).where(EVENTS.c.kind.in_(_ERASURES))
    for case_id, kind, body, seq in target.execute(asked.where(EVENTS.c.body.is_not(None))).all():
        said = codec.decode(kind, body)
        here = [EVENTS.c.case_id == case_id, EVENTS.c.body.is_not(None), EVENTS.c.seq < seq]
        here.append(EVENTS.c.seq.in_(said.lines) if isinstance(said, LinesErased) else EVENTS.c.kind.not_in(_WORDLESS))
        found.erased += target.execute(update(EVENTS).where(*here).values(body=None, salt=None)).rowcount
        if isinstance(said, CaseErased):
            drafts.forget_case(target, case_id)


def _take_usage(damaged: Path, into: Path) -> None:
    """The counts of today, so that a service's cap for a day holds; those of the backup where they cannot be read."""
    if not (damaged / USAGE_FILE).exists():
        return
    source = sqlite(damaged / USAGE_FILE)
    try:
        if not verifying.pages(source):
            backups.copy_database(source, into / USAGE_FILE, None)
    finally:
        source.dispose()


def _take_images(source: Engine, engines: Engines, before: set[str], found: Salvaged) -> None:
    """Bring the images that the lines taken over name; let go of those that no line names any more."""
    named = verifying.named_images(engines.journal)
    kept = ImageStore(engines.images, "")
    kept.remove(before - named)
    with engines.images.connect() as connection:
        wanted = named - set(connection.execute(select(IMAGES.c.sha256)).scalars())
    try:
        for address in sorted(wanted):
            try:
                kept.put([ImageStore(source, "").get(address)])
                found.images += 1
            except (EnvironmentFault, KeyError, exc.DBAPIError):
                found.lost_images += 1
                source.dispose()  # as in `_asked`
    finally:
        source.dispose()
