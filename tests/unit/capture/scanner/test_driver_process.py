"""A driver that hangs, crashes or will not stop costs one scan, never the program, and leaves no process behind."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from carddesk.__main__ import PROCESSES
from carddesk.capture.scanner.contract import Wish
from carddesk.capture.scanner.driver_backend import DriverBackend
from carddesk.capture.scanner.registry import backends
from carddesk.capture.scanner.sane_backend import SaneBackend
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.capture.scanner.wia_backend import WiaBackend
from tests.fakes.scripted_driver import SCRIPT

ROOT = Path(__file__).parents[4]
PATHS = os.pathsep.join((str(ROOT / "gui"), str(ROOT)))
DEVICE = "scripted:one"


class Scripted(DriverBackend):
    id = "scripted"
    title = "Scripted"
    module = "tests.fakes.scripted_driver"

    def missing(self) -> str | None:
        return None

    def follow(self, script: str) -> None:
        self.variables = {SCRIPT: script, "PYTHONPATH": PATHS}


@pytest.fixture
async def backend() -> AsyncIterator[Scripted]:
    made = Scripted()
    made.stall_seconds, made.look_seconds, made.stop_seconds = 0.6, 0.6, 0.3
    yield made
    await made.close()


async def pages(backend: Scripted) -> list[bytes]:
    return [page.data async for page in backend.scan(DEVICE, Wish())]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("crashes", "scanner_fault"),
        ("starts others and crashes", "scanner_fault"),
        ("leaves", "scanner_fault"),
        ("takes hold of Python", "scanner_stalled"),
        ("is stuck", "feeder_jam"),
    ],
)
async def test_the_scan_fails_in_words_and_the_next_one_works(backend: Scripted, script: str, code: str) -> None:
    backend.follow(script)
    with pytest.raises(ScannerError) as told:
        await pages(backend)
    assert told.value.code == code
    assert backend.process is None
    backend.follow("works")
    assert await pages(backend) == [b"a page"]


async def test_a_driver_that_crashed_is_called_so(backend: Scripted) -> None:
    backend.follow("crashes")
    with pytest.raises(ScannerError, match="its driver crashed"):
        await pages(backend)


async def test_what_a_driver_prints_or_raises_costs_nothing_but_an_answer(backend: Scripted) -> None:
    backend.follow("prints")
    assert await pages(backend) == [b"a page"]
    await backend.close()
    backend.follow("surprises")
    with pytest.raises(ScannerError, match="ZeroDivisionError"):
        await backend.capabilities(DEVICE)
    process = backend.process
    assert process is not None
    assert await pages(backend) == [b"a page"]
    assert backend.process is process


async def test_looking_for_devices_ends_in_time(backend: Scripted) -> None:
    backend.follow("never lists")
    began = time.monotonic()
    with pytest.raises(ScannerError) as told:
        await backend.devices()
    assert told.value.code == "scanner_stalled"
    assert time.monotonic() - began < 5


async def test_devices_are_looked_for_by_a_new_process_and_a_closed_one_ends_in_order(backend: Scripted) -> None:
    backend.follow("works")
    assert await pages(backend) == [b"a page"]
    before = backend.process
    assert await backend.devices()
    after = backend.process
    await backend.close()
    assert before is not None
    assert after is not None
    assert after is not before
    # Nothing had to be killed.
    assert (before.is_over, before.crashed, after.is_over, after.crashed) == (True, None, True, None)


async def test_the_devices_last_seen_are_given_while_there_is_a_scan(backend: Scripted) -> None:
    backend.follow("is slow")
    seen = await backend.devices()
    scanning = asyncio.create_task(pages(backend))
    await asyncio.sleep(0.2)
    assert await backend.devices() == seen
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning


@pytest.mark.parametrize("script", ["is slow", "is stubborn", "takes hold of Python"])
async def test_a_cancel_is_obeyed_or_enforced(backend: Scripted, script: str) -> None:
    backend.stall_seconds = 30.0
    backend.follow(script)
    scanning = asyncio.create_task(pages(backend))
    await asyncio.sleep(0.6)
    process = backend.process
    assert process is not None
    began = time.monotonic()
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    assert time.monotonic() - began < 3
    # The one that obeys is kept for the next scan.
    assert process.is_over == (script != "is slow")


async def test_who_no_longer_looks_for_devices_waits_for_nothing(backend: Scripted) -> None:
    backend.look_seconds = backend.stop_seconds = 30.0
    backend.follow("never lists")
    looking = asyncio.create_task(backend.devices())
    await asyncio.sleep(0.6)
    began = time.monotonic()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert time.monotonic() - began < 3
    assert backend.process is None


async def test_a_cancel_while_the_process_starts_is_obeyed(backend: Scripted) -> None:
    backend.follow("works")
    scanning = asyncio.create_task(pages(backend))
    await asyncio.sleep(0)
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    assert await pages(backend) == [b"a page"]


async def test_two_cancels_in_a_row_leave_no_process(backend: Scripted) -> None:
    backend.stop_seconds = 30.0
    backend.follow("is stubborn")
    scanning = asyncio.create_task(pages(backend))
    await asyncio.sleep(0.5)
    scanning.cancel()
    await asyncio.sleep(0.1)
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    await backend.close()


async def test_closing_while_there_is_a_scan_ends_it_in_words(backend: Scripted) -> None:
    backend.follow("is slow")
    scanning = asyncio.create_task(pages(backend))
    await asyncio.sleep(0.5)
    await backend.close()
    with pytest.raises(ScannerError):
        await scanning


async def test_a_process_that_cannot_be_started_is_said(backend: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scripted, "_command", lambda _self: ["/nowhere/carddesk"])
    with pytest.raises(ScannerError) as told:
        await pages(backend)
    assert told.value.code == "scanner_fault"


@pytest.mark.parametrize("backend", [SaneBackend(), WiaBackend()], ids=lambda backend: backend.id)
def test_a_frozen_program_knows_each_of_its_processes(backend: DriverBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backend._command() == [sys.executable, "-m", backend.module]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    program, flag = backend._command()
    assert program == sys.executable
    assert PROCESSES[flag] == backend.module
    assert callable(importlib.import_module(backend.module).main)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="which ways there are differs")
def test_each_system_has_its_own_ways() -> None:
    assert {"sane", "escl"} <= backends(lambda _key: "").keys()
    assert "wia" not in backends(lambda _key: "")


async def test_a_back_end_that_misses_something_says_what(backend: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scripted, "missing", lambda _self: "Install something.")
    with pytest.raises(ScannerError, match=r"Install something\."):
        await backend.devices()
    assert backend.process is None


async def test_a_generator_that_nobody_closes_gives_the_device_back(backend: Scripted) -> None:
    backend.follow("works")
    async with aclosing(backend.scan(DEVICE, Wish())) as coming:
        assert (await anext(coming)).data == b"a page"
    assert await pages(backend) == [b"a page"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("script", ["is slow", "takes hold of Python"])
def test_the_process_ends_when_its_parent_is_killed(
    script: str, tmp_path: Path, until: Callable[[Callable[[], bool]], None]
) -> None:
    told = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.capture.scanner.orphan", str(told)],
        env={**os.environ, SCRIPT: script, "PYTHONPATH": PATHS},
        cwd=ROOT,
    )
    until(lambda: told.exists() and bool(told.read_text()))
    child = int(told.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    def wait(holds: Callable[[], bool]) -> None:
        give_up = time.monotonic() + 15
        while not holds():
            assert time.monotonic() < give_up
            time.sleep(0.05)

    return wait
