"""Days that a misread one may stand for: from a number that holds, from letters and figures alike, from either order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from carddesk.cards import certificate_days, dates
from carddesk.cards.checks import Card
from carddesk.cards.checks.days import day_of
from carddesk.cards.checks.validity import law_of, lawful_ends
from carddesk.cards.documents import FieldKind
from carddesk.cards.lookalikes import as_digits, digits_like, half_width
from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.witness import witness

_EITHER_ORDER = re.compile(r"(\d{1,2})\s*([-/])\s*(\d{1,2})\s*\2\s*(\d{4})")
_OPEN_MISREAD = re.compile(r"[长長张K]?\s*[期朝斯其基欺明胡]|[长長]\s*\D?|[长長]\s*\D\s*有效")
_MAY_BE_OPEN = {"resident_id", "driving_licence"}
_LONGEST = 30
"""Characters; what is longer is no day."""
_UNLAWFUL = 2
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A day, why it may be meant, and how sure the reader was of the character that would have to be another.

    `plain` says that nothing else can be meant, be it lawful or not.
    """

    parsed: dates.ParsedDate
    message: str
    arguments: tuple[tuple[str, str], ...] = ()
    sure: float = 0.0
    plain: bool = False


def _birth_from_number(card: Card) -> Iterator[Repair]:
    """Where the number holds and the printed day is empty, impossible, or another."""
    told = witness(card)
    spec = card.document.spec("birth_date")
    if told is None or spec is None or spec.face not in card.faces:
        return
    printed = day_of(card, "birth_date")
    if printed is not None and told.born(printed):
        return
    for born in told.births:
        yield Repair("birth_date", born.isoformat(), "As the number says")


def _likely(card: Card) -> Iterator[Repair]:
    told = witness(card)
    for key, value in _written(card):
        if key == "birth_date" and told is not None:
            continue
        found = [each for each in _candidates(card, key, value) if _possible(card, key, each.parsed)]
        ranked = sorted(((_odd(card, key, each.parsed), each.sure, each) for each in found), key=lambda each: each[:2])
        for odd, _, each in ranked:
            if key == "expiry_date" and odd == _UNLAWFUL and not each.plain:
                # One digit is no more likely to be misread than another: the lawful days are offered instead.
                continue
            before = "前" if card.kind(key) is None and each.parsed.qualifier else ""
            yield Repair(key, f"{each.parsed.iso}{before}", each.message, each.arguments)


def _written(card: Card) -> list[tuple[str, str]]:
    """Fields that say one day, with what stands in them."""
    if card.document.fields:
        keys = [key for key in card.fields if card.kind(key) is FieldKind.DATE]
    else:
        said = certificate_days.days({key: card.value(key) for key in card.fields}).values()
        keys = [each.key for each in said if each.parsed.raw == card.value(each.key)]
    return [(key, value) for key in keys if (value := card.value(key)) and len(value) <= _LONGEST]


def _candidates(card: Card, key: str, value: str) -> Iterator[_Candidate]:
    parsed = dates.parse(value)
    if parsed.mended:
        yield _Candidate(parsed, "With digits where letters like them were read", plain=True)
    elif parsed.kind == "partial":
        yield from _either_order(value)
    elif parsed.kind == "bad":
        if key == "expiry_date" and card.document.id in _MAY_BE_OPEN and _OPEN_MISREAD.fullmatch(value.strip()):
            yield _Candidate(dates.parse("长期"), "It looks like 长期", plain=True)
        yield from _one_figure_else(card, key, value)


def _either_order(value: str) -> Iterator[_Candidate]:
    match = _EITHER_ORDER.fullmatch(half_width(value).strip())
    if match is None:
        return
    first, second, year = match[1], match[3], match[4]
    yield _Candidate(dates.year_month_day(year, second, first), "Day first, then month")
    yield _Candidate(dates.year_month_day(year, first, second), "Month first, then day")


def _one_figure_else(card: Card, key: str, value: str) -> Iterator[_Candidate]:
    """Each day that comes of taking one digit for one that it looks like; letters are taken for digits beforehand."""
    plain = as_digits(half_width(value))
    confidences = card.fields[key].confidences
    told = len(confidences) == len(plain)
    for place, digit in enumerate(plain):
        for other in digits_like(digit):
            parsed = dates.parse(plain[:place] + other + plain[place + 1 :])
            if parsed.kind == "date" and not parsed.mended:
                arguments = (("found", digit), ("expected", other))
                sure = confidences[place] if told else 0.0
                yield _Candidate(parsed, "{found} looks like {expected}", arguments, sure)


def _possible(card: Card, key: str, parsed: dates.ParsedDate) -> bool:
    """Whether nothing else on the card makes this day an error."""
    if parsed.iso is None:
        return False
    day = date.fromisoformat(parsed.iso)
    born, start, end = (day_of(card, other) for other in ("birth_date", "issue_date", "expiry_date"))
    match key:
        case "birth_date":
            return _OLDEST <= day <= (min(card.today, start) if start else card.today)
        case "issue_date":
            return day < (end or date.max) and day >= (born or date.min)
        case "expiry_date":
            return day > (start or date.min)
        case _:
            return True


def _odd(card: Card, key: str, parsed: dates.ParsedDate) -> int:
    """0 where another datum of the card speaks for this day, `_UNLAWFUL` where one speaks against it, else 1."""
    day = date.fromisoformat(parsed.iso or dates.OPEN_END)
    if key == "birth_date":
        digits = f"{day:%Y%m%d}"
        number = card.value("id_number")
        return 0 if digits in number or (number[:3].isalpha() and number[7:13] == digits[2:]) else 1
    law, start, end = law_of(card), day_of(card, "issue_date"), day_of(card, "expiry_date")
    ends = (start, day) if key == "expiry_date" else (day, end)
    if key in {"issue_date", "expiry_date"} and law is not None and ends[0] is not None and ends[1] is not None:
        return 0 if ends[1] in lawful_ends(card, law, ends[0]) else _UNLAWFUL
    return _UNLAWFUL if key == "issue_date" and day > card.today else 1


REPAIRERS = (
    Repairer(
        "birth_date_from_number",
        "Takes the date of birth from a number that holds",
        _birth_from_number,
        "GB 11643-1999; National Immigration Administration: rules of machine-readable information",
        frozenset({"resident_id", "residence_permit", "foreign_resident"}),
    ),
    Repairer(
        "dates_by_likeness",
        "Takes letters in a date for digits, and one digit of an impossible date for another like it",
        _likely,
        "Practice: characters that readers confuse",
    ),
)
