"""What the process does with SANE's devices, in the cases that SANE's own test device cannot imitate."""

from __future__ import annotations

import io
import threading
from typing import Any, get_args

import pytest
from PIL import Image

from carddesk.capture.scanner import sane_statuses, sane_worker
from carddesk.capture.scanner.contract import ScannedPage, Wish
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.sane_contract import Listed
from carddesk.capture.scanner.sane_statuses import IO_ERROR, NO_DOCS, WARMING_UP
from carddesk.capture.scanner.sane_worker import SaneDriver, keyed
from carddesk.capture.scanner.troubles import Trouble
from tests.unit.capture.scanner.sane_fakes import FakeLibrary, FakeScanner

NAME = "fake:one"


def pages(scanner: FakeScanner, wish: Wish, **more: Any) -> list[ScannedPage]:
    return list(SaneDriver(FakeLibrary({NAME: scanner}, **more)).scan(NAME, wish, lambda: True))


def code(scanner: FakeScanner, wish: Wish) -> str:
    with pytest.raises(DriverTrouble) as told:
        pages(scanner, wish)
    return told.value.code


def test_both_sides_come_as_first_and_second_side_of_a_sheet() -> None:
    came = pages(FakeScanner(sheets=3), Wish(source="duplex"))
    assert [page.is_back for page in came] == [False, True] * 3
    assert [page.is_back for page in pages(FakeScanner(sheets=3), Wish(source="feeder"))] == [False] * 3


def test_the_source_is_set_first_and_the_area_that_it_allows_last() -> None:
    scanner = FakeScanner()
    pages(scanner, Wish(source="feeder", dpi=300))
    assert scanner.order[0] == "source"
    assert set(scanner.order[-4:]) == {"tl-x", "tl-y", "br-x", "br-y"}
    assert scanner.values["br-y"] == 355.6
    assert scanner.values["resolution"] == 300


def test_what_a_source_allows_is_asked_with_that_source() -> None:
    can = SaneDriver(FakeLibrary({NAME: FakeScanner()})).capabilities(NAME)
    assert can.sources == ("flatbed", "feeder", "duplex")
    assert can.largest_mm == {"flatbed": (215.9, 297.0), "feeder": (215.9, 355.6), "duplex": (215.9, 355.6)}
    assert can.resolutions == (75, 150, 300, 600)


@pytest.mark.parametrize("sheets", [0, 2])
def test_the_device_is_cancelled_and_closed_once_whatever_happens(sheets: int) -> None:
    scanner = FakeScanner(sheets=sheets)
    if sheets:
        pages(scanner, Wish(source="feeder"))
    else:
        assert code(scanner, Wish(source="feeder")) == "feeder_empty"
    assert scanner.cancels == 1
    assert scanner.closed == 1


def test_what_went_wrong_is_told_though_the_driver_does_not_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(sane_worker, "_RELEASE_SECONDS", 0.1)
    monkeypatch.setattr(FakeScanner, "cancel", lambda _self: let_go.wait())
    driver = SaneDriver(FakeLibrary({NAME: FakeScanner(statuses=["Document feeder jammed"])}))
    assert not driver.is_stuck
    with pytest.raises(DriverTrouble) as told:
        list(driver.scan(NAME, Wish(source="feeder"), lambda: True))
    let_go.set()
    assert told.value.code == "feeder_jam"
    assert driver.is_stuck


def test_a_cold_lamp_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sane_worker, "_RETRY_SECONDS", 0.01)
    assert len(pages(FakeScanner(statuses=[WARMING_UP] * 3), Wish())) == 1
    monkeypatch.setattr(sane_worker, "_WARM_UP_SECONDS", 0.0)
    assert code(FakeScanner(statuses=[WARMING_UP] * 3), Wish()) == "scanner_busy"


def test_a_device_that_was_unplugged_is_gone_and_one_that_answers_has_a_fault() -> None:
    assert code(FakeScanner(unplugged=True), Wish()) == "scanner_gone"
    assert code(FakeScanner(statuses=[IO_ERROR]), Wish()) == "scanner_fault"


def test_the_last_page_of_the_feeder_ends_it_also_where_that_shows_only_late() -> None:
    scanner = FakeScanner(sheets=5, statuses=[])
    driver = SaneDriver(FakeLibrary({NAME: scanner}))
    coming = driver.scan(NAME, Wish(source="feeder"), lambda: True)
    next(coming)
    scanner.statuses = [NO_DOCS]
    assert list(coming) == []


def test_what_has_to_be_as_wished_may_not_be_refused_and_the_rest_may() -> None:
    assert code(FakeScanner(refuses=("mode",)), Wish()) == "scanner_wish"
    assert len(pages(FakeScanner(refuses=("tl-x", "br-y")), Wish())) == 1


@pytest.mark.parametrize("form", ["red", "green", "blue", "unknown format"])
def test_frames_that_cannot_be_put_together_are_said(form: str) -> None:
    assert code(FakeScanner(form=form), Wish()) == "scanner_wish"


def test_bits_with_something_behind_them_are_scanned_in_grey_and_made_black_or_white() -> None:
    scanner = FakeScanner(behind=3)
    (page,) = pages(scanner, Wish(mode="lineart"))
    assert scanner.values["mode"] == "Gray"
    assert Image.open(io.BytesIO(page.data)).mode == "1"


def test_a_sheetfed_device_without_a_choice_has_a_feeder() -> None:
    library = FakeLibrary({NAME: FakeScanner(has_source=False, sheets=2)}, kind="sheetfed scanner")
    driver = SaneDriver(library)
    assert driver.capabilities(NAME).sources == ("feeder",)
    assert len(list(driver.scan(NAME, Wish(source="feeder"), lambda: True))) == 2


def test_some_devices_open_only_after_they_were_listed() -> None:
    driver = SaneDriver(FakeLibrary({NAME: FakeScanner()}, only_listed=True))
    assert len(list(driver.scan(NAME, Wish(), lambda: True))) == 1


def test_a_device_that_was_plugged_in_again_is_found_by_the_same_key() -> None:
    library = FakeLibrary({"genesys:libusb:001:004": FakeScanner()})
    driver = SaneDriver(library)
    (found,) = driver.devices()
    library.scanners = {"genesys:libusb:003:011": FakeScanner()}
    assert driver.capabilities(found.key)
    anew = SaneDriver(library)
    assert anew.capabilities(found.key)
    assert [each.key for each in anew.devices()] == [found.key]


@pytest.mark.parametrize(
    "name",
    [
        "hpaio:/net/HP_LaserJet_MFP?ip=192.0.2.7",
        "airscan:e0:Specimen Scan 100",
        "pixma:04A91912_1A2B3C",
        "brother4:bus2;dev1",
        "epsonscan2:Scan 100:001:002:esci2:usb:ES0159:317",
    ],
)
def test_keys_are_words_that_lead_back_to_the_device(name: str) -> None:
    driver = SaneDriver(FakeLibrary({name: FakeScanner()}))
    (found,) = driver.devices()
    assert not set(found.key) & set(" ;=\t")
    assert found.where == name
    assert SaneDriver(FakeLibrary({name: FakeScanner()})).capabilities(found.key)


def test_two_of_one_model_have_keys_of_their_own() -> None:
    listed = [Listed(f"genesys:libusb:001:00{number}", "Specimen", "Scan 100", "") for number in (4, 5, 6)]
    assert len(keyed(listed)) == 3


def test_cameras_are_no_scanners() -> None:
    assert SaneDriver(FakeLibrary({"v4l:/dev/video0": FakeScanner()})).devices() == []


def test_every_status_has_a_trouble_and_what_is_unknown_is_a_fault() -> None:
    for status, step, expected in [
        ("Device busy", "open", "scanner_busy"),
        ("Invalid argument", "open", "scanner_gone"),
        ("Invalid argument", "start", "scanner_wish"),
        ("Error during device I/O", "open", "scanner_gone"),
        ("Error during device I/O", "read", "scanner_fault"),
        ("Document feeder jammed", "read", "feeder_jam"),
        ("Document feeder out of documents", "start", "feeder_empty"),
        ("Scanner cover is open", "start", "cover_open"),
        ("Access to resource has been denied", "open", "scanner_denied"),
        ("Out of memory", "read", "scanner_fault"),
        ("Operation was cancelled", "read", "scanner_fault"),
        ("End of file reached", "start", "scanner_fault"),
        ("Unknown SANE status code 42", "read", "scanner_fault"),
    ]:
        found = sane_statuses.trouble(status, step)  # type: ignore[arg-type]
        assert found.code == expected
        assert found.code in get_args(Trouble)
        assert found.said == status
