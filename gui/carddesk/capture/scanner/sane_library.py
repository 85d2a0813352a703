"""libsane through python-sane: opening, options, and frames. The only file that knows python-sane.

WORKAROUND for what python-sane 2.9.2 does: the numbers of statuses are lost; an exception in a progress callback crashes the
interpreter; `snap` takes lines to be as long as their pixels (they may be padded: SANE standard, section 4.3.9), reads 16-bit
samples right only when asked for an array, and cannot put the three frames of a three-pass scanner together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import sane

from carddesk.capture.scanner.device_values import Range
from carddesk.capture.scanner.sane_options import Kind, Option, Value
from carddesk.capture.scanner.sane_statuses import Step, trouble

_KINDS: dict[int, Kind] = {0: "bool", 1: "int", 2: "fixed", 3: "string"}
_UNITS = {1: "pixel", 3: "mm", 4: "dpi"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A device as SANE lists it; `kind` is such as `flatbed scanner` or `sheetfed scanner`."""

    name: str
    vendor: str
    model: str
    kind: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the device is about to send, and then what it has sent.

    Attributes:
        form: `gray`, `color`, `red`, `green`, `blue`.
        width: in pixels.
        lines: how many, or -1 where the device does not know yet.
        depth: bits a sample.
        bytes_per_line: as sent, with what a driver puts behind the pixels.
        data: as the library gave it: bits unpacked to one byte a sample (0 or 255), others as sent.
    """

    form: str
    width: int
    lines: int
    depth: int
    bytes_per_line: int
    data: bytes | bytearray = field(default=b"", repr=False)


class Scanner(Protocol):
    """A device that is open. What fails raises `DriverTrouble`."""

    def options(self) -> dict[str, Option]:
        """Every option that has a name, as it is now."""

    def value(self, name: str) -> Any:
        """What an option is set to."""

    def set(self, name: str, value: Value) -> None:
        """Set an option."""

    def frame(self) -> Frame:
        """What is to come, without data; certain only after `start`."""

    def start(self) -> None:
        """Begin with a page."""

    def read(self, line_came: Callable[[], None]) -> bytes | bytearray:
        """All of the page. `line_came` is called for each line and must not raise."""

    def cancel(self) -> None:
        """End what goes on; from any thread."""

    def close(self) -> None:
        """Let the device go."""


class Library(Protocol):
    """SANE. What fails raises `DriverTrouble`."""

    def devices(self) -> Sequence[Listed]:
        """Those that are there."""

    def open(self, name: str) -> Scanner:
        """The device of this name."""


class PythonSane:
    """The real one."""

    def __init__(self) -> None:
        _told("open", sane.init)

    def devices(self) -> Sequence[Listed]:
        """Those that are there."""
        return [Listed(*map(str, each)) for each in _told("open", sane.get_devices)]

    def open(self, name: str) -> Scanner:
        """The device of this name."""
        return _Device(_told("open", sane.open, name))


class _Device:
    def __init__(self, device: Any) -> None:
        self._device = device

    def options(self) -> dict[str, Option]:
        return {each.name: _option(each) for each in self._device.opt.values() if isinstance(each.name, str)}

    def value(self, name: str) -> Any:
        return _told("set", getattr, self._device, name.replace("-", "_"))

    def set(self, name: str, value: Value) -> None:
        _told("set", setattr, self._device, name.replace("-", "_"), value)

    def frame(self) -> Frame:
        form, _last, (width, lines), depth, bytes_per_line = _told("start", self._device.get_parameters)
        return Frame(form, width, lines, depth, bytes_per_line)

    def start(self) -> None:
        _told("start", self._device.start)

    def read(self, line_came: Callable[[], None]) -> bytes | bytearray:
        data, *_size = _told("read", self._device.dev.snap, 1, 1, lambda *_lines: line_came())
        return data  # type: ignore[no-any-return]

    def cancel(self) -> None:
        _told("read", self._device.cancel)

    def close(self) -> None:
        _told("read", self._device.close)


def _told(step: Step, deed: Callable[..., Any], *arguments: Any) -> Any:
    """What the library gives; its own error becomes ours. An attribute that is not there is an option that cannot be set."""
    try:
        return deed(*arguments)
    except sane._sane.error as error:  # noqa: SLF001  (the only name it has)
        raise trouble(str(error), step) from error
    except (AttributeError, TypeError) as error:
        raise trouble("Invalid argument", step) from error


def _option(told: Any) -> Option:
    unit = _UNITS.get(told.unit, "")
    allowed = told.constraint
    if isinstance(allowed, tuple):
        allowed = Range(*(float(each) for each in allowed))
    elif isinstance(allowed, list):
        allowed = tuple(allowed) if allowed else None
    can_be_set = bool(told.is_active() and told.is_settable())
    return Option(told.name, _KINDS.get(told.type, "other"), unit, allowed, can_be_set)
