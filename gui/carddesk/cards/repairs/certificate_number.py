"""Repairs of the number on a certificate: of the citizen's number in it, and of what was read for its T."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from carddesk.cards import certificate_number, regions
from carddesk.cards.checks import Card
from carddesk.cards.prc_number import PrcNumber
from carddesk.cards.repairs.candidates import MENDED, evidence
from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.prc_candidates import PERMIT_REGIONS, is_sound, suggested


def _numbers(card: Card) -> Iterator[Repair]:
    def suitable(number: PrcNumber) -> bool:
        begins_well = number.region in PERMIT_REGIONS or bool(regions.province(number.region))
        return is_sound(number, card.today) and begins_well

    values = {key: card.value(key) for key in card.fields}
    birth, sex = certificate_number.birth_label(values), certificate_number.sex_label(values)
    for each in certificate_number.numbers_in(values):
        lead = len(each.lead)
        shown = evidence(card, each.key, birth_key=birth, sex_key=sex)
        shown = replace(shown, confidences=shown.confidences[lead:])
        for found, message in suggested(card.text(each.key).strip()[lead:], each.body, shown, suitable):
            yield Repair(each.key, each.lead + found, message)
        if each.lead not in {"", "T"}:
            yield Repair(each.key, "T" + each.body, MENDED)


REPAIRERS = (
    Repairer(
        "certificate_number",
        "The number of a certificate, T kept: letters put right, one look-alike changed, or a stray digit dropped",
        _numbers,
        "GB 11643-1999; Baidu's document of certificates: 证号",
        frozenset({"certificate"}),
    ),
)
