"""A desk of a team in a process of its own, with an operator who verifies card after card; no window.

Run as `python -m tests.e2e.team_desk TASK`, TASK a JSON object: `url` of the team, `told` the file in which every word that the
desk has taken is noted before the next one, `pause_s` between two of them, `stop` a file that ends it when it is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.store.team.steady import SteadyWorkspace
from carddesk.workflow.desk import Desk
from carddesk.workflow.opening import open_for_desk

_AHEAD = 3


class Teller:
    """Writes lines that are on disk before it returns."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(self, what: str, **more: Any) -> None:
        os.write(self._file, (json.dumps({"what": what, **more}) + "\n").encode())
        os.fsync(self._file)


async def work(task: dict[str, Any]) -> None:
    teller = Teller(Path(task["told"]))
    settings = Settings()
    settings.override(f"workspace.path={task['url']}")
    workspace = open_for_desk(settings)
    assert isinstance(workspace, SteadyWorkspace)
    desk = Desk(workspace, {}, settings, operator="nobody", now=lambda: datetime.now(UTC))
    assert desk.team is not None
    desk.team.start()
    teller.tell("open", operator=desk.team.view.operator)
    gaps = asyncio.create_task(_note_gaps(teller))
    cut, ahead = "", False
    while not _is_over(task):
        view = desk.team.view
        if view.cut_since != cut:
            cut = view.cut_since
            teller.tell("cut" if cut else "back", unsent=view.unsent)
        if (len(workspace.holding.cases - workspace.holding.unready) >= _AHEAD) != ahead:
            ahead = not ahead
            teller.tell("ahead" if ahead else "behind")
        _say(desk, teller)
        if desk.progress.open == 0 and not workspace.unsent:
            teller.tell("done")
        await asyncio.sleep(task["pause_s"])
    held = [[list(each.cases), [line.words for line in each.mine]] for each in desk.team.held]
    teller.tell("held", held=held)
    gaps.cancel()
    await desk.close()
    teller.tell("closed")


def _is_over(task: dict[str, Any]) -> bool:
    return Path(task["stop"]).exists()


def _say(desk: Desk, teller: Teller) -> None:
    seen = desk.current
    if seen is None:
        return
    try:
        if seen.holder or seen.status.closed:
            desk.judging.confirm("") if seen.status.closed else desk.next_case()
            return
        desk.judging.accept()
    except UserError as error:
        teller.tell("refused", case=seen.id, code=error.code)
    else:
        teller.tell("accepted", case=seen.id)


async def _note_gaps(teller: Teller) -> None:
    """How long the loop stood still at most."""
    loop, worst = asyncio.get_running_loop(), 0.0
    while True:
        before = loop.time()
        await asyncio.sleep(0.01)
        gap = loop.time() - before - 0.01
        if gap > worst + 0.02:
            worst = gap
            teller.tell("gap", ms=round(gap * 1000))


if __name__ == "__main__":
    asyncio.run(work(json.loads(sys.argv[1])))
