"""Whoever stops a scan stops the scanner, and is kept waiting by none."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from carddesk.capture.scanner.escl_backend import EsclBackend
from tests.fakes.escl import EsclScanner
from tests.unit.capture.escl.conftest import QUICK
from tests.unit.capture.escl.scans import FEEDER, GLASS, scanned, side


async def test_the_feeder_stops_after_as_many_pages_as_are_wanted(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(3)
    came = await scanned(backend, device, replace(FEEDER, most_pages=2))
    assert [page.data for page in came] == [side(0), side(2)]
    assert len(scanner.cancelled) == 1
    assert scanner.is_free
    assert scanner.device.sheets == 1


@pytest.mark.parametrize("wait_s", [0.05, 0.3])
async def test_cancelling_while_a_page_is_awaited_stops_the_scanner(
    backend: EsclBackend, device: str, scanner: EsclScanner, wait_s: float
) -> None:
    scanner.load(2)
    scanner.temper.page_s = 1.0
    scan = asyncio.ensure_future(scanned(backend, device, FEEDER))
    await asyncio.sleep(wait_s)
    scan.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scan
    assert len(scanner.cancelled) == 1
    assert scanner.is_free
    scanner.temper.page_s = 0.0
    assert len(await scanned(backend, device, FEEDER)) == 2


async def test_cancelling_before_the_job_has_a_name_takes_it_back_all_the_same(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    await backend.capabilities(device)
    scanner.temper.accept_s = 0.3
    scan = asyncio.ensure_future(scanned(backend, device, GLASS))
    await asyncio.sleep(0.1)
    assert not scanner.is_free
    scan.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scan
    assert scanner.is_free
    assert len(scanner.cancelled) == 1


async def test_a_scanner_that_does_not_even_answer_to_a_new_job_keeps_nobody_from_stopping(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    await backend.capabilities(device)
    scanner.temper.accept_s = 30.0
    scan = asyncio.ensure_future(scanned(backend, device, GLASS))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    scan.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scan
    await backend.close()
    assert time.monotonic() - began < 2 * QUICK.farewell_s + 0.5


async def test_closing_between_two_pages_stops_the_scanner(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(5)
    async with aclosing(backend.scan(device, FEEDER)) as coming:
        async for _page in coming:
            break
    assert scanner.is_free
    assert scanner.device.sheets == 4


async def test_who_is_cancelled_twice_does_not_wait_and_the_job_is_taken_back_still(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.temper.page_s = 1.0
    scan = asyncio.ensure_future(scanned(backend, device, GLASS))
    await asyncio.sleep(0.2)
    scan.cancel()
    await asyncio.sleep(0)
    scan.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scan
    await backend.close()
    assert scanner.is_free


async def test_a_scanner_that_does_not_hear_the_farewell_holds_up_nobody(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(3)
    scanner.temper.ignores_delete = True
    began = time.monotonic()
    assert len(await scanned(backend, device, replace(FEEDER, most_pages=1))) == 1
    assert time.monotonic() - began < QUICK.farewell_s
