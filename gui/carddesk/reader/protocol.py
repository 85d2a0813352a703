"""What the program and its reading process say to each other over a pipe: each message a JSON head and raw bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.pipes import read_message, write_message


@dataclass(frozen=True, slots=True)
class Request:
    """Read every card in this image file; `page` counts from 1, `document` is the operator's hint.

    With a `region`, in pixels of the upright image, just the lines in that box: a reading without a document. With `readings`
    of another service, just those again, with the places that were found of their fields. For `outlines`, nothing is read: the
    answer is one empty reading for each card on the page, with its corners as the card reads.
    """

    data: bytes = field(repr=False)
    page: int = 1
    document: str | None = None
    region: Quad | None = None
    readings: tuple[Reading, ...] = ()
    outlines: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has loaded its models."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The cards found."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, as a `UserError` says it; `image` tells an unusable image from an unusable engine."""

    code: str
    message: str
    retryable: bool = False
    image: bool = False


Message = Request | Ready | Answer | Failure


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
    match message:
        case Request(data, page, document, region, readings, outlines):
            box = None if region is None else asdict(region)
            told = [asdict(reading) for reading in readings]
            asked = {"page": page, "document": document, "region": box, "readings": told, "outlines": outlines}
            return {"is": "request", **asked}, data
        case Ready():
            return {"is": "ready"}, b""
        case Answer(readings):
            return {"is": "answer", "readings": [asdict(reading) for reading in readings]}, b""
        case Failure():
            return {"is": "failure", **asdict(message)}, b""


def _unpacked(head: dict[str, Any], body: bytes) -> Message:
    match head.pop("is"):
        case "request":
            readings = tuple(_reading(each) for each in head["readings"])
            return Request(body, **(head | {"region": _quad(head["region"]), "readings": readings}))
        case "answer":
            return Answer(tuple(_reading(each) for each in head["readings"]))
        case "failure":
            return Failure(**head)
        case _:
            return Ready()


def _reading(told: dict[str, Any]) -> Reading:
    parts = {
        "fields": tuple(_field(each) for each in told["fields"]),
        "card_quad": _quad(told["card_quad"]),
        "flags": _flags(told["flags"]),
        "not_given": tuple(told["not_given"]),
    }
    return Reading(**(told | parts))


def _field(told: dict[str, Any]) -> Field:
    parts = {
        "quad": _quad(told["quad"]),
        "char_confidences": tuple(told["char_confidences"]),
        "flags": _flags(told["flags"]),
    }
    return Field(**(told | parts))


def _quad(told: dict[str, Any] | None) -> Quad | None:
    return None if told is None else Quad.from_points([told["lt"], told["rt"], told["rb"], told["lb"]])


def _flags(told: list[dict[str, Any]]) -> tuple[Flag, ...]:
    return tuple(
        Flag(
            FlagCode(each["code"]),
            Level(each["level"]),
            each["message"],
            each["field"],
            tuple((name, said) for name, said in each["arguments"]),
        )
        for each in told
    )
