"""A child process edits and is killed without warning; what it had been told was saved is there."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.unit.store.test_workspace import PACKAGE_FOLDER
from tests.workspaces import workspace_at

CHILD = """
import itertools, pathlib, sys
from carddesk.cards import events
from carddesk.store.folder import open_folder
AT = "2026-11-21T03:00:00.000000Z"
workspace = open_folder(pathlib.Path(sys.argv[1]), bytes(range(32)))
with workspace.transaction("ann", AT) as writing:
    case_id = writing.case()
    writing.event(case_id, events.ImageAdded("ab" * 32, "a.jpg"))
for number in itertools.count():
    workspace.append(case_id, events.FieldCorrected("name", "", str(number), str(number)), "ann", AT)
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("edits", [1, 17, 60])
def test_every_edit_that_was_acknowledged_survives_a_kill(folder: Path, edits: int) -> None:
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(folder)]
    environment = {**os.environ, "PYTHONPATH": PACKAGE_FOLDER}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        acknowledged = [int(child.stdout.readline()) for _ in range(edits)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout.read().split()]
    workspace = workspace_at(folder)
    typed = [event.body.text for event in workspace.events(1)[1:]]
    assert typed[: len(acknowledged)] == [str(number) for number in acknowledged]
    assert len(typed) <= len(acknowledged) + 1
    assert workspace.case(1).human["name"].value == typed[-1]
    assert workspace.verify().whole
    workspace.close()
