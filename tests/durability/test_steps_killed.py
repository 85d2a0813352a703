"""A kill while the tables take a step: the step is taken whole by the next start, or was never begun."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from carddesk.store import migrations
from tests.workspaces import KEY, connected, workspace_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
STEPS = len(list(ScriptDirectory(str(Path(migrations.__file__).parent / "journal")).walk_revisions()))
CHILD = """
import os, pathlib, signal, sys
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from carddesk.store.folder import open_folder

stop_before, kill_at = int(sys.argv[2]), int(sys.argv[3])
taken = 0
stamp, steps = MigrationContext.stamp, ScriptDirectory.iterate_revisions

def stamped(self, script, revision):
    global taken
    taken += 1
    if taken == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    stamp(self, script, revision)

def first(self, upper, lower, **more):
    found = list(steps(self, upper, lower, **more))
    return found[-stop_before:] if self.dir.endswith("journal") else found

MigrationContext.stamp = stamped
if stop_before:
    ScriptDirectory.iterate_revisions = first
open_folder(pathlib.Path(sys.argv[1]), bytes(range(32))).close()
"""


def opened_by_a_child(folder: Path, *, stop_before: int = 0, kill_at: int = 0) -> int:
    """The exit code of a process that opens the workspace; with `stop_before` the journal takes so many steps alone."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(folder), str(stop_before), str(kill_at)]
    return subprocess.run(command, env=environment, check=False, timeout=60).returncode


def version(folder: Path) -> list[tuple[str]]:
    connection = connected(folder / "journal.db", KEY)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'journal_version'").fetchall()
    found: list[tuple[str]] = connection.execute("SELECT version_num FROM journal_version").fetchall() if tables else []
    connection.close()
    return found


@pytest.mark.parametrize("kill_at", range(1, STEPS + 1))
def test_a_new_workspace_killed_while_it_is_made_is_made_by_the_next_start(tmp_path: Path, kill_at: int) -> None:
    folder = tmp_path / "workspace"
    assert opened_by_a_child(folder, kill_at=kill_at) == -signal.SIGKILL
    assert version(folder) == []
    workspace = workspace_at(folder)
    assert workspace.verify().whole
    assert version(folder) == [(migrations.NEWEST["journal"],)]
    workspace.close()


@pytest.mark.parametrize("had", range(1, STEPS))
def test_an_older_workspace_killed_over_a_step_has_not_taken_it_and_takes_it_next(tmp_path: Path, had: int) -> None:
    folder = tmp_path / "workspace"
    assert opened_by_a_child(folder, stop_before=had) == 0
    before = version(folder)
    assert before != [(migrations.NEWEST["journal"],)]
    assert opened_by_a_child(folder, kill_at=1) == -signal.SIGKILL
    assert version(folder) == before
    workspace = workspace_at(folder)
    assert version(folder) == [(migrations.NEWEST["journal"],)]
    assert "drafts" in inspect(workspace.engines.journal).get_table_names()
    workspace.close()
