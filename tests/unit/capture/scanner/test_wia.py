"""What is asked of Windows' scanners, and how their answers are understood, on a tree of objects as Microsoft documents them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from carddesk.capture.scanner import wia_faults, wia_properties
from carddesk.capture.scanner.contract import ScannedPage, Wish
from carddesk.capture.scanner.device_values import Range
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.troubles import ScannerError, Trouble
from carddesk.capture.scanner.wia_backend import WiaBackend
from carddesk.capture.scanner.wia_driver import WiaDriver
from tests.fakes.wia.tree import ComError, Device, DeviceManager, State

Put = Callable[[State], None]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """How the scanner stands."""

    def write(state: State) -> None:
        state.write(tmp_path / "state.json")

    write(State())
    return write


@pytest.fixture
def driver(tmp_path: Path, put: Put) -> WiaDriver:
    return WiaDriver(DeviceManager(tmp_path / "state.json"), ComError, lambda vector: bytes(vector.BinaryData))


@pytest.fixture
def item(tmp_path: Path, put: Put) -> object:
    return Device(tmp_path / "state.json").Items.Item(1)


def pages(driver: WiaDriver, wish: Wish) -> list[ScannedPage]:
    (device,) = driver.devices()
    return list(driver.scan(device.key, wish, lambda: True))


def code(driver: WiaDriver, wish: Wish) -> str:
    with pytest.raises(DriverTrouble) as told:
        pages(driver, wish)
    return told.value.code


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0x80210002, "feeder_jam"),
        (0x80210003, "feeder_empty"),
        (0x80210005, "scanner_gone"),
        (0x80210006, "scanner_busy"),
        (0x80210016, "cover_open"),
        (0x80070005, "scanner_denied"),
        (0x80210001, "scanner_fault"),
        (0x12345678, "scanner_fault"),
    ],
)
def test_a_number_is_understood_wherever_it_stands(number: int, expected: str) -> None:
    class Direct(Exception):
        hresult = number - 0x1_0000_0000 if number >= 0x8000_0000 else number
        details = None

    for error in (ComError(number), Direct()):
        found = wia_faults.trouble(error)
        assert found.code == expected
        assert found.code in get_args(Trouble)
        assert f"{number:08X}" in found.said
    assert wia_faults.is_paper_empty(ComError(number)) == (number == 0x80210003)


def test_an_error_without_a_number_is_a_fault() -> None:
    assert wia_faults.trouble(RuntimeError()).code == "scanner_fault"


def test_a_property_says_which_values_it_takes(item: object) -> None:
    assert wia_properties.allowed(item, 6147) == (75.0, 100.0, 150.0, 200.0, 300.0, 600.0)
    assert wia_properties.allowed(item, 6151) == Range(1, 1275, 1)
    assert wia_properties.allowed(item, 6146) is None
    assert wia_properties.allowed(item, 9999) is None
    assert wia_properties.value(item, 9999) is None


def test_what_is_set_is_the_nearest_that_is_taken_and_what_is_not_there_is_left_alone(item: object) -> None:
    wia_properties.put(item, 6147, 290)
    assert wia_properties.value(item, 6147) == 300
    wia_properties.put(item, 6151, 1e9)
    assert wia_properties.value(item, 6151) == 8500 * 300 // 1000
    wia_properties.put(item, 9999, 1)
    wia_properties.put_exactly(item, 9999, 1)


def test_a_camera_is_no_scanner(driver: WiaDriver) -> None:
    assert [each.title for each in driver.devices()] == ["Specimen Flatbed 3"]


def test_what_windows_says_of_bed_and_sheet_is_told_in_millimetres(driver: WiaDriver, put: Put) -> None:
    (device,) = driver.devices()
    can = driver.capabilities(device.key)
    assert can.largest_mm == {"flatbed": (215.9, 297.2), "feeder": (215.9, 355.6), "duplex": (215.9, 355.6)}
    assert can.modes == ("colour", "grey", "lineart")
    put(State(has_feeder=False))
    assert driver.capabilities(device.key).sources == ("flatbed",)
    assert code(driver, Wish(source="feeder")) == "scanner_wish"


@pytest.mark.parametrize(
    ("status", "expected"), [(0x20, "feeder_jam"), (0x10, "cover_open"), (0x30, "feeder_jam"), (0, "feeder_empty")]
)
def test_the_feeder_says_how_it_stands_before_anything_moves(
    driver: WiaDriver, put: Put, status: int, expected: str
) -> None:
    # Some drivers take what lies on the glass where the feeder is empty: so it is asked first.
    put(State(status=status, error=0x8021000E))
    assert code(driver, Wish(source="feeder")) == expected


def test_a_jam_amid_the_sheets_is_no_end_of_them(driver: WiaDriver, put: Put) -> None:
    put(State(sheets=5))
    (device,) = driver.devices()
    coming = driver.scan(device.key, Wish(source="feeder", dpi=75), lambda: True)
    next(coming)
    put(State(sheets=0, status=0x20))
    with pytest.raises(DriverTrouble) as told:
        next(coming)
    assert told.value.code == "feeder_jam"


def test_a_feeder_that_says_only_by_an_error_that_it_is_empty_has_ended(driver: WiaDriver, put: Put) -> None:
    put(State(sheets=5))
    (device,) = driver.devices()
    coming = driver.scan(device.key, Wish(source="feeder", dpi=75), lambda: True)
    next(coming)
    put(State(sheets=4, error=0x80210003))
    assert list(coming) == []


def test_an_area_at_the_far_corner_can_be_set(driver: WiaDriver) -> None:
    (page,) = pages(driver, Wish(dpi=300, area_mm=(120.0, 230.0, 90.0, 60.0)))
    assert Image.open(io.BytesIO(page.data)).size == pytest.approx((1063, 709), abs=1)


def test_an_area_that_lies_half_outside_is_moved_inside(driver: WiaDriver) -> None:
    (page,) = pages(driver, Wish(dpi=75, area_mm=(180.0, 280.0, 90.0, 60.0)))
    assert Image.open(io.BytesIO(page.data)).size == pytest.approx((266, 177), abs=1)


def test_who_is_told_to_stop_begins_no_further_page(driver: WiaDriver, put: Put) -> None:
    put(State(sheets=5))
    (device,) = driver.devices()
    answers = iter([True, False])
    assert len(list(driver.scan(device.key, Wish(source="feeder", dpi=75), lambda: next(answers)))) == 1


def test_a_scanner_that_is_not_connected_is_gone(driver: WiaDriver, put: Put) -> None:
    (device,) = driver.devices()
    put(replace(State(), is_there=False))
    with pytest.raises(DriverTrouble) as told:
        driver.capabilities(device.key)
    assert told.value.code == "scanner_gone"


async def test_without_windows_the_process_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = WiaBackend()
    advice = backend.missing()
    assert advice is not None
    assert "comtypes" in advice
    monkeypatch.setattr(WiaBackend, "missing", lambda _self: None)
    with pytest.raises(ScannerError, match="No module named 'comtypes'"):
        await backend.devices()
    await backend.close()
