"""Is a text longer than the chip of the card has room for? Then something beside it was read as part of it."""

from __future__ import annotations

from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, warn
from carddesk.cards.flags import FlagCode, Level

_ROOM = {"name": 15, "address": 35, "issuing_authority": 15}
"""Characters of two bytes each (GA/T 490-2019)."""


def _lengths(card: Card) -> Outcome:
    values = {key: value for key in _ROOM if (value := card.value(key))}
    if not values:
        return NotChecked(tuple(_ROOM))
    return tuple(
        warn(
            FlagCode.BAD_FORMAT,
            key,
            "{found} characters: such a card has room for {expected}",
            found=str(len(value)),
            expected=str(_ROOM[key]),
        )
        for key, value in values.items()
        if len(value) > _ROOM[key]
    )


CHECKS = (
    Check(
        "room_on_chip",
        "Name, address and authority are no longer than the card's chip has room for",
        {FlagCode.BAD_FORMAT: Level.WARN},
        (),
        _lengths,
        "GA/T 490-2019",
        frozenset({"resident_id", "residence_permit"}),
    ),
)
