"""Long walks through a journal, with rests: they run in threads beside an operator at work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

ROWS = 200
REST_S = 0.001
"""After so many rows a walk rests so long: each of its steps holds the interpreter, for which the window waits otherwise."""


def resting(rows: Iterable[T]) -> Iterator[T]:
    """The same, with rests."""
    for count, row in enumerate(rows, start=1):
        if count % ROWS == 0:
            time.sleep(REST_S)
        yield row
