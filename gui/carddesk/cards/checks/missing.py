"""Is everything there that this face of the card must show?"""

from carddesk.cards.checks.contract import Card, Check, Outcome, warn
from carddesk.cards.flags import FlagCode, Level


def _missing(card: Card) -> Outcome:
    return tuple(
        warn(FlagCode.MISSING, spec.key, "Not read, though this card must show it")
        for face in card.faces
        for spec in card.document.of_face(face)
        if spec.required and not (spec.key in card.fields and card.fields[spec.key].value.strip())
    )


CHECKS = (
    Check(
        "missing",
        "Everything that a face of this card must show is read",
        {FlagCode.MISSING: Level.WARN},
        (),
        _missing,
        "R17; what is printed on each document",
    ),
)
