"""SANE's own test device in the states that drivers are known for, and seen with other eyes: those of `scanimage`."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carddesk.capture.scanner.contract import Mode, Wish
from carddesk.capture.scanner.sane_backend import SaneBackend
from carddesk.capture.scanner.troubles import ScannerError
from tests.contract.scanner_benches import SaneBench

AREA = (0.0, 0.0, 61.0, 47.0)
DPI = 90
GUI = str(Path(__file__).parents[4] / "gui")
LOSS = 3.0
"""What JPEG of quality 95 takes from a pattern of hard edges in pure colours, in levels of 255 on average."""


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[SaneBench]:
    made = SaneBench(tmp_path)
    made.backend.stall_seconds = 10.0
    yield made
    await made.close()


async def scanned(bench: SaneBench, mode: Mode) -> Image.Image:
    (page,) = [page async for page in bench.backend.scan(bench.device, Wish(mode=mode, dpi=DPI, area_mm=AREA))]
    return Image.open(io.BytesIO(page.data))


def seen_by_scanimage(bench: SaneBench, mode: Mode, *more: str) -> Image.Image:
    depth = "1" if mode == "lineart" else "8"
    command = ["scanimage", "-d", bench.device.removeprefix("sane:"), "--format=pnm", "--resolution", str(DPI)]
    word = {"colour": "Color"}.get(mode, "Gray")
    geometry = ["-l", "0", "-t", "0", "-x", str(AREA[2]), "-y", str(AREA[3])]
    environment = {**os.environ, "SANE_CONFIG_DIR": str(bench.folder)}
    for _ in range(3):
        # WORKAROUND: once in some hundred times it hangs at its end, in `sane_exit`: a driver's thread was ended while it held
        # the lock of the dynamic linker.
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                [*command, "--mode", word, "--depth", depth, *geometry, *more],
                env=environment,
                capture_output=True,
                check=True,
                timeout=15,
            )
            return Image.open(io.BytesIO(done.stdout))
    raise AssertionError("scanimage hangs each time")


@pytest.mark.parametrize("mode", ["colour", "grey", "lineart"])
async def test_another_program_sees_the_same(bench: SaneBench, mode: Mode) -> None:
    ours, theirs = await scanned(bench, mode), seen_by_scanimage(bench, mode)
    assert ours.size == theirs.size
    kind = "RGB" if mode == "colour" else "L"
    difference = np.abs(np.asarray(ours.convert(kind), int) - np.asarray(theirs.convert(kind), int))
    assert difference.mean() < (1e-9 if mode == "lineart" else LOSS)


@pytest.mark.parametrize(
    ("changes", "modes"),
    [
        ({"ppl-loss": "7"}, ("colour", "grey")),
        ({"read-limit": "true", "read-limit-size": "977"}, ("colour", "lineart")),
        ({"fuzzy-parameters": "true"}, ("colour",)),
        ({"non-blocking": "true"}, ("grey",)),
        ({"depth": "16"}, ("colour",)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
async def test_what_drivers_are_known_for_makes_no_difference(
    bench: SaneBench, changes: dict[str, str], modes: tuple[Mode, ...]
) -> None:
    for mode in modes:
        bench.configure(**changes)
        ours = await scanned(bench, mode)
        # Not `scanimage` in the same state: it takes what stands behind the pixels of a line for pixels.
        bench.configure()
        theirs = seen_by_scanimage(bench, mode)
        assert abs(ours.width - theirs.width) <= 7
        across, down = min(ours.width, theirs.width), min(ours.height, theirs.height)
        assert down > 0.97 * theirs.height
        kind = "RGB" if mode == "colour" else "L"
        both = [np.asarray(each.convert(kind), int)[:down, :across] for each in (ours, theirs)]
        assert np.abs(both[0] - both[1]).mean() < LOSS
        await bench.backend.close()


async def test_how_many_lines_come_need_not_be_known_before(bench: SaneBench) -> None:
    bench.configure(**{"hand-scanner": "true"})
    ours, theirs = await scanned(bench, "colour"), seen_by_scanimage(bench, "colour")
    assert ours.width == theirs.width
    down = min(ours.height, theirs.height)
    both = [np.asarray(each, int)[:down] for each in (ours, theirs)]
    assert down > 100
    assert np.abs(both[0] - both[1]).mean() < LOSS


async def test_single_bits_with_something_behind_them_are_not_skewed(bench: SaneBench) -> None:
    bench.configure(**{"ppl-loss": "13"})
    ours = await scanned(bench, "lineart")
    bench.configure()
    theirs = seen_by_scanimage(bench, "grey").convert("L")
    expected = np.asarray(theirs, int)[: ours.height, : ours.width] >= 128
    assert (np.asarray(ours)[:, : expected.shape[1]] == expected).mean() > 0.98


async def test_three_passes_are_not_taken_where_one_can_be_had(bench: SaneBench) -> None:
    bench.configure(**{"three-pass": "true", "three-pass-order": "GBR"})
    ours = await scanned(bench, "colour")
    bench.configure()
    theirs = seen_by_scanimage(bench, "colour")
    assert np.abs(np.asarray(ours, int) - np.asarray(theirs, int)).mean() < LOSS


async def test_a_driver_that_really_crashes_takes_nothing_with_it(bench: SaneBench) -> None:
    # A list of no devices is more than the test device bears: the process dies of a segmentation fault.
    bench.configure(number_of_devices="0")
    with pytest.raises(ScannerError, match="its driver crashed"):
        await scanned(bench, "grey")
    bench.configure()
    assert (await scanned(bench, "grey")).mode == "L"


async def test_a_driver_that_says_nothing_is_given_up(bench: SaneBench) -> None:
    # A byte at a time with a fifth of a second behind each: at this pace no line is whole in time.
    bench.configure(**{"read-limit": "true", "read-delay": "true", "read-delay-duration": "200000"})
    bench.backend.stall_seconds = 0.15
    with pytest.raises(ScannerError) as told:
        await scanned(bench, "colour")
    assert told.value.code == "scanner_stalled"


def test_without_python_sane_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    advice = SaneBackend().missing()
    assert advice is not None
    for word in ("libsane-dev", "sane-backends-devel", "Arch: sane", "carddesk[scanner]", "eSCL"):
        assert word in advice


async def test_where_libsane_is_gone_it_is_said_what_to_install(bench: SaneBench, tmp_path: Path) -> None:
    (tmp_path / "sane.py").write_text("raise ImportError('libsane.so.1: cannot open shared object file')")
    bench.backend.variables = {**bench.backend.variables, "PYTHONPATH": os.pathsep.join((str(tmp_path), GUI))}
    with pytest.raises(ScannerError, match=r"libsane-dev.*libsane\.so\.1") as told:
        await bench.backend.devices()
    assert told.value.code == "scanner_none"
    assert bench.backend.process is None
