"""A reading: one service's answer about one card in one image."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from carddesk.cards.flags import Flag
from carddesk.cards.geometry import Quad

Face = Literal["portrait", "emblem", "page"]
LocatedBy = Literal["vendor", "local"]


@dataclass(frozen=True, slots=True)
class Field:
    """One datum that a service read.

    Attributes:
        key: canonical key (design.md §2), or the printed label where the document is a certificate.
        label: the label as printed on the card.
        text: what the service said, untouched; wrapped lines joined, MRZ lines joined by a line feed.
        value: the normal form: ISO dates (`9999-12-31` for 长期), `M`/`F`/`X`, upper-case numbers; else the text.
        quad: where it stands, or None if the service did not say and nothing else located it.
        confidence: the service's own certainty, 0..1.
        char_confidences: one figure 0..1 for each character of `text`, or empty.
        quality: how well the pixels can be read, 0..1, low is bad.
        located_by: who gave the quad.
    """

    key: str
    label: str
    text: str = field(repr=False)
    """What stands on somebody's card, or a whole picture in base64: neither belongs in a log."""
    value: str = field(repr=False)
    quad: Quad | None = None
    confidence: float | None = None
    char_confidences: tuple[float, ...] = field(default=(), repr=False)
    quality: float | None = None
    located_by: LocatedBy | None = None
    flags: tuple[Flag, ...] = ()
    """What the service itself said against this field (a vendor's logic verdict, an MRZ check digit)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One service's answer about one card in one image.

    Attributes:
        service: id of the service (`local`, `megvii.residence_permit` …).
        document: id of the document (`resident_id` …).
        face: which face was seen.
        fields: in the order of the document, or of the service where the document is a certificate.
        index: which card in the image, counted from 0 in reading order (top to bottom, left to right).
        card_quad: the card's outline in the image, if known.
        completeness: Megvii's code (0 whole, 1 not whole but all that matters is in the image, 2 part of that is not), if it says.
        request_id: the service's own id for the call.
        elapsed_ms: from asking to answer, as the caller saw it.
        flags: what the service said against the card as a whole.
        not_given: keys of fields that the service never gives, or that such a card need not show: that they are not there
            says nothing.
        raw: the raw answer as text, for the auditor.
        quality_floor: below which quality the service itself calls a field hard to see, where its figures have a scale
            of their own; None where the program's setting decides.
    """

    service: str
    document: str
    face: Face
    fields: tuple[Field, ...]
    index: int = 0
    card_quad: Quad | None = None
    completeness: int | None = None
    request_id: str | None = None
    elapsed_ms: int = 0
    flags: tuple[Flag, ...] = ()
    not_given: tuple[str, ...] = ()
    raw: str = field(default="", repr=False)
    quality_floor: float | None = None

    def field(self, key: str) -> Field | None:
        """The field with this key, if the service gave it."""
        return next((each for each in self.fields if each.key == key), None)
