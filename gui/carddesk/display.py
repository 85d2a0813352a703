"""Whether a window can be opened here; Qt itself would end the whole program when it finds out that none can."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from carddesk.errors import EnvironmentFault
from carddesk.language import tr

_WITHOUT_SCREEN = frozenset({"offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay"})
_X11_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's X11 plug-in loads besides itself, and the Debian package that has it."""
_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
"""What Qt's own libraries load, on Linux."""


def require_display() -> None:
    """Come back if a window can be opened.

    Raises:
        EnvironmentFault: there is no display, it does not answer, or libraries are missing.
    """
    if not sys.platform.startswith("linux"):
        return
    kind = display_kind(os.environ)
    if kind is None:
        raise EnvironmentFault(
            "no_display",
            tr(
                "There is no display to open the desk on. Start it in a graphical session, or work without a window: "
                "`carddesk recognize --help`."
            ),
        )
    if missing := missing_libraries(x11=kind == "x11"):
        raise EnvironmentFault(
            "display_libraries",
            tr("Libraries that a window needs are missing. Install them: {packages}.", packages=" ".join(missing)),
        )
    if not answers(kind, os.environ):
        raise EnvironmentFault(
            "display_closed",
            tr(
                "The display {display} does not answer or does not let this user in. Check DISPLAY and XAUTHORITY, or "
                "start the desk in a graphical session.",
                display=os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY", ""),
            ),
        )


def display_kind(environment: Mapping[str, str]) -> str | None:
    """What Qt will draw on: `none` (memory only, as asked for), `wayland`, `x11`; None when there is nothing."""
    asked = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if asked in _WITHOUT_SCREEN:
        return "none"
    wayland, x11 = bool(environment.get("WAYLAND_DISPLAY")), bool(environment.get("DISPLAY"))
    if wayland and asked in {"", "wayland", "wayland-egl"} and (not x11 or _wayland_answers(environment)):
        return "wayland"
    return "x11" if x11 and asked in {"", "xcb"} else None


def answers(kind: str, environment: Mapping[str, str]) -> bool:
    """Whether the display lets us in."""
    if kind == "wayland":
        return _wayland_answers(environment)
    return kind == "none" or _x11_answers()


def missing_libraries(*, x11: bool) -> list[str]:
    """Debian packages whose libraries Qt would miss, in order of name."""
    wanted = {**_LIBRARIES, **(_X11_LIBRARIES if x11 else {})}
    return sorted(package for library, package in wanted.items() if not _loads(library))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    place = Path(environment.get("XDG_RUNTIME_DIR", "")) / environment.get("WAYLAND_DISPLAY", "")
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(place))
    except (OSError, ValueError):
        return False
    return True


def _x11_answers() -> bool:
    """Whether the X server that DISPLAY names accepts us; asked through libxcb, which knows all ways and keys to it."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return int(xcb.xcb_connection_has_error(connection)) == 0
    finally:
        xcb.xcb_disconnect(connection)
