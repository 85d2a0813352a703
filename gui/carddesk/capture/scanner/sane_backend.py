"""Scanners by SANE, on Linux and other Unixes: every model that sane-backends, or its maker, has a driver for."""

from __future__ import annotations

import importlib.util
import sys

from carddesk.capture.scanner.driver_backend import DriverBackend
from carddesk.language import mark, tr


class SaneBackend(DriverBackend):
    """SANE through python-sane, in a process of its own."""

    id = "sane"
    title = mark("Scanner with a driver (SANE)")
    advice = mark(
        "Scanners by SANE need libsane and python-sane. Install what builds it (Debian and Ubuntu: libsane-dev gcc python3-dev; "
        "Fedora: sane-backends-devel gcc python3-devel; Arch: sane gcc), and then python-sane: `pip install 'carddesk[scanner]'`, "
        "or start with `sh packaging/run.sh`. Network scanners that speak eSCL (AirScan) work without."
    )
    module = "carddesk.capture.scanner.sane_worker"

    def missing(self) -> str | None:
        """Whether python-sane can be found; whether libsane is there as well shows when it is loaded."""
        if importlib.util.find_spec("sane") is None or importlib.util.find_spec("_sane") is None:
            return tr(self.advice)
        return None


BACKEND = None if sys.platform == "win32" else SaneBackend
