"""What the program and the process that renders say to each other over a pipe: a JSON head, and raw bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from carddesk.pipes import write_message


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with a file.

    Attributes:
        library: `pdf` or `heif`: a module of this package.
        deed: `facts`, `pixels` or `extract` (a file of this page alone).
        key: what the file is known by in the process, so that its bytes go over once.
        page: from 1.
        width, height: of the pixels wanted.
    """

    library: str
    deed: str
    key: str
    page: int = 1
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; the pixels (RGB, row by row) or the file follow as bytes.

    Attributes:
        trouble: what is wrong, as `troubles` knows it; empty where nothing is. `bytes` asks for the file's bytes.
        sizes: of the pages, in pixels.
        drawn: whether the page was drawn rather than scanned: there is writing on it that is no picture.
    """

    trouble: str = ""
    sizes: tuple[tuple[int, int], ...] = ()
    drawn: bool = False


READY = Outcome("ready")
UNKNOWN = Outcome("bytes")


def send(stream: BinaryIO, message: Order | Outcome, body: bytes | bytearray | memoryview = b"") -> None:
    """Write one message.

    Raises:
        OSError: the other end is gone.
    """
    write_message(stream, asdict(message), body)


def outcome(head: dict[str, Any]) -> Outcome:
    """The outcome that a head says."""
    sizes = tuple((int(width), int(height)) for width, height in head["sizes"])
    return Outcome(str(head["trouble"]), sizes, bool(head["drawn"]))
