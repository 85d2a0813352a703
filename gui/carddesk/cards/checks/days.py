"""Is each date a day there is, and is the card still valid? (logic-rules §7 R01, R02 and R05, §8)"""

from __future__ import annotations

from datetime import date

from carddesk.cards import dates
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level

_OLDEST = date(1900, 1, 1)
_PARTS_MAY_LACK = {"passport", "national_id", "driving_licence"}
"""ICAO 9303-3 §4.8: parts of a date of birth may be unknown."""


def day_of(card: Card, key: str) -> date | None:
    """The day that stands in a field, whole and without doubt; `date.max` for an end that is 长期; else None."""
    parsed = dates.parse(card.value(key))
    if parsed.iso is None or parsed.mended or (parsed.kind == "open" and key != "expiry_date"):
        return None
    return date.fromisoformat(parsed.iso)


def _days(card: Card) -> Outcome:
    written = (key for key in card.fields if card.kind(key) is FieldKind.DATE and card.value(key))
    return tuple(flag for key in written for flag in _day(key, card.value(key), card.document.id))


def _day(key: str, value: str, document: str) -> tuple[Flag, ...]:
    day = dates.parse(value)
    if day.mended:
        return (error(FlagCode.BAD_DATE, key, "Letters stand where only digits can: {found}", found=value),)
    match day.kind:
        case "bad" | "empty":
            return (error(FlagCode.BAD_DATE, key, "{found} is no day there is", found=value),)
        case "partial":
            lawful = key == "birth_date" and document in _PARTS_MAY_LACK
            told = warn if lawful else error
            return (told(FlagCode.BAD_DATE, key, "Day, month and year are not all certain: {found}", found=value),)
        case "open" if key != "expiry_date":
            return (error(FlagCode.BAD_DATE, key, "Only a date of expiry can be 长期"),)
        case _:
            return ()


def _birth(card: Card) -> Outcome:
    """R05: nobody is born after today, and hardly anybody before 1900."""
    born = day_of(card, "birth_date")
    if born is None:
        return NotChecked(("birth_date",))
    if born > card.today:
        return (error(FlagCode.BAD_DATE, "birth_date", "{found} is still to come", found=born.isoformat()),)
    if born < _OLDEST:
        return (warn(FlagCode.BAD_DATE, "birth_date", "Nobody born on {found} is likely to live", found=f"{born}"),)
    return ()


def _expired(card: Card) -> Outcome:
    """R01: a card is valid through its last day; 长期 never ends."""
    end = day_of(card, "expiry_date")
    if end is None:
        return NotChecked(("expiry_date",))
    if end < card.today:
        return (error(FlagCode.EXPIRED, "expiry_date", "Expired: valid until {found}", found=end.isoformat()),)
    return ()


def _begun(card: Card) -> Outcome:
    """R02: a card that is valid from a later day on is unusual."""
    start = day_of(card, "issue_date")
    if start is None:
        return NotChecked(("issue_date",))
    if start > card.today:
        return (warn(FlagCode.NOT_YET_VALID, "issue_date", "Valid only from {found} on", found=start.isoformat()),)
    return ()


CHECKS = (
    Check(
        "days_exist",
        "Each date is a day there is, and wholly known",
        {FlagCode.BAD_DATE: Level.ERROR},
        (),
        _days,
        "The calendar; ICAO 9303-3 §4.8",
    ),
    Check(
        "birth_is_past",
        "Nobody is born after today, and hardly anybody alive before 1900",
        {FlagCode.BAD_DATE: Level.ERROR},
        ("birth_date",),
        _birth,
        "R05",
    ),
    Check(
        "expired",
        "The card is valid through its last day; 长期 never ends",
        {FlagCode.EXPIRED: Level.ERROR},
        ("expiry_date",),
        _expired,
        "R01",
    ),
    Check(
        "not_yet_valid",
        "The card is valid already",
        {FlagCode.NOT_YET_VALID: Level.WARN},
        ("issue_date",),
        _begun,
        "R02",
    ),
)
