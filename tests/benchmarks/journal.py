"""Committing a correction to the journal, against a plain SQLite transaction that is on disk when it returns."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from tests.benchmarks.measure import Measured, took_ms
from tests.unit.workflow.fakes import FakeService, drawn, noon
from tests.workspaces import workspace_at

EDITS = 200


def measure(edits: int = EDITS) -> Iterator[Measured]:
    """One case corrected again and again; a plain insert of as many bytes after each correction."""
    with tempfile.TemporaryDirectory() as folder:
        yield asyncio.run(_measured(Path(folder), edits))


async def _measured(folder: Path, edits: int) -> Measured:
    workspace = workspace_at(folder / "workspace")
    desk = Desk(workspace, {"local": FakeService()}, Settings(), operator="ann", now=noon)
    plain = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE line (body TEXT)")
    (case_id,) = await desk.add_files(drawn(folder, "a.png"))
    await desk.read([case_id])
    ours, yardstick = [], []
    for turn in range(edits):
        ours.append(took_ms(lambda typed=f"样张{turn}": desk.judging.commit("name", typed)))
        yardstick.append(took_ms(lambda: plain.execute("INSERT INTO line VALUES (?)", ("x" * 400,))))
    plain.close()
    await desk.close()
    return Measured("keeping an edit", "a plain SQLite commit", ours, yardstick)
