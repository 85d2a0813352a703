"""PostgreSQL's programs, started as somebody who is not root: the server refuses to run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pwd

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian puts each version's programs, which are not on PATH."""

ACCOUNTS = ("postgres", "nobody")
"""As whom the server runs where the tests run as root: the account that Debian's package makes, or one that is always there."""


def folder() -> Path:
    """Where the programs are, of the newest version.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    versions = [each for each in DEBIAN.glob("*/bin") if (each / "initdb").exists()]
    if versions:
        return max(versions, key=lambda each: int(each.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise FileNotFoundError(
        "PostgreSQL's server is not installed: packaging/setup.sh installs Debian's package `postgresql`"
    )


def why_not() -> str:
    """Why there can be no server on this system; empty where there can."""
    if sys.platform != "linux":
        return f"the tests start Debian's PostgreSQL server, and this is {sys.platform}"
    return ""


def account() -> pwd.struct_passwd | None:
    """As whom to run them; None for whoever runs the tests."""
    import pwd  # not there on Windows, where this is never asked

    if os.getuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def as_account(command: list[str]) -> list[str]:
    """The command, so that it runs as that account."""
    who = account()
    if who is None:
        return command
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups", "--", *command]


def run(name: str, *arguments: str, cwd: Path) -> str:
    """Run one of them to its end; what it wrote.

    Raises:
        RuntimeError: it failed; with what it wrote.
    """
    command = as_account([str(folder() / name), *arguments])
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=clean, stdin=subprocess.DEVNULL, timeout=60, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed ({done.returncode}): {done.stdout}{done.stderr}")
    return done.stdout
