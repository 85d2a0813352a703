"""A desk that watches a folder is killed at each step: after the next start every file has been taken once, and none is lost."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from carddesk.cards.events import ImageAdded, ImageRefused
from carddesk.store.workspace import Workspace
from tests.durability.watched_desks import STEPS
from tests.unit.workflow.fakes import png
from tests.workspaces import workspace_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
CASES = [
    *(("move", step, 1) for step in STEPS),
    ("leave", "noted", 1),
    ("leave", "written", 1),
    ("mark", "reserved", 2),
    ("move", "claimed", 4),
]
FILES = 5
NO_IMAGE = b"no image, though its name says so; nothing else keeps it from being taken again"


def run(tasks: list[dict[str, object]]) -> list[int]:
    """The exit codes of desks that worked side by side."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.durability.watched_desks"],
        input="\n".join(map(json.dumps, tasks)),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ended.stderr == ""
    return [int(line) for line in ended.stdout.split()]


def sources(workspace: Workspace, kind: type[ImageAdded] | type[ImageRefused]) -> list[str]:
    bodies = [workspace.events(entry.case_id)[0].body for entry in workspace.queue()]
    return sorted(Path(body.source).name for body in bodies if isinstance(body, kind))


def test_killed_at_any_step_no_file_is_taken_twice_and_none_is_lost(tmp_path: Path) -> None:
    tasks: list[dict[str, object]] = []
    for number, (after, step, times) in enumerate(CASES):
        folder = tmp_path / f"in{number}"
        folder.mkdir()
        for file in range(FILES):
            (folder / f"{file}.png").write_bytes(png(file))
        (folder / "bad.png").write_bytes(NO_IMAGE)
        workspace = str(tmp_path / f"workspace{number}")
        tasks.append({"folder": str(folder), "workspace": workspace, "after": after, "kill": step, "time": times})
    assert run(tasks) == [-signal.SIGKILL] * len(tasks), "each was killed at its step"
    assert run([{**task, "kill": ""} for task in tasks]) == [0] * len(tasks)
    for task in tasks:
        what = f"{task['after']}, killed when {task['kill']}"
        workspace = workspace_at(Path(str(task["workspace"])))
        assert sources(workspace, ImageAdded) == [f"{file}.png" for file in range(FILES)], what
        assert sources(workspace, ImageRefused) == ["bad.png"], what
        assert workspace.verify().whole, what
        workspace.close()
        folder = Path(str(task["folder"]))
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert sorted(map(Path.read_bytes, files)) == sorted([NO_IMAGE, *map(png, range(FILES))]), what
        away = {"move": folder / "not-readable" / "bad.png", "mark": folder / "bad.png.not-readable"}
        assert away.get(str(task["after"]), folder / "bad.png").exists(), what
        assert not (folder / ".carddesk").exists(), what
        assert len(list(folder.glob("*.png"))) == (FILES + 1 if task["after"] == "leave" else 0), what


def test_of_two_programs_at_once_each_file_goes_to_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file in range(120):
        (folder / f"{file}.png").write_bytes(png(file, (30, 20)))
    tasks: list[dict[str, object]] = [
        {"folder": str(folder), "workspace": str(tmp_path / who), "after": "move", "who": who} for who in ("ann", "bob")
    ]
    assert run(tasks) == [0, 0]
    taken = []
    for who in ("ann", "bob"):
        workspace = workspace_at(tmp_path / who)
        taken.append(sources(workspace, ImageAdded))
        workspace.close()
    assert sorted(taken[0] + taken[1]) == sorted(f"{file}.png" for file in range(120))
    assert min(map(len, taken)) > 0, "both were at work"
    moved = [path for path in folder.rglob("*") if path.is_file()]
    assert len(moved) == 120
    for path in moved:
        Image.open(path).load()
