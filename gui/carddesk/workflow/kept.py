"""What was read before: whether a service's answer about an image is in the journal already, so that none is paid for twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carddesk.cards.events import Event, ReadingArrived, ReadingFailed, SecondReadingArrived
from carddesk.cards.geometry import Quad

Arrived = ReadingArrived | SecondReadingArrived


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, how, and about which part of the page."""

    service: str
    options: str
    frame: Quad | None = None


def first_arrived(history: Iterable[Event], image: str, asked: Asked) -> tuple[bool, Arrived | None]:
    """Whether the latest word on an image came from this service, asked in this way; and the last time when it did.

    An answer that came as a second opinion was paid for as well: it is given as the reading that it can become.
    """
    stands, kept = False, None
    for event in history:
        match event.body:
            case ReadingArrived() as body if _is_about(body, image):
                stands = _is_from(body, asked)
                kept = body if stands else kept
            case SecondReadingArrived() as body if _is_about(body, image) and _is_from(body, asked):
                kept = ReadingArrived(body.reading, body.image, body.options, frame=body.frame)
            case ReadingFailed() as body if not body.of:
                stands = False
            case _:
                pass
    return stands, kept


def second_arrived(history: Iterable[Event], image: str, asked: Asked) -> tuple[bool, Arrived | None]:
    """Whether the latest second opinion on an image came from this service, asked in this way; and its last answer at all,
    as the second opinion that it can become.
    """
    stands, kept = False, None
    for event in history:
        match event.body:
            case SecondReadingArrived() as body if _is_about(body, image):
                stands = _is_from(body, asked)
                kept = body if stands else kept
            case ReadingArrived() as body if _is_about(body, image) and _is_from(body, asked):
                kept = SecondReadingArrived(body.reading, body.image, body.options, frame=body.frame)
            case _:
                pass
    return stands, kept


def _is_about(body: Arrived, image: str) -> bool:
    """Whether it is about the case's own card in this image, and not about a face that it took in."""
    return body.image == image and not body.of


def _is_from(body: Arrived, asked: Asked) -> bool:
    return Asked(body.reading.service, body.options, body.frame) == asked
