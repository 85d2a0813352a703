"""A library with devices that SANE's test device cannot imitate: both sides, faults of a plug, lamps that are cold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from carddesk.capture.scanner.device_values import Range
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.sane_contract import Frame, Listed
from carddesk.capture.scanner.sane_options import Option, Value
from carddesk.capture.scanner.sane_statuses import IO_ERROR, NO_DOCS, trouble


@dataclass
class FakeScanner:
    """One device. What is set is written down in order; `statuses` are what the next starts say.

    As with many drivers, the source decides how large an area may be, and nothing is known of it before.
    """

    sheets: int = 2
    has_source: bool = True
    form: str = "color"
    depth: int = 8
    behind: int = 0
    unplugged: bool = False
    refuses: tuple[str, ...] = ()
    statuses: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    cancels: int = 0
    closed: int = 0
    sides: int = 0

    def options(self) -> dict[str, Option]:
        height = 355.6 if "ADF" in self.values.get("source", "") else 297.0
        edges = {"tl-x": 215.9, "br-x": 215.9, "tl-y": height, "br-y": height}
        found = [
            Option("mode", "string", "", ("Lineart", "Gray", "Color")),
            Option("resolution", "int", "dpi", (75.0, 150.0, 300.0, 600.0)),
            *(Option(name, "fixed", "mm", Range(0.0, high)) for name, high in edges.items()),
        ]
        if self.has_source:
            found.append(Option("source", "string", "", ("Flatbed", "ADF Front", "ADF Duplex")))
        return {each.name: each for each in found}

    def value(self, name: str) -> Any:
        return self.values.get(name, 75)

    def set(self, name: str, value: Value) -> None:
        self.order.append(name)
        if name in self.refuses:
            raise trouble("Invalid argument", "set")
        self.values[name] = value

    def frame(self) -> Frame:
        form, depth = {"Lineart": ("gray", 1), "Gray": ("gray", 8)}.get(
            self.values.get("mode", ""), (self.form, self.depth)
        )
        samples = 3 if form == "color" else 1
        row = 2 if depth == 1 else 10 * samples
        return Frame(form, 10, 4, depth, row + self.behind)

    def start(self) -> None:
        if self.statuses:
            raise trouble(self.statuses.pop(0), "start")
        if self.values.get("source", "Flatbed") != "Flatbed" or not self.has_source:
            if self.sides >= self.sheets * (2 if "Duplex" in self.values.get("source", "") else 1):
                raise trouble(NO_DOCS, "start")
            self.sides += 1

    def read(self, line_came: Callable[[], None]) -> bytes:
        if self.unplugged:
            raise trouble(IO_ERROR, "read")
        line_came()
        frame = self.frame()
        row = 10 if frame.depth == 1 else frame.bytes_per_line
        return bytes([40 + self.sides]) * row * 4

    def cancel(self) -> None:
        self.cancels += 1

    def close(self) -> None:
        self.closed += 1


class FakeLibrary:
    """Devices by name. Those of `only_listed` open only after they were listed."""

    def __init__(
        self, scanners: dict[str, FakeScanner], *, kind: str = "flatbed scanner", only_listed: bool = False
    ) -> None:
        self.scanners = scanners
        self.kind = kind
        self.lists = 0
        self.only_listed = only_listed

    def devices(self) -> Sequence[Listed]:
        self.lists += 1
        return [Listed(name, "Specimen", "Scan 100", self.kind) for name in self.scanners]

    def open(self, name: str) -> FakeScanner:
        if name not in self.scanners or (self.only_listed and not self.lists):
            raise trouble("Invalid argument", "open")
        found = self.scanners[name]
        if found.unplugged and found.cancels:
            raise DriverTrouble("scanner_gone", IO_ERROR)
        return found
