"""Repairs of a travel permit's number and of the issue count, which have no check digit but a form and a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carddesk.cards import permit_number, prc_number
from carddesk.cards.checks import Card
from carddesk.cards.lookalikes import as_digits
from carddesk.cards.repairs.candidates import MENDED
from carddesk.cards.repairs.contract import Repair, Repairer

_LETTERS = {"81": "H", "82": "M", "83": ""}
_COUNT = re.compile(r"0?[1-9]|[1-9][0-9]")


def _permit(card: Card) -> Iterator[Repair]:
    """Digits for the letters that look like them; the letter in front is the one that the holder's number asks for."""
    value, holder = card.value("permit_number"), _holder(card)
    region = permit_number.region_of(value)
    if not value or (region and holder in {"", region}):
        return
    for text in dict.fromkeys((card.text("permit_number").strip(), value)):
        for candidate in _candidates(text, holder):
            if permit_number.region_of(candidate) and holder in {"", permit_number.region_of(candidate)}:
                yield Repair("permit_number", candidate, MENDED)


def _candidates(text: str, holder: str) -> Iterator[str]:
    plain = re.sub(r"\s", "", text)
    first = plain[:1].upper()
    if first in {"H", "M"}:
        yield first + as_digits(plain[1:])
    if holder and len(plain) in {9, 11}:
        yield _LETTERS[holder] + as_digits(plain[1:])
    yield as_digits(plain)


def _holder(card: Card) -> str:
    """81, 82 or 83, where the holder's number holds."""
    try:
        number = prc_number.parse(card.value("id_number"))
    except prc_number.PrcNumberError:
        return ""
    return number.region[:2] if number.holds and number.region[:2] in _LETTERS else ""


def _count(card: Card) -> Iterator[Repair]:
    value = card.value("issue_count")
    if not value or _COUNT.fullmatch(value):
        return
    for text in dict.fromkeys((card.text("issue_count").strip(), value)):
        if _COUNT.fullmatch(as_digits(text)):
            yield Repair("issue_count", as_digits(text), MENDED)


REPAIRERS = (
    Repairer(
        "permit_number",
        "The travel permit's number with digits where they must stand, and the letter that goes with its holder's number",
        _permit,
        "国办发〔2018〕81号; characters that readers confuse",
        frozenset({"residence_permit"}),
    ),
    Repairer(
        "issue_count",
        "The issue count with digits for letters that look like them",
        _count,
        "国办发〔2018〕81号; characters that readers confuse",
        frozenset({"residence_permit"}),
    ),
)
