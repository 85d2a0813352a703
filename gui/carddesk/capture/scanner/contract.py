"""The contract that every scanner back-end fulfils: what devices there are, what they can do, and pages as they come."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

Source = Literal["flatbed", "feeder", "duplex"]
"""Where the paper lies: on the glass, in the feeder read on one side, in the feeder read on both."""
Mode = Literal["colour", "grey", "lineart"]
Area = tuple[float, float, float, float]
"""Left, top, width and height in millimetres from the upper left corner of the glass or the paper."""


@dataclass(frozen=True, slots=True)
class Device:
    """One scanner.

    Attributes:
        id: `<back-end>:<its own name>`; the same after a restart, so that profiles can name it.
        title: maker and model, as people know it.
        backend: id of the back-end that found it.
        where: what tells two of one model apart: an address, a connection; may be empty.
    """

    id: str
    title: str
    backend: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device can do.

    Attributes:
        sources: at least one.
        modes: at least one.
        resolutions: in dpi, ascending, those that people choose among; never empty.
        largest_mm: width and height of the largest area by source; empty where the device does not say.
    """

    sources: tuple[Source, ...]
    modes: tuple[Mode, ...]
    resolutions: tuple[int, ...]
    largest_mm: Mapping[Source, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be scanned.

    Attributes:
        dpi: one of the device's resolutions; a back-end takes the nearest one.
        area_mm: None for all that the source has.
        most_pages: of the feeder, then it stops; None until it is empty. The glass gives one page. With `duplex` the two
            sides of a sheet are two pages.
        preview: quickly and coarsely, to see what lies there; `dpi` is as low as the device goes then.
    """

    source: Source = "flatbed"
    mode: Mode = "colour"
    dpi: int = 300
    area_mm: Area | None = None
    most_pages: int | None = None
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One side of one sheet.

    Attributes:
        data: an encoded image: as the device sent it; of raw pixels a JPEG of quality 95, or for lineart a PNG. A PDF from a
            device is given page by page as images.
        dpi: in which it was scanned, as far as is known; else that of the wish.
        is_back: whether it is the second side of the sheet whose first side came before.
    """

    data: bytes = field(repr=False)
    dpi: int
    is_back: bool = False


@runtime_checkable
class ScannerBackend(Protocol):
    """One way of talking to scanners.

    Every method may take as long as the device does, none holds up the event loop, each can be cancelled at any time, and
    afterwards the device is free. What fails raises `ScannerError` (`troubles.py`), never a library's own exception. A
    device that stalls ends in `scanner_stalled` within the time limit that the back-end declares.
    """

    id: str
    title: str
    """English source string."""

    def missing(self) -> str | None:
        """What keeps this back-end from working on this machine and what to do, in words; None when it can work.
        Quick, and without touching a device.
        """

    async def devices(self) -> Sequence[Device]:
        """The scanners that can be seen now, in a few seconds at most; none is no error."""

    async def capabilities(self, device: str) -> Capabilities:
        """What the device of this id can do.

        Raises:
            ScannerError: it is gone, busy, or does not answer.
        """

    def scan(self, device: str, wish: Wish) -> AsyncGenerator[ScannedPage, None]:
        """Pages, each as soon as it is there. Closing the generator, or cancelling who waits for it, stops the device.

        Raises:
            ScannerError: while waiting for a page; those that came before are whole.
        """

    async def close(self) -> None:
        """Let go of processes and connections. May be called twice."""
