"""What the program told before it was killed: lines in a file of its own, written as soon as the desk shows something."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Teller:
    """Writes lines at the end of the file, each with its time on the clock that all processes share."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(self, what: str, **more: Any) -> None:
        """One line, in the system's hands when this returns: it outlives the process."""
        line = json.dumps({"what": what, "at": time.monotonic(), **more}, ensure_ascii=False)
        os.write(self._file, line.encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line told.

    Attributes:
        what: `started`, `opened` (the window is there), `ready` (there are cards to work on), `about` (a stroke comes), `done` (it was made; what the desk shows).
        at: seconds, monotonic.
    """

    what: str
    at: float
    more: dict[str, Any]


def lines(path: Path) -> Iterator[Line]:
    """All that was told; a line that the kill cut off was not."""
    if path.exists():
        for raw in path.read_bytes().split(b"\n")[:-1]:
            read = json.loads(raw)
            yield Line(read.pop("what"), read.pop("at"), read)


def shown(line: Line) -> dict[str, Any]:
    """The part of a line that says what the desk shows."""
    return dict(line.more["shown"])
