"""Values that differ from a misread number in one character, and how likely each is (logic-rules §7, OCR look-alikes).

One character only: with two, a check character restores almost any number one likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carddesk.cards import dates
from carddesk.cards.checks import Card
from carddesk.cards.documents import FieldKind
from carddesk.cards.lookalikes import digits_like
from carddesk.cards.normal import normalise

ONE_CHANGED = "It fits with one look-alike"
MENDED = "With the digits and letters that stand there by rule"
ONE_ADDED = "It fits with the character that is missing"
ONE_DROPPED = "It fits without one character"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that would do.

    Attributes:
        place: of the character that was changed or dropped, in the misread value.
    """

    value: str
    place: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else the card shows of its holder, and how sure the reader was of each character.

    Attributes:
        birth: ISO, empty where unknown.
        sex: M or F, else empty.
        confidences: of the misread value, 0..1; empty where unknown.
    """

    birth: str = ""
    sex: str = ""
    confidences: tuple[float, ...] = ()


def evidence(card: Card, key: str, *, birth_key: str = "birth_date", sex_key: str = "sex") -> Evidence:
    """What the card shows beside the number in the field `key`."""
    birth = dates.parse(card.value(birth_key))
    sex = normalise(FieldKind.SEX, card.value(sex_key))
    given = card.fields[key]
    confidences = given.confidences if len(given.confidences) == len(given.value) else ()
    return Evidence(
        birth.iso or "" if birth.kind == "date" else "", sex if sex in {"M", "F"} else "", tuple(confidences)
    )


def one_changed(text: str) -> Iterator[Candidate]:
    """`text` with one digit taken for one it looks like; the last one for X as well, and X for any digit."""
    for place, character in enumerate(text):
        alike = digits_like(character)
        if place == len(text) - 1:
            alike = "0123456789" if character == "X" else alike + "X"
        for other in alike:
            yield Candidate(text[:place] + other + text[place + 1 :], place)


def one_dropped(text: str) -> Iterator[Candidate]:
    """`text` without one of its characters; those that give the same come once."""
    seen: set[str] = set()
    for place in range(len(text) - 1, -1, -1):
        value = text[:place] + text[place + 1 :]
        if value not in seen:
            seen.add(value)
            yield Candidate(value, place)


def ranked(weighed: Iterable[tuple[Candidate, float]], confidences: tuple[float, ...]) -> list[str]:
    """The values, the likeliest first: what speaks for each, and how unsure the reader was of what it changes."""

    def weight(pair: tuple[Candidate, float]) -> float:
        candidate, points = pair
        sure = confidences[candidate.place] if candidate.place < len(confidences) else 1.0
        return -(points + 2 * (1 - sure))

    return list(dict.fromkeys(candidate.value for candidate, _ in sorted(weighed, key=weight)))
