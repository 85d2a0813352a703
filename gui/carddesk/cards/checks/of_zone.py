"""Rules about a machine-readable zone: not checked where the lines are none at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from carddesk.cards import mrz
from carddesk.cards.checks.contract import Card, NotChecked, Outcome
from carddesk.cards.mrz import Mrz


def on_zone(rule: Callable[[Card, Mrz], Outcome]) -> Callable[[Card], Outcome]:
    """The rule as a check's `examine`."""

    def examine(card: Card) -> Outcome:
        zone = zone_of(card.value("mrz"))
        return NotChecked(("mrz",)) if zone is None else rule(card, zone)

    return examine


@lru_cache(maxsize=4)
def zone_of(text: str) -> Mrz | None:
    """The zone that a field's normal form is; None where it fits no format. All checks of a card ask for the same one."""
    try:
        return mrz.parse(text.split("\n"))
    except mrz.MrzError:
        return None
