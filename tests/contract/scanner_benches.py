"""A scanner on the bench for each back-end: SANE's own test device, a network scanner on loopback, a tree of WIA objects.

Each bench can load its feeder and be spoilt in the ways that scanners fail; what it cannot imitate it says.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import quote

from carddesk.capture.scanner.contract import ScannerBackend
from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from carddesk.capture.scanner.sane_backend import SaneBackend
from carddesk.capture.scanner.wia_backend import WiaBackend
from tests.fakes.escl import EsclScanner
from tests.fakes.wia.tree import SCANNER, State

Mishap = Literal[
    "scanner_busy", "scanner_stalled", "scanner_gone", "scanner_denied", "scanner_fault", "feeder_jam", "cover_open"
]
STALL_SECONDS = 0.6
"""How long a device may say nothing where that is the question."""
PATIENT_SECONDS = 20.0
"""And elsewhere, on a machine that is busy with other things."""
PAGE_SECONDS = 0.4
STATE = "WIA_FAKE_STATE"
SAFE = "{}\\.-_"
ROOT = Path(__file__).parents[2]


class Bench(Protocol):
    """One back-end with one scanner.

    Attributes:
        device: the scanner's id.
        lacks: what this scanner has not (`duplex`), and mishaps that cannot be imitated on it.
        picture_moves: whether what is seen of an area depends on where it lies; on some test devices it does not.
    """

    @property
    def backend(self) -> ScannerBackend: ...

    device: str
    lacks: frozenset[str]
    picture_moves: bool

    async def load(self) -> int:
        """Fill the feeder; how many sheets are in it then."""

    async def empty(self) -> None:
        """Take all paper out of the feeder."""

    async def spoil(self, mishap: Mishap) -> None:
        """Make the next scan from the feeder fail so."""

    async def mend(self) -> None:
        """Make it work again."""

    async def slow_down(self) -> None:
        """Let each page take seconds, with signs of life."""

    async def close(self) -> None:
        """Close the back-end and put the scanner away."""


TEST_CONF = {
    "number_of_devices": "2",
    "mode": "Color",
    "depth": "8",
    "hand-scanner": "false",
    "three-pass": "false",
    "three-pass-order": "RGB",
    "resolution_min": "1.0",
    "resolution_max": "1200.0",
    "resolution_quant": "1.0",
    "resolution": "50.0",
    "test-picture": '"Color pattern"',
    "read-limit": "false",
    "read-limit-size": "1",
    "read-delay": "false",
    "read-delay-duration": "1000",
    "read-status-code": '"Default"',
    "fuzzy-parameters": "false",
    "ppl-loss": "0",
    "non-blocking": "false",
    "select-fd": "false",
    "enable-test-options": "false",
    "geometry_min": "0.0",
    "geometry_max": "200.0",
    "geometry_quant": "1.0",
    "tl_x": "0.0",
    "tl_y": "0.0",
    "br_x": "80.0",
    "br_y": "100.0",
}
_STATUSES: Mapping[Mishap, str] = {
    "scanner_busy": "SANE_STATUS_DEVICE_BUSY",
    "scanner_denied": "SANE_STATUS_ACCESS_DENIED",
    "scanner_fault": "SANE_STATUS_IO_ERROR",
    "feeder_jam": "SANE_STATUS_JAMMED",
    "cover_open": "SANE_STATUS_COVER_OPEN",
}


class SaneBench:
    """The device `test` of sane-backends, set up in a folder of its own."""

    device = "sane:test:1"
    lacks: frozenset[str] = frozenset({"duplex"})
    picture_moves = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "dll.conf").write_text("test\n")
        self.backend = SaneBackend()
        self.backend.stall_seconds = PATIENT_SECONDS
        self.backend.stop_seconds = 1.0
        self.backend.variables = {"SANE_CONFIG_DIR": str(folder)}
        self.configure()

    def configure(self, **changes: str) -> None:
        """Write the device's file; a process with drivers reads it when it starts."""
        told = TEST_CONF | {
            name.replace("_", "-") if name.startswith("read") else name: to for name, to in changes.items()
        }
        (self.folder / "test.conf").write_text("".join(f"{name} {value}\n" for name, value in told.items()))

    async def _anew(self, **changes: str) -> None:
        self.backend.stall_seconds = PATIENT_SECONDS
        self.configure(**changes)
        await self.backend.close()

    async def load(self) -> int:
        """The test device counts sheets as long as it is loaded, and has ten."""
        await self._anew()
        return 10

    async def empty(self) -> None:
        await self._anew(read_status_code='"SANE_STATUS_NO_DOCS"')

    async def spoil(self, mishap: Mishap) -> None:
        if mishap == "scanner_stalled":
            await self._hang()
        elif mishap == "scanner_gone":
            await self._anew(number_of_devices="1")
        else:
            await self._anew(read_status_code=f'"{_STATUSES[mishap]}"')

    async def _hang(self) -> None:
        """A driver that never comes back: its process stands still."""
        await self.backend.capabilities(self.device)
        self.backend.stall_seconds = STALL_SECONDS
        process = self.backend.process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)

    async def mend(self) -> None:
        await self._anew()

    async def slow_down(self) -> None:
        await self._anew(read_delay="true", read_delay_duration="120000")

    async def close(self) -> None:
        await self.backend.close()


class EsclBench:
    """The network scanner on loopback."""

    lacks: frozenset[str] = frozenset({"scanner_fault"})
    picture_moves = True

    def __init__(self, _folder: Path) -> None:
        self.scanner = EsclScanner()
        self.device = f"escl:{self.scanner.address}"
        self.backend = self._client(PATIENT_SECONDS)

    def _client(self, seconds: float) -> EsclBackend:
        limits = Limits(
            look_s=0.05, connect_s=seconds, answer_s=seconds, page_s=seconds, gap_s=seconds, probe_s=0.4, busy_s=0.3
        )
        told = {ADDRESSES: self.scanner.address}
        return EsclBackend(told.__getitem__, limits=limits, interfaces=("127.0.0.1",))

    async def load(self) -> int:
        self.scanner.device.sheets = 3
        return 3

    async def empty(self) -> None:
        self.scanner.device.sheets = 0

    async def spoil(self, mishap: Mishap) -> None:
        temper = self.scanner.temper
        if mishap == "scanner_busy":
            temper.busy = 503
        elif mishap == "scanner_denied":
            temper.denies = 403
        elif mishap == "scanner_stalled":
            temper.mishaps[0] = "stall"
            await self.backend.close()
            self.backend = self._client(STALL_SECONDS)
        elif mishap == "scanner_gone":
            self.scanner.close()
        else:
            temper.adf = {"feeder_jam": "ScannerAdfJam", "cover_open": "ScannerAdfHatchOpen"}[mishap]

    async def mend(self) -> None:
        temper = self.scanner.temper
        temper.busy, temper.denies, temper.adf = 0, 0, ""
        temper.mishaps.clear()
        if self.scanner.device.closing.is_set():
            self.scanner = EsclScanner(port=self.scanner.port, identity=self.scanner.uuid)

    async def slow_down(self) -> None:
        self.scanner.temper.page_s = PAGE_SECONDS

    async def close(self) -> None:
        await self.backend.close()
        self.scanner.close()


class WiaBench:
    """The tree of WIA objects, in a process of its own as Windows' is."""

    device = f"wia:{quote(SCANNER, safe=SAFE)}"
    lacks: frozenset[str] = frozenset()
    picture_moves = True

    def __init__(self, folder: Path) -> None:
        self.file = folder / "wia.json"
        self.state = State()
        self._write()
        self.backend = _Wia()
        self.backend.stall_seconds = PATIENT_SECONDS
        self.backend.stop_seconds = 0.3
        self.backend.variables = {STATE: str(self.file), "PYTHONPATH": os.pathsep.join((str(ROOT / "gui"), str(ROOT)))}

    def _write(self) -> None:
        self.state.write(self.file)

    async def load(self) -> int:
        self.state = replace(self.state, sheets=3, given=0)
        self._write()
        return 3

    async def empty(self) -> None:
        self.state = replace(self.state, sheets=0)
        self._write()

    async def spoil(self, mishap: Mishap) -> None:
        if mishap == "scanner_stalled":
            self.state = replace(self.state, hangs=True)
            self.backend.stall_seconds = STALL_SECONDS
        elif mishap == "scanner_gone":
            self.state = replace(self.state, is_there=False)
        else:
            self.state = replace(self.state, error=_RESULTS[mishap])
        self._write()

    async def mend(self) -> None:
        self.state = State()
        self.backend.stall_seconds = PATIENT_SECONDS
        self._write()

    async def slow_down(self) -> None:
        self.state = replace(self.state, page_s=PAGE_SECONDS)
        self._write()

    async def close(self) -> None:
        await self.backend.close()


class _Wia(WiaBackend):
    """On a machine that is not Windows."""

    module = "tests.fakes.wia"

    def missing(self) -> None:
        return None


_RESULTS: Mapping[Mishap, int] = {
    "scanner_busy": 0x80210006,
    "scanner_denied": 0x80070005,
    "scanner_fault": 0x8021000E,
    "feeder_jam": 0x80210002,
    "cover_open": 0x80210016,
}

BENCHES: Mapping[str, Callable[[Path], Bench]] = {"sane": SaneBench, "escl": EsclBench, "wia": WiaBench}
