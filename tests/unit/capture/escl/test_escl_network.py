"""Connections to scanners: encrypted or not, near or far, lost, moved, and cut."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from carddesk.capture.scanner.escl.address import typed
from carddesk.capture.scanner.escl.line import Line, NotReached, Reply
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from carddesk.capture.scanner.troubles import ScannerError
from tests.fakes.escl import EsclScanner
from tests.fakes.escl.device import Temper
from tests.unit.capture.escl.conftest import QUICK
from tests.unit.capture.escl.scans import FEEDER, GLASS, scanned, side, until_failure


async def test_a_scanner_whose_cable_was_pulled_in_the_middle_is_gone_long_before_the_limit() -> None:
    limits = replace(QUICK, connect_s=0.3, page_s=20.0)
    with EsclScanner(temper=Temper(mishaps={0: "stall"})) as scanner:
        backend = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=limits)
        scan = asyncio.ensure_future(until_failure(backend, f"escl:{scanner.address}", GLASS))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        scanner.vanish()
        assert await scan == ([], "scanner_gone")
        assert time.monotonic() - began < 5.0
        # Nor does anybody wait who comes then.
        assert await until_failure(backend, f"escl:{scanner.address}", GLASS) == ([], "scanner_gone")
        await backend.close()


async def test_a_scanner_that_only_refuses_a_second_connection_is_left_in_peace(
    backend: EsclBackend, device: str, scanner: EsclScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner.temper.page_s = 1.0
    asked = Line.get

    async def refused(line: Line, path: str) -> Reply:
        if path == "ScannerStatus":
            raise NotReached.because("refused")
        return await asked(line, path)

    monkeypatch.setattr(Line, "get", refused)
    assert len(await scanned(backend, device, GLASS)) == 1


async def test_a_scanner_with_an_address_of_ipv6_is_reached() -> None:
    with EsclScanner(host="::1") as scanner:
        backend = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=QUICK)
        assert scanner.address.startswith("[::1]")
        assert len(await scanned(backend, f"escl:{scanner.address}", GLASS)) == 1
        await backend.close()


async def test_a_scanner_that_was_switched_off_is_gone(backend: EsclBackend, device: str, scanner: EsclScanner) -> None:
    await scanned(backend, device, GLASS)
    scanner.close()
    assert await until_failure(backend, device, GLASS) == ([], "scanner_gone")
    with pytest.raises(ScannerError, match="Connection refused"):
        await backend.capabilities(device)


async def test_a_connection_that_was_closed_meanwhile_loses_no_page(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(2)
    async with aclosing(backend.scan(device, FEEDER)) as coming:
        first = await anext(coming)
        scanner.temper.drops = 1
        rest = [page async for page in coming]
    assert [page.data for page in (first, *rest)] == [side(0), side(2)]


async def test_a_job_is_begun_once_however_the_answer_to_it_gets_lost(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    await backend.capabilities(device)
    scanner.temper.drops = 1
    assert await until_failure(backend, device, GLASS) == ([], "scanner_gone")
    assert scanner.asked.count(("POST", "/eSCL/ScanJobs")) == 1


async def test_a_job_never_goes_out_on_a_connection_that_may_be_dead(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    for _ in range(2):
        await scanned(backend, device, GLASS)
    posted = [at for at, (method, _path) in zip(scanner.callers, scanner.asked, strict=True) if method == "POST"]
    assert len(set(posted)) == 2
    assert len(set(scanner.callers)) < len(scanner.callers)  # others are used again


async def test_a_certificate_of_its_own_making_is_taken_in_the_local_network_and_not_beyond() -> None:
    with EsclScanner(tls=True) as scanner:
        backend = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=QUICK)
        assert len(await scanned(backend, f"escl:{scanner.address}", GLASS)) == 1
        await backend.close()
        address = typed(scanner.address)
        assert address is not None
        line = Line(address, QUICK, near=False)
        with pytest.raises(NotReached, match="TLS"):
            await line.get("ScannerCapabilities")
        await line.close()


async def test_outside_the_local_network_nothing_is_asked_without_encryption() -> None:
    backend = EsclBackend({ADDRESSES: "8.8.8.8"}.__getitem__, limits=QUICK)
    began = time.monotonic()
    assert await until_failure(backend, "escl:8.8.8.8", GLASS) == ([], "scanner_denied")
    assert time.monotonic() - began < 0.5
    await backend.close()


async def test_a_scanner_that_insists_on_encryption_is_followed_to_its_own_door(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    with EsclScanner(tls=True) as door:
        scanner.temper.moves_to = f"https://elsewhere.invalid:{door.port}"
        assert len(await scanned(backend, device, GLASS)) == 1
        assert len(door.device.jobs) == 1


async def test_a_scanner_that_sends_one_in_circles_is_a_fault(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.temper.moves_to = scanner.url
    assert await until_failure(backend, device, GLASS) == ([], "scanner_fault")
