"""The workbook: one row a card, text that stays text, coloured cells with a note for what was flagged or corrected."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from carddesk.cards.flags import Level
from carddesk.errors import UserError
from carddesk.export import xlsx_look
from carddesk.export.columns import Cell, Column, columns
from carddesk.export.plain import fit
from carddesk.export.registry import Writer
from carddesk.export.row import ExportField, ExportRow
from carddesk.export.wording import Wording
from carddesk.export.xlsx_look import Tone

MOST_ROWS = 1_048_575
"""Cards a sheet can hold below its header (Excel's specification: 1,048,576 rows)."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Of a cell or a note (the same specification)."""

_OPTIONS = {
    "in_memory": True,  # card data must not lie about in temporary files
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def _write(rows: Sequence[ExportRow], stream: BinaryIO, wording: Wording) -> None:
    table = columns(rows, wording)
    if len(table) > MOST_COLUMNS:
        sentence = "These cards have {count} different fields; a workbook holds {limit} columns. Export fewer cards."
        raise UserError("too_many_columns", wording.say(sentence, count=str(len(table)), limit=str(MOST_COLUMNS)))
    # Built in memory first, so that only writing the finished bytes can fail for want of room.
    finished = io.BytesIO()
    with xlsxwriter.Workbook(finished, _OPTIONS) as book:
        book.set_properties(
            {"title": wording.say("CardDesk export"), "comments": wording.say("Verified with CardDesk")}
        )
        for number, part in enumerate(_parts(rows), start=1):
            name = wording.say("Cards") + (f" {number}" if number > 1 else "")
            _Sheet(book, name, table, wording).fill(part)
    stream.write(finished.getbuffer())


def _parts(rows: Sequence[ExportRow]) -> Iterator[Sequence[ExportRow]]:
    """The rows in sheets that Excel can open; one empty sheet for none."""
    for start in range(0, max(1, len(rows)), MOST_ROWS):
        yield rows[start : start + MOST_ROWS]


class _Sheet:
    """One sheet being written."""

    def __init__(self, book: Any, name: str, table: Sequence[Column], wording: Wording) -> None:
        self._book = book
        self._sheet = book.add_worksheet(name)
        self._table = table
        self._wording = wording
        self._formats: dict[tuple[str, Tone], Any] = {}

    def fill(self, rows: Sequence[ExportRow]) -> None:
        """Write header and rows, then make the sheet usable as it opens."""
        cells = [[column.cell(row) for column in self._table] for row in rows]
        widths = [
            xlsx_look.width(column.role, column.heading, (line[place] for line in cells))
            for place, column in enumerate(self._table)
        ]
        self._header(widths)
        for number, (row, line) in enumerate(zip(rows, cells, strict=True), start=1):
            self._sheet.set_row(number, xlsx_look.height_pt(zip(line, widths, strict=True)))
            for place, (column, cell) in enumerate(zip(self._table, line, strict=True)):
                self._cell(number, place, column, row, cell)
        self._finish(len(rows), sum(widths))

    def _header(self, widths: Sequence[int]) -> None:
        look = self._book.add_format(dict(xlsx_look.HEADER))
        self._sheet.set_row(0, xlsx_look.HEADER_PT)
        for place, (column, wide) in enumerate(zip(self._table, widths, strict=True)):
            self._sheet.set_column(place, place, wide)
            self._sheet.write_string(0, place, column.heading, look)

    def _cell(self, number: int, place: int, column: Column, row: ExportRow, cell: Cell) -> None:
        shown = row.field(column.key) if column.key else None
        look = self._format(column, self._tone(column, row, shown))
        if isinstance(cell, int):
            self._sheet.write_number(number, place, cell, look)
        elif cell:
            self._sheet.write_string(number, place, _cut(cell), look)
        else:
            self._sheet.write_blank(number, place, None, look)
        notes = list(self._notes(shown, cell))
        if notes:
            self._note(number, place, "\n".join(notes))

    def _tone(self, column: Column, row: ExportRow, shown: ExportField | None) -> Tone:
        if shown is None:
            return xlsx_look.status_tone(row.status) if column.role == "status" else "plain"
        levels = {flag.level for flag in shown.flags}
        if Level.ERROR in levels:
            return "error"
        if Level.WARN in levels:
            return "warn"
        return "corrected" if shown.state == "corrected" else "plain"

    def _notes(self, shown: ExportField | None, cell: Cell) -> Iterator[str]:
        """What the note on a cell says, line by line: flags, what was read, who corrected it, what was cut off."""
        say = self._wording.say
        if shown is not None:
            yield from (self._wording.flag(flag) for flag in shown.flags)
            if shown.state == "corrected":
                yield say("Read as: {text}", text=shown.text or "–")
                if shown.read_by:
                    yield say("Taken from the reading of {service}", service=shown.read_by)
                if shown.changed_by or shown.changed_at:
                    when = self._wording.time(shown.changed_at)
                    yield say("Corrected by {who} {when}", who=shown.changed_by or "–", when=when).rstrip()
            elif shown.state == "confirmed" and shown.flags:
                yield say("Confirmed by a person")
            if shown.reason:
                yield say("Let stand: {reason}", reason=shown.reason)
        if isinstance(cell, str) and len(cell) > MOST_CHARACTERS:
            yield say("Cut to what a cell holds; the JSON export has all of it.")

    def _note(self, number: int, place: int, text: str) -> None:
        wide = max(xlsx_look.shown_width(line) for line in text.split("\n"))
        size = {"width": min(360, 40 + 7 * wide), "height": 14 + xlsx_look.height_pt([(text, 46)])}
        self._sheet.write_comment(number, place, _cut(fit(text)), {**xlsx_look.NOTE, **size})

    def _format(self, column: Column, tone: Tone) -> Any:
        wanted = (column.role, tone)
        if wanted not in self._formats:
            self._formats[wanted] = self._book.add_format(xlsx_look.cell_format(column.role, tone))
        return self._formats[wanted]

    def _finish(self, count: int, wide: int) -> None:
        sheet, last = self._sheet, len(self._table) - 1
        sheet.freeze_panes(1, 1)
        if last >= 0:
            sheet.autofilter(0, 0, count, last)
            everything = f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(max(1, count), last)}"
            # The green corners Excel puts on numbers kept as text: here that is what is meant.
            sheet.ignore_errors({"number_stored_as_text": everything, "two_digit_text_year": everything})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(xlsx_look.pages_wide(wide), 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&F&R&P / &N")
        sheet.hide_gridlines(2)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


WRITER = Writer(".xlsx", "Excel workbook", _write, order=10)
