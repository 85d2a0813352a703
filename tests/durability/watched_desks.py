"""Desks that watch a folder, each in a process of its own that ends when it has nothing more to do, or is killed at a step.

`python -m tests.durability.watched_desks` reads tasks, one JSON object a line, starts a copy of itself for each, and answers with
how each ended, in the order of the tasks, once all have.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from carddesk.capture import watched_folder, watched_places
from carddesk.settings import Settings
from carddesk.store import watched
from carddesk.store.folder import open_folder
from carddesk.store.workspace import Workspace
from carddesk.workflow.arrivals import Arrivals
from carddesk.workflow.desk import Desk
from carddesk.workflow.watched_memory import WatchedMemory
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import KEY

STEPS: dict[str, tuple[object, str]] = {
    "read": (watched_folder, "read"),
    "claimed": (watched_places.Places, "claim"),
    "stored": (Workspace, "put_images"),
    "noted": (watched, "put"),
    "written": (Arrivals, "add_watched"),
    "reserved": (os, "open"),
    "moved": (watched_places.Places, "put_away"),
    "put away": (WatchedMemory, "put_away"),
}
"""Where a desk is killed: as soon as the call of this name has done its work."""
_MOST_S = 20.0
_QUIET_S = 0.7


def main() -> None:
    """Until standard input ends."""
    tasks = [json.loads(line) for line in sys.stdin]
    pids = [_forked(task) for task in tasks]
    for pid in pids:
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")


def _forked(task: dict[str, Any]) -> int:
    if pid := os.fork():
        return pid
    code = 70
    try:
        if task.get("kill"):
            _kill_at(task["kill"], task.get("time", 1))
        asyncio.run(_watch(task))
        code = 0
    except BaseException as error:  # noqa: BLE001 - what left here would run the tasks twice
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _kill_at(step: str, times: int) -> None:
    owner, name = STEPS[step]
    call = getattr(owner, name)
    left = times

    def counted(result: object, given: tuple[object, ...]) -> object:
        nonlocal left
        if step == "reserved" and not (len(given) > 1 and isinstance(given[1], int) and given[1] & os.O_EXCL):
            return result
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    if asyncio.iscoroutinefunction(call):

        async def replaced(*given: Any, **named: Any) -> object:
            return counted(await call(*given, **named), given)
    else:

        def replaced(*given: Any, **named: Any) -> object:  # type: ignore[misc]
            return counted(call(*given, **named), given)

    setattr(owner, name, replaced)


async def _watch(task: dict[str, Any]) -> None:
    """Until nothing is waiting any more for a while."""
    settings = Settings()
    settings.set("reading.auto", False)
    for key, value in {"settle": 0.2, "interval": 0.2}.items():
        settings.set(f"watch.{key}", value)
    workspace = open_folder(Path(task["workspace"]), KEY)
    desk = Desk(workspace, {"local": FakeService()}, settings, operator=task.get("who", "ann"), now=noon)
    desk.capturing.watched.start(Path(task["folder"]), task["after"], subfolders=False)
    await _quiet(desk, lambda: not [path for path in Path(task["folder"]).glob("*.png") if task["after"] != "leave"])
    await desk.close()


async def _quiet(desk: Desk, is_done: Callable[[], bool]) -> None:
    until, since = time.monotonic() + _MOST_S, time.monotonic()
    taken = -1
    while time.monotonic() < until and time.monotonic() - since < _QUIET_S:
        view = desk.capturing.watched.view
        if view.taken != taken or view.waiting or not is_done():
            taken, since = view.taken, time.monotonic()
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    main()
