"""Events of faces: two cases that become one card, or two again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from carddesk.cards.basis import Basis
from carddesk.cards.geometry import Quad
from carddesk.cards.image_events import ImageAdded
from carddesk.cards.reading import Reading

PairedBy = Literal["image", "order", "name", "content", "hand", "sheet"]
"""Why two cases were seen as faces of one card: they lie in one file, followed each other, are named alike, are the only
ones that go together, a human said so, or a scanner read them from the two sides of one sheet."""


@dataclass(frozen=True, slots=True)
class FieldSaid:
    """What a human said of one field, as it goes from one case to another with the face on which it stands."""

    key: str
    value: str
    text: str
    corrected: bool
    despite: tuple[str, ...] = ()
    reason: str = ""
    service: str = ""
    quad: Quad | None = None


@dataclass(frozen=True, slots=True)
class FacesPaired:
    """The case took in the one image of the case `other`, as the other face of its card, with all that was known of it.

    A `group` is shared by both lines that tell of one pairing, or of one parting.
    """

    other: int
    by: PairedBy
    image: ImageAdded
    reading: Reading | None = None
    said: tuple[FieldSaid, ...] = ()
    group: str = ""
    second: Reading | None = None
    basis: Basis | None = None
    """On what basis the other case was captured."""


@dataclass(frozen=True, slots=True)
class FaceGiven:
    """The case gave its image to the case `to`, and stands in the queue no more until it has it back."""

    to: int
    by: PairedBy
    group: str = ""


@dataclass(frozen=True, slots=True)
class FacesParted:
    """A human found that the face taken in from the case `other` is of another card; what was said of `keys` goes with it."""

    other: int
    keys: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class FaceReturned:
    """The case has its image back from the case `of`, with what was said of its fields meanwhile."""

    of: int
    said: tuple[FieldSaid, ...] = ()
    group: str = ""
