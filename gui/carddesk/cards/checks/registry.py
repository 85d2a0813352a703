"""Finding the checks, and running those that concern a card."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from carddesk.cards.checks.contract import Card, Check, CheckedField, Mate, NotChecked, Outcome
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


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks make of a card.

    Attributes:
        flags: by field in the card's order, graver ones first, the card's own last.
        not_checked: ids of the checks that could not be made, each with the keys of what they would have needed.
    """

    flags: tuple[Flag, ...]
    not_checked: Mapping[str, tuple[str, ...]]


def card_of(
    document_id: str, faces: Sequence[Face], fields: Sequence[CheckedField], today: date, mates: Sequence[Mate] = ()
) -> Card:
    """A card to be checked.

    Raises:
        KeyError: there is no such document.
    """
    return Card(document(document_id), tuple(faces), {each.key: each for each in fields}, today, tuple(mates))


def outcomes(card: Card) -> dict[str, Outcome]:
    """What each check that concerns the document says, by the check's id."""
    return {check.id: check.outcome(card) for check in checks().values() if check.concerns(card.document)}


def run_checks(card: Card) -> Findings:
    """Every check that concerns the document."""
    said = outcomes(card)
    flags = [flag for outcome in said.values() if not isinstance(outcome, NotChecked) for flag in outcome]
    places = {key: place for place, key in enumerate(card.fields)}
    return Findings(
        tuple(sorted(flags, key=lambda flag: (places.get(flag.field or "", len(places)), _GRAVITY.index(flag.level)))),
        {check: outcome.missing for check, outcome in said.items() if isinstance(outcome, NotChecked)},
    )
