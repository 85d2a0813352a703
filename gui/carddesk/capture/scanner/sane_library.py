"""libsane through python-sane: opening, options, and frames. The only file that knows python-sane.

WORKAROUND for what python-sane 2.9.2 does: the numbers of statuses are lost; an exception in a progress callback crashes the
interpreter; `snap` takes lines to be as long as their pixels (they may be padded: SANE standard, section 4.3.9), reads 16-bit
samples right only when asked for an array, and cannot put the three frames of a three-pass scanner together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sane

from carddesk.capture.scanner.device_values import Range
from carddesk.capture.scanner.sane_contract import Frame, Listed, Scanner
from carddesk.capture.scanner.sane_options import Kind, Option, Value
from carddesk.capture.scanner.sane_statuses import Step, trouble

_KINDS: dict[int, Kind] = {0: "bool", 1: "int", 2: "fixed", 3: "string"}
_UNITS = {1: "pixel", 3: "mm", 4: "dpi"}


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
