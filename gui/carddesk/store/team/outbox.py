"""The outbox: what was said on a desk and is not on the team's server yet lies here, encrypted, on the desk's own disk.

Every line that a desk writes is committed here before the operator goes on, and leaves when the server has it. So nobody waits
for a network, and what was said while there was none is still here after the program was killed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from carddesk.cards.merging import moved
from carddesk.errors import EnvironmentFault
from carddesk.store import chain, codec
from carddesk.store.chain import Line
from carddesk.store.database import WRITES, sqlite
from carddesk.store.faults import fault, mapped
from carddesk.store.lock import DeskLock

FILE_NAME: Final = "outbox.db"
_FORM: Final = 1
"""Of the tables, in the file's `user_version`."""
_APPLICATION: Final = 0x43444F42
_MOST_DESKS: Final = 16
"""Desks that one login opens on one machine at the same time."""

_TABLES: Final = (
    "CREATE TABLE parcels (id INTEGER PRIMARY KEY AUTOINCREMENT, held INTEGER NOT NULL, looks TEXT NOT NULL)",
    """CREATE TABLE lines (parcel INTEGER NOT NULL REFERENCES parcels (id), place INTEGER NOT NULL, case_id INTEGER NOT NULL,
    seq INTEGER NOT NULL, at TEXT NOT NULL, operator TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    salt TEXT NOT NULL, previous_hash TEXT NOT NULL, PRIMARY KEY (parcel, place))""",
    """CREATE TABLE unsent_drafts (case_id INTEGER NOT NULL, key TEXT NOT NULL, text TEXT, at TEXT NOT NULL,
    PRIMARY KEY (case_id, key))""",
)
_PUT: Final = text("INSERT INTO parcels (held, looks) VALUES (0, :looks) RETURNING id")
_PUT_LINE: Final = text(
    "INSERT INTO lines VALUES (:parcel, :place, :case_id, :seq, :at, :operator, :kind, :body, :salt, :previous_hash)"
)
_ALL: Final = text("SELECT id, held, looks FROM parcels ORDER BY id")
_LINES: Final = text(
    "SELECT case_id, seq, at, operator, kind, body, salt, previous_hash FROM lines WHERE parcel = :parcel ORDER BY place"
)
_DROP_LINES: Final = text("DELETE FROM lines WHERE parcel = :parcel")
_DROP: Final = text("DELETE FROM parcels WHERE id = :parcel")
_HOLD: Final = text("UPDATE parcels SET held = 1 WHERE id = :parcel")
_DRAFTS: Final = text("SELECT case_id, key, text FROM unsent_drafts ORDER BY case_id, key")
_DROP_DRAFTS: Final = text("DELETE FROM unsent_drafts")
_PUT_DRAFT: Final = text("INSERT OR REPLACE INTO unsent_drafts VALUES (:case_id, :key, :text, :at)")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was written in one go: on the server it is written in one go as well, or not at all.

    Attributes:
        lines: in the order in which they were written; each follows the line of its case that the desk knew of.
        looks: cases that look otherwise for it.
        held: others contradict it, and a human is to say what becomes of it.
    """

    id: int
    lines: tuple[Line, ...]
    looks: tuple[int, ...] = ()
    held: bool = False

    @property
    def cases(self) -> frozenset[int]:
        """The cases that it writes to."""
        return frozenset(line.case_id for line in self.lines)


class Outbox:
    """The parcels of one desk, in the order in which they were made. Safe to use from any thread.

    Args:
        folder: of this desk alone; made if need be.
        key: 32 bytes.

    Raises:
        EnvironmentFault: another desk has it, it was encrypted with another key, its disk is full …
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._place = folder
        with mapped(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = DeskLock(folder)
            try:
                self._engine = sqlite(folder / FILE_NAME, key)
                with self._writable() as connection, connection.begin():
                    self._prepare(connection)
            except BaseException:
                self._lock.release()
                raise

    def parcels(self) -> list[Parcel]:
        """All that lie here, in the order in which they were made."""
        with mapped(self._place), self._engine.connect() as connection:
            rows = connection.execute(_ALL).all()
            return [
                Parcel(row.id, _lines(connection, row.id), tuple(json.loads(row.looks)), held=bool(row.held))
                for row in rows
            ]

    def keep(self, lines: Sequence[Line], looks: Collection[int] = ()) -> Parcel:
        """Keep what was written in one go; on disk when this returns."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            told = json.dumps(sorted(looks))
            number = int(connection.execute(_PUT, {"looks": told}).scalar_one())
            _put_lines(connection, number, lines)
        return Parcel(number, tuple(lines), tuple(sorted(looks)))

    def drop(self, parcels: Iterable[int], changed: Iterable[Parcel] = ()) -> None:
        """These have left; those that are `changed` follow other lines now."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            for number in parcels:
                connection.execute(_DROP_LINES, {"parcel": number})
                connection.execute(_DROP, {"parcel": number})
            for parcel in changed:
                connection.execute(_DROP_LINES, {"parcel": parcel.id})
                _put_lines(connection, parcel.id, parcel.lines)

    def hold(self, parcels: Iterable[int]) -> None:
        """These wait for a human."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            for number in parcels:
                connection.execute(_HOLD, {"parcel": number})

    def take_over(self, parcels: Iterable[Parcel]) -> None:
        """Keep what another desk of the same login left, behind what lies here."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            for parcel in parcels:
                number = int(connection.execute(_PUT, {"looks": json.dumps(parcel.looks)}).scalar_one())
                _put_lines(connection, number, parcel.lines)
                if parcel.held:
                    connection.execute(_HOLD, {"parcel": number})

    def drafts(self) -> dict[tuple[int, str], str | None]:
        """Texts typed and not yet said that the server does not know of, by case and field; None for one that is none any more."""
        with mapped(self._place), self._engine.connect() as connection:
            return {(row.case_id, row.key): row.text for row in connection.execute(_DRAFTS)}

    def keep_drafts(self, drafts: dict[tuple[int, str], str | None], at: str) -> None:
        """Keep these for the server, in place of what was kept of the same fields."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            for (case_id, key), said in drafts.items():
                connection.execute(_PUT_DRAFT, {"case_id": case_id, "key": key, "text": said, "at": at})

    def drop_drafts(self) -> None:
        """The server has them."""
        with mapped(self._place), self._writable() as connection, connection.begin():
            connection.execute(_DROP_DRAFTS)

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._engine.dispose()
        self._lock.release()

    def _prepare(self, connection: Connection) -> None:
        application = int(connection.execute(text("PRAGMA application_id")).scalar_one())
        form = int(connection.execute(text("PRAGMA user_version")).scalar_one())
        if form == 0 and application == 0:
            for statement in (*_TABLES, f"PRAGMA application_id = {_APPLICATION}", f"PRAGMA user_version = {_FORM}"):
                connection.execute(text(statement))
        elif application != _APPLICATION:
            raise fault("workspace_foreign", self._place)
        elif form > _FORM:
            raise fault("workspace_newer", self._place)

    def _writable(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)


def folder_of(team: str, data: Path) -> Path:
    """Where desks on this machine keep what they have for the team at this address, under a name that tells nothing of it."""
    return data / "teams" / hashlib.sha256(team.encode()).hexdigest()[:16]


def is_there(folder: Path) -> bool:
    """Whether a desk ever had an outbox in this team's folder."""
    return any(folder.glob(f"*/{FILE_NAME}"))


def open_outbox(folder: Path, key: bytes) -> Outbox:
    """An outbox in the folder of a team that no other desk has, with all that earlier desks left there.

    Raises:
        EnvironmentFault: there are too many desks; or as `Outbox`.
    """
    opened: Outbox | None = None
    for number in range(1, _MOST_DESKS + 1):
        place = folder / str(number)
        if opened is not None and not (place / FILE_NAME).exists():
            continue
        try:
            found = Outbox(place, key)
        except EnvironmentFault as error:
            if error.code == "workspace_in_use":
                continue
            if opened is not None:
                opened.close()
            raise
        if opened is None:
            opened = found
        else:
            _merge(found, opened)
    if opened is None:
        raise fault("workspace_in_use", folder)
    return opened


def rebased(lines: Sequence[Line], bases: Mapping[int, int], heads: Mapping[int, tuple[int, str]]) -> list[Line]:
    """The same lines, each behind the head that its case has now.

    Args:
        lines: of any cases, in order.
        bases: by case, the number of the line behind which all stood that the desk had not sent: what they say of each
            other's numbers goes with them.
        heads: by case, number and hash of its last line now.
    """
    now = dict(heads)
    by = {line.case_id: now[line.case_id][0] + 1 - line.seq for line in reversed(lines)}
    found = []
    for line in lines:
        case_id, body = line.case_id, line.body
        if by[case_id] and body is not None:
            body = codec.encode(moved(codec.decode(line.kind, body), bases[case_id], by[case_id]))
        seq, previous_hash = now[case_id]
        made = chain.sealed(replace(line, seq=seq + 1, previous_hash=previous_hash, body=body))
        now[case_id] = (made.seq, made.hash)
        found.append(made)
    return found


def _merge(left: Outbox, into: Outbox) -> None:
    try:
        parcels, drafts = left.parcels(), left.drafts()
        if parcels:
            into.take_over(parcels)
        if drafts:
            into.keep_drafts(drafts, "")
        left.drop([parcel.id for parcel in parcels])
        left.drop_drafts()
    finally:
        left.close()


def _lines(connection: Connection, parcel: int) -> tuple[Line, ...]:
    rows = connection.execute(_LINES, {"parcel": parcel})
    return tuple(
        chain.sealed(
            Line(row.case_id, row.seq, row.at, row.operator, row.kind, row.body, row.salt, "", row.previous_hash)
        )
        for row in rows
    )


def _put_lines(connection: Connection, parcel: int, lines: Sequence[Line]) -> None:
    for place, line in enumerate(lines):
        row = {
            "parcel": parcel,
            "place": place,
            "case_id": line.case_id,
            "seq": line.seq,
            "at": line.at,
            "operator": line.operator,
            "kind": line.kind,
            "body": line.body,
            "salt": line.salt,
            "previous_hash": line.previous_hash,
        }
        connection.execute(_PUT_LINE, row)
