"""Scanners by Windows' own drivers (Windows Image Acquisition)."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable

from carddesk.capture.scanner.driver_backend import DriverBackend
from carddesk.language import mark, tr


class WiaBackend(DriverBackend):
    """WIA 2.0 through its automation library, in a process of its own."""

    id = "wia"
    title = mark("Scanner with a Windows driver (WIA)")
    advice = mark("Scanners with a Windows driver need comtypes: `pip install comtypes`.")
    module = "carddesk.capture.scanner.wia_worker"

    def __init__(self, setting: Callable[[str], object] = lambda _key: None) -> None:
        super().__init__(setting)
        # A page comes whole or not at all, without a sign in between: A4 in 600 dpi takes long on old devices.
        self.stall_seconds = 150.0
        # And it cannot be cancelled: it is only asked whether it has just ended.
        self.stop_seconds = 0.5

    def missing(self) -> str | None:
        """Whether comtypes is there, which the program's package brings along on Windows."""
        if importlib.util.find_spec("comtypes") is None:
            return tr(self.advice)
        return None


BACKEND = WiaBackend if sys.platform == "win32" else None
