"""Where the values of a reading stand on its image, found after the reading by somebody else than who read it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading

PORTRAIT = "portrait"
"""Key of the field that is a picture, in base64, and no text."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where one field stands, in pixels of the upright original image, and how well it can be read there (0..1)."""

    key: str
    quad: Quad
    quality: float | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """What was found of one reading: the card's outline, if it was, and its fields; those not found are not there."""

    card_quad: Quad | None = None
    fields: tuple[FieldPlace, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return self.card_quad is not None or bool(self.fields)


def lacking(reading: Reading) -> tuple[Field, ...]:
    """The fields that hold a text and whose place the service did not say."""
    return tuple(field for field in reading.fields if field.quad is None and field.text and field.key != PORTRAIT)


def placed(reading: Reading, places: Places) -> Reading:
    """The reading with these places where it has none of its own: what a service said itself is never changed."""
    found = {place.key: place for place in places.fields}
    fields = tuple(_placed(field, found.get(field.key)) for field in reading.fields)
    return replace(reading, fields=fields, card_quad=reading.card_quad or places.card_quad)


def _placed(field: Field, place: FieldPlace | None) -> Field:
    if place is None or field.quad is not None:
        return field
    quality = place.quality if field.quality is None else field.quality
    return replace(field, quad=place.quad, quality=quality, located_by="local")
