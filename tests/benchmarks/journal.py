"""Committing a correction to the journal, against the least that must be done: appending it to a file and waiting for the disk.

And against a plain SQLite transaction, which is what a database without encryption, chain and queue takes for it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from string import ascii_lowercase

from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from tests.benchmarks.measure import Measured, took_ms
from tests.ui.desk_at_work import number_of
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, reading
from tests.workspaces import workspace_at

EDITS = 200
CARDS = 10
"""They are spread over so many: nobody corrects one card two hundred times."""


def measure(edits: int = EDITS) -> Iterator[Measured]:
    """Cases corrected in turn; as many bytes appended, and inserted, after each correction."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measured(Path(folder), edits))


async def _measured(folder: Path, edits: int) -> tuple[Measured, Measured]:
    workspace = workspace_at(folder / "workspace")
    people = FakeService(lambda image: [reading({**GOOD, "id_number": number_of(image.name)})])
    desk = Desk(workspace, {"local": people}, Settings(), operator="ann", now=noon)
    plain = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE line (body TEXT)")
    case_ids = await desk.add_files(drawn(folder, *(f"{name}.png" for name in ascii_lowercase[:CARDS])))
    await desk.read(case_ids)
    ours, appended, inserted = [], [], []
    with (folder / "plain").open("ab", buffering=0) as file:
        for turn in range(edits):
            desk.select_case(case_ids[turn % CARDS])
            ours.append(took_ms(lambda typed=f"样张{turn}": desk.judging.commit("name", typed)))
            appended.append(took_ms(lambda: _append(file, b"x" * 400)))
            inserted.append(took_ms(lambda: plain.execute("INSERT INTO line VALUES (?)", ("x" * 400,))))
    plain.close()
    await desk.close()
    what = "keeping an edit"
    return Measured(what, "append and fsync", ours, appended), Measured(what, "a plain SQLite commit", ours, inserted)


def _append(file: FileIO, line: bytes) -> None:
    file.write(line)
    os.fsync(file.fileno())
