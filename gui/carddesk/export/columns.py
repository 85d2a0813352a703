"""The table behind every tabular format: which columns these rows have, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from carddesk.cards.documents import FieldKind
from carddesk.export.plain import fit
from carddesk.export.row import ExportField, ExportRow
from carddesk.export.wording import HEADINGS, Wording

Cell = str | int
Role = Literal["fact", "number", "wrapped", "code", "status"]
"""`number` is a plain count; `wrapped` long words; `code` figures in which 0 and O must look apart."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        heading: in the language of the export, unique in the table.
        cell: what stands in a row's cell; empty for nothing.
        role: how it is set.
        key: of the field it shows, if it shows one.
    """

    heading: str
    cell: Callable[[ExportRow], Cell] = field(repr=False)
    role: Role = "fact"
    key: str | None = None


def columns(rows: Sequence[ExportRow], wording: Wording) -> list[Column]:
    """The columns of these rows: which card and how it stands, canonical fields, certificates' own labels, the rest.

    A field has a column if any row has the field. Of the others, those that would stay empty are left out.
    """
    before = [column for column in _before(wording) if _used(column, rows)]
    after = [column for column in _after(wording) if _used(column, rows)]
    fields = _fields(rows, {column.heading for column in (*before, *after)}, wording)
    return [replace(column, cell=_fitted(column.cell)) for column in (*before, *fields, *after)]


def flags_in_words(row: ExportRow, wording: Wording) -> str:
    """Every flag of the card, a line each, led by the heading of its field."""
    of_fields = [f"{wording.heading(each.key)}: {wording.flag(flag)}" for each in row.fields for flag in each.flags]
    return "\n".join([*of_fields, *(wording.flag(flag) for flag in row.flags)])


def corrections_in_words(row: ExportRow, wording: Wording) -> str:
    """Every correction of the card, a line each: what was read, and what holds."""
    return "\n".join(
        f"{wording.heading(each.key)}: {each.text or '–'} → {wording.value(each) or '–'}"
        for each in row.fields
        if each.state == "corrected"
    )


def _before(wording: Wording) -> list[Column]:
    return [
        Column(wording.say("Case"), lambda row: "" if row.case_id is None else row.case_id, "number"),
        Column(wording.say("File"), lambda row: row.source),
        Column(wording.say("File of the other face"), lambda row: row.other.source if row.other else ""),
        Column(wording.say("Page"), lambda row: row.page if row.page > 1 else "", "number"),
        Column(wording.say("Card on page"), lambda row: row.index + 1 if row.index else "", "number"),
        Column(wording.say("Document"), lambda row: wording.document(row.document)),
        Column(wording.say("Face"), lambda row: _faces(row, wording)),
        Column(wording.say("Status"), lambda row: wording.status(row.status), "status"),
        Column(wording.say("Purpose"), lambda row: row.purpose),
        Column(wording.say("Customer"), lambda row: row.customer, "code"),
    ]


def _after(wording: Wording) -> list[Column]:
    return [
        Column(wording.say("Flags"), lambda row: flags_in_words(row, wording), "wrapped"),
        Column(wording.say("Problem"), lambda row: row.trouble, "wrapped"),
        Column(wording.say("Corrections"), lambda row: corrections_in_words(row, wording), "wrapped"),
        Column(wording.say("Reason for rejection"), lambda row: row.reason, "wrapped"),
        Column(wording.say("Operator"), lambda row: row.operator),
        Column(wording.say("Decided at"), lambda row: wording.time(row.decided_at)),
        Column(wording.say("Service"), lambda row: row.service),
        Column(wording.say("Read at"), lambda row: wording.time(row.read_at)),
    ]


def _faces(row: ExportRow, wording: Wording) -> str:
    both = (wording.face(row.face), wording.face(row.other.face) if row.other else "")
    return " + ".join(face for face in both if face)


def _fitted(cell: Callable[[ExportRow], Cell]) -> Callable[[ExportRow], Cell]:
    """The same cell without what no file can hold, whatever it shows."""

    def fitted(row: ExportRow) -> Cell:
        found = cell(row)
        return fit(found) if isinstance(found, str) else found

    return fitted


def _used(column: Column, rows: Sequence[ExportRow]) -> bool:
    return any(column.cell(row) != "" for row in rows)


def _fields(rows: Sequence[ExportRow], taken: set[str], wording: Wording) -> list[Column]:
    first_seen = {each.key: each for row in rows for each in reversed(row.fields)}
    own = [key for key in dict.fromkeys(each.key for row in rows for each in row.fields) if key not in HEADINGS]
    found: list[Column] = []
    for key in (*(key for key in HEADINGS if key in first_seen), *own):
        heading = _unique(fit(wording.heading(key)), taken, wording)
        taken.add(heading)
        found.append(Column(heading, _cell_of(key, wording), _role(first_seen[key]), key))
    return found


def _cell_of(key: str, wording: Wording) -> Callable[[ExportRow], Cell]:
    def cell(row: ExportRow) -> Cell:
        found = row.field(key)
        return wording.value(found) if found else ""

    return cell


def _role(shown: ExportField) -> Role:
    if shown.kind in {FieldKind.NUMBER, FieldKind.MRZ}:
        return "code"
    return "wrapped" if shown.key in {"address", "issuing_authority"} else "fact"


def _unique(heading: str, taken: set[str], wording: Wording) -> str:
    """`heading`, marked as a certificate's where another column has the same, and numbered if need be."""
    marked = heading if heading not in taken else wording.say("{label} (certificate)", label=heading)
    count, wanted = 2, marked
    while wanted in taken:
        wanted, count = f"{marked} {count}", count + 1
    return wanted
