"""Readings that failed: why, which may be tried again, and which of these would be paid for twice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from carddesk.cards.events import ReadingFailed
from carddesk.services.contract import ServiceInfo

MOST_REASONS = 3
"""A notice names so many; the cards themselves tell the rest."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case whose reading failed.

    Attributes:
        service: id of the one that failed.
        reason: why, in words.
        retryable: whether the same service may answer another time.
    """

    case_id: int
    service: str
    reason: str
    retryable: bool

    @classmethod
    def of(cls, case_id: int, failed: ReadingFailed) -> Failure:
        """What the journal says of a case."""
        return cls(case_id, failed.service, failed.message, failed.retryable)


@dataclass(frozen=True, slots=True)
class Retry:
    """What to do about failures.

    Attributes:
        free: cases to read at once, those first that will most likely do.
        paid: cases that the service asked has answered already: to ask once more is one more call.
    """

    free: tuple[int, ...] = ()
    paid: tuple[int, ...] = ()


def retry(failures: Sequence[Failure], service: ServiceInfo) -> Retry:
    """Which of these this service reads again, and which only if the operator says so.

    A failure that may pass by itself is no answer, and vendors do not charge it. What this machine reads costs nothing.
    """
    answered = [each for each in failures if not (service.offline or each.retryable or each.service != service.id)]
    rest = sorted((each for each in failures if each not in answered), key=lambda each: not each.retryable)
    return Retry(tuple(each.case_id for each in rest), tuple(each.case_id for each in answered))


def reasons(failures: Iterable[Failure]) -> str:
    """How often each reason was given, the commonest first."""
    counted = Counter(each.reason for each in failures).most_common()
    told = [f"{count} × {reason}" for reason, count in counted[:MOST_REASONS]]
    return " · ".join([*told, "…"] if len(counted) > MOST_REASONS else told)
