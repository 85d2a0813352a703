"""Finding a value in a text that says it with errors: spelt otherwise, wrongly read, something before and behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from carddesk.cards import dates
from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.lookalikes import half_width, twin
from carddesk.cards.reading import Field

ANY = "*"
"""Stands in a value for a character that the service has hidden."""
_HIDDEN_COST = 0.2
_ALIKE_COST = 0.4
_GAP_COST = 1.1
"""A character too many or too few costs a little more than a wrong one: who misreads seldom miscounts."""
_LIKENESS_MET = 0.55
"""The least likeness at which a stretch of text is worth a look at all."""
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SPOKEN = {"M": ("男/M", "男", "M"), "F": ("女/F", "女", "F"), "X": ("X",)}
_MOST_FIGURES = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a value stands in a text, so that `text[start:stop]` says it; `likeness` is 1 where it does so exactly.

    Attributes:
        first_fits, last_fits: whether the character at that end is the value's own.
        first_lost, last_lost: whether nothing in the text stands for the value's character at that end.
    """

    start: int
    stop: int
    likeness: float
    first_fits: bool = True
    last_fits: bool = True
    first_lost: bool = False
    last_lost: bool = False


@dataclass(slots=True)
class _Cell:
    """The cheapest way to say the first characters of a value that ends at one place in the text."""

    cost: float
    start: int
    kept: bool
    """Whether the last character of the value stands for one in the text, and is not left out."""
    first_fits: bool
    last_fits: bool
    first_lost: bool = False


def core(text: str) -> tuple[str, tuple[int, ...]]:
    """The characters of a text that are compared, in capitals, each with its place: no blanks and no punctuation."""
    kept = [(half_width(character).upper(), place) for place, character in enumerate(text)]
    kept = [(character, place) for character, place in kept if len(character) == 1 and _counts(character)]
    return "".join(character for character, _ in kept), tuple(place for _, place in kept)


def _counts(character: str) -> bool:
    return character.isalnum() or character in {"<", ANY}


def spellings(field: Field, kind: FieldKind) -> list[str]:
    """Every way in which a card may print a field's value, as `core` has texts, the likeliest first."""
    said = [field.text, field.value]
    if kind is FieldKind.DATE:
        # The text of one end of a period may be the whole period.
        figures = sum(character.isdigit() for character in field.text)
        said = [*([field.text] if figures <= _MOST_FIGURES else []), *_days(field)]
    elif kind is FieldKind.SEX:
        said = [field.text, *_SPOKEN.get(field.value, (field.value,))]
    return list(dict.fromkeys(plain for text in said if (plain := core(text)[0])))


def _days(field: Field) -> Iterator[str]:
    iso = dates.parse(field.value).iso or dates.parse(field.text).iso
    if iso == dates.OPEN_END:
        yield "长期"
    elif iso is None:
        yield field.value
    else:
        day = date.fromisoformat(iso)
        yield f"{day:%Y%m%d}"
        yield f"{day.year}年{day.month}月{day.day}日"
        yield f"{day:%Y}年{day:%m}月{day:%d}日"
        yield f"{day.year}{day.month}{day.day}"
        month = _MONTHS[day.month - 1]
        yield f"{day:%d}{month}{day:%Y}"
        yield f"{day:%d}{day.month}月{month}{day:%Y}"
        yield f"{day:%d%m%Y}"
        yield f"{day:%m%d%Y}"


def stretches(wanted: str, text: str, least: float = _LIKENESS_MET) -> list[Stretch]:
    """Where `wanted` stands in `text` (both as `core` has them), best first; no two of them overlap."""
    if not wanted or not text or _hopeless(wanted, text, least):
        return []
    ends = _last_row(wanted, text)
    found: list[Stretch] = []
    for stop in sorted(range(1, len(ends)), key=lambda stop: (ends[stop].cost, not ends[stop].kept, stop)):
        cell = ends[stop]
        likeness = 1 - cell.cost / len(wanted)
        if likeness < least:
            break
        if cell.start < stop and all(stop <= other.start or cell.start >= other.stop for other in found):
            ends_at = cell.first_fits, cell.last_fits, cell.first_lost, not cell.kept
            found.append(Stretch(cell.start, stop, likeness, *ends_at))
    return found


def likeness(one: str, other: str) -> float:
    """How alike two whole texts are, 0..1."""
    longer = max(len(one), len(other))
    if not longer:
        return 1.0
    row = [float(place) for place in range(len(other) + 1)]
    for character in one:
        before, row = row, [row[0] + 1]
        for place, sign in enumerate(other):
            row.append(min(before[place] + _cost(character, sign), before[place + 1] + 1, row[-1] + 1))
    return 1 - row[-1] / longer


def _hopeless(wanted: str, text: str, least: float) -> bool:
    there = set(text)
    met = sum(c == ANY or c in there or (twin(c) or "") in there for c in wanted)
    return met < least * len(wanted) - 1e-6


def _last_row(wanted: str, text: str) -> Sequence[_Cell]:
    """For each place in the text the cheapest way to have said all of `wanted` there. What stands before and behind is free."""
    row = [_Cell(0.0, place, True, True, True) for place in range(len(text) + 1)]
    for count, character in enumerate(wanted, start=1):
        before, row = row, [_Cell(count * _GAP_COST, 0, False, False, False)]
        for place, sign in enumerate(text, start=1):
            row.append(_cell(before, row[-1], place, _cost(character, sign), first=count == 1))
    return row


def _cell(before: Sequence[_Cell], left: _Cell, place: int, cost: float, *, first: bool) -> _Cell:
    stood, dropped = before[place - 1], before[place]
    fits = cost < 1
    ways = (
        (stood.cost + cost, 0),
        (dropped.cost + _GAP_COST, 1),
        (left.cost + _GAP_COST, 2),
    )
    best, way = min(ways)
    if way == 0:
        return _Cell(best, stood.start, True, fits if first else stood.first_fits, fits, stood.first_lost)
    if way == 1:
        return _Cell(best, dropped.start, False, not first and dropped.first_fits, False, first or dropped.first_lost)
    return _Cell(best, left.start, False, left.first_fits, False, left.first_lost)


def _cost(character: str, sign: str) -> float:
    if character == sign:
        return 0.0
    if character == ANY:
        return _HIDDEN_COST
    return _ALIKE_COST if twin(character) == sign or twin(sign) == character else 1.0
