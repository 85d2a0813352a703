"""Repairs of a citizen's number, and of the birth and sex printed beside one that holds."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import dates, regions
from carddesk.cards.checks import Card
from carddesk.cards.prc_number import PrcNumber
from carddesk.cards.repairs.candidates import evidence
from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.prc_candidates import PERMIT_REGIONS, is_sound, parsed, suggested

_DOCUMENTS = frozenset({"resident_id", "residence_permit"})


def _number(card: Card) -> Iterator[Repair]:
    value = card.value("id_number")
    if not value:
        return
    on_permit = card.document.id == "residence_permit"

    def suitable(number: PrcNumber) -> bool:
        return is_sound(number, card.today) and _belongs(number, on_permit=on_permit)

    shown = evidence(card, "id_number")
    for found, message in suggested(card.text("id_number"), value, shown, suitable, known_region=not on_permit):
        yield Repair("id_number", found, message)


def _belongs(number: PrcNumber, *, on_permit: bool) -> bool:
    return number.region in PERMIT_REGIONS if on_permit else bool(regions.province(number.region))


def _as_the_number_says(card: Card) -> Iterator[Repair]:
    """Where the number holds and the printed birth or sex differs, the print was misread."""
    number = parsed(card.value("id_number"))
    if number is None or number.first_generation or not is_sound(number, card.today):
        return
    printed = dates.parse(card.value("birth_date"))
    if printed.kind == "date" and printed.iso != number.birth:
        yield Repair("birth_date", number.birth, "As the number says")
    if card.value("sex") in {"M", "F"} and card.value("sex") != number.sex:
        yield Repair("sex", number.sex, "As the number says")


REPAIRERS = (
    Repairer(
        "citizen_number",
        "Digits for letters that look like them, one look-alike that makes the last character fit, or a stray digit dropped",
        _number,
        "GB 11643-1999; characters that readers confuse",
        _DOCUMENTS,
    ),
    Repairer(
        "citizen_number_says",
        "The date of birth and the sex as a number that holds says them",
        _as_the_number_says,
        "R07, R08; GB 11643-1999",
        _DOCUMENTS,
    ),
)
