"""Do a card's days stand in order, and is it valid for as long as the law says? (logic-rules §7 R03, R04 and R06)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from carddesk.cards import validity
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.checks.days import day_of
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.normal import shown


def days_of(card: Card, *keys: str) -> list[date] | NotChecked:
    """The days that stand in these fields, or which of them are no whole days."""
    found = {key: day_of(card, key) for key in keys}
    missing = tuple(key for key, day in found.items() if day is None)
    return NotChecked(missing) if missing else [day for day in found.values() if day is not None]


def law_of(card: Card) -> validity.Law | None:
    """What the law says of this card; None where it says nothing that this program knows."""
    return validity.law_of(card.document.id, card.value("nationality_code"), card.value("document_number"))


def lawful_ends(card: Card, law: validity.Law, start: date) -> tuple[date, ...]:
    """The last days of a card that begins on `start`: for the holder's age, or for any where no age is known."""
    born = day_of(card, "birth_date")
    if born is None or born > start:
        return law.all_ends(start)
    return law.ends(start, law.years(validity.full_years(born, start)))


def age_fits(card: Card) -> bool | NotChecked:
    """Whether the card is valid for as long as the holder's age calls for.

    Not checked where its length is none that there is: that has nothing to do with the age.
    """
    days = days_of(card, "birth_date", "issue_date", "expiry_date")
    law = law_of(card)
    if isinstance(days, NotChecked) or law is None:
        return days if isinstance(days, NotChecked) else NotChecked(("document_number",))
    born, start, end = days
    if start < born or end not in law.all_ends(start):
        return NotChecked(("expiry_date",))
    return end in lawful_ends(card, law, start)


def _in_order(card: Card) -> Outcome:
    days = days_of(card, "issue_date", "expiry_date")
    if isinstance(days, NotChecked):
        return days
    start, end = days
    if end > start:
        return ()
    message = "It ends on {found}, yet it begins on {start}"
    return (error(FlagCode.DATE_ORDER, "expiry_date", message, found=_day(end), start=_day(start)),)


def _born_before(card: Card) -> Outcome:
    days = days_of(card, "birth_date", "issue_date")
    if isinstance(days, NotChecked):
        return days
    born, start = days
    if born > start:
        message = "It begins on {found}, before the holder is born on {born}"
        return (error(FlagCode.DATE_ORDER, "issue_date", message, found=_day(start), born=_day(born)),)
    if born == start:
        return (warn(FlagCode.DATE_ORDER, "issue_date", "It begins on the day of birth, {found}", found=_day(start)),)
    return ()


def _length(card: Card) -> Outcome:
    """R06 for a holder of any age."""
    days = days_of(card, "issue_date", "expiry_date")
    if isinstance(days, NotChecked):
        return days
    start, end = days
    law = law_of(card)
    if law is None or end <= start:
        return NotChecked(("expiry_date",))
    if end in law.all_ends(start):
        return ()
    likeliest = _either(law.ends(start, years)[0] for years in law.terms)
    if end == date.max:
        message = "Such a card is never 长期: it is valid until {expected}"
        told = error if card.document.id == "residence_permit" else warn
        return (told(FlagCode.VALIDITY_LENGTH, "expiry_date", message, expected=likeliest),)
    message = "Beginning on {start}, it is valid until {expected}, not {found}"
    return (
        warn(FlagCode.VALIDITY_LENGTH, "expiry_date", message, start=_day(start), expected=likeliest, found=_day(end)),
    )


def _length_by_age(card: Card) -> Outcome:
    """R06 for this holder."""
    fits = age_fits(card)
    if fits is True or isinstance(fits, NotChecked):
        return () if fits is True else fits
    born, start, end = (day_of(card, key) or date.min for key in ("birth_date", "issue_date", "expiry_date"))
    law = law_of(card)
    age = validity.full_years(born, start)
    expected = law.ends(start, law.years(age))[0] if law else date.min
    return (
        warn(
            FlagCode.VALIDITY_LENGTH,
            "expiry_date",
            "Issued at the age of {age}, it is valid until {expected}, not {found}",
            age=str(age),
            expected=_day(expected),
            found=_day(end),
        ),
    )


def _since(card: Card) -> Outcome:
    start, law = day_of(card, "issue_date"), law_of(card)
    if start is None or law is None:
        return NotChecked(("issue_date",) if start is None else ("document_number",))
    if start >= law.since:
        return ()
    message = "It begins on {found}, but there are such cards since {expected} only"
    return (warn(FlagCode.VALIDITY_LENGTH, "issue_date", message, found=_day(start), expected=_day(law.since)),)


def _passport(card: Card) -> Outcome:
    """R06 for ordinary Chinese passports issued under today's law; on others it has no say."""
    law, start = law_of(card), day_of(card, "issue_date")
    if law is None:
        return ()
    if start is None or start < law.since:
        return NotChecked(("issue_date",))
    return _length(card) or _length_by_age(card)


def _day(day: date) -> str:
    return shown(FieldKind.DATE, day.isoformat())


def _either(days: Iterable[date]) -> str:
    return " / ".join(map(_day, days))


_LAW = "R06; 居民身份证法 §5; 国办发〔2018〕81号 §6; 公安部 外交部令第74号 §21"
_BY_AGE = frozenset({"resident_id", "foreign_resident"})
CHECKS = (
    Check(
        "validity_in_order",
        "A card ends after it begins",
        {FlagCode.DATE_ORDER: Level.ERROR},
        ("issue_date", "expiry_date"),
        _in_order,
        "R03",
    ),
    Check(
        "born_before_issue",
        "Nobody gets a card before being born",
        {FlagCode.DATE_ORDER: Level.ERROR},
        ("birth_date", "issue_date"),
        _born_before,
        "R04",
    ),
    Check(
        "validity_length",
        "A card is valid for one of the lengths that the law knows",
        {FlagCode.VALIDITY_LENGTH: Level.ERROR},
        ("issue_date", "expiry_date"),
        _length,
        _LAW,
        frozenset(validity.LAWS),
    ),
    Check(
        "validity_length_by_age",
        "A card is valid for as long as the law says for the holder's age",
        {FlagCode.VALIDITY_LENGTH: Level.WARN},
        ("birth_date", "issue_date", "expiry_date"),
        _length_by_age,
        _LAW,
        _BY_AGE,
    ),
    Check(
        "validity_since",
        "No card begins before there were such cards",
        {FlagCode.VALIDITY_LENGTH: Level.WARN},
        ("issue_date",),
        _since,
        "R06; 居民身份证法; 国办发〔2018〕81号; 公安部 外交部令第74号",
        frozenset(validity.LAWS),
    ),
    Check(
        "chinese_passport_validity",
        "An ordinary Chinese passport is valid for five years, or ten from the age of 16 on",
        {FlagCode.VALIDITY_LENGTH: Level.WARN},
        ("nationality_code", "document_number", "issue_date", "expiry_date"),
        _passport,
        "R06; 护照法 §7",
        frozenset({"passport"}),
    ),
)
