"""The process that talks to SANE, whose drivers hang and crash: `python -m carddesk.capture.scanner.sane_worker`."""

from __future__ import annotations

import itertools
import os
import re
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from urllib.parse import quote, unquote

from PIL import Image

from carddesk.capture.scanner import pixels, sane_options
from carddesk.capture.scanner.contract import Capabilities, ScannedPage, Source, Wish
from carddesk.capture.scanner.driver_protocol import Found
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.driver_worker import Driver, GoingOn, serve
from carddesk.capture.scanner.sane_contract import Frame, Library, Listed, Scanner
from carddesk.capture.scanner.sane_options import Options, Value
from carddesk.capture.scanner.sane_statuses import END, IO_ERROR, NO_DOCS, WARMING_UP

_SAMPLES: Mapping[str, pixels.Form] = {"gray": "L", "color": "RGB"}
_NEEDED = ("source", "mode", "resolution", "x-resolution", "y-resolution")
"""What has to be as wished; other options may be refused, and the page is good all the same."""
_SAFE = "/?,._-:*"
_PASSING = re.compile(r"(?<=libusb:)\d+:\d+|(?<=bus)\d+;dev\d+")
"""The part of a device's name that is another one after it was plugged in again."""
_CAMERAS = "v4l:"
_WARM_UP_SECONDS = 60.0
_RETRY_SECONDS = 1.0
_RELEASE_SECONDS = 10.0
"""For a carriage to go home. Some drivers end a thread of theirs without asking where it is, and then wait for it for ever."""


def main() -> int:
    """Serves the parent over standard input and output until it goes away."""
    return serve(_sane)


def _sane() -> Driver:
    # Where libsane is not there, this import fails, and `serve` says so.
    from carddesk.capture.scanner.sane_library import PythonSane  # noqa: PLC0415

    return SaneDriver(PythonSane())


class SaneDriver:
    """SANE's devices, one of them open at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._listed: dict[str, Listed] = {}
        self._open: Scanner | None = None
        self._lock = threading.Lock()
        self.is_stuck = False

    def devices(self) -> Sequence[Found]:
        """The scanners there are; cameras are left to those who know cameras."""
        there = [each for each in self._library.devices() if not each.name.startswith(_CAMERAS)]
        self._listed = keyed(there)
        return [
            Found(key, " ".join(filter(None, (each.vendor, each.model))) or each.name, each.name)
            for key, each in self._listed.items()
        ]

    def capabilities(self, device: str) -> Capabilities:
        """What the device can do. Each source is chosen in turn, since many drivers say more only then; nothing moves."""
        with self._opened(device) as scanner:
            named = sane_options.sources(scanner.options(), is_sheetfed=self._is_sheetfed(device, scanner))
            largest: dict[Source, tuple[float, float]] = {}
            resolutions: set[int] = set()
            for source in named:
                _set(scanner, partial(sane_options.for_source, wish=Wish(source=source), is_sheetfed="feeder" in named))
                options = scanner.options()
                if (size := sane_options.largest_mm(options, _dpi(scanner, 300))) is not None:
                    largest[source] = size
                resolutions.update(sane_options.resolutions(options))
            dpi = tuple(sorted(resolutions)) or (round(_dpi(scanner, 300)),)
            return Capabilities(tuple(named), tuple(sane_options.modes(scanner.options())), dpi, largest)

    def scan(self, device: str, wish: Wish, going_on: GoingOn) -> Generator[ScannedPage, None, None]:
        """Pages, until there are no more; one from the glass."""
        with self._opened(device) as scanner:
            dpi = self._prepare(device, scanner, wish)
            most = 1 if wish.source == "flatbed" else wish.most_pages
            for count in itertools.count():
                if count == most or not going_on() or not self._started(scanner, going_on, is_first=count == 0):
                    return
                image = _read(scanner, going_on, is_first=count == 0)
                if image is None:
                    return
                if wish.area_mm is not None and not sane_options.can_choose_area(scanner.options()):
                    image = pixels.cropped(image, wish.area_mm, dpi)
                yield ScannedPage(
                    pixels.encoded(image, wish.mode, round(dpi)), round(dpi), wish.source == "duplex" and count % 2 == 1
                )

    def stop(self) -> None:
        """Cancel what goes on, from another thread: the standard allows it at any time (section 4.3.11)."""
        with self._lock:
            if self._open is not None:
                with suppress(DriverTrouble):
                    self._open.cancel()

    def _started(self, scanner: Scanner, going_on: GoingOn, *, is_first: bool) -> bool:
        """Begin with a page; False when the feeder has given its last one."""
        give_up = time.monotonic() + _WARM_UP_SECONDS
        while True:
            try:
                scanner.start()
            except DriverTrouble as trouble:
                if trouble.said == NO_DOCS and not is_first:
                    return False
                if trouble.said != WARMING_UP or time.monotonic() > give_up or not going_on():
                    raise
                time.sleep(_RETRY_SECONDS)
            else:
                return True

    def _prepare(self, device: str, scanner: Scanner, wish: Wish) -> float:
        """Set all that is wished, one after the other: each can change what the next may be. Gives the resolution."""
        is_sheetfed = self._is_sheetfed(device, scanner)
        _set(scanner, lambda options: sane_options.for_source(options, wish, is_sheetfed=is_sheetfed))
        for step in (
            sane_options.for_sides,
            sane_options.for_mode,
            sane_options.for_depth,
            sane_options.for_resolution,
            sane_options.for_paper,
        ):
            _set(scanner, partial(step, wish=wish))
        if wish.mode == "lineart" and _has_padded_bits(scanner.frame()):
            for step in (sane_options.for_mode, sane_options.for_depth):
                _set(scanner, partial(step, wish=replace(wish, mode="grey")))
        dpi = _dpi(scanner, wish.dpi)
        _set(scanner, lambda options: sane_options.for_area(options, wish, dpi))
        return dpi

    def _is_sheetfed(self, device: str, scanner: Scanner) -> bool:
        """Whether a device without a choice of sources has no glass; SANE says so only in its list of devices."""
        if "source" in scanner.options():
            return False
        if device not in self._listed:
            self.devices()
        listed = self._listed.get(device)
        return listed is not None and "sheetfed" in listed.kind

    @contextmanager
    def _opened(self, device: str) -> Iterator[Scanner]:
        name, scanner = self._open_by_key(device)
        with self._lock:
            self._open = scanner
        try:
            yield scanner
        except DriverTrouble as trouble:
            self._release(scanner)
            if trouble.said == IO_ERROR and not self.is_stuck and not self._answers(name):
                raise DriverTrouble("scanner_gone", trouble.said) from trouble
            raise
        finally:
            self._release(scanner)

    def _release(self, scanner: Scanner) -> None:
        """Free the device, or see that it cannot be freed: what went wrong before is told all the same."""
        if self._open is not scanner or self.is_stuck:
            return
        freeing = threading.Thread(target=self._free, args=(scanner,), daemon=True)
        freeing.start()
        freeing.join(_RELEASE_SECONDS)
        self.is_stuck = freeing.is_alive()

    def _free(self, scanner: Scanner) -> None:
        with self._lock:
            self._open = None
            with suppress(DriverTrouble):
                # Without it a feeder keeps the last sheet, and some devices their lamp on.
                scanner.cancel()
            scanner.close()

    def _open_by_key(self, key: str) -> tuple[str, Scanner]:
        """The device, under the name that it has now. Some drivers open only what they have listed before."""
        for is_last in (False, True):
            name = self._listed[key].name if key in self._listed else unquote(key)
            try:
                return name, self._library.open(name)
            except DriverTrouble as trouble:
                if is_last or trouble.code != "scanner_gone":
                    raise
            self.devices()
        raise AssertionError

    def _answers(self, name: str) -> bool:
        try:
            self._library.open(name).close()
        except DriverTrouble as trouble:
            return trouble.code != "scanner_gone"
        return True


def keyed(devices: Sequence[Listed]) -> dict[str, Listed]:
    """Each device by a key that stays the same when it is plugged in again: by its model where its name does not stay."""
    found: dict[str, Listed] = {}
    for each in devices:
        key = quote(each.name, safe=_SAFE)
        if _PASSING.search(each.name):
            model = quote(f"{each.vendor} {each.model}", safe=_SAFE)
            key = f"{quote(_PASSING.sub('*', each.name), safe=_SAFE)}:{model}"
        number = sum(other == key or other.startswith(f"{key}#") for other in found)
        found[f"{key}#{number + 1}" if number else key] = each
    return found


def _set(scanner: Scanner, step: Callable[[Options], Iterable[tuple[str, Value]]]) -> None:
    """Set what the step says for the options as they are now."""
    try:
        values = list(step(scanner.options()))
    except LookupError as missing:
        raise DriverTrouble("scanner_wish", str(missing.args[0])) from missing
    for name, value in values:
        try:
            scanner.set(name, value)
        except DriverTrouble as trouble:
            if name in _NEEDED or trouble.code != "scanner_wish":
                raise


def _read(scanner: Scanner, going_on: GoingOn, *, is_first: bool) -> Image.Image | None:
    """The page that was begun; None when it was stopped meanwhile, or when the feeder turned out to be empty only now.

    Raises:
        DriverTrouble: among others `scanner_wish`, where python-sane cannot put the frames together.
    """
    frame = scanner.frame()
    if frame.form not in _SAMPLES or _has_padded_bits(frame):
        raise DriverTrouble("scanner_wish", f"{frame.form}, {frame.depth} bit")
    told_to_stop = False

    def line_came() -> None:
        nonlocal told_to_stop
        if not going_on() and not told_to_stop:
            told_to_stop = True
            with suppress(DriverTrouble):
                scanner.cancel()

    try:
        data = scanner.read(line_came)
    except DriverTrouble as trouble:
        if trouble.said == NO_DOCS and not is_first:
            return None
        raise
    if told_to_stop or not going_on():
        return None
    try:
        return image_of(frame, data)
    except ValueError as error:
        raise DriverTrouble("scanner_fault", END) from error


def image_of(frame: Frame, data: bytes | bytearray) -> Image.Image:
    """The image in what python-sane read of a frame.

    Raises:
        ValueError: it is not a single line.
    """
    form: pixels.Form = _SAMPLES[frame.form]
    row = frame.width * len(form)
    if frame.depth == 1:  # unpacked already, a byte for each bit
        return pixels.image_of(data, form, frame.width, row)
    if frame.depth == 16:
        return pixels.image_of(pixels.high_bytes(data), form, frame.width, max(row, frame.bytes_per_line // 2))
    return pixels.image_of(data, form, frame.width, max(row, frame.bytes_per_line))


def _has_padded_bits(frame: Frame) -> bool:
    """Lines of single bits with something behind them: python-sane loses where they begin."""
    samples = len(_SAMPLES.get(frame.form, "L"))
    return frame.depth == 1 and frame.bytes_per_line != samples * ((frame.width + 7) // 8)


def _dpi(scanner: Scanner, otherwise: int) -> float:
    """The resolution that is set."""
    options = scanner.options()
    for name in ("resolution", "x-resolution"):
        if name in options:
            with suppress(DriverTrouble):
                return float(scanner.value(name)) or otherwise
    return otherwise


if __name__ == "__main__":
    code = main()
    # Not by the long way: what drivers have to do at the end may hang.
    os._exit(code)
