"""The rules a card is held to: the checks of its document, and the thresholds under which a reading is doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Reading


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds, 0..1: a field below one of them is flagged."""

    low_confidence: float = 0.80
    low_quality: float = 0.30


def checked(reading: Reading, values: Mapping[str, str], rules: Rules, today: date) -> list[Flag]:
    """Every flag on the values that hold, by what the service said of its reading and by the document's checks."""
    flags = [flag for field in reading.fields for flag in field.flags] + list(reading.flags)
    for field in reading.fields:
        if field.confidence is not None and field.confidence < rules.low_confidence:
            flags.append(
                Flag(FlagCode.LOW_CONFIDENCE, Level.WARN, "The service was not sure of this field.", field.key)
            )
    document = documents().get(reading.document)
    for spec in document.of_face(reading.face) if document else ():
        if spec.required and not values.get(spec.key):
            flags.append(Flag(FlagCode.MISSING, Level.ERROR, "This field was not found.", spec.key))
    return flags
