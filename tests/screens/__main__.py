"""`python -m tests.screens`: draws every state of the window and tells which look other than when they were last looked at.

Exit code 0: all as they were; 1: some are not; 2: they could not be drawn.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from tests.screens.compare import compare
from tests.screens.looks import LOOKS
from tests.screens.page import write_page

ROOT = Path(__file__).resolve().parents[2]
HARMLESS = "This plugin does not support"
"""What Qt's screen in memory says of things that no picture shows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, compare and show; or keep what was drawn."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("--out", type=Path, default=user_cache_path("carddesk-screens"), help="default: %(default)s")
    parser.add_argument("--against", type=Path, help="where the last ones are; default: the folder `last` in OUT")
    parser.add_argument("--look", action="append", choices=LOOKS, help="this one alone; may be given several times")
    parser.add_argument("--state", action="append", default=[], help="this one alone; may be given several times")
    parser.add_argument("--keep", action="store_true", help="draw nothing: what was drawn last has been looked at")
    asked = parser.parse_args(arguments)
    out: Path = asked.out.resolve()
    now, last = out / "now", (asked.against or out / "last").resolve()
    if asked.keep:
        return _keep(now, last)
    shutil.rmtree(now, ignore_errors=True)
    for look in asked.look or LOOKS:
        if not _drawn(look, now / look, asked.state):
            return 2
    return _tell(out, last, now, asked.state)


def _keep(now: Path, last: Path) -> int:
    if not now.is_dir():
        sys.stderr.write("nothing has been drawn yet\n")
        return 2
    for look in now.iterdir():
        shutil.rmtree(last / look.name, ignore_errors=True)
        shutil.copytree(look, last / look.name)
    sys.stdout.write(f"kept in {last}\n")
    return 0


def _drawn(look: str, folder: Path, states: Sequence[str]) -> bool:
    """Draw it in a process of its own, that knows nothing of the settings, the language and the time of who runs it."""
    with tempfile.TemporaryDirectory() as place:
        own = {f"XDG_{name}_HOME": f"{place}/{name.lower()}" for name in ("CONFIG", "DATA", "STATE")}
        fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        theirs = ("CARDDESK_", "QT_", "XDG_CURRENT", "LANGUAGE")
        env = {key: value for key, value in os.environ.items() if not key.startswith(theirs)} | own | fixed
        command = [sys.executable, "-m", "tests.screens.draw", look, str(folder), *states]
        run = subprocess.run(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    said = [line for line in run.stderr.splitlines() if not line.startswith(HARMLESS)]
    if said:
        sys.stderr.write("\n".join([f"{look}:", *said, ""]))
    return run.returncode == 0


def _tell(out: Path, last: Path, now: Path, states: Sequence[str]) -> int:
    differs = out / "differs"
    shutil.rmtree(differs, ignore_errors=True)
    changes = compare(last, now, differs)
    if states:  # the others were not drawn, and are not gone
        changes = [change for change in changes if change.kind != "gone"]
    write_page(out / "index.html", last, now, differs, changes)
    for change in changes:
        sys.stdout.write(f"{change.said}\n")
    sys.stdout.write(f"{len(changes)} differ; to be looked at in {out / 'index.html'}\n")
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
