"""Long looks through a file's bytes, piece by piece.

A search or a copy in one call keeps every other thread of the program from running until it is done, the window's too;
between pieces they have their turn. (`bytes.join` lets them run by itself.)
"""

from __future__ import annotations

import re

PIECE = 1 << 20


def search(pattern: re.Pattern[bytes], data: bytes, start: int, longest: int) -> int | None:
    """Where the first match from `start` on begins; None without one. No match may have more than `longest` bytes."""
    for begin in range(start, len(data), PIECE):
        if (found := pattern.search(data, begin, begin + PIECE + longest - 1)) is not None:
            return found.start()
    return None


def joined(data: bytes, end: int, tail: bytes) -> bytes:
    """The first `end` bytes, and `tail` behind them."""
    return b"".join([*(data[at : min(at + PIECE, end)] for at in range(0, end, PIECE)), tail])
