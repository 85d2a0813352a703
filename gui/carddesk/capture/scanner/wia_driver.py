"""Windows' scanners through the automation library of WIA 2.0, which gives a page as one whole file."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, unquote

from PIL import Image

from carddesk.capture.scanner import pixels, wia_faults
from carddesk.capture.scanner.contract import Capabilities, Mode, ScannedPage, Source, Wish
from carddesk.capture.scanner.device_values import MM_PER_INCH, PREVIEW_DPI, Range, to_choose
from carddesk.capture.scanner.driver_protocol import Found
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.driver_worker import GoingOn
from carddesk.capture.scanner.wia_constants import (
    DATA_COLOR,
    DATA_GRAYSCALE,
    DATA_THRESHOLD,
    DEVICE_TYPE_SCANNER,
    DPS_DOCUMENT_HANDLING_CAPABILITIES,
    DPS_DOCUMENT_HANDLING_SELECT,
    DPS_DOCUMENT_HANDLING_STATUS,
    DPS_HORIZONTAL_BED_SIZE,
    DPS_HORIZONTAL_SHEET_FEED_SIZE,
    DPS_PAGES,
    DPS_PREVIEW,
    DPS_VERTICAL_BED_SIZE,
    DPS_VERTICAL_SHEET_FEED_SIZE,
    DUP,
    DUPLEX,
    FEED,
    FEED_READY,
    FEEDER,
    FLAT,
    FLATBED,
    FORMAT_BMP,
    INTENT_COLOR,
    INTENT_GRAYSCALE,
    INTENT_TEXT,
    IPA_DATATYPE,
    IPS_CUR_INTENT,
    IPS_XEXTENT,
    IPS_XPOS,
    IPS_XRES,
    IPS_YEXTENT,
    IPS_YPOS,
    IPS_YRES,
    MILLI_INCH,
    PAPER_JAM,
    PATH_COVER_UP,
)
from carddesk.capture.scanner.wia_properties import allowed, put, put_exactly, value

_SELECTED: Final[dict[Source, int]] = {"flatbed": FLATBED, "feeder": FEEDER, "duplex": FEEDER | DUPLEX}
_INTENTS: Final[dict[Mode, int]] = {"colour": INTENT_COLOR, "grey": INTENT_GRAYSCALE, "lineart": INTENT_TEXT}
_DATATYPES: Final[dict[Mode, int]] = {"colour": DATA_COLOR, "grey": DATA_GRAYSCALE, "lineart": DATA_THRESHOLD}


class WiaDriver:
    """The scanners that Windows knows.

    Args:
        manager: `WIA.DeviceManager`.
        com_error: what a call raises that fails.
        binary: the bytes in a `Vector`.
    """

    def __init__(self, manager: Any, com_error: type[Exception], binary: Callable[[Any], bytes]) -> None:
        self._manager = manager
        self._com_error = com_error
        self._binary = binary

    is_stuck = False

    def devices(self) -> Sequence[Found]:
        """The scanners there are; cameras are left to those who know cameras."""
        with self._told():
            return [
                Found(quote(each.DeviceID, safe="{}\\.-_"), _named(each, "Name"), _named(each, "Port"))
                for each in self._infos()
            ]

    def capabilities(self, device: str) -> Capabilities:
        """What the device can do."""
        with self._told():
            connected = self._connect(device)
            item = connected.Items.Item(1)
            sources = _sources(connected)
            resolutions = to_choose(allowed(item, IPS_XRES)) or (round(float(value(item, IPS_XRES) or 300)),)
            largest = {source: size for source in sources if (size := _largest_mm(connected, source)) is not None}
            return Capabilities(sources, _modes(item), resolutions, largest)

    def scan(self, device: str, wish: Wish, going_on: GoingOn) -> Generator[ScannedPage, None, None]:
        """Pages, until there are no more; one from the glass."""
        with self._told():
            connected = self._connect(device)
            if wish.source not in _sources(connected):
                raise DriverTrouble("scanner_wish", wish.source)
            put_exactly(connected, DPS_DOCUMENT_HANDLING_SELECT, _SELECTED[wish.source])
            # One transfer gives one side; a feeder that is to read both takes no less than a sheet of two.
            put_exactly(connected, DPS_PAGES, 2 if wish.source == "duplex" else 1)
            put_exactly(connected, DPS_PREVIEW, int(wish.preview))
            item = connected.Items.Item(1)
            dpi = _prepare(item, wish)
        most = 1 if wish.source == "flatbed" else wish.most_pages
        for count in itertools.count():
            if count == most or not going_on():
                return
            with self._told():
                data = self._transferred(connected, item, wish, is_first=count == 0)
            if data is None:
                return
            image = Image.open(io.BytesIO(data))
            yield ScannedPage(pixels.encoded(image, wish.mode, dpi), dpi, wish.source == "duplex" and count % 2 == 1)

    def stop(self) -> None:
        """Nothing: a transfer cannot be broken off from here. Who asked ends this process, and Windows the transfer."""

    def _transferred(self, device: Any, item: Any, wish: Wish, *, is_first: bool) -> bytes | None:
        """The next page as a BMP file; None when the feeder has given its last one."""
        if wish.source != "flatbed":
            _require_ready(device, is_first=is_first)
            if not is_first and not _is_loaded(device):
                return None
        try:
            return self._binary(item.Transfer(FORMAT_BMP).FileData)
        except self._com_error as error:
            if not is_first and wia_faults.is_paper_empty(error):
                return None
            raise

    def _infos(self) -> Iterator[Any]:
        infos = self._manager.DeviceInfos
        for position in range(1, infos.Count + 1):
            info = infos.Item(position)
            if info.Type == DEVICE_TYPE_SCANNER:
                yield info

    def _connect(self, device: str) -> Any:
        name = unquote(device)
        for info in self._infos():
            if info.DeviceID == name:
                return info.Connect()
        raise DriverTrouble("scanner_gone")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._com_error as error:
            raise wia_faults.trouble(error) from error


def _named(info: Any, name: str) -> str:
    properties = info.Properties
    return str(properties.Item(name).Value).strip() if properties.Exists(name) else ""


def _sources(device: Any) -> tuple[Source, ...]:
    can = value(device, DPS_DOCUMENT_HANDLING_CAPABILITIES)
    if not can:
        return ("flatbed",)
    found: list[tuple[int, Source]] = [(FLAT, "flatbed"), (FEED, "feeder"), (FEED | DUP, "duplex")]
    return tuple(source for flags, source in found if can & flags == flags) or ("flatbed",)


def _modes(item: Any) -> tuple[Mode, ...]:
    datatypes = allowed(item, IPA_DATATYPE)
    if not isinstance(datatypes, tuple):
        return tuple(_INTENTS)
    return tuple(mode for mode, number in _DATATYPES.items() if number in datatypes) or ("colour",)


def _largest_mm(device: Any, source: Source) -> tuple[float, float] | None:
    is_bed = source == "flatbed"
    width = value(device, DPS_HORIZONTAL_BED_SIZE if is_bed else DPS_HORIZONTAL_SHEET_FEED_SIZE)
    height = value(device, DPS_VERTICAL_BED_SIZE if is_bed else DPS_VERTICAL_SHEET_FEED_SIZE)
    if not width or not height:
        return None
    return round(width / MILLI_INCH * MM_PER_INCH, 1), round(height / MILLI_INCH * MM_PER_INCH, 1)


def _prepare(item: Any, wish: Wish) -> int:
    """Set what is wished, the intent first: it sets all else to what Windows thinks fit. Gives the resolution."""
    put_exactly(item, IPS_CUR_INTENT, _INTENTS[wish.mode])
    for number in (IPS_XRES, IPS_YRES):
        put(item, number, PREVIEW_DPI if wish.preview else wish.dpi)
    dpi = int(value(item, IPS_XRES) or wish.dpi)
    # From the corner and at its largest first: an extent may only be as large as its place leaves room for.
    for place, extent in ((IPS_XPOS, IPS_XEXTENT), (IPS_YPOS, IPS_YEXTENT)):
        put(item, place, 0)
        limits = allowed(item, extent)
        if isinstance(limits, Range):
            put(item, extent, limits.high)
    if wish.area_mm is not None:
        left, top, width, height = (each * dpi / MM_PER_INCH for each in wish.area_mm)
        for place, start, extent, length in (
            (IPS_XPOS, left, IPS_XEXTENT, width),
            (IPS_YPOS, top, IPS_YEXTENT, height),
        ):
            put(item, extent, length)
            put(item, place, start)
    return dpi


def _require_ready(device: Any, *, is_first: bool) -> None:
    status = value(device, DPS_DOCUMENT_HANDLING_STATUS) or 0
    if status & PAPER_JAM:
        raise DriverTrouble("feeder_jam")
    if status & PATH_COVER_UP:
        raise DriverTrouble("cover_open")
    # Where there is a glass as well, a driver may take what lies on it instead of saying that the feeder is empty.
    if is_first and not _is_loaded(device) and "flatbed" in _sources(device):
        raise DriverTrouble("feeder_empty")


def _is_loaded(device: Any) -> bool:
    status = value(device, DPS_DOCUMENT_HANDLING_STATUS)
    return status is None or bool(status & FEED_READY)
