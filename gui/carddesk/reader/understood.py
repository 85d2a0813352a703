"""Normal forms of what the engine reads: where only digits can stand it reads digits, whatever letter it made out."""

from __future__ import annotations

from carddesk.cards import dates, foreign_resident_number, prc_number
from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.normal import normalise


def understood(kind: FieldKind, text: str) -> str:
    """The normal form of what was read.

    The place decides between a letter and a digit as much as the pixels do, and this is the engine that saw them: a date
    has no letters, and a number is read with digits where that makes its check digit hold.
    """
    value = normalise(kind, text)
    if kind is FieldKind.DATE:
        return dates.parse(value).iso or value
    return _number(value) if kind is FieldKind.NUMBER else value


def _number(value: str) -> str:
    for candidate, parse in (
        (prc_number.normalise(value), prc_number.parse),
        (foreign_resident_number.normalise(value), foreign_resident_number.parse),
    ):
        try:
            if candidate != value and parse(candidate).holds:
                return candidate
        except ValueError:
            continue
    return value
