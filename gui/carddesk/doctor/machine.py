"""The machine itself: Python, libraries, disk, keyring."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from carddesk.doctor.finding import Finding, fail, ok, warn
from carddesk.language import tr
from carddesk.settings import Settings

_KEYRING_SECONDS = 10
_KEYRING_PROBE = "import keyring; print(keyring.get_keyring().__class__.__module__)"
_ROOM_NEEDED = 200_000_000
_ROOM_WANTED = 2_000_000_000


def python(_settings: Settings) -> Finding:
    """The interpreter."""
    return ok("python", f"Python {platform.python_version()}, {platform.platform(terse=True)}")


def libraries(_settings: Settings) -> Iterator[Finding]:
    """What the package says it needs, and what is there."""
    try:
        wanted = importlib.metadata.requires("carddesk") or []
    except importlib.metadata.PackageNotFoundError:
        yield warn(
            "libraries",
            tr("CardDesk runs from a folder and is not installed; its libraries were not counted."),
            tr("Install it with `pip install .` or start it with `sh packaging/run.sh`."),
        )
        return
    versions = {name: _version(name) for name in map(_name, wanted)}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        yield fail(
            "libraries",
            tr("Libraries are missing: {names}.", names=", ".join(missing)),
            tr("Install CardDesk again: `pip install .` or `sh packaging/run.sh`."),
        )
    else:
        yield ok("libraries", ", ".join(f"{name} {version}" for name, version in versions.items()))


def disk(settings: Settings) -> Finding:
    """Room for the journal and the images."""
    place = _existing(settings.workspace)
    free = shutil.disk_usage(place).free
    said = tr("{free} GB are free at {path}.", free=f"{free / 1e9:.1f}", path=place)
    if free < _ROOM_NEEDED:
        return fail("disk", said, tr("Make room, or choose a workspace on another disk with --workspace."))
    if free < _ROOM_WANTED:
        return warn("disk", said, tr("A thousand card images take about 2 GB. Make room soon."))
    return ok("disk", said)


def keyring(_settings: Settings) -> Finding:
    """Where credentials of cloud services can be kept. In a process of its own: it may wait for ever on the desktop."""
    without = tr("Nothing that works now needs it; cloud services will keep their credentials there.")
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _KEYRING_PROBE],
            capture_output=True,
            text=True,
            timeout=_KEYRING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return warn("keyring", tr("The keyring of the desktop does not answer."), without)
    backend = asked.stdout.strip()
    if asked.returncode != 0 or not backend or backend.endswith((".fail", ".null")):
        return warn("keyring", tr("There is no keyring."), without)
    return ok("keyring", backend)


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _existing(path: Path) -> Path:
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
