"""The name of an ethnic group that a misread one is nearest to."""

from __future__ import annotations

from collections.abc import Iterator

from carddesk.cards import ethnicities
from carddesk.cards.checks import Card
from carddesk.cards.repairs.contract import Repair, Repairer


def _nearest(card: Card) -> Iterator[Repair]:
    value = card.value("ethnicity")
    if not value or ethnicities.is_name(value):
        return
    for name in ethnicities.nearest(value):
        yield Repair("ethnicity", name, "{found} is near to it", (("found", value),))


REPAIRERS = (
    Repairer(
        "ethnicity_by_likeness",
        "Takes a name that is none for the nearest of those that cards print",
        _nearest,
        "GB/T 3304-1991",
        frozenset({"resident_id"}),
    ),
)
