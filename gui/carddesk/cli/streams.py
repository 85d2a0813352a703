"""What goes to the terminal: UTF-8 whatever the locale says, and tables whose columns stand under each other."""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def speak_utf8() -> None:
    """Let standard output and error take every character: UTF-8, but a terminal keeps its own encoding.

    What cannot be encoded is written as a backslash escape, which inside a JSON string is right as it stands.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def emit(line: str) -> None:
    """Write one line to standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def table(rows: Iterable[Sequence[str]]) -> str:
    """Lines with aligned columns; a Chinese character takes two places. The first row is the heading."""
    cells = [[cell.replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
