"""Comma-separated values that open right in Excel: UTF-8 with its mark, CRLF, the same columns as the workbook.

Excel guesses types when it opens such a file. What it would run as a formula gets a single quote before it. What it would
turn into another number (18 digits lose their last three, 007 its zeros, 12E345 becomes infinite) gets a tab after it:
Excel then keeps the text and shows no trace, and programs that read the file get the value back by trimming blanks.
`="…"`, the other way to keep digits, is a formula itself. Programs are better served by the JSON export.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import BinaryIO

from carddesk.export.columns import Cell, columns
from carddesk.export.plain import starts_formula
from carddesk.export.registry import Writer
from carddesk.export.row import ExportRow
from carddesk.export.wording import Wording

_OTHER_NUMBER = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+E[0-9]+", re.ASCII | re.IGNORECASE)


def _write(rows: Sequence[ExportRow], stream: BinaryIO, wording: Wording) -> None:
    table = columns(rows, wording)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([safe(column.heading) for column in table])
    lines.writerows([safe(column.cell(row)) for column in table] for row in rows)
    text.detach()


def safe(cell: Cell) -> str:
    """The cell as it must stand in the file so that Excel shows it as it is."""
    text = str(cell)
    if starts_formula(text):
        return f"'{text}"
    return f"{text}\t" if _OTHER_NUMBER.fullmatch(text) else text


WRITER = Writer(".csv", "Comma-separated values", _write, order=20)
