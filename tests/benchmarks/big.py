"""A hundred thousand cases, against a thousand: starting, filtering, going through them, and memory.

Every figure is of processor time where the machine's other work would show otherwise, and of two processes that did the same
over one workspace and the other. The two workspaces are made once, and kept in the folder for temporary files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.big_workspace import FEW, MANY, copied
from tests.benchmarks.measure import Measured, took_ms
from tests.workspaces import PASSPHRASE, workspace_at

STARTS = 5
MOST_MS = 100.0
"""A filter is to have been painted in that time."""
STALL_MS = 50.0
"""So long the window may stand still."""
MOST_BYTES = 600.0
"""Of memory for each case."""
GROWN = 24 << 20
"""So much memory more is no growth: with full caches it goes up and down by as much from one five hundred cards to the next."""
_ENVIRONMENT = {
    **os.environ,
    "QT_QPA_PLATFORM": "offscreen",
    "CARDDESK_WORKSPACE_PASSPHRASE": PASSPHRASE,
    "OMP_NUM_THREADS": "1",
}


def measure() -> Iterator[Measured]:
    """Both workspaces are copied first, for the desks write to them."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = copied(MANY, Path(folder)), copied(FEW, Path(folder))
        yield from _starts(many, few)
        yield from _desks(many, few)
        yield _proof(many, few)


def _starts(many: Path, few: Path) -> Iterator[Measured]:
    for place in (many, few):
        _started(place)  # what the system keeps in memory of files is the same for all that follow
    pairs = [(_started(many), _started(few)) for _ in range(STARTS)]
    ours, theirs = [many for many, _ in pairs], [few for _, few in pairs]
    for name, at in (("by the clock", 0), ("of processor time", 1)):
        taken = [each[at] for each in ours], [each[at] for each in theirs]
        yield Measured(f"start to painted queue, {name}, {MANY} cases", f"{FEW} cases", *taken, most=1.5)


def _started(place: Path) -> tuple[float, float]:
    environment = {**_ENVIRONMENT, "STARTED": str(time.time())}
    clock, busy, _ = map(float, _told("tests.benchmarks.start", place, environment).split())
    return clock, busy


def _desks(many: Path, few: Path) -> Iterator[Measured]:
    ours, theirs = (json.loads(_told("tests.benchmarks.big_desk", place, _ENVIRONMENT)) for place in (many, few))
    for name in sorted(ours):
        if name.startswith("filter"):
            yield Measured(f"{name} to painted, {MANY} cases", "100 ms", [ours[name]], [MOST_MS], most=1.0)
        elif name in {"page", "accept"} or name.endswith("on a processor"):
            yield Measured(f"{name}, {MANY} cases", f"{FEW} cases", [ours[name]], [theirs[name]], most=1.3)
        elif name.endswith("longest step"):
            yield Measured(f"{name} on a processor, {MANY} cases", "50 ms", [ours[name]], [STALL_MS], most=1.0)
    grown = max(ours["grown by paging"], 1.0)
    yield Measured("bytes grown by paging through 2000 cards", "24 MiB", [grown], [float(GROWN)], most=1.0, unit="B")
    each = (ours["resident"] - theirs["resident"]) / (MANY - FEW)
    yield Measured("memory of each case", "600 bytes", [each], [MOST_BYTES], most=1.0, unit="B")


def _proof(many: Path, few: Path) -> Measured:
    """By case, since all of them are to be looked at."""
    times = []
    for place, cases in ((many, MANY), (few, FEW)):
        workspace = workspace_at(place, beside=True)
        times.append(took_ms(workspace.verify) / cases)
        workspace.close()
    return Measured(f"proving one of {MANY} cases", f"one of {FEW}", times[:1], times[1:], most=2.0)


def _told(module: str, place: Path, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", module, str(place)]
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=600)
    return ended.stdout.strip().splitlines()[-1]
