"""Printed fields of a travel document filled in from its machine-readable zone, where check digits stand behind that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carddesk.cards import countries, dates
from carddesk.cards.checks import Card, NotChecked
from carddesk.cards.checks.names import latin_name
from carddesk.cards.checks.of_zone import zone_of
from carddesk.cards.checks.zone_and_print import CHECKS, is_cut
from carddesk.cards.mrz import Mrz
from carddesk.cards.repairs.contract import Repair, Repairer

_CHECK_OF = {"document_number": "number", "birth_date": "birth", "expiry_date": "expiry"}
_MESSAGE = "So the machine-readable zone has it"
_NAMES = {"surname", "given_names"}


def _from_zone(card: Card) -> Iterator[Repair]:
    zone = zone_of(card.value("mrz")) if card.value("mrz") else None
    if zone is None:
        return
    gainsaid = _gainsaid(card)
    for key, said in zone.values(card.today).items():
        known = card.document.spec(key) is not None and _stands(card, zone, key, said)
        if known and (key in gainsaid or _is_impossible(key, card.value(key))):
            yield Repair(key, said, _MESSAGE)
    holders = countries.with_code(zone.nationality)
    if holders is not None and zone.holds and "nationality" in gainsaid:
        yield Repair("nationality", holders.name_like(card.value("nationality")), _MESSAGE)


def _stands(card: Card, zone: Mrz, key: str, said: str) -> bool:
    """Whether the zone can be believed: its check digit on this datum, all of them for what has none of its own."""
    if key in _CHECK_OF:
        return zone.checks[_CHECK_OF[key]]
    if key in _NAMES and (is_cut(card, zone) or re.search("[0-9]", said)):
        return False
    return zone.holds and (key != "nationality_code" or countries.with_code(said) is not None)


def _gainsaid(card: Card) -> set[str]:
    """The printed fields that the checks against the zone doubt."""
    outcomes = [check.outcome(card) for check in CHECKS if check.concerns(card.document)]
    flags = [flag for outcome in outcomes if not isinstance(outcome, NotChecked) for flag in outcome]
    return {flag.field for flag in flags if flag.field is not None}


def _is_impossible(key: str, printed: str) -> bool:
    """Whether a printed value is none at all."""
    if not printed:
        return True
    if key.endswith("_date"):
        return dates.parse(printed).kind in {"bad", "partial"}
    if key in _NAMES:
        return bool(latin_name(key, printed))
    match key:
        case "sex":
            return printed not in {"M", "F", "X"}
        case "nationality_code":
            return countries.with_code(printed) is None
        case _:
            return not re.fullmatch("[0-9A-Z /().-]*", printed)


REPAIRERS = (
    Repairer(
        "print_from_mrz",
        "The machine-readable zone fills a printed field that is empty, impossible or gainsaid by it",
        _from_zone,
        "ICAO 9303-3 §4",
        frozenset({"passport", "national_id"}),
    ),
)
