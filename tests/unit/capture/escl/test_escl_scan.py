"""Scans from the scanner on loopback: what is asked, what comes, and what is told when it does not."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from carddesk.capture.scanner.contract import Area, ScannedPage, Wish
from carddesk.capture.scanner.escl.address import typed
from carddesk.capture.scanner.escl.line import Line, NotReached, Reply
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.imaging import decode
from tests.fakes.escl import EsclScanner, pages
from tests.fakes.escl.device import Temper
from tests.fakes.escl.documents import Build
from tests.unit.capture.escl.conftest import QUICK

CARD: Area = (10.0, 10.0, 90.0, 60.0)
REGION = (118, 118, 1063, 709)
GLASS = Wish(dpi=75, area_mm=CARD)
FEEDER = replace(GLASS, source="feeder")
DUPLEX = replace(GLASS, source="duplex")


async def scanned(backend: EsclBackend, device: str, wish: Wish) -> list[ScannedPage]:
    return [page async for page in backend.scan(device, wish)]


async def until_failure(backend: EsclBackend, device: str, wish: Wish) -> tuple[list[ScannedPage], str]:
    came: list[ScannedPage] = []
    try:
        async for page in backend.scan(device, wish):
            came.append(page)  # noqa: PERF401  # what came before it fails is the question
    except ScannerError as error:
        return came, error.code
    return came, ""


def side(number: int, dpi: int = 75, colour: str = "RGB24") -> bytes:
    return pages.encoded(number, pages.Sight(REGION, dpi, colour), "image/jpeg")


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


async def test_the_feeder_stops_after_as_many_pages_as_are_wanted(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(3)
    came = await scanned(backend, device, replace(FEEDER, most_pages=2))
    assert [page.data for page in came] == [side(0), side(2)]
    assert len(scanner.cancelled) == 1
    assert scanner.is_free
    assert scanner.device.sheets == 1


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


async def test_a_scanner_that_was_switched_off_is_gone(backend: EsclBackend, device: str, scanner: EsclScanner) -> None:
    await scanned(backend, device, GLASS)
    scanner.close()
    assert await until_failure(backend, device, GLASS) == ([], "scanner_gone")
    with pytest.raises(ScannerError, match="Connection refused"):
        await backend.capabilities(device)


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


async def test_the_client_adds_next_to_nothing_to_the_time_of_the_scanner(
    backend: EsclBackend, device: str, scanner: EsclScanner
) -> None:
    scanner.load(8)
    whole = Wish("feeder", dpi=200)
    late = [time.perf_counter() - scanner.device.finished[-1] async for _page in backend.scan(device, whole)]
    assert len(late) == 8
    assert min(late) < 0.05
    assert sorted(late)[4] < 0.25  # of a machine that does other things as well
