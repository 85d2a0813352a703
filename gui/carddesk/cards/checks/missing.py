"""Is everything there that this face of the card must show?"""

from carddesk.cards.checks.contract import Card, Check, Outcome, warn
from carddesk.cards.flags import FlagCode


def _missing(card: Card) -> Outcome:
    return tuple(
        warn(FlagCode.MISSING, spec.key, "Not read, though this card must show it")
        for spec in card.document.of_face(card.face)
        if spec.required and not (spec.key in card.fields and card.fields[spec.key].value.strip())
    )


CHECKS = (Check("missing", (), _missing),)
