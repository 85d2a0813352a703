"""Is a machine-readable zone right in itself: its check digits, its days, its codes and its letters? (logic-rules §5)"""

from __future__ import annotations

import re
from calendar import monthrange

from carddesk.cards import countries
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.checks.of_zone import on_zone
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.mrz import Mrz

_MESSAGES = {
    "number": "The check digit of the document number is wrong: some character of it is misread",
    "birth": "The check digit of the date of birth is wrong: some digit of it is misread",
    "expiry": "The check digit of the date of expiry is wrong: some digit of it is misread",
    "optional": "The check digit of the optional data is wrong: some character of it is misread",
    "composite": "The last check digit is wrong: some character is misread",
}
_HEADS = {"passport": "PV", "national_id": "ACI"}
"""First letters of the zone on each document: passports and visas; cards of any sort (ICAO 9303-4 to -7)."""
_ISSUED_FOR_OTHERS = frozenset({"RUS", "CHN", "NOR", "PSE", "BRN"})
"""Where issuer and nationality are known to differ in some documents (logic-rules §5)."""


def _check_digits(_: Card, zone: Mrz) -> Outcome:
    """The composite digit fails with any other; it is told only when it fails alone."""
    parts = [part for part in zone.failed if part != "composite"] or zone.failed
    return tuple(error(FlagCode.MRZ_CHECK_DIGIT, "mrz", _MESSAGES[part]) for part in parts)


def _days(_: Card, zone: Mrz) -> Outcome:
    """Where the check digit fails, that is told and enough; it holds by chance where U is read for 0."""
    found: list[Flag] = []
    if zone.checks["birth"] and not can_be_a_day(zone.birth):
        message = "The date of birth in it, {found}, is no day there is"
        found.append(error(FlagCode.BAD_DATE, "mrz", message, found=zone.birth))
    if zone.checks["expiry"] and not can_be_a_day(zone.expiry):
        message = "The date of expiry in it, {found}, is no day there is"
        found.append(error(FlagCode.BAD_DATE, "mrz", message, found=zone.expiry))
    return tuple(found)


def can_be_a_day(stretch: str) -> bool:
    """Whether YYMMDD can be a day in some century; any part may be unknown, `<<` (ICAO 9303-3 §4.8)."""
    if not re.fullmatch("(?:[0-9]{2}|<<){3}", stretch):
        return False
    year, month, day = (None if part == "<<" else int(part) for part in (stretch[:2], stretch[2:4], stretch[4:]))
    if month is not None and not 1 <= month <= 12:
        return False
    leap = 2000 + (year if year is not None else 0)
    return day is None or 1 <= day <= (31 if month is None else monthrange(leap, month)[1])


def _letters(_: Card, zone: Mrz) -> Outcome:
    found: list[Flag] = []
    if digits := "".join(re.findall("[0-9]", zone.names)):
        found.append(error(FlagCode.BAD_FORMAT, "mrz", "No digits can stand in its names: {found}", found=digits))
    if not zone.sex:
        found.append(error(FlagCode.BAD_FORMAT, "mrz", "In the place of the sex only M, F or < can stand"))
    if not zone.surname:
        found.append(error(FlagCode.BAD_FORMAT, "mrz", "There is no name in it"))
    return tuple(found)


def _codes(_: Card, zone: Mrz) -> Outcome:
    unknown = [code for code in dict.fromkeys((zone.issuer, zone.nationality)) if countries.with_code(code) is None]
    message = "{found}, a country's code in it, is not in the list"
    return tuple(warn(FlagCode.UNKNOWN_REGION, "mrz", message, found=code or "<<<") for code in unknown)


def _head(card: Card, zone: Mrz) -> Outcome:
    heads = _HEADS.get(card.document.id, "")
    if not heads or zone.document_code[:1] in tuple(heads):
        return ()
    message = "On this document it begins with {expected}, not {found}"
    expected, found = "/".join(heads), zone.document_code[:1] or "<"
    return (warn(FlagCode.PREFIX_MISMATCH, "mrz", message, expected=expected, found=found),)


def _issuer(_: Card, zone: Mrz) -> Outcome:
    """A country gives passports to its own; what is issued to refugees and by organisations has codes of its own."""
    if not zone.document_code.startswith("P"):
        return ()
    issuer, holder = countries.with_code(zone.issuer), countries.with_code(zone.nationality)
    if issuer is None or holder is None:
        return NotChecked(("mrz",))
    states = all(each.numeric or each.belongs_to for each in (issuer, holder))
    if not states or issuer.family == holder.family or issuer.alpha3 in _ISSUED_FOR_OTHERS:
        return ()
    message = "It names {issuer} as the issuer, but {holder} as the nationality"
    return (warn(FlagCode.NATIONALITY_MISMATCH, "mrz", message, issuer=zone.issuer, holder=zone.nationality),)


CHECKS = (
    Check(
        "mrz_check_digits",
        "Every check digit of the machine-readable zone holds",
        {FlagCode.MRZ_CHECK_DIGIT: Level.ERROR},
        ("mrz",),
        on_zone(_check_digits),
        "ICAO 9303-3 §4.9",
    ),
    Check(
        "mrz_days_exist",
        "The dates in the machine-readable zone are days there are, where they are known",
        {FlagCode.BAD_DATE: Level.ERROR},
        ("mrz",),
        on_zone(_days),
        "ICAO 9303-3 §4.8",
    ),
    Check(
        "mrz_letters",
        "In the machine-readable zone stands a name without digits, and a sex",
        {FlagCode.BAD_FORMAT: Level.ERROR},
        ("mrz",),
        on_zone(_letters),
        "ICAO 9303-3 §4.6; ICAO 9303-4 §4.2.2",
    ),
    Check(
        "mrz_codes_known",
        "The countries' codes in the machine-readable zone are known",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("mrz",),
        on_zone(_codes),
        "ISO 3166-1; ICAO 9303-3 §5",
    ),
    Check(
        "mrz_document_code",
        "The machine-readable zone begins as zones on this document do",
        {FlagCode.PREFIX_MISMATCH: Level.WARN},
        ("mrz",),
        on_zone(_head),
        "ICAO 9303-4 to 9303-7 §4.2.2",
    ),
    Check(
        "mrz_issuer_is_holders",
        "A passport is issued by the country whose national its holder is",
        {FlagCode.NATIONALITY_MISMATCH: Level.WARN},
        ("mrz",),
        on_zone(_issuer),
        "ICAO 9303-4 §4.2.2; practice",
    ),
)
