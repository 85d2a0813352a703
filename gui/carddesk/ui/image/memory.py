"""How much memory this machine can still give, so that nothing is got ready at the price of swapping."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")


def available_bytes() -> int | None:
    """Memory to be had without swapping; None where the system does not tell."""
    if sys.platform == "win32":
        return _windows()
    try:
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kib = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return int(kib) * 1024 if kib is not None else None


def _windows() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            ("total", ctypes.c_uint64),
            ("available", ctypes.c_uint64),
            *((name, ctypes.c_uint64) for name in ("file", "file_free", "virtual", "virtual_free", "extended")),
        ]

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the type checker knows it on Windows alone
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
