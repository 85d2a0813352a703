"""The window: a display, what Qt loads, and a font that has Chinese."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from carddesk.display import display_kind, missing_libraries, require_display
from carddesk.doctor.finding import Finding, fail, ok, warn
from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.secrets.environment import for_children
from carddesk.settings import Settings

_FONT_SECONDS = 20


def display(_settings: Settings) -> Finding:
    """Whether a window can be opened."""
    kind = display_kind(os.environ) if sys.platform.startswith("linux") else "native"
    try:
        require_display()
    except EnvironmentFault as error:
        # Without a window, all of the command line still works.
        return warn("display", error.message, tr("Needed for the desk alone; `carddesk recognize` works without."))
    return ok("display", {"none": tr("none, as asked for by QT_QPA_PLATFORM")}.get(kind or "", kind or ""))


def qt(_settings: Settings) -> Finding:
    """Whether Qt is there with all it loads."""
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        return fail("qt", tr("Qt (PySide6) is not installed."), tr("Install CardDesk again: `pip install .`."))
    if not sys.platform.startswith("linux"):
        return ok("qt", str(Path(found.origin).parent))
    x11 = display_kind(os.environ) != "wayland"
    if missing := missing_libraries(x11=x11):
        advice = tr("Install them: {packages}.", packages=" ".join(missing))
        return warn("qt", tr("Libraries that a window needs are missing."), advice)
    return ok("qt", tr("all libraries that a window needs are there"))


def chinese_font(_settings: Settings) -> Finding:
    """Whether the system has a font with Chinese characters."""
    if not sys.platform.startswith("linux"):
        return ok("chinese_font", tr("the system brings one"))
    advice = tr("Install one: {packages}.", packages="fonts-noto-cjk")
    if shutil.which("fc-list") is None:
        return warn("chinese_font", tr("Fonts cannot be listed: fc-list is missing."), f"fontconfig, {advice}")
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh-cn", "family"],
            env=for_children(os.environ),
            capture_output=True,
            text=True,
            timeout=_FONT_SECONDS,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        return warn("chinese_font", tr("The list of fonts does not come."), advice)
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    if not families:
        return warn("chinese_font", tr("No font with Chinese characters is installed."), advice)
    return ok("chinese_font", ", ".join(families[:3]))
