"""Events of readings: what services said of a case's image, or why they did not."""

from __future__ import annotations

from dataclasses import dataclass

from carddesk.cards.geometry import Quad
from carddesk.cards.places import Places
from carddesk.cards.reading import Reading


@dataclass(frozen=True, slots=True)
class ReadingArrived:
    """A service answered."""

    reading: Reading
    image: str
    """SHA-256 of the image that was read."""
    options: str = ""
    """What the service was asked to do otherwise than usual, as JSON text; empty where nothing."""
    of: int = 0
    """The case that gave the image, where this one took it in as its other face; 0 for an image of its own."""
    frame: Quad | None = None
    """The frame that was read of the image; None for the whole page."""


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """A service gave no reading."""

    service: str
    image: str
    code: str
    message: str
    retryable: bool = False
    vendor_code: str | None = None
    of: int = 0
    """As in `ReadingArrived`."""


@dataclass(frozen=True, slots=True)
class FieldsLocated:
    """The engine inside found where values stand that a service had read without saying where.

    `reading` is the sequence number of the event that brought the reading meant; where another holds by now, it counts for
    nothing. `of` as in `ReadingArrived`.
    """

    image: str
    reading: int
    places: Places
    of: int = 0


@dataclass(frozen=True, slots=True)
class SecondReadingArrived:
    """Another service answered, asked for a second opinion: it stands beside the reading that holds, never in its place."""

    reading: Reading
    image: str
    """SHA-256 of the image that was read."""
    options: str = ""
    """As in `ReadingArrived`."""
    of: int = 0
    """As in `ReadingArrived`."""
    frame: Quad | None = None
    """The frame that was read of the image; None for the whole page."""


@dataclass(frozen=True, slots=True)
class SecondReadingFailed:
    """Another service, asked for a second opinion, gave none; the reading that holds is not touched by it."""

    service: str
    image: str
    code: str
    message: str
    retryable: bool = False
    vendor_code: str | None = None
    of: int = 0
    """As in `ReadingArrived`."""
