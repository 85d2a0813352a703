"""Is a certificate valid and reviewed, and do its days stand in order? (logic-rules §7, the vendor's document 003)"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from carddesk.cards import certificate_days as labelled
from carddesk.cards.certificate_days import CertificateDay, Role
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.normal import shown
from carddesk.cards.validity import Law

_USUAL_LABEL: Mapping[Role, str] = {"first": "初领日期", "start": "有效期限", "end": "有效期限", "review": "应复审日期"}
_VALID_YEARS = 6
_REVIEW_YEARS = (3, 6)
"""Every third year, or every sixth for those who have been at it for ten years."""
_ENDS = Law(date(2010, 7, 1), ((0, _VALID_YEARS),), day_before=True)


def _days(card: Card) -> Mapping[Role, CertificateDay]:
    return labelled.days({key: card.value(key) for key in card.fields})


def _known(card: Card, *roles: Role) -> list[tuple[str, date]] | NotChecked:
    """Label and day of each role, or which are not there."""
    found = _days(card)
    whole: list[tuple[str, date]] = []
    lacking: list[str] = []
    for role in roles:
        said = found.get(role)
        if said is not None and said.day is not None:
            whole.append((said.key, said.day))
        else:
            lacking.append(said.key if said is not None else _USUAL_LABEL[role])
    return NotChecked(tuple(dict.fromkeys(lacking))) if lacking else whole


def _days_exist(card: Card) -> Outcome:
    """What has no figures (详见附页) is no misread day."""
    said = _days(card)
    if not said:
        return NotChecked(tuple(dict.fromkeys(_USUAL_LABEL.values())))
    return tuple(
        error(FlagCode.BAD_DATE, each.key, message, found=each.parsed.raw)
        for each in said.values()
        if (message := _trouble(each)) and re.search(r"\d", each.parsed.raw)
    )


def _trouble(said: CertificateDay) -> str:
    if said.parsed.mended:
        return "Letters stand where only digits can: {found}"
    match said.parsed.kind:
        case "bad":
            return "{found} is no day there is"
        case "partial":
            return "Day, month and year are not all certain: {found}"
        case _:
            return ""


def _expired(card: Card) -> Outcome:
    known = _known(card, "end")
    if isinstance(known, NotChecked):
        return known
    ((key, end),) = known
    if end < card.today:
        return (error(FlagCode.EXPIRED, key, "Expired: valid until {found}", found=_day(end)),)
    return ()


def _begun(card: Card) -> Outcome:
    known = _known(card, "start")
    if isinstance(known, NotChecked):
        return known
    ((key, start),) = known
    if start > card.today:
        return (warn(FlagCode.NOT_YET_VALID, key, "Valid only from {found} on", found=_day(start)),)
    return ()


def _reviewed(card: Card) -> Outcome:
    """Due no later than the day said. That it was reviewed since stands nowhere on it."""
    known = _known(card, "review")
    if isinstance(known, NotChecked):
        return known
    ((key, due),) = known
    if due < card.today:
        return (warn(FlagCode.EXPIRED, key, "A review was due by {found}", found=_day(due)),)
    return ()


def _in_order(card: Card) -> Outcome:
    known = _known(card, "start", "end")
    if isinstance(known, NotChecked):
        return known
    (_, start), (key, end) = known
    if end > start:
        return ()
    message = "It ends on {found}, yet it begins on {start}"
    return (error(FlagCode.DATE_ORDER, key, message, found=_day(end), start=_day(start)),)


def _first_before(card: Card) -> Outcome:
    known = _known(card, "first", "start")
    if isinstance(known, NotChecked):
        return known
    (key, first), (_, start) = known
    if first <= start:
        return ()
    message = "First issued on {found}, yet valid from {start} on"
    return (error(FlagCode.DATE_ORDER, key, message, found=_day(first), start=_day(start)),)


def _six_years(card: Card) -> Outcome:
    known = _known(card, "start", "end")
    if isinstance(known, NotChecked) or not labelled.of_special_operations(card.fields):
        return known if isinstance(known, NotChecked) else NotChecked(("作业类别",))
    (_, start), (key, end) = known
    lawful = _ENDS.ends(start, _VALID_YEARS)
    if end in lawful or end <= start:
        return () if end > start else NotChecked((key,))
    message = "Beginning on {start}, it is valid until {expected}, not {found}"
    places = {"start": _day(start), "expected": _day(lawful[0]), "found": _day(end)}
    return (warn(FlagCode.VALIDITY_LENGTH, key, message, **places),)


def _review_due(card: Card) -> Outcome:
    known = _known(card, "start", "review")
    if isinstance(known, NotChecked) or not labelled.of_special_operations(card.fields):
        return known if isinstance(known, NotChecked) else NotChecked(("作业类别",))
    (_, start), (key, due) = known
    if any(due in _ENDS.ends(start, years) for years in _REVIEW_YEARS):
        return ()
    message = "Beginning on {start}, its review is due by {expected}, not {found}"
    expected = _day(_ENDS.ends(start, _REVIEW_YEARS[0])[0])
    return (warn(FlagCode.VALIDITY_LENGTH, key, message, start=_day(start), expected=expected, found=_day(due)),)


def _day(day: date) -> str:
    return shown(FieldKind.DATE, day.isoformat())


_CERTIFICATE = frozenset({"certificate"})
_RULES = "安监总局令第30号 §19, §21; Baidu's document"
CHECKS = (
    Check(
        "certificate_days_exist",
        "Each day of a certificate is one there is",
        {FlagCode.BAD_DATE: Level.ERROR},
        (),
        _days_exist,
        "The calendar",
        _CERTIFICATE,
    ),
    Check(
        "certificate_expired",
        "A certificate is valid through its last day",
        {FlagCode.EXPIRED: Level.ERROR},
        (),
        _expired,
        "R01",
        _CERTIFICATE,
    ),
    Check(
        "certificate_not_yet_valid",
        "A certificate is valid already",
        {FlagCode.NOT_YET_VALID: Level.WARN},
        (),
        _begun,
        "R02",
        _CERTIFICATE,
    ),
    Check(
        "certificate_reviewed",
        "A certificate's review is not overdue",
        {FlagCode.EXPIRED: Level.WARN},
        (),
        _reviewed,
        _RULES,
        _CERTIFICATE,
    ),
    Check(
        "certificate_in_order",
        "A certificate ends after it begins",
        {FlagCode.DATE_ORDER: Level.ERROR},
        (),
        _in_order,
        "R03",
        _CERTIFICATE,
    ),
    Check(
        "certificate_first_issue",
        "A certificate was first issued no later than it begins",
        {FlagCode.DATE_ORDER: Level.ERROR},
        (),
        _first_before,
        "R04",
        _CERTIFICATE,
    ),
    Check(
        "certificate_length",
        "A certificate of special operations is valid for six years",
        {FlagCode.VALIDITY_LENGTH: Level.WARN},
        (),
        _six_years,
        _RULES,
        _CERTIFICATE,
    ),
    Check(
        "certificate_review_due",
        "A certificate of special operations is reviewed after three years, or six",
        {FlagCode.VALIDITY_LENGTH: Level.WARN},
        (),
        _review_due,
        _RULES,
        _CERTIFICATE,
    ),
)
