"""A desk follows what commands write to its workspace, and neither is ever in the other's way."""

import asyncio
import os
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.settings import Settings
from carddesk.store.erasing import erase
from carddesk.store.service_use import Use
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import drawn
from tests.workspaces import workspace_at

AT = "2026-11-21T03:00:00.000000Z"
ROOT = Path(__file__).parents[3]
FOLLOWED = {"queue", "progress", "case", "field"}
"""What is told when the desk has followed somebody else."""


@pytest.fixture
def settings() -> Settings:
    quiet = Settings()
    quiet.override("reading.auto=false")
    return quiet


@pytest.fixture
async def cases(desk: Desk, folder: Path) -> list[int]:
    drawn(folder, "a.png", "b.png", "c.png")
    return await desk.add_files([folder])


def written_beside(workspace: Workspace, case_id: int, *bodies: events.Body) -> None:
    with closing(workspace_at(Path(workspace.place), beside=True)) as other:
        other.summarise = workspace.summarise
        with other.transaction("command", AT) as writing:
            for body in bodies:
                writing.event(case_id, body)


async def test_what_a_command_writes_stands_in_the_queue_and_on_the_desk(
    desk: Desk, workspace: Workspace, cases: list[int], changes: list[Change]
) -> None:
    assert desk.current is not None
    written_beside(workspace, desk.current.id, events.CaseRejected("torn"))
    assert desk.row(desk.current.id).status == "new"
    del changes[:]
    await desk.records.watcher.look()
    assert desk.row(cases[0]).status == "rejected"
    assert desk.current.status == "rejected"
    assert [change.what for change in changes] == [FOLLOWED]


async def test_a_case_that_is_new_comes_in(desk: Desk, workspace: Workspace, cases: list[int]) -> None:
    with closing(workspace_at(Path(workspace.place), beside=True)) as other, other.transaction("x", AT) as writing:
        new = writing.case()
        writing.event(new, events.ImageAdded("ab" * 32, "new.png"))
    await desk.records.watcher.look()
    assert [row.id for row in desk.queue] == [*cases, new]


async def test_a_case_that_was_erased_leaves_queue_and_desk(desk: Desk, workspace: Workspace, cases: list[int]) -> None:
    with closing(workspace_at(Path(workspace.place), beside=True)) as other:
        erase(other, cases[0], "request", "command", AT)
    await desk.records.watcher.look()
    assert [row.id for row in desk.queue] == cases[1:]
    assert desk.current is not None
    assert desk.current.id == cases[1]


async def test_what_the_desk_wrote_itself_is_told_once(
    desk: Desk, workspace: Workspace, cases: list[int], changes: list[Change]
) -> None:
    desk.judging.reject("torn")
    del changes[:]
    await desk.records.watcher.look()
    assert changes == []


async def test_histories_that_are_remembered_do_not_grow_stale(
    desk: Desk, workspace: Workspace, cases: list[int]
) -> None:
    before = len(workspace.events(cases[1]))
    written_beside(workspace, cases[1], events.CasePostponed())
    assert len(workspace.events(cases[1])) == before + 1
    written = workspace.append(cases[1], events.CaseReopened(), "ann", AT)
    assert written.seq == before + 2
    assert workspace.verify().whole


async def test_it_looks_by_itself(desk: Desk, workspace: Workspace, cases: list[int]) -> None:
    desk.records.watcher.start(0.01)
    written_beside(workspace, cases[2], events.CasePostponed())
    for _ in range(300):
        await asyncio.sleep(0.01)
        if desk.row(cases[2]).status == "postponed":
            break
    assert desk.row(cases[2]).status == "postponed"


HAMMER = """
import sys
from pathlib import Path
from carddesk.cli import main
from carddesk.store.folder import open_usage
from carddesk.store.service_use import Use
from tests.workspaces import PASSPHRASE
import os

os.environ["CARDDESK_WORKSPACE_PASSPHRASE"] = PASSPHRASE
folder = Path(sys.argv[1])
for turn in range(int(sys.argv[2])):
    for args in (
        ["export", "--status", "all", "--out", str(folder / "out.json")],
        ["workspace", "backup"],
        ["workspace", "verify", "--images"],
        ["audit", "verify"],
    ):
        code = main([*args, "--workspace", str(folder / "workspace")])
        if code:
            sys.exit(f"{args}: {code}")
    with open_usage(folder / "workspace") as use:
        use.count_use("local", "2026-11-21", Use(1))
"""


async def test_commands_and_a_desk_hammer_one_workspace(desk: Desk, workspace: Workspace, cases: list[int]) -> None:
    folder = Path(workspace.place).parent
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'gui'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", textwrap.dedent(HAMMER), str(folder), "2"]
    hammering = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: ASYNC220
    took: list[float] = []
    while hammering.poll() is None:
        began = time.perf_counter()
        workspace.count_use("local", "2026-11-21", Use(1))
        workspace.append(cases[len(took) % 3], events.FieldConfirmed("name", str(len(took)), ()), "ann", AT)
        took.append(time.perf_counter() - began)
        if len(took) % 20 == 0:
            await desk.records.watcher.look()
    _, said = hammering.communicate()
    assert hammering.returncode == 0, said
    assert len(took) > 20
    proof = workspace.verify()
    assert proof.whole
    exported = sum(isinstance(each.body, events.CaseExported) for case in cases for each in workspace.events(case))
    assert exported == 6
    assert workspace.uses("2026-11-21") == {"local": Use(len(took) + 2)}
    # Beside an export that writes down hundreds of lines a key waits for one transaction, never for the command.
    assert sorted(took)[int(len(took) * 0.98)] < 0.5
