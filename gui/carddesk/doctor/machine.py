"""The machine itself: Python, libraries, disk."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from carddesk.doctor.finding import Finding, fail, ok, warn
from carddesk.language import tr
from carddesk.settings import Settings

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
    versions = {name: _version(name) for name in map(_name, filter(_is_for_here, wanted))}
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
    if settings.team:
        return ok("disk", tr("The workspace is on a server."))
    place = _existing(settings.workspace)
    free = shutil.disk_usage(place).free
    said = tr("{free} GB are free at {path}.", free=f"{free / 1e9:.1f}", path=place)
    if free < _ROOM_NEEDED:
        return fail("disk", said, tr("Make room, or choose a workspace on another disk with --workspace."))
    if free < _ROOM_WANTED:
        return warn("disk", said, tr("A thousand card images take about 2 GB. Make room soon."))
    return ok("disk", said)


def _is_for_here(requirement: str) -> bool:
    """Neither an extra, nor for another system; the project's own requirements use no other markers."""
    _, _, marker = requirement.partition(";")
    system = re.search(r"""sys_platform == ['"](\w+)""", marker)
    return "extra ==" not in marker and (system is None or system[1] == sys.platform)


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _existing(path: Path) -> Path:
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
