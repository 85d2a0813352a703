"""Does a machine-readable zone agree with what is printed above it? The one with less behind it is doubted (logic-rules §5)."""

from __future__ import annotations

import re

from carddesk.cards import countries, dates, names
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome
from carddesk.cards.checks.of_zone import on_zone
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.mrz import Mrz

_SAYS = "The machine-readable zone says {expected}, not {found}"
_ONE_CHINA = frozenset({"CHN", "HKG", "MAC", "TWN"})


def _differ(code: FlagCode, level: Level, key: str, said: str, printed: str, *, holds: bool) -> Outcome:
    """The flag on the printed field where the zone's check digits stand behind it, else on the zone."""
    if holds:
        return (Flag(code, level, _SAYS, key, (("expected", said), ("found", printed))),)
    message = "It says {found}, but the card shows {expected}"
    return (Flag(code, level, message, "mrz", (("expected", printed), ("found", said))),)


def _number(card: Card, zone: Mrz) -> Outcome:
    """Some national cards print the personal number that the zone has in its optional data; then either will do."""
    printed = _bare(card.value("document_number"))
    if not printed or not zone.number:
        return NotChecked(("document_number",))
    own = card.document.id == "passport"
    said = (zone.number,) if own else (zone.number, *zone.optional.split(), zone.optional.replace(" ", ""))
    if printed in said:
        return ()
    level, shown = Level.ERROR if own else Level.WARN, card.value("document_number")
    holds = zone.checks["number"]
    return _differ(FlagCode.READINGS_DIFFER, level, "document_number", zone.number, shown, holds=holds)


def _bare(number: str) -> str:
    return re.sub("[^0-9A-Z]", "", number.upper())


def _birth(card: Card, zone: Mrz) -> Outcome:
    if not zone.birth.strip("<"):
        return NotChecked(("mrz",))
    printed = dates.parse(card.value("birth_date")).iso or ""
    said = zone.birth_date(card.today) or zone.birth
    return birth_flags(card, Witness("mrz", said, zone.checks["birth"], _SAYS), agrees=zone.born_on(printed))


def _expiry(card: Card, zone: Mrz) -> Outcome:
    printed = dates.parse(card.value("expiry_date"))
    if not zone.expiry.strip("<") or printed.kind != "date" or printed.iso is None:
        return NotChecked(("mrz",) if printed.kind == "date" else ("expiry_date",))
    if zone.expires_on(printed.iso):
        return ()
    said, holds = zone.expiry_date() or zone.expiry, zone.checks["expiry"]
    return _differ(FlagCode.READINGS_DIFFER, Level.ERROR, "expiry_date", said, printed.iso, holds=holds)


def _sex(card: Card, zone: Mrz) -> Outcome:
    if zone.sex not in {"M", "F"}:
        return NotChecked(("mrz",))
    if card.value("sex") == "X":
        return _differ(FlagCode.SEX_MISMATCH, Level.ERROR, "sex", zone.sex, "X", holds=zone.holds)
    return sex_flags(card, Witness("mrz", zone.sex, zone.holds, _SAYS))


def _nationality_code(card: Card, zone: Mrz) -> Outcome:
    printed, said = countries.with_code(card.value("nationality_code")), countries.with_code(zone.nationality)
    if printed is None or said is None:
        return NotChecked(("mrz",) if printed else ("nationality_code",))
    if printed == said:
        return ()
    shown = card.value("nationality_code")
    code, key = FlagCode.NATIONALITY_MISMATCH, "nationality_code"
    return _differ(code, Level.ERROR, key, zone.nationality, shown, holds=zone.holds)


def _nationality(card: Card, zone: Mrz) -> Outcome:
    printed, said = countries.named(card.value("nationality")), countries.with_code(zone.nationality)
    if not printed or said is None:
        return NotChecked(("mrz",) if printed else ("nationality",))
    if any(same_nationality(each, said) for each in printed):
        return ()
    shown, meant = card.value("nationality"), said.name_like(card.value("nationality"))
    return _differ(FlagCode.NATIONALITY_MISMATCH, Level.WARN, "nationality", meant, shown, holds=zone.holds)


def same_nationality(one: countries.Country, other: countries.Country) -> bool:
    """Whether two countries' names or codes can stand for one nationality: British ones together, China's too."""
    return one.family == other.family or {one.alpha3, other.alpha3} <= _ONE_CHINA


def _issuer(card: Card, zone: Mrz) -> Outcome:
    """Only where the authority is a country's name and nothing more."""
    printed, said = countries.named(card.value("issuing_authority")), countries.with_code(zone.issuer)
    if not printed or said is None:
        return NotChecked(("mrz",) if printed else ("issuing_authority",))
    if any(same_nationality(each, said) for each in printed):
        return ()
    shown, meant = card.value("issuing_authority"), said.name_like(card.value("issuing_authority"))
    return _differ(FlagCode.READINGS_DIFFER, Level.WARN, "issuing_authority", meant, shown, holds=zone.holds)


def _names(card: Card, zone: Mrz) -> Outcome:
    told = {key: printed for key in _SPOKEN if (printed := card.value(key))}
    cut = is_cut(card, zone)
    answers = {key: _agrees(key, printed, zone, cut=cut) for key, printed in told.items()}
    if all(answer is None for answer in answers.values()):
        return NotChecked(tuple(answers) or ("surname", "given_names"))
    wrong = [key for key, answer in answers.items() if answer is False]
    flags = [_name_differs(key, told[key], zone) for key in wrong]
    return tuple(flag for outcome in flags if not isinstance(outcome, NotChecked) for flag in outcome)


def _name_differs(key: str, printed: str, zone: Mrz) -> Outcome:
    said = _SPOKEN[key](zone)[0].replace("<", " ")
    return _differ(FlagCode.NAME_MISMATCH, Level.WARN, key, said, printed, holds=zone.holds)


def _agrees(key: str, printed: str, zone: Mrz, *, cut: bool) -> bool | None:
    answers = [names.agrees(printed, said, cut=cut) for said in _SPOKEN[key](zone)]
    return None if None in answers else any(answers)


def is_cut(card: Card, zone: Mrz) -> bool:
    """Whether the name was too long for its line: that is full, or the printed name would not go in."""
    surname, given = card.value("surname"), card.value("given_names")
    needed = names.shortest(surname) + 2 + names.shortest(given) if surname and given else 0
    return not zone.names.endswith("<") or max(needed, names.shortest(card.value("name_latin"))) > len(zone.names)


def _surname(zone: Mrz) -> tuple[str, ...]:
    return (zone.surname.replace(" ", "<"),)


def _given_names(zone: Mrz) -> tuple[str, ...]:
    """Who has but one name has it as the surname in a zone (ICAO 9303-3 §4.6)."""
    return ((zone.given_names or zone.surname).replace(" ", "<"),)


def _whole(zone: Mrz) -> tuple[str, ...]:
    surname, given = zone.surname.replace(" ", "<"), zone.given_names.replace(" ", "<")
    return (f"{surname}<{given}".strip("<"), f"{given}<{surname}".strip("<"))


_SPOKEN = {"surname": _surname, "given_names": _given_names, "name_latin": _whole}
"""For each printed name the ways in which the zone may say it."""

CHECKS = (
    Check(
        "mrz_number_agrees",
        "The machine-readable zone and the print agree on the document number",
        {FlagCode.READINGS_DIFFER: Level.ERROR},
        ("mrz", "document_number"),
        on_zone(_number),
        "ICAO 9303-3 §4",
    ),
    Check(
        "mrz_birth_agrees",
        "The machine-readable zone and the print agree on the date of birth",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        ("mrz", "birth_date"),
        on_zone(_birth),
        "ICAO 9303-3 §4",
    ),
    Check(
        "mrz_sex_agrees",
        "The machine-readable zone and the print agree on the sex",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        ("mrz", "sex"),
        on_zone(_sex),
        "ICAO 9303-3 §4",
    ),
    Check(
        "mrz_expiry_agrees",
        "The machine-readable zone and the print agree on the date of expiry",
        {FlagCode.READINGS_DIFFER: Level.ERROR},
        ("mrz", "expiry_date"),
        on_zone(_expiry),
        "ICAO 9303-3 §4",
    ),
    Check(
        "mrz_nationality_code_agrees",
        "The machine-readable zone and the print agree on the code of the nationality",
        {FlagCode.NATIONALITY_MISMATCH: Level.ERROR},
        ("mrz", "nationality_code"),
        on_zone(_nationality_code),
        "R12; ICAO 9303-3 §5",
    ),
    Check(
        "mrz_nationality_agrees",
        "The machine-readable zone and the print agree on the nationality",
        {FlagCode.NATIONALITY_MISMATCH: Level.WARN},
        ("mrz", "nationality"),
        on_zone(_nationality),
        "R12; ICAO 9303-3 §5",
    ),
    Check(
        "mrz_issuer_agrees",
        "The machine-readable zone and the print agree on the issuing country",
        {FlagCode.READINGS_DIFFER: Level.WARN},
        ("mrz", "issuing_authority"),
        on_zone(_issuer),
        "ICAO 9303-3 §5",
    ),
    Check(
        "mrz_names_agree",
        "The machine-readable zone spells the printed names as the standard allows",
        {FlagCode.NAME_MISMATCH: Level.WARN},
        ("mrz",),
        on_zone(_names),
        "R13; ICAO 9303-3 §4.6 and §6; ICAO 9303-4 §4.2.3",
    ),
)
