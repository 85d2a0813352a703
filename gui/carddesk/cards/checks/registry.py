"""Finding the checks, and running those that concern a card."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from datetime import date
from functools import cache

from carddesk.cards.checks.contract import Card, Check, CheckedField, NotChecked, Outcome
from carddesk.cards.documents import document
from carddesk.cards.flags import Flag, Level
from carddesk.cards.reading import Face

_GRAVITY = list(Level)


@cache
def checks() -> dict[str, Check]:
    """Every check by its id, by module and in the order in which each module declares them."""
    package = __name__.rpartition(".")[0]
    path = importlib.import_module(package).__path__
    modules = sorted(module.name for module in pkgutil.iter_modules(path))
    declared = [
        check for name in modules for check in getattr(importlib.import_module(f"{package}.{name}"), "CHECKS", ())
    ]
    return {check.id: check for check in declared}


def outcomes(document_id: str, face: Face, fields: Sequence[CheckedField], today: date) -> dict[str, Outcome]:
    """What each check that concerns the document says, by the check's id.

    Raises:
        KeyError: there is no such document.
    """
    card = Card(document(document_id), face, {each.key: each for each in fields}, today)
    return {check.id: check.outcome(card) for check in checks().values() if check.concerns(card.document)}


def run_checks(document: str, face: Face, fields: Sequence[CheckedField], today: date) -> list[Flag]:
    """The flags on one face of a card: by field in the order given, graver ones first, the card's own last.

    What could not be checked for want of input yields nothing here; `outcomes` tells it apart from what holds.

    Raises:
        KeyError: there is no such document.
    """
    said = outcomes(document, face, fields, today).values()
    flags = [flag for outcome in said if not isinstance(outcome, NotChecked) for flag in outcome]
    places = {each.key: place for place, each in enumerate(fields)}
    return sorted(flags, key=lambda flag: (places.get(flag.field or "", len(places)), _GRAVITY.index(flag.level)))
