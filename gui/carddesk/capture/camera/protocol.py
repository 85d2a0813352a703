"""What the program and its camera process say to each other over a pipe: each message a JSON head and raw bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Final

from carddesk.pipes import read_message, write_message


@dataclass(frozen=True, slots=True)
class Open:
    """Show what this source gives, in place of what was shown before.

    Attributes:
        kind: as in `Source`.
        place: id of a device or empty, a path, or the address of a stream with its name and password.
        width, height: the size wished of a device, in pixels; 0 for the largest it has.
        turns: quarter turns clockwise that bring the picture upright.
    """

    kind: str
    place: str = field(repr=False)
    width: int = 0
    height: int = 0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Quarter turns clockwise from now on."""

    turns: int


@dataclass(frozen=True, slots=True)
class Fit:
    """No preview is to be larger than this, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Take:
    """Give the whole frame of this number, or the newest one where it is gone or 0."""

    number: int = 0


@dataclass(frozen=True, slots=True)
class Follow:
    """The card that was taken last lies where the frame of this number shows it."""

    number: int


@dataclass(frozen=True, slots=True)
class Release:
    """Let go of the camera; its light goes out."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which cameras are there?"""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process is there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The camera gives pictures of this size, before they are turned. `title` is what a device is called."""

    width: int
    height: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture to look at, and what was found in it.

    Attributes:
        number: counts up; `Take` names it.
        at_s: when it came from the camera, on the process's monotonic clock.
        width, height: of the whole frame, upright.
        shown_width, shown_height: of the preview.
        findings: what the analysis says, JSON.
        preview: blue, green, red; row by row without gaps.
    """

    number: int
    at_s: float
    width: int
    height: int
    shown_width: int
    shown_height: int
    findings: Mapping[str, Any]
    preview: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """A whole frame, upright, as a JPEG file. Without `data` there was none."""

    number: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no picture: a code of `troubles`. `again_s`: after so many seconds it is tried again; 0 for never."""

    code: str
    again_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The cameras that are there: number and title of each."""

    devices: tuple[tuple[str, str], ...]


Message = Open | Turn | Fit | Take | Follow | Release | Look | Ready | Opened | Frame | Taken | Fault | Seen

_KINDS: Final[dict[str, type[Message]]] = {
    each.__name__: each
    for each in (Open, Turn, Fit, Take, Follow, Release, Look, Ready, Opened, Frame, Taken, Fault, Seen)
}
_BODY: Final[dict[type[Message], str]] = {Frame: "preview", Taken: "data"}
"""The field that goes as it is, behind the head."""


def send(stream: BinaryIO, message: Message) -> None:
    """Writes one message.

    Raises:
        OSError, ValueError: the other end is gone.
    """
    body_field = _BODY.get(type(message))
    body: bytes = getattr(message, body_field) if body_field else b""
    head = {"is": type(message).__name__}
    head |= {key: value for key, value in _fields(message).items() if key != body_field}
    write_message(stream, head, body)


def receive(stream: BinaryIO) -> Message | None:
    """Reads one message; None when the other end is gone, in the middle of a message too."""
    read = read_message(stream)
    if read is None:
        return None
    head, body = read
    kind = _KINDS[head.pop("is")]
    if kind in _BODY:
        head[_BODY[kind]] = bytes(body)
    if kind is Seen:
        return Seen(tuple((number, title) for number, title in head["devices"]))
    return kind(**head)


def _fields(message: Message) -> dict[str, Any]:
    if isinstance(message, Frame):  # `asdict` would copy the picture
        return {name: getattr(message, name) for name in Frame.__slots__}
    return asdict(message)
