"""Repairs of national numbers of other countries: letters and digits by their place, and one look-alike where digits check."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards.checks import Card
from carddesk.cards.checks.national_number import Claim, claims, country_of
from carddesk.cards.lookalikes import as_digits, as_letters, digits_like
from carddesk.cards.national_numbers import Fault, NationalNumber, compact, kinds
from carddesk.cards.national_numbers.contract import agrees, read
from carddesk.cards.repairs.candidates import MENDED, ONE_CHANGED, Candidate, Evidence, evidence, ranked
from carddesk.cards.repairs.contract import Repair, Repairer

_LAST = {"4": "A", "A": "4", "X": "K", "K": "X"}
"""What stands in the last place of some countries' numbers besides digits."""


def _look_alikes(card: Card) -> Iterator[Repair]:
    for claim in claims(card):
        if claim.told.fault is Fault.CHECK and claim.kind.guarded:
            yield from _changed(card, claim)


def _changed(card: Card, claim: Claim) -> Iterator[Repair]:
    """Only where each character of the value is one of the compact form, its marks apart, so that places are known."""
    value = card.value(claim.key)
    places = [place for place, character in enumerate(value) if compact(character)]
    if len(places) != len(claim.text):
        return
    shown = evidence(card, claim.key)
    weighed = []
    for each in _one_changed(claim.text):
        told = read(claim.kind, each.value) if claim.kind.fits(each.value) else None
        if told is not None and told.fault is Fault.NONE:
            place = places[each.place]
            whole = value[:place] + each.value[each.place] + value[place + 1 :]
            weighed.append((Candidate(whole, place), _points(told.birth, told.sex, shown)))
    yield from (Repair(claim.key, whole, ONE_CHANGED) for whole in ranked(weighed, shown.confidences))


def _one_changed(text: str) -> Iterator[Candidate]:
    for place, character in enumerate(text):
        alike = digits_like(character) + (_LAST.get(character, "") if place == len(text) - 1 else "")
        for other in alike:
            yield Candidate(text[:place] + other + text[place + 1 :], place)


def _points(birth: str, sex: str, shown: Evidence) -> float:
    return 2 * bool(birth and agrees(birth, shown.birth)) + bool(sex and sex == shown.sex)


def _by_place(card: Card) -> Iterator[Repair]:
    """A value that has no form of its country gets the one that it nearly has."""
    keys = ("id_number",) if card.document.id == "passport" else ("id_number", "document_number")
    for key in keys:
        value, own = compact(card.value(key)), kinds(country_of(card))
        if not value or any(kind.fits(value) for kind in own):
            continue
        for kind in own:
            if key == "id_number" or (kind.of_card and card.document.id == "national_id"):
                yield from (Repair(key, each, MENDED) for each in _mended(value, kind))


def _mended(value: str, kind: NationalNumber) -> Iterator[str]:
    for form in kind.form:
        if len(form) == len(value):
            text = "".join(map(_put_right, form, value))
            if kind.fits(text) and read(kind, text).fault is Fault.NONE:
                yield text


def _put_right(place: str, character: str) -> str:
    return as_digits(character) if place == "0" else as_letters(character) if place == "A" else character


_DOCUMENTS = frozenset({"national_id", "driving_licence", "passport"})
REPAIRERS = (
    Repairer(
        "national_number_form",
        "A national number with the letters and digits that its country's rule asks for, place by place",
        _by_place,
        "Each country's rule; characters that readers confuse",
        _DOCUMENTS,
    ),
    Repairer(
        "national_number_look_alike",
        "A national number with one look-alike that makes its check digits fit",
        _look_alikes,
        "Each country's rule; characters that readers confuse",
        _DOCUMENTS,
    ),
)
