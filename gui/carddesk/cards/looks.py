"""Looks: a card that one operator accepted, another types blind, and a third look decides where both differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from carddesk.cards import events
from carddesk.cards.comparing import comparable
from carddesk.cards.documents import FieldKind
from carddesk.cards.events import Event

Wanted = Literal["", "second", "third"]
"""Which look an operator is to take at a case; `""` for none."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed blind into one field: its normal form, and the text itself."""

    value: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looks:
    """How it stands with the looks at an accepted card.

    Attributes:
        keys: the fields to be typed once more.
        first: who accepted the card.
        typed: what others typed blind, by operator (as `name` folds them) and key.
        second: who typed all of them, once somebody has.
        differing: fields that they typed otherwise.
        settled: those of them that a third look has decided.
    """

    keys: tuple[str, ...]
    first: str
    typed: Mapping[str, Mapping[str, Typed]] = field(default_factory=dict)
    second: str = ""
    differing: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()

    @property
    def wanted(self) -> Wanted:
        """The look that is still to be taken by somebody."""
        if not self.second:
            return "second"
        return "third" if set(self.differing) - self.settled else ""

    @property
    def barred(self) -> str:
        """Who must not take it: nobody types their own card once more, or decides between themselves and another."""
        return {"second": self.first, "third": self.second, "": ""}[self.wanted]

    def typed_by(self, operator: str) -> Mapping[str, Typed]:
        """What this operator typed, by key."""
        return self.typed.get(name(operator), {})


def name(operator: str) -> str:
    """An operator's name as it is compared: nobody becomes another by writing it in capitals."""
    return " ".join(operator.split()).casefold()


def wanted_of(wanted: Wanted, barred: str, operator: str) -> Wanted:
    """The look that this operator can take, where `wanted` is to be taken by anybody but `barred`."""
    return wanted if name(barred) != name(operator) else ""


def is_blind(wanted: Wanted, barred: str, operator: str) -> bool:
    """Whether this operator must not read what others said of the card: before they have typed, and, having typed
    otherwise, until it is decided.
    """
    barred_here = name(barred) == name(operator)
    return barred_here if wanted == "third" else wanted == "second" and not barred_here


def equal(kind: FieldKind, ours: str, theirs: str) -> bool:
    """Whether two normal forms are one word; that the card says nothing there is a word, too."""
    return comparable(kind, ours) == comparable(kind, theirs)


def looked_on(looks: Looks | None, event: Event) -> Looks | None:
    """The looks after one more event of the case; what comes out of turn changes nothing."""
    body, who = event.body, event.operator
    if isinstance(body, events.CaseAccepted):
        return Looks(body.again, who) if body.again else None
    if looks is None:
        return None
    may = wanted_of(looks.wanted, looks.barred, who)
    if isinstance(body, events.FieldTypedAgain) and may == "second":
        mine = {**looks.typed_by(who), body.key: Typed(body.value, body.text)}
        return replace(looks, typed={**looks.typed, name(who): mine})
    if isinstance(body, events.SecondLookDone) and may == "second":
        return replace(looks, second=who, differing=body.differing)
    if isinstance(body, events.DifferenceSettled) and may == "third" and body.key in looks.differing:
        return replace(looks, settled=looks.settled | {body.key})
    return looks
