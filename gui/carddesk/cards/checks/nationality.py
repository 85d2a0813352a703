"""Do the ways in which a card tells a nationality agree: its name, its code, and the holder's number? (logic-rules §7 R12)"""

from __future__ import annotations

import re

from carddesk.cards import countries, foreign_resident_number
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, info, warn
from carddesk.cards.checks.of_zone import zone_of
from carddesk.cards.checks.zone_and_print import same_nationality
from carddesk.cards.countries import Country
from carddesk.cards.flags import Flag, FlagCode, Level

STATELESS = "000"
"""What a number of 18 digits has for a holder without nationality; from one source only (logic-rules §3)."""

_CHINESE_LETTERS = re.compile("[\u3400-\u9fff]")


def _name_known(card: Card) -> Outcome:
    """Passports print it in their own language; where the code beside it is known, an unknown word is no cause to stop."""
    name = card.value("nationality")
    if countries.named(name):
        return ()
    message = "{found} is no country that this program knows"
    code = countries.with_code(card.value("nationality_code"))
    abroad = card.document.id != "foreign_resident" and not _CHINESE_LETTERS.search(name)
    flag = info if code and abroad else warn
    return (flag(FlagCode.UNKNOWN_REGION, "nationality", message, found=name),)


def _code_known(card: Card) -> Outcome:
    """What is no code at all is told by the form of its kind."""
    code = card.value("nationality_code")
    if countries.with_code(code) or not re.fullmatch("[A-Z]{3}", code):
        return ()
    return (warn(FlagCode.UNKNOWN_REGION, "nationality_code", "No country has the code {found}", found=code),)


def _code_agrees(card: Card) -> Outcome:
    """The code is doubted, three letters that nothing guards, unless zone or number stand by it."""
    name, code = card.value("nationality"), card.value("nationality_code")
    meant, coded = countries.named(name), countries.with_code(code)
    if not meant or coded is None:
        return NotChecked(("nationality",) if coded else ("nationality_code",))
    if any(same_nationality(each, coded) for each in meant):
        return ()
    message = "{name} has the code {expected}, not {found}"
    expected = "/".join(each.alpha3 for each in meant)
    if any(same_nationality(each, coded) for each in _others_say(card)):
        message, shown = "The code {found} is {expected}, not {name}", coded.name_like(name)
        places = (("expected", shown), ("found", code), ("name", name))
        return (Flag(FlagCode.NATIONALITY_MISMATCH, _level(card), message, "nationality", places),)
    places = (("expected", expected), ("found", code), ("name", name))
    return (Flag(FlagCode.NATIONALITY_MISMATCH, _level(card), message, "nationality_code", places),)


def _level(card: Card) -> Level:
    """On a Chinese card name and code are one entry of one table; abroad a word may have been taken for another's."""
    return Level.ERROR if card.document.id == "foreign_resident" else Level.WARN


def _others_say(card: Card) -> list[Country]:
    zone = zone_of(card.value("mrz")) if card.value("mrz") else None
    said = [countries.with_code(zone.nationality) if zone and zone.holds else None, in_number(card.value("id_number"))]
    return [each for each in said if each is not None]


def in_number(text: str) -> Country | None:
    """The nationality in a permanent resident's number whose check character holds; None where there is none."""
    try:
        number = foreign_resident_number.parse(text)
    except foreign_resident_number.ForeignResidentNumberError:
        return None
    if not number.holds:
        return None
    known = countries.with_number if number.version == "2023" else countries.with_code
    return known(number.nationality)


def _number_known(card: Card) -> Outcome:
    try:
        number = foreign_resident_number.parse(card.value("id_number"))
    except foreign_resident_number.ForeignResidentNumberError:
        return NotChecked(("id_number",))
    if not number.holds:
        return NotChecked(("id_number",))
    if in_number(card.value("id_number")) or number.nationality == STATELESS:
        return ()
    message = "The code of the nationality in it, {found}, is no country's"
    return (warn(FlagCode.UNKNOWN_REGION, "id_number", message, found=number.nationality),)


def _number_agrees(card: Card) -> Outcome:
    """A number is for life, its nationality that of the first issue: another one printed is worth knowing, no more."""
    said = in_number(card.value("id_number"))
    code = countries.with_code(card.value("nationality_code"))
    printed = (code,) if code else countries.named(card.value("nationality"))
    if said is None or not printed:
        return NotChecked(("id_number",) if printed else ("nationality",))
    if any(same_nationality(each, said) for each in printed):
        return ()
    shown = card.value("nationality") or card.value("nationality_code")
    message = "At its first issue the holder's nationality was {expected}; printed is {found}"
    expected = said.name_like(shown)
    return (info(FlagCode.NATIONALITY_MISMATCH, "id_number", message, expected=expected, found=shown),)


CHECKS = (
    Check(
        "nationality_known",
        "The nationality is a country's name that is known",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("nationality",),
        _name_known,
        "R12; ISO 3166-1, Unicode CLDR",
    ),
    Check(
        "nationality_code_known",
        "The code of the nationality is a country's",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("nationality_code",),
        _code_known,
        "R12; ISO 3166-1; ICAO 9303-3 §5",
    ),
    Check(
        "nationality_code_agrees",
        "Name and code of the nationality are those of one country",
        {FlagCode.NATIONALITY_MISMATCH: Level.ERROR},
        ("nationality", "nationality_code"),
        _code_agrees,
        "R12; ISO 3166-1",
    ),
    Check(
        "nationality_in_number_known",
        "The number names a nationality that there is",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("id_number",),
        _number_known,
        "R12; National Immigration Administration: rules of machine-readable information",
        frozenset({"foreign_resident"}),
    ),
    Check(
        "nationality_in_number_agrees",
        "The nationality in the number is the one printed",
        {FlagCode.NATIONALITY_MISMATCH: Level.INFO},
        ("id_number",),
        _number_agrees,
        "R12; National Immigration Administration: rules of machine-readable information",
        frozenset({"foreign_resident"}),
    ),
)
