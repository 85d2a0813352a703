"""One specimen's readings held against its truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from carddesk.cards.reading import Field, Reading
from tests.specimens import Specimen
from tests.specimens.truth import TrueCard, TrueField


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One true field and what was read for it; `text` and `value` are None where nothing was."""

    document: str
    face: str
    truth: TrueField
    text: str | None
    value: str | None

    @property
    def exact(self) -> bool:
        """Whether the normal form is right, and the text too but for blanks (a zone's text may hold what was repaired)."""
        if self.text is None or self.value != self.truth.value:
            return False
        return self.truth.key == "mrz" or _packed(self.text) == _packed(self.truth.text)


@dataclass(frozen=True, slots=True)
class CardScore:
    """One true card: its fields, and how far the farthest corner is off in percent of the card's width."""

    fields: tuple[FieldScore, ...]
    corner_error: float


@dataclass(frozen=True, slots=True)
class SpecimenScore:
    """One image: its cards, how many readings belong to none, and the seconds it took."""

    seed: int
    description: str
    cards: tuple[CardScore, ...]
    strays: int
    seconds: float
    plain_seconds: float | None = None


def score(specimen: Specimen, readings: Sequence[Reading]) -> tuple[tuple[CardScore, ...], int]:
    """The specimen's cards, and how many readings belong to none of them."""
    matched = [_reading_of(card, readings) for card in specimen.cards]
    strays = len(readings) - len({id(reading) for reading in matched if reading is not None})
    return tuple(_card(card, reading) for card, reading in zip(specimen.cards, matched, strict=True)), strays


def _reading_of(card: TrueCard, readings: Sequence[Reading]) -> Reading | None:
    """The reading of the right document and face whose outline holds the true card's middle."""
    centre = sum(x for x, _ in card.quad) / 4, sum(y for _, y in card.quad) / 4
    for reading in readings:
        same = (reading.document, reading.face) == (card.document, card.face)
        if same and reading.card_quad is not None and reading.card_quad.contains(centre):
            return reading
    return None


def _card(card: TrueCard, reading: Reading | None) -> CardScore:
    fields = tuple(_field(card, truth, reading) for truth in card.fields)
    if reading is None or reading.card_quad is None:
        return CardScore(fields, math.inf)
    width = (math.dist(card.quad[0], card.quad[1]) + math.dist(card.quad[3], card.quad[2])) / 2
    farthest = max(math.dist(true, seen) for true, seen in zip(card.quad, reading.card_quad.points, strict=True))
    return CardScore(fields, farthest / width * 100)


def _field(card: TrueCard, truth: TrueField, reading: Reading | None) -> FieldScore:
    read: Field | None = reading.field(truth.key) if reading else None
    text, value = (read.text, read.value) if read else (None, None)
    return FieldScore(card.document, card.face, truth, text, value)


def _packed(text: str) -> str:
    return "".join(text.split())
