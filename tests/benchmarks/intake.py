"""Taking in a folder of files, against reading and hashing them."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from tests.benchmarks.measure import Measured, took_ms
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

FILES = 200
TURNS = 3


def measure(files: int = FILES, turns: int = TURNS) -> Iterator[Measured]:
    """As many JPEGs of half a megabyte, into a new workspace each time."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures"
        pictures.mkdir()
        _draw(pictures, files)
        ours, yardstick = [], []
        for turn in range(turns):
            place = Path(folder) / f"workspace-{turn}"
            ours.append(took_ms(lambda place=place: asyncio.run(_take_in(pictures, place, files))))
            yardstick.append(took_ms(lambda: _hash(pictures)))
        yield Measured(f"taking in {files} files", "reading and hashing them", ours, yardstick)


def _draw(folder: Path, files: int) -> None:
    chance = np.random.default_rng(1)
    noise = chance.integers(0, 256, (600, 900, 3), dtype=np.uint8)
    for number in range(files):
        noise[:8, :8] = chance.integers(0, 256, 3)
        Image.fromarray(noise).save(folder / f"{number}.jpg", quality=85)


async def _take_in(pictures: Path, place: Path, files: int) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    workspace = workspace_at(place)
    desk = Desk(workspace, {"local": FakeService()}, settings, operator="ann", now=noon)
    assert len(await desk.add_files([pictures])) == files
    await desk.close()


def _hash(folder: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())]
