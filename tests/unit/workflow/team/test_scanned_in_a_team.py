"""What one desk of a team scans is one card on every desk of it, both faces together."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from carddesk.capture.captured import Captured
from carddesk.settings import Settings
from tests.postgres.team import Team
from tests.unit.workflow.fakes import png
from tests.unit.workflow.team.test_team_desks import Seated


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - the other desk tells nobody here
            await asyncio.sleep(0.02)


async def test_both_sides_scanned_here_are_one_case_there(made: Team, tmp_path: Path) -> None:
    ann, bob = (Seated(made, name, tmp_path, Settings()) for name in ("ann", "bob"))
    try:
        await ann.desk.capturing.add([Captured(png(1), "front"), Captured(png(2), "back")], faces=True)
        await until(lambda: len(bob.desk.queue) == 1)
        for each in (ann, bob):
            assert [len(each.desk.case(row.id).faces) for row in each.desk.queue] == [2]
        await until(lambda: sorted(ann.service.asked + bob.service.asked) == ["back", "front"])
    finally:
        await ann.desk.close()
        await bob.desk.close()
