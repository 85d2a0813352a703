"""Can both faces of a card be of one card? They share no datum, so that the text can only speak against it (R15)."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import permit_number, prc_number
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, info, warn
from carddesk.cards.checks.days import day_of
from carddesk.cards.checks.validity import age_fits
from carddesk.cards.flags import Flag, FlagCode, Level


def _one_card(card: Card) -> Outcome:
    absent = [face for face in card.document.faces if face not in card.faces]
    if absent:
        return NotChecked(tuple(spec.key for face in absent for spec in card.document.of_face(face) if spec.required))
    against = tuple(_against(card))
    return against or (info(FlagCode.SIDES_DIFFER, None, "The text cannot prove that both faces are of one card"),)


def _against(card: Card) -> Iterator[Flag]:
    born, start = day_of(card, "birth_date"), day_of(card, "issue_date")
    if age_fits(card) is False or (born is not None and start is not None and start < born):
        message = "The faces may be of two cards: the validity on one does not go with the age on the other"
        yield warn(FlagCode.SIDES_DIFFER, None, message)
    if _permit_of_another(card):
        message = "The faces may be of two cards: the travel permit on one does not go with the number on the other"
        yield warn(FlagCode.SIDES_DIFFER, None, message)


def _permit_of_another(card: Card) -> bool:
    """Whether the permit number is of another region than the resident's number that holds."""
    try:
        number = prc_number.parse(card.value("id_number"))
        permit = permit_number.parse(card.value("permit_number"))
    except (prc_number.PrcNumberError, permit_number.PermitNumberError):
        return False
    return number.holds and number.region[:2] != permit.region


CHECKS = (
    Check(
        "faces_of_one_card",
        "Nothing on one face speaks against the other",
        {FlagCode.SIDES_DIFFER: Level.WARN},
        (),
        _one_card,
        "R15",
        frozenset({"resident_id", "residence_permit"}),
    ),
)
