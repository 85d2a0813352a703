"""Finding the repairers, and gathering what they suggest for a card."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from carddesk.cards.checks import Card
from carddesk.cards.masking import is_masked
from carddesk.cards.repairs.contract import Repair, Repairer

MOST = 9
"""As many as there are keys to take them by."""


@cache
def repairers() -> dict[str, Repairer]:
    """Every repairer by its id, by module and in the order in which each module declares them."""
    package = __name__.rpartition(".")[0]
    path = importlib.import_module(package).__path__
    modules = sorted(module.name for module in pkgutil.iter_modules(path))
    declared = [
        each for name in modules for each in getattr(importlib.import_module(f"{package}.{name}"), "REPAIRERS", ())
    ]
    return {each.id: each for each in declared}


def repairs(card: Card) -> dict[str, tuple[Repair, ...]]:
    """What is suggested for each field, the likeliest first, each value once, no more than `MOST`.

    A masked field is left alone: what is hidden cannot be known to be wrong.
    """
    found: dict[str, dict[str, Repair]] = {}
    for repairer in repairers().values():
        if not repairer.concerns(card.document):
            continue
        for each in repairer.suggest(card):
            given = card.fields.get(each.key)
            standing = given.value if given else ""
            if each.value != standing and not is_masked(standing, number=True):
                found.setdefault(each.key, {}).setdefault(each.value, each)
    return {key: tuple(by_value.values())[:MOST] for key, by_value in found.items()}
