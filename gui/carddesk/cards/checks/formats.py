"""Has each field the form that its sort of datum must have?"""

from __future__ import annotations

import re
from collections.abc import Callable

from carddesk.cards import foreign_resident_number, mrz, prc_number
from carddesk.cards.checks.contract import Card, Check, Outcome, error, warn
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level

_BAD = FlagCode.BAD_FORMAT
_OWN_RULE = {"id_number", "permit_number", "issue_count"}
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")


def _by_kind(card: Card) -> Outcome:
    return tuple(
        flag
        for key in card.fields
        if (value := card.value(key)) and (kind := card.kind(key)) in _RULES
        for flag in _RULES[kind](key, value)
    )


def _sex(key: str, value: str) -> tuple[Flag, ...]:
    if value in {"M", "F", "X"}:
        return ()
    return (error(_BAD, key, "Should be 男 or 女, not {found}", found=value),)


def _latin(key: str, value: str) -> tuple[Flag, ...]:
    if _CJK.search(value):
        return (warn(_BAD, key, "Should be in Latin letters"),)
    if key == "nationality_code" and not re.fullmatch(r"[A-Z]{3}|D", value):
        return (warn(_BAD, key, "A country code has three capital letters, like CHN"),)
    return ()


def _number(key: str, value: str) -> tuple[Flag, ...]:
    if key in _OWN_RULE or re.fullmatch(r"[0-9A-Z /().-]*", value):
        return ()
    return (warn(_BAD, key, "A number has no characters but A-Z and 0-9"),)


def _zone(key: str, value: str) -> tuple[Flag, ...]:
    try:
        mrz.parse(value.split("\n"))
    except mrz.MrzError:
        return (error(_BAD, key, "Should be 2 lines of 44 or 36 characters, or 3 lines of 30: A-Z, 0-9 and <"),)
    return ()


_RULES: dict[FieldKind | None, Callable[[str, str], tuple[Flag, ...]]] = {
    FieldKind.SEX: _sex,
    FieldKind.LATIN: _latin,
    FieldKind.NUMBER: _number,
    FieldKind.MRZ: _zone,
}


def _citizen_number(card: Card) -> Outcome:
    value = card.value("id_number")
    try:
        number = prc_number.parse(value)
    except prc_number.PrcNumberError:
        count = str(len(value))
        return (
            error(_BAD, "id_number", "Should be 17 digits and a digit or X; this has {found} characters", found=count),
        )
    if number.first_generation:
        return (warn(_BAD, "id_number", "A number of 15 digits: such cards are void since 2013"),)
    return ()


def _resident_number(card: Card) -> Outcome:
    try:
        foreign_resident_number.parse(card.value("id_number"))
    except foreign_resident_number.ForeignResidentNumberError:
        return (error(_BAD, "id_number", "Should be 18 digits, or 3 letters and 12 digits"),)
    return ()


def _issue_count(card: Card) -> Outcome:
    if re.fullmatch(r"0?[1-9]|[1-9][0-9]", card.value("issue_count")):
        return ()
    return (warn(_BAD, "issue_count", "Should be a number from 01 to 99"),)


CHECKS = (
    Check(
        "form_of_kind",
        "Each field has the form that its sort of datum must have",
        {_BAD: Level.ERROR},
        (),
        _by_kind,
        "Normal forms; ICAO 9303 for machine-readable zones",
    ),
    Check(
        "citizen_number_form",
        "A citizen's number has 17 digits and a digit or X",
        {_BAD: Level.ERROR},
        ("id_number",),
        _citizen_number,
        "GB 11643-1999",
        frozenset({"resident_id", "residence_permit"}),
    ),
    Check(
        "foreign_resident_number_form",
        "A permanent resident's number has 18 digits, or three letters and 12 digits",
        {_BAD: Level.ERROR},
        ("id_number",),
        _resident_number,
        "National Immigration Administration: rules of machine-readable information",
        frozenset({"foreign_resident"}),
    ),
    Check(
        "issue_count_form",
        "The issue count is a number from 01 to 99",
        {_BAD: Level.WARN},
        ("issue_count",),
        _issue_count,
        "国办发〔2018〕81号",
    ),
)
