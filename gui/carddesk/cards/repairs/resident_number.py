"""Repairs of a foreign permanent resident's number, of 15 or 18 characters."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import foreign_resident_number, regions
from carddesk.cards.checks import Card
from carddesk.cards.foreign_resident_number import ForeignResidentNumber
from carddesk.cards.repairs.candidates import (
    MENDED,
    ONE_CHANGED,
    ONE_DROPPED,
    Candidate,
    Evidence,
    evidence,
    one_changed,
    one_dropped,
    ranked,
)
from carddesk.cards.repairs.contract import Repair, Repairer

_LENGTHS = (15, 18)


def _number(card: Card) -> Iterator[Repair]:
    value = card.value("id_number")
    if not value:
        return
    number = _parsed(value)
    if number is None:
        yield from (Repair("id_number", each, MENDED) for each in _mended(card.text("id_number"), value))
        if len(value) - 1 in _LENGTHS:
            yield from _fitting(card, one_dropped(value), ONE_DROPPED)
    elif not number.holds:
        yield from _fitting(card, one_changed(value), ONE_CHANGED)


def _parsed(text: str) -> ForeignResidentNumber | None:
    try:
        return foreign_resident_number.parse(text)
    except foreign_resident_number.ForeignResidentNumberError:
        return None


def _mended(raw: str, value: str) -> list[str]:
    found = dict.fromkeys(foreign_resident_number.normalise(each) for each in (raw, value))
    right = [number for each in found if each != value and (number := _parsed(each)) is not None]
    return [number.text for number in sorted(right, key=lambda number: not number.holds)]


def _fitting(card: Card, candidates: Iterator[Candidate], message: str) -> Iterator[Repair]:
    shown = evidence(card, "id_number")
    weighed = [
        (each, _points(number, shown, card.value("nationality_code")))
        for each in candidates
        if (number := _parsed(each.value)) is not None and _is_sound(number, card)
    ]
    yield from (Repair("id_number", value, message) for value in ranked(weighed, shown.confidences))


def _is_sound(number: ForeignResidentNumber, card: Card) -> bool:
    if not (number.holds and number.prefix_holds and number.birth_possible):
        return False
    return number.version == "2004" or ("1900" < number.birth <= card.today.isoformat() and number.sequence != "000")


def _points(number: ForeignResidentNumber, shown: Evidence, nationality: str) -> float:
    """What speaks for a number: the printed birth more than the sex, the place and the nationality."""
    return (
        2 * bool(shown.birth and number.born(shown.birth))
        + bool(number.sex and number.sex == shown.sex)
        + regions.is_known_place(number.place)
        + (number.nationality == nationality)
    )


REPAIRERS = (
    Repairer(
        "resident_number",
        "Letters and digits put right by their place, one look-alike that makes the last character fit, or a stray one dropped",
        _number,
        "National Immigration Administration: rules of machine-readable information; characters that readers confuse",
        frozenset({"foreign_resident"}),
    ),
)
