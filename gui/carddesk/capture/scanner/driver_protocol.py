"""What the program and a process with a scanner's driver say to each other: each message a JSON head and raw bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, cast

from carddesk.capture.scanner.contract import Capabilities, ScannedPage, Wish
from carddesk.capture.scanner.troubles import Trouble
from carddesk.pipes import read_message, write_message


@dataclass(frozen=True, slots=True)
class Found:
    """A device as its driver names it: `key` is the same after a restart, `where` tells two of one model apart."""

    key: str
    title: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Which devices are there?"""


@dataclass(frozen=True, slots=True)
class Describe:
    """What can this device do?"""

    device: str


@dataclass(frozen=True, slots=True)
class Scan:
    """Give pages until there are no more, or a `Stop` comes."""

    device: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave off with the scan under way; it is then answered by `Done`."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The driver's library is loaded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The devices that are there."""

    devices: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Able:
    """What the device can do."""

    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class AtWork:
    """The device is at work, although nothing is whole yet."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """The device does not let itself be freed: after the next answer this process is of no more use."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page is whole."""

    page: ScannedPage


@dataclass(frozen=True, slots=True)
class Done:
    """There are no more pages, and the device is free."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer; the device is free. `said` is the driver's own word."""

    code: Trouble
    said: str = field(default="")


Question = Look | Describe | Scan
Answer = Seen | Able | AtWork | Stuck | Page | Done | Failed
Message = Question | Stop | Ready | Answer

_PLAIN: dict[str, type[Look | Describe | Stop | Ready | AtWork | Stuck | Done | Failed]] = {
    each.__name__: each for each in (Look, Describe, Stop, Ready, AtWork, Stuck, Done, Failed)
}


def send(stream: BinaryIO, message: Message) -> None:
    """Writes one message.

    Raises:
        OSError: the other end is gone.
    """
    write_message(stream, *_packed(message))


def receive(stream: BinaryIO) -> Message | None:
    """Reads one message; None when the other end is gone, in the middle of a message too."""
    read = read_message(stream)
    return _unpacked(read[0], bytes(read[1])) if read is not None else None


def _packed(message: Message) -> tuple[dict[str, Any], bytes]:
    head: dict[str, Any] = {"is": type(message).__name__}
    match message:
        case Page(page):
            return {**head, "dpi": page.dpi, "is_back": page.is_back}, page.data
        case _:
            return {**head, **asdict(message)}, b""


def _unpacked(head: dict[str, Any], body: bytes) -> Message:
    match head.pop("is"):
        case "Scan":
            area = head["wish"].pop("area_mm")
            return Scan(head["device"], Wish(**head["wish"], area_mm=None if area is None else tuple(area)))
        case "Seen":
            return Seen(tuple(Found(**each) for each in head["devices"]))
        case "Able":
            return Able(_capabilities(head["capabilities"]))
        case "Page":
            return Page(ScannedPage(body, **head))
        case name:
            return cast(Message, _PLAIN[name](**head))


def _capabilities(told: dict[str, Any]) -> Capabilities:
    largest = {source: (width, height) for source, (width, height) in told["largest_mm"].items()}
    return Capabilities(tuple(told["sources"]), tuple(told["modes"]), tuple(told["resolutions"]), cast(Any, largest))
