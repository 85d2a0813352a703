"""What is written when something is erased: that it was, when, by whom and why, and nothing of what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal["retention", "request", "hand"]
"""Why: its time was over, the person asked for it, or an operator wanted it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """That a service was given an image, as the line `seq` of the case told: who was given data must be known for years."""

    seq: int
    service: str


@dataclass(frozen=True, slots=True)
class CaseErased:
    """Every line before this one that could tell of a person has lost its words, and the case has left the queue.

    Attributes:
        status: how the case stood.
        document: what kind of card it was, where that was known.
        lines: how many lines lost their words.
        images: SHA-256 of the images that went with it.
        shared: SHA-256 of those that stay, since another card that stays is in them; they go with the last one.
        sent: which services were given images.
        together: the other cases erased in the same go, as faces of one card.
    """

    cause: Cause
    status: str
    document: str | None
    lines: int
    images: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()
    together: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LinesErased:
    """These lines lost their words since they told of the case `other`, once paired with this one, which was erased."""

    cause: Cause
    other: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImagesErased:
    """The images (SHA-256) are gone; what was read of them stays."""

    cause: Cause
    images: tuple[str, ...]
