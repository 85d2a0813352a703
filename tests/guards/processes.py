"""The child processes that live now, as /proc has them (on other systems none are seen)."""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

PROC = Path("/proc")
PR_SET_CHILD_SUBREAPER = 36
KEPT_BY_PYTHON = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")
"""Helpers that Python's multiprocessing starts once and keeps until the interpreter ends."""


def adopt_orphans() -> None:
    """Make this process the one to which orphaned descendants fall, instead of init (prctl(2), Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def alive() -> Mapping[int, str]:
    """Process id to command line, of running children; one that has ended and only waits to be reaped is not running."""
    children = {}
    for entry in _candidates():
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue  # it ended while being looked at
        if int(parent) == os.getpid() and state != "Z" and not any(kept in command for kept in KEPT_BY_PYTHON):
            children[int(entry.name)] = f"{entry.name} {command[:200]}"
    return children


def _candidates() -> Iterable[Path]:
    """Where children may be: as each thread names them, or where the kernel does not tell that, every process there is.

    This is asked twice for each test, and on a busy machine to look at every process takes longer than most tests do.
    """
    tasks = PROC / str(os.getpid()) / "task"
    try:
        found = [(thread / "children").read_text().split() for thread in tasks.iterdir()]
    except OSError:
        return PROC.glob("[0-9]*")
    return [PROC / number for numbers in found for number in numbers]
