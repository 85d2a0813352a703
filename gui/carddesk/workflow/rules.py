"""The rules a card is held to: the checks of its document, and the thresholds under which a reading is doubtful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from carddesk.cards.checks import Card, CheckedField, Findings, Mate, card_of, reading_flags, run_checks
from carddesk.cards.documents import documents
from carddesk.cards.flags import FlagCode
from carddesk.cards.reading import Face, Reading
from carddesk.cards.repairs import Repair, repairs
from carddesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds, 0..1: a field below one of them is flagged.

    Attributes:
        confidence_of, quality_of: other thresholds, by `service`, `service/field` or `*/field`; the most exact one counts.
    """

    low_confidence: float = 0.80
    low_quality: float = 0.30
    confidence_of: Mapping[str, float] = field(default_factory=dict)
    quality_of: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The thresholds that are set."""
        return cls(
            settings.number("review.low_confidence"),
            settings.number("review.low_quality"),
            by_service(settings.text("review.low_confidence_of")),
            by_service(settings.text("review.low_quality_of")),
        )

    def confidence(self, service: str, key: str) -> float:
        """Below which confidence a field read by a service is doubtful."""
        return _most_exact(self.confidence_of, service, key, self.low_confidence)

    def quality(self, service: str, key: str, floor: float | None = None) -> float:
        """Below which quality a field read by a service is doubtful; `floor` is the service's own limit, where it has one."""
        return _most_exact(self.quality_of, service, key, self.low_quality if floor is None else floor)


def by_service(text: str) -> dict[str, float]:
    """What a setting like `baidu.general=0.9 */id_number=0.95` says; its form was checked when it was set."""
    pairs = (each.rpartition("=") for each in text.split())
    return {whom: float(limit) for whom, _, limit in pairs}


def _most_exact(limits: Mapping[str, float], service: str, key: str, usual: float) -> float:
    found = (limits.get(whom) for whom in (f"{service}/{key}", f"*/{key}", service))
    return next((limit for limit in found if limit is not None), usual)


@dataclass(frozen=True, slots=True)
class Examined:
    """What rules make of the values that hold: flags, what could not be checked, and what is offered for each field."""

    findings: Findings
    repairs: Mapping[str, tuple[Repair, ...]]


def examined(
    reading: Reading,
    fields: Sequence[CheckedField],
    rules: Rules,
    today: date,
    *,
    faces: Sequence[Face] = (),
    mates: Sequence[Mate] = (),
    offer: bool = True,
) -> Examined:
    """What the document's checks say comes first, then the doubts about the reading.

    A document that this program does not know has no checks. What a service never gives is not missing from its readings.
    Repairs are sought where something stands against the card, and only if they are to be offered.
    """
    doubts = tuple(reading_flags(reading, low_confidence=rules.confidence, low_quality=rules.quality))
    if reading.document not in documents():
        return Examined(Findings(doubts, {}), {})
    card: Card = card_of(reading.document, faces or [reading.face], fields, today, mates)
    found = run_checks(card)
    held = tuple(
        each for each in found.flags if each.code is not FlagCode.MISSING or each.field not in reading.not_given
    )
    return Examined(Findings(held + doubts, found.not_checked), repairs(card) if offer and (held or doubts) else {})
