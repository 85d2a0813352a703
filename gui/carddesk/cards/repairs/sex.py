"""The sex, from a number that holds, or from what 男 and 女 are misread as."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards.checks import Card
from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.witness import witness

_ALIKE = {"M": "男易另勇畀界甼舅昜界思曼虏果异里罗畏", "F": "女文安丈大火又夂攵妇久父汝如奴妆支丰好"}
"""What a reader takes 男 and 女 for."""
_WRITTEN = {"M", "F", "X"}


def _from_number(card: Card) -> Iterator[Repair]:
    told = witness(card)
    spec = card.document.spec("sex")
    if told is None or not told.sex or spec is None or spec.face not in card.faces:
        return
    if card.value("sex") != told.sex:
        yield Repair("sex", told.sex, "As the number says")


def _by_likeness(card: Card) -> Iterator[Repair]:
    value = card.value("sex")
    told = witness(card)
    if not value or value in _WRITTEN or (told is not None and told.sex):
        return
    for sex, alike in _ALIKE.items():
        if any(character in alike for character in value):
            yield Repair("sex", sex, "{found} looks like it", (("found", value),))


REPAIRERS = (
    Repairer(
        "sex_from_number",
        "Takes the sex from a number that holds",
        _from_number,
        "GB 11643-1999; National Immigration Administration: rules of machine-readable information",
        frozenset({"resident_id", "residence_permit", "foreign_resident"}),
    ),
    Repairer(
        "sex_by_likeness",
        "Takes a character for 男 or 女 where it looks like one of them",
        _by_likeness,
        "Practice: characters that readers confuse",
    ),
)
