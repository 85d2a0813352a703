"""Scans from the scanner on loopback: what is asked, what comes, and what is told when it does not."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from carddesk.capture.scanner.contract import ScannedPage, Wish
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from carddesk.imaging import decode
from tests.fakes.escl import EsclScanner
from tests.fakes.escl.device import Temper
from tests.fakes.escl.documents import Build
from tests.unit.capture.escl.conftest import QUICK
from tests.unit.capture.escl.scans import DUPLEX, FEEDER, GLASS, REGION, scanned, side, until_failure


async def test_the_page_is_what_the_scanner_sent_byte_for_byte(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    assert await scanned(backend, device, GLASS) == [ScannedPage(side(0), 75)]
    assert scanner.is_free


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        (GLASS, ("Platen", False, REGION, "RGB24", 75, "image/jpeg", "TextAndGraphic")),
        (
            replace(GLASS, dpi=290, mode="grey"),
            ("Platen", False, REGION, "Grayscale8", 300, "image/jpeg", "TextAndGraphic"),
        ),
        (replace(GLASS, dpi=300, preview=True), ("Platen", False, REGION, "RGB24", 75, "image/jpeg", "Preview")),
        (
            replace(FEEDER, mode="lineart"),
            ("Feeder", False, REGION, "BlackAndWhite1", 75, "application/pdf", "TextAndGraphic"),
        ),
        (
            replace(DUPLEX, area_mm=None),
            ("Feeder", True, (0, 0, 2550, 4200), "RGB24", 75, "image/jpeg", "TextAndGraphic"),
        ),
    ],
)
async def test_the_scanner_is_asked_for_what_is_wished(
    backend: EsclBackend, device: str, scanner: EsclScanner, wish: Wish, asked: tuple[object, ...]
) -> None:
    scanner.load(1)
    await scanned(backend, device, wish)
    got = scanner.device.jobs[0].order
    assert (got.source, got.duplex, got.region, got.colour, got.dpi, got.kind, got.intent) == asked


STRAYING = {
    "a job by its path": {"location": "path"},
    "a job by the end of its path": {"location": "relative"},
    "a job at a host that is not there": {"location": "wrong_host"},
    "a job at half an address": {"location": "broken_ipv6"},
    "answers in chunks": {"chunked": True},
    "connections closed": {"closes": True},
    "answers in chunks, connections closed": {"chunked": True, "closes": True},
    "jobs from itself alone": {"server": "HP_Compact_Server"},
    "not ready": {"not_ready": 1, "retry_after": ""},
    "not ready, said as no more": {"not_ready": 1, "retry_after": "", "not_ready_status": 404},
    "not ready, said as gone": {"not_ready": 1, "retry_after": "", "not_ready_status": 410},
    "slowly": {"mishaps": {1: "slow"}},
    "no more, too early": {"early_404": True},
}


@pytest.mark.parametrize("habits", STRAYING.values(), ids=list(STRAYING))
async def test_scanners_that_stray_from_the_documents_are_understood(habits: dict[str, Any]) -> None:
    with EsclScanner(temper=Temper(**habits)) as scanner:
        scanner.load(2)
        backend = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=QUICK)
        came = await scanned(backend, f"escl:{scanner.address}", FEEDER)
        await backend.close()
        assert [page.data for page in came] == [side(0), side(2)]
        assert scanner.is_free
        assert not scanner.cancelled


async def test_of_two_sides_the_second_is_the_back(backend: EsclBackend, device: str, scanner: EsclScanner) -> None:
    scanner.load(2)
    came = await scanned(backend, device, DUPLEX)
    assert [page.data for page in came] == [side(number) for number in range(4)]
    assert [page.is_back for page in came] == [False, True, False, True]


async def test_a_document_of_several_pages_becomes_pages(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(2)
    scanner.temper.whole_pdf = True
    came = await scanned(backend, device, DUPLEX)
    assert [decode.probe(page.data).format for page in came] == ["JPEG"] * 4
    assert len({page.data for page in came}) == 4
    assert [page.is_back for page in came] == [False, True, False, True]


@pytest.mark.parametrize(
    ("mishap", "chunked", "code"),
    [
        ("reset", False, "scanner_gone"),
        ("reset", True, "scanner_gone"),
        ("cut", False, "scanner_gone"),
        ("cut", True, "scanner_gone"),
        ("cut_unsaid", False, "scanner_gone"),
        ("stall", False, "scanner_stalled"),
        ("stall_midway", True, "scanner_stalled"),
    ],
)
async def test_a_page_that_breaks_off_is_no_page_and_the_ones_before_are_whole(
    backend: EsclBackend, device: str, scanner: EsclScanner, mishap: str, chunked: bool, code: str
) -> None:
    scanner.load(3)
    scanner.temper.chunked = chunked
    scanner.temper.mishaps[1] = mishap  # type: ignore[assignment]
    began = time.monotonic()
    came, told = await until_failure(backend, device, FEEDER)
    assert ([page.data for page in came], told) == ([side(0)], code)
    assert time.monotonic() - began < QUICK.page_s + 1.0
    assert scanner.is_free
    assert len(scanner.cancelled) == 1


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("ScannerAdfEmpty", "feeder_empty"),
        ("ScannerAdfJam", "feeder_jam"),
        ("ScannerAdfMispick", "feeder_jam"),
        ("ScannerAdfMultipickDetected", "feeder_jam"),
        ("ScannerAdfHatchOpen", "cover_open"),
    ],
)
async def test_what_the_feeder_says_is_told(
    backend: EsclBackend, device: str, scanner: EsclScanner, state: str, code: str
) -> None:
    scanner.load(1)
    scanner.temper.adf = state
    assert await until_failure(backend, device, FEEDER) == ([], code)
    assert scanner.is_free
    scanner.temper.adf = ""
    assert len(await scanned(backend, device, FEEDER)) == 1


async def test_an_empty_feeder_is_no_matter_to_the_glass(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.temper.adf = "ScannerAdfJam"
    assert len(await scanned(backend, device, GLASS)) == 1


@pytest.mark.parametrize("status", [404, 409, 410])
async def test_paper_that_jams_later_is_told_behind_the_pages_that_came(
    backend: EsclBackend, device: str, scanner: EsclScanner, status: int
) -> None:
    scanner.load(5)
    scanner.temper.jam_after, scanner.temper.jam_status = 2, status
    came, code = await until_failure(backend, device, FEEDER)
    assert ([page.data for page in came], code) == ([side(0), side(2)], "feeder_jam")


async def test_a_jam_that_silences_the_scanner_is_asked_for(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(1)
    scanner.temper.mishaps[0] = "stall"
    scan = asyncio.ensure_future(until_failure(backend, device, FEEDER))
    await asyncio.sleep(0.2)
    scanner.temper.adf = "ScannerAdfJam"
    began = time.monotonic()
    assert await scan == ([], "feeder_jam")
    assert time.monotonic() - began < QUICK.page_s - 0.5


async def test_a_slow_answer_about_how_it_stands_holds_up_no_page(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.temper.page_s = 0.6
    scanner.temper.status_s = 30.0
    page = await anext(scan := backend.scan(device, GLASS))
    assert time.perf_counter() - scanner.device.finished[0] < 0.25
    assert page.data == side(0)
    await scan.aclose()


@pytest.mark.parametrize(("status", "retry_after"), [(503, ""), (503, "Wed, 21 Oct 2026 07:28:00 GMT"), (409, "0")])
async def test_a_scanner_that_stays_busy_is_told_within_the_limit(
    backend: EsclBackend, device: str, scanner: EsclScanner, status: int, retry_after: str
) -> None:
    scanner.temper.busy, scanner.temper.retry_after = status, retry_after
    began = time.monotonic()
    assert await until_failure(backend, device, GLASS) == ([], "scanner_busy")
    assert time.monotonic() - began < QUICK.busy_s + 1.0


async def test_a_scanner_that_is_busy_for_a_moment_is_waited_for(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.temper.busy, scanner.temper.retry_after = 503, ""
    asyncio.get_running_loop().call_later(0.2, setattr, scanner.temper, "busy", 0)
    assert len(await scanned(backend, device, GLASS)) == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_a_scanner_that_denies_is_told(
    backend: EsclBackend, device: str, scanner: EsclScanner, status: int
) -> None:
    scanner.temper.denies = status
    assert await until_failure(backend, device, GLASS) == ([], "scanner_denied")


async def test_what_the_scanner_has_not_is_told_without_asking_it() -> None:
    with EsclScanner(Build(feeder=False, duplex=False, colours=("RGB24",))) as scanner:
        backend = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=QUICK)
        device = f"escl:{scanner.address}"
        for wish in (FEEDER, DUPLEX, replace(GLASS, mode="lineart")):
            assert await until_failure(backend, device, wish) == ([], "scanner_wish")
        assert not scanner.device.jobs
        await backend.close()


async def test_the_client_adds_next_to_nothing_to_the_time_of_the_scanner(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(8)
    whole = Wish("feeder", dpi=200)
    late = [time.perf_counter() - scanner.device.finished[-1] async for _page in backend.scan(device, whole)]
    assert len(late) == 8
    assert min(late) < 0.05
    assert sorted(late)[4] < 0.25  # of a machine that does other things as well
