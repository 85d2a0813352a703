"""From pressing scan to the case in the queue, without the time that the device itself takes: at most 200 ms is promised.

Against a scanner on the loopback address that speaks eSCL, pages of A4 at 300 dpi in colour; and against a scripted back-end,
which leaves what the desk itself does. The second yardstick is hashing and decoding the same bytes: how fast the machine is.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from PIL import Image

from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from carddesk.workflow.scan_profiles import Profile
from carddesk.workflow.scanners import Scanners
from tests.benchmarks.measure import Measured, took_ms
from tests.fakes.escl import EsclScanner
from tests.fakes.escl.pages import Sight, encoded
from tests.fakes.scripted_scanner import GLASS, ScriptedScanner, fronts, loaded
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

SCANS = 20
LIMIT_MS = 200.0
PAGE_S = 0.2
_A4 = Sight((0, 0, 2480, 3508), 300, "RGB24")


def measure(scans: int = SCANS) -> Iterator[Measured]:
    """One card after the other, from the glass."""
    drawn = [encoded(number, _A4, "image/jpeg") for number in range(scans)]
    yardstick = [took_ms(lambda page=page: _hash_and_decode(page)) for page in drawn]
    with tempfile.TemporaryDirectory() as folder:
        scripted = asyncio.run(_scripted(Path(folder) / "scripted", drawn))
        network = asyncio.run(_network(Path(folder) / "network", scans))
    for name, ours in (("a scripted scanner", scripted), ("an eSCL scanner", network)):
        yield Measured(f"scan to queue, {name}", "200 ms", ours, [LIMIT_MS], most=1.0)
        yield Measured(f"scan to queue, {name}", "hashing and decoding it", ours, yardstick)


def _hash_and_decode(page: bytes) -> None:
    hashlib.sha256(page).digest()
    Image.open(io.BytesIO(page)).load()


async def _scripted(place: Path, drawn: Sequence[bytes]) -> list[float]:
    desk = _desk(place)
    scanner = ScriptedScanner(scans=[fronts(page) for page in drawn], page_s=PAGE_S)
    desk.capturing.scanning.scanners = Scanners(lambda: loaded(scanner))
    ours = await _timed(desk, Profile("Glass", GLASS.id), len(drawn), PAGE_S * 1000)
    await desk.close()
    return ours


async def _network(place: Path, scans: int) -> list[float]:
    desk = _desk(place)
    with closing(EsclScanner()) as scanner:
        profile = Profile("Glass", f"escl:{scanner.address}")
        await desk.capturing.scanning.scan(profile)  # the connection, and what the device can do, are asked for once
        order = scanner.device.jobs[0].order
        for number in range(2, 2 * scans + 2, 2):  # what is on the glass is drawn before: that is no part of any time
            encoded(number, Sight(order.region, order.dpi, order.colour), order.kind)
        scanner.temper.page_s = PAGE_S
        ours = await _timed(desk, profile, scans, PAGE_S * 1000)
        await desk.close()
    return ours


def _desk(place: Path) -> Desk:
    return Desk(workspace_at(place), {"local": FakeService()}, Settings(), operator="ann", now=noon)


async def _timed(desk: Desk, profile: Profile, scans: int, device_ms: float) -> list[float]:
    ours = []
    for _ in range(scans):
        before, came = len(desk.queue), asyncio.Event()
        stop = desk.subscribe(
            lambda _change, before=before, came=came: came.set() if len(desk.queue) > before else None
        )
        started = time.perf_counter()
        desk.capturing.scanning.start(profile)
        await came.wait()
        ours.append((time.perf_counter() - started) * 1000 - device_ms)
        stop()
        await _until(lambda: not desk.capturing.scanning.view.busy)
    return ours


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - looked at each time round the loop
        await asyncio.sleep(0.01)
