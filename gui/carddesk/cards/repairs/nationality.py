"""A nationality's name from its code and back, from the number on the card, and from names spelt almost alike (R12)."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import countries
from carddesk.cards.checks import Card, NotChecked, checks
from carddesk.cards.checks.nationality import in_number
from carddesk.cards.checks.zone_and_print import same_nationality
from carddesk.cards.countries import Country
from carddesk.cards.repairs.contract import Repair, Repairer

_SOURCE = "R12; ISO 3166-1, Unicode CLDR"


def _code(card: Card) -> Iterator[Repair]:
    code = card.value("nationality_code")
    if card.document.spec("nationality_code") is None:
        return
    if countries.with_code(code) is None or _doubted(card, "nationality_code"):
        meant = countries.named(card.value("nationality"))
        yield from (_so(each, "The code of {name}") for each in meant)
        number = in_number(card.value("id_number"))
        if number is not None and not meant:
            yield _so(number, "The number on the card names {name}")
    if code and countries.with_code(code) is None:
        yield from (_so(each, "The code of {name}") for each in countries.closest_codes(code))


def _so(country: Country, message: str) -> Repair:
    return Repair("nationality_code", country.alpha3, message, (("name", country.chinese),))


def _name(card: Card) -> Iterator[Repair]:
    name, spec = card.value("nationality"), card.document.spec("nationality")
    if spec is None or not (name or spec.required):
        return
    unknown = not countries.named(name)
    said = [countries.with_code(card.value("nationality_code")), in_number(card.value("id_number"))]
    if unknown or _doubted(card, "nationality"):
        for each in filter(None, said[:1] if said[0] else said):
            yield Repair("nationality", each.name_like(name), "{code} stands for it", (("code", each.alpha3),))
    if unknown and name:
        for each in _nearest_first(countries.closest(name), said):
            yield Repair("nationality", each.name_like(name), "The name of a country spelt almost so")


def _nearest_first(near: tuple[Country, ...], said: list[Country | None]) -> list[Country]:
    """Those that the code or number bears out before others that are spelt as closely."""
    return sorted(near, key=lambda each: not any(other and same_nationality(each, other) for other in said))


def _doubted(card: Card, key: str) -> bool:
    """Whether name and code disagree, and this one is doubted."""
    outcome = checks()["nationality_code_agrees"].outcome(card)
    return not isinstance(outcome, NotChecked) and any(flag.field == key for flag in outcome)


REPAIRERS = (
    Repairer("nationality_code", "The code of the nationality that is named", _code, _SOURCE),
    Repairer("nationality_name", "The nationality that the code names, or one spelt almost so", _name, _SOURCE),
)
