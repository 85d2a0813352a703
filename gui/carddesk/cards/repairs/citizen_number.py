"""Repairs of a citizen's number, and of the birth and sex printed beside one that holds."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import regions
from carddesk.cards.checks import Card
from carddesk.cards.prc_number import PrcNumber
from carddesk.cards.repairs.candidates import evidence
from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.prc_candidates import PERMIT_REGIONS, is_sound, suggested

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


REPAIRERS = (
    Repairer(
        "citizen_number",
        "Digits for letters that look like them, one look-alike that makes the last character fit, or a stray digit dropped",
        _number,
        "GB 11643-1999; characters that readers confuse",
        _DOCUMENTS,
    ),
)
