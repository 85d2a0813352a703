"""What is asked of SANE: devices, options and frames, as they are wanted here, whoever fetches them from libsane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from carddesk.capture.scanner.sane_options import Option, Value


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
