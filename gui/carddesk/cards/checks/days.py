"""Is each date a day there is, and is the card still valid? (logic-rules §7 R01 and R05, §8)"""

from __future__ import annotations

from carddesk.cards import dates
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level


def _days(card: Card) -> Outcome:
    written = (key for key in card.fields if card.kind(key) is FieldKind.DATE and card.value(key))
    return tuple(flag for key in written for flag in _day(key, card.value(key)))


def _day(key: str, value: str) -> tuple[Flag, ...]:
    day = dates.parse(value)
    if day.mended:
        return (error(FlagCode.BAD_DATE, key, "Letters stand where only digits can: {found}", found=value),)
    match day.kind:
        case "bad":
            return (error(FlagCode.BAD_DATE, key, "{found} is no day there is", found=value),)
        case "partial":
            return (error(FlagCode.BAD_DATE, key, "Day, month and year are not all certain: {found}", found=value),)
        case "open" if key != "expiry_date":
            return (error(FlagCode.BAD_DATE, key, "Only a date of expiry can be 长期"),)
        case _:
            return ()


def _birth(card: Card) -> Outcome:
    """R05: nobody is born after today."""
    born = dates.parse(card.value("birth_date"))
    if born.iso is None:
        return NotChecked(("birth_date",))
    if born.kind == "date" and born.iso > card.today.isoformat():
        return (error(FlagCode.BAD_DATE, "birth_date", "{found} is still to come", found=born.iso),)
    return ()


def _expired(card: Card) -> Outcome:
    """R01: a card is valid through its last day; 长期 never ends."""
    end = dates.parse(card.value("expiry_date"))
    if end.iso is None:
        return NotChecked(("expiry_date",))
    if end.iso < card.today.isoformat():
        return (error(FlagCode.EXPIRED, "expiry_date", "Expired: valid until {found}", found=end.iso),)
    return ()


CHECKS = (
    Check(
        "days_exist",
        "Each date is a day there is, and wholly known",
        {FlagCode.BAD_DATE: Level.ERROR},
        (),
        _days,
        "The calendar",
    ),
    Check(
        "birth_is_past",
        "Nobody is born after today",
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
)
