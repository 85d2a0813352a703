"""The rules a card is held to: the checks of its document, and the thresholds under which a reading is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from carddesk.cards.checks import CheckedField, reading_flags, run_checks
from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.reading import Reading
from carddesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds, 0..1: a field below one of them is flagged."""

    low_confidence: float = 0.80
    low_quality: float = 0.30

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The thresholds that are set."""
        return cls(settings.number("review.low_confidence"), settings.number("review.low_quality"))


def checked(reading: Reading, fields: Sequence[CheckedField], rules: Rules, today: date) -> list[Flag]:
    """Every flag on the values that hold: what the document's checks say first, then the doubts about the reading.

    A document that this program does not know has no checks. What a service never gives is not missing from its readings.
    """
    doubts = reading_flags(reading, low_confidence=rules.low_confidence, low_quality=rules.low_quality)
    if reading.document not in documents():
        return doubts
    found = run_checks(reading.document, reading.face, fields, today)
    return [flag for flag in found if flag.code is not FlagCode.MISSING or flag.field not in reading.not_given] + doubts
