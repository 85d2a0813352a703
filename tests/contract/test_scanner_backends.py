"""What every scanner back-end must hold to, whatever it talks to: SANE, a network scanner, Windows."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from carddesk.capture.scanner.contract import ScannedPage, ScannerBackend, Wish
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.imaging.decode import probe
from tests.contract.scanner_benches import BENCHES, STALL_SECONDS, Bench, Mishap

CARD = (10.0, 20.0, 86.0, 54.0)
MISHAPS = get_args(Mishap)
QUICK_MM = (86.0, 58.0)
QUICK = Wish(dpi=75, area_mm=(0.0, 0.0, *QUICK_MM))
FEEDER = replace(QUICK, source="feeder")


@pytest.fixture(params=list(BENCHES))
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    made = BENCHES[request.param](tmp_path)
    yield made
    await made.close()


@pytest.fixture
def device(bench: Bench) -> str:
    return bench.device


async def pages(bench: Bench, device: str, wish: Wish) -> list[ScannedPage]:
    return [page async for page in bench.backend.scan(device, wish)]


async def picture(bench: Bench, device: str, wish: Wish) -> Image.Image:
    (page,) = await pages(bench, device, wish)
    return Image.open(io.BytesIO(page.data))


def expected_size(width_mm: float, height_mm: float, dpi: int) -> tuple[float, float]:
    return width_mm / 25.4 * dpi, height_mm / 25.4 * dpi


def lacking(bench: Bench, what: str) -> None:
    if what in bench.lacks:
        pytest.skip(f"this scanner cannot imitate {what}")


async def test_it_is_a_back_end_that_works_here(bench: Bench) -> None:
    assert isinstance(bench.backend, ScannerBackend)
    assert bench.backend.title
    assert bench.backend.missing() is None


async def test_it_lists_its_devices_each_with_an_id_that_stays_and_a_title(bench: Bench) -> None:
    found = await bench.backend.devices()
    assert found
    assert len({device.id for device in found}) == len(found)
    for device in found:
        assert device.backend == bench.backend.id
        assert device.id.startswith(f"{bench.backend.id}:")
        assert not set(device.id) & set(" ;=\t\n")  # scan profiles are kept as words
        assert device.title.strip() == device.title != ""
    assert bench.device in [device.id for device in found]
    assert await bench.backend.devices() == found


async def test_it_says_what_a_device_can_do(bench: Bench, device: str) -> None:
    can = await bench.backend.capabilities(device)
    assert {"flatbed", "feeder"} <= set(can.sources)
    assert ("duplex" in can.sources) != ("duplex" in bench.lacks)
    assert {"colour", "grey"} <= set(can.modes)
    assert list(can.resolutions) == sorted(set(can.resolutions))
    assert can.resolutions
    for width, height in can.largest_mm.values():
        assert 100 < width < 500
        assert 100 < height < 500


async def test_the_glass_gives_one_page_that_the_program_can_open(bench: Bench, device: str) -> None:
    (page,) = await pages(bench, device, QUICK)
    found = probe(page.data)
    assert found.format in {"JPEG", "PNG"}
    assert page.dpi == 75
    assert not page.is_back


@pytest.mark.parametrize("dpi", [75, 300])
async def test_area_and_resolution_are_obeyed(bench: Bench, device: str, dpi: int) -> None:
    shown = await picture(bench, device, Wish(dpi=dpi, area_mm=CARD))
    assert shown.size == pytest.approx(expected_size(CARD[2], CARD[3], dpi), abs=0.02 * dpi + 2)
    assert shown.info["dpi"] == pytest.approx((dpi, dpi), abs=1)


async def test_an_area_is_that_part_of_the_whole(bench: Bench, device: str) -> None:
    if not bench.picture_moves:
        pytest.skip("this scanner shows the same wherever the area lies")
    whole = await picture(bench, device, Wish(dpi=75))
    part = await picture(bench, device, Wish(dpi=75, area_mm=CARD))
    shown = np.asarray(part.convert("L"), float)
    assert shown.std() > 10  # there is something to be seen

    def distance(aside_mm: float) -> float:
        left, top = (round((each + aside_mm) / 25.4 * 75) for each in CARD[:2])
        there = whole.crop((left, top, left + part.width, top + part.height)).convert("L")
        return float(np.abs(np.asarray(there, float) - shown).mean())

    assert distance(0.0) < 0.6 * min(distance(-3.0), distance(3.0))


async def test_without_an_area_all_of_the_glass_comes(bench: Bench, device: str) -> None:
    can = await bench.backend.capabilities(device)
    shown = await picture(bench, device, Wish(dpi=75))
    assert shown.size == pytest.approx(expected_size(*can.largest_mm["flatbed"], 75), abs=4)


def contrast(image: Image.Image) -> float:
    """How near to black or white the pixels are: 128 at most."""
    return float(np.abs(np.asarray(image.convert("L"), float) - 127.5).mean())


@pytest.mark.parametrize("mode", ["colour", "grey", "lineart"])
async def test_the_mode_is_obeyed(bench: Bench, device: str, mode: str) -> None:
    can = await bench.backend.capabilities(device)
    if mode not in can.modes:
        pytest.skip(f"this scanner has no {mode}")
    shown = await picture(bench, device, replace(QUICK, mode=mode))
    assert shown.size == pytest.approx(expected_size(*QUICK_MM, QUICK.dpi), abs=4)
    values = np.asarray(shown.convert("RGB"), int)
    spread = (values.max(axis=2) - values.min(axis=2)).max()
    assert (spread > 40) == (mode == "colour")
    if mode == "lineart":
        grey = await picture(bench, device, replace(QUICK, mode="grey"))
        assert contrast(shown) > contrast(grey) + 5


async def test_a_preview_is_coarse_and_shows_all(bench: Bench, device: str) -> None:
    (page,) = await pages(bench, device, Wish(dpi=600, preview=True))
    shown = Image.open(io.BytesIO(page.data))
    assert page.dpi <= 150
    can = await bench.backend.capabilities(device)
    assert shown.size == pytest.approx(expected_size(*can.largest_mm["flatbed"], page.dpi), abs=4)


async def test_a_resolution_that_the_device_has_not_becomes_the_nearest(bench: Bench, device: str) -> None:
    (page,) = await pages(bench, device, replace(QUICK, dpi=5000, area_mm=(0.0, 0.0, 12.0, 12.0)))
    assert page.dpi >= max((await bench.backend.capabilities(device)).resolutions)


async def test_the_feeder_is_scanned_until_it_is_empty(bench: Bench, device: str) -> None:
    sheets = await bench.load()
    assert len(await pages(bench, device, FEEDER)) == sheets


async def test_the_feeder_stops_after_so_many_pages_and_goes_on_from_there(bench: Bench, device: str) -> None:
    sheets = await bench.load()
    assert len(await pages(bench, device, replace(FEEDER, most_pages=2))) == 2
    rest = await pages(bench, device, replace(FEEDER, most_pages=sheets - 2))
    assert len(rest) == sheets - 2


async def test_both_sides_come_one_after_the_other(bench: Bench, device: str) -> None:
    lacking(bench, "duplex")
    sheets = await bench.load()
    came = await pages(bench, device, replace(FEEDER, source="duplex"))
    assert [page.is_back for page in came] == [False, True] * sheets
    assert len({page.data for page in came[:2]}) == 2


async def test_an_empty_feeder_is_said(bench: Bench, device: str) -> None:
    await bench.empty()
    assert await code(bench, device, FEEDER) == "feeder_empty"
    await bench.load()
    assert await pages(bench, device, replace(FEEDER, most_pages=1))


async def code(bench: Bench, device: str, wish: Wish) -> str:
    with pytest.raises(ScannerError) as told:
        await pages(bench, device, wish)
    assert told.value.message
    return told.value.code


@pytest.mark.parametrize("mishap", MISHAPS)
async def test_what_goes_wrong_is_said_in_time_and_the_next_scan_works(
    bench: Bench, device: str, mishap: Mishap
) -> None:
    lacking(bench, mishap)
    await bench.load()
    await bench.spoil(mishap)
    began = time.monotonic()
    assert await code(bench, device, FEEDER) == mishap
    assert time.monotonic() - began < 2 * STALL_SECONDS + 3
    await bench.mend()
    await bench.load()
    assert await pages(bench, device, replace(FEEDER, most_pages=1))


async def test_a_device_that_is_not_known_is_not_there(bench: Bench) -> None:
    with pytest.raises(ScannerError) as told:
        await bench.backend.capabilities(f"{bench.backend.id}:nowhere")
    assert told.value.code == "scanner_gone"


@pytest.mark.parametrize("how", ["cancelled while it waits", "closed between pages"])
async def test_who_stops_waiting_frees_the_device(bench: Bench, device: str, how: str) -> None:
    await bench.load()
    await bench.slow_down()
    if how == "closed between pages":
        async with aclosing(bench.backend.scan(device, FEEDER)) as coming:
            assert (await anext(coming)).data
    else:
        waiting = asyncio.create_task(pages(bench, device, FEEDER))
        await asyncio.sleep(0.3)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await bench.mend()
    began = time.monotonic()
    assert await pages(bench, device, QUICK)
    assert time.monotonic() - began < 6


async def test_a_scan_beside_another_is_told_that_the_scanner_is_busy_or_waits(bench: Bench, device: str) -> None:
    await bench.load()
    await bench.slow_down()
    async with aclosing(bench.backend.scan(device, FEEDER)) as coming:
        assert (await anext(coming)).data
        assert await code(bench, device, QUICK) == "scanner_busy"
        assert (await anext(coming)).data


async def test_nothing_holds_up_the_event_loop(bench: Bench, device: str) -> None:
    """Counted is what the loop's own thread computes from one turn to the next: on a busy machine others take its time, too."""
    turns = []

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.005)
            turns.append(time.thread_time() - before)

    watching = asyncio.create_task(watch())
    try:
        assert await pages(bench, device, Wish(dpi=300))
    finally:
        watching.cancel()
    assert len(turns) > 5
    assert max(turns) < 0.05


async def test_closing_twice_is_no_fault_and_nothing_is_left(bench: Bench, device: str) -> None:
    assert await pages(bench, device, QUICK)
    await bench.backend.close()
    await bench.backend.close()
