"""Two desks of a team watch one folder: each file becomes the cards of one of them, also where it is left lying there."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from carddesk.capture.watched_places import After
from carddesk.settings import Settings
from tests.postgres.team import Team
from tests.unit.workflow.fakes import drawn
from tests.unit.workflow.team.test_team_desks import Seated


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - a folder tells nobody what it holds
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("after", ["leave", "move"])
async def test_each_file_is_taken_by_one_desk(made: Team, tmp_path: Path, after: After) -> None:
    settings = Settings()
    for pair in ("reading.auto=false", "watch.settle=0.2", "watch.interval=0.2"):
        settings.override(pair)
    folder = tmp_path / "in"
    names = [f"{number}.png" for number in range(12)]
    drawn(folder, *names)
    (folder / "bad.png").write_bytes(b"no image, and nothing that could be known again by its looks")
    ann, bob = (Seated(made, name, tmp_path, settings) for name in ("ann", "bob"))
    try:
        for each in (ann, bob):
            each.desk.capturing.watched.start(folder, after, subfolders=False)
        await until(lambda: len(ann.desk.queue) == len(bob.desk.queue) == 13)
        await asyncio.sleep(1.0)
        for each in (ann, bob):
            assert sorted(row.name for row in each.desk.queue) == sorted([*names, "bad.png"])
            assert not each.desk.capturing.watched.view.trouble
        views = [each.desk.capturing.watched.view for each in (ann, bob)]
        assert sum(view.taken for view in views) == 13
        assert sum(view.refused for view in views) == 1
        left = sorted(path.name for path in folder.glob("*.png"))
        assert left == (sorted([*names, "bad.png"]) if after == "leave" else [])
    finally:
        await ann.desk.close()
        await bob.desk.close()
