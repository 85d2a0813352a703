"""Workspaces of very many cases, as a desk would have written them: right chains, right queue, an image each.

A handful of cases is written by the workspace itself; all others are copies of those with names, numbers and images of their
own, inserted past the program, which would take an hour. Made once and kept in the folder for temporary files.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from carddesk.cards import events
from carddesk.cards.prc_number import check_character
from carddesk.store import chain, migrations
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.images import address
from carddesk.workflow.ledger import stamp
from carddesk.workflow.rules import Rules
from carddesk.workflow.summaries import summarise_as_the_desk
from tests.ui.desk_at_work import PERMIT, permit, picture
from tests.workspaces import connected, workspace_at

MANY = 100_000
FEW = 1_000

_AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
_FILE, _IMAGE, _INTAKE = "scan_template.png", "ab" * 32, 987_654_321
_NUMBER, _BORN, _NAME = (PERMIT[key][1] for key in ("id_number", "birth_date", "name"))
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_CAME_AT_ONCE = 200
"""Cases of one intake."""

_LINE = (
    *("line", "case_id", "seq", "at", "operator", "kind", "body", "salt", "sealed"),
    *("undoable", "target", "previous_hash", "hash"),
)
_BODIES: Mapping[str, tuple[events.Body, ...]] = {
    "accepted": (events.ReadingArrived(permit(), _IMAGE), events.CaseAccepted()),
    "rejected": (events.ReadingArrived(permit(), _IMAGE), events.CaseRejected("样张 SPECIMEN")),
    "postponed": (events.ReadingArrived(permit(), _IMAGE), events.CasePostponed()),
    "failed": (events.ReadingFailed("local", _IMAGE, "timeout", "no answer", retryable=True),),
    "read": (events.ReadingArrived(permit(), _IMAGE),),
    "doubtful": (events.ReadingArrived(permit(doubtful=["name"]), _IMAGE),),
    "new": (),
}


@dataclass(frozen=True, slots=True)
class _Template:
    lines: list[dict[str, Any]]
    queue: dict[str, Any]


def big(cases: int) -> Path:
    """A folder with a workspace of so many cases, of which the last few hundred are undecided; not to be written to."""
    made = (
        Path(tempfile.gettempdir()) / f"carddesk-benchmarks-{os.getuid()}" / f"{cases}-{migrations.NEWEST['journal']}"
    )
    if not made.exists():
        made.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=made.parent) as half:
            _make(Path(half) / "workspace", cases)
            (Path(half) / "workspace").rename(made)
    return made


def copied(cases: int, folder: Path) -> Path:
    """A copy of it, to be written to."""
    return Path(shutil.copytree(big(cases), folder / f"workspace-{cases}"))


def _make(place: Path, cases: int) -> None:
    templates = _templates(place.with_name("templates"))
    workspace_at(place).close()
    images = connected(place / IMAGES_FILE)
    journal = connected(place / JOURNAL_FILE)
    for connection in (images, journal):
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
    for group in _batches(range(1, cases + 1)):
        pictures = {case_id: _picture(case_id) for case_id in group}
        addresses = {case_id: address(data) for case_id, data in pictures.items()}
        images.executemany("INSERT INTO images VALUES (?, ?)", [(addresses[k], len(pictures[k])) for k in group])
        images.executemany("INSERT INTO image_pieces VALUES (?, 0, ?)", [(addresses[k], pictures[k]) for k in group])
        images.commit()
        _insert(journal, group, cases, addresses, templates)
    for connection in (images, journal):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def _insert(
    journal: Any, group: list[int], cases: int, addresses: Mapping[int, str], of: Mapping[str, _Template]
) -> None:
    heads, lines, queue = [], [], []
    for case_id in group:
        template = of[_standing(case_id, cases)]
        words = _words(case_id, addresses[case_id])
        previous = chain.FIRST_HASH
        for found in template.lines:
            body, salt = _said(found["body"], words), chain.new_salt()
            at = stamp(_AT + timedelta(seconds=case_id * 7 + found["seq"]))
            sealed = chain.seal(body, salt)
            line = chain.Line(case_id, found["seq"], at, "ann", found["kind"], body, salt, sealed, previous)
            rest = (found["undoable"], found["target"])
            lines.append((case_id, line.seq, at, "ann", line.kind, body, salt, sealed, *rest, previous, line.digest))
            previous = lines[-1][-1]
        heads.append((case_id, case_id, 0, len(template.lines), previous))
        queue.append([case_id, *(_said(value, words) for key, value in template.queue.items() if key != "case_id")])
    journal.executemany("INSERT INTO cases (id, anchor, rank, head_seq, head_hash) VALUES (?, ?, ?, ?, ?)", heads)
    marks = ", ".join("?" * (len(_LINE) - 1))
    journal.executemany(f"INSERT INTO events ({', '.join(_LINE[1:])}) VALUES ({marks})", lines)
    columns = list(next(iter(of.values())).queue)
    journal.executemany(f"INSERT INTO queue ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", queue)
    journal.commit()


def _templates(place: Path) -> dict[str, _Template]:
    workspace = workspace_at(place)
    summarise_as_the_desk(workspace, Rules(), date(2026, 11, 2))
    cases: dict[str, int] = {}
    for name, said in _BODIES.items():
        with workspace.transaction("ann", stamp(_AT)) as writing:
            cases[name] = writing.case()
            added = events.ImageAdded(_IMAGE, f"/cards/{_FILE}", width=800, height=500, intake=_INTAKE)
            for body in (added, *said):
                writing.event(cases[name], body)
    workspace.close()
    found = connected(place / JOURNAL_FILE)
    made = {name: _template(found, case_id) for name, case_id in cases.items()}
    found.close()
    shutil.rmtree(place)
    return made


def _template(journal: Any, case_id: int) -> _Template:
    def rows(asked: str) -> list[dict[str, Any]]:
        cursor = journal.execute(asked, (case_id,))
        return [dict(zip([each[0] for each in cursor.description], row, strict=True)) for row in cursor]

    return _Template(
        rows(f"SELECT {', '.join(_LINE)} FROM events WHERE case_id = ? ORDER BY seq"),
        rows("SELECT * FROM queue WHERE case_id = ?")[0],
    )


def _standing(case_id: int, cases: int) -> str:
    """The last few hundred wait; of the others one in fifty was not accepted."""
    if cases - case_id >= min(400, cases // 2):
        return "rejected" if case_id % 50 == 7 else "accepted"
    return ("read", "doubtful", "read", "postponed", "read", "failed", "read", "new")[case_id % 8]


def _words(case_id: int, sha256: str) -> dict[str, str]:
    """What stands in place of the template's words."""
    born = date(1950, 1, 1) + timedelta(days=case_id // 500)
    body = f"810000{born:%Y%m%d}{case_id % 500 * 2:03d}"
    name = _SURNAMES[case_id % 16] + _GIVEN[case_id // 16 % 20] + _GIVEN[case_id // 320 % 20]
    came = case_id - case_id % _CAME_AT_ONCE or 1
    return {
        _IMAGE: sha256,
        _NUMBER: body + check_character(body),
        _BORN: born.isoformat(),
        _NAME: name,
        _FILE: f"scan_{case_id:06d}.png",
        str(_INTAKE): str(came),
    }


def _said(value: Any, words: Mapping[str, str]) -> Any:
    if value == _INTAKE:
        return int(words[str(_INTAKE)])
    if isinstance(value, str):
        for before, after in words.items():
            value = value.replace(before, after)
    return value


def _picture(case_id: int) -> bytes:
    """A picture that looks like others and is none of them: a PNG with the number of its case in a comment."""
    drawn = _drawn(case_id % 8)
    said = b"tEXtComment\0" + str(case_id).encode()
    comment = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    return drawn[:33] + comment + drawn[33:]  # behind the header, which is 33 bytes


_pictures: dict[int, bytes] = {}


def _drawn(shade: int) -> bytes:
    if shade not in _pictures:
        _pictures[shade] = picture(shade * 30)
    return _pictures[shade]


def _batches(numbers: range) -> Iterator[list[int]]:
    left = iter(numbers)
    while group := list(islice(left, 2000)):
        yield group
