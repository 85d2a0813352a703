"""Doubts about the reading itself: what the service was not sure of, and what the pixels hardly show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from carddesk.cards.checks.contract import warn
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.reading import Field, Reading

OfService = Callable[[str, str], float]
"""A threshold 0..1, for a service (its id) and a field (its key)."""


class OfScale(Protocol):
    """A threshold 0..1, for a service, a field, and the service's own limit on the scale of its own figures."""

    def __call__(self, service: str, key: str, floor: float | None = None, /) -> float:
        """The threshold; `floor` is None where the service has no scale of its own."""


def reading_flags(reading: Reading, *, low_confidence: OfService, low_quality: OfScale) -> list[Flag]:
    """Flags for fields below the thresholds, and whatever the service itself said against field or card.

    A field is doubtful where its confidence, or that of any one character but a blank, is below `low_confidence`, and
    where its quality is below `low_quality`. What a service does not tell is not held against the field.
    """
    own = [
        flag
        for field in reading.fields
        for flag in _field(
            field,
            low_confidence(reading.service, field.key),
            low_quality(reading.service, field.key, reading.quality_floor),
        )
    ]
    return own + list(reading.flags)


def _field(field: Field, low_confidence: float, low_quality: float) -> Iterator[Flag]:
    yield from field.flags
    if not field.text:
        return
    if doubtful := _doubtful(field, low_confidence):
        yield warn(FlagCode.LOW_CONFIDENCE, field.key, "Not sure of these characters: {found}", found=doubtful)
    elif field.confidence is not None and field.confidence < low_confidence:
        yield warn(
            FlagCode.LOW_CONFIDENCE, field.key, "Read with only {found} confidence", found=f"{field.confidence:.0%}"
        )
    if field.quality is not None and field.quality < low_quality:
        yield warn(FlagCode.LOW_QUALITY, field.key, "Hard to see in the image")


def _doubtful(field: Field, limit: float) -> str:
    """The characters below the limit, parted by blanks; none where the figures do not go with the text."""
    if len(field.char_confidences) != len(field.text):
        return ""
    pairs = zip(field.text, field.char_confidences, strict=True)
    return " ".join(character for character, sure in pairs if sure < limit and not character.isspace())
