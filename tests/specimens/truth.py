"""What is known for certain about a drawn specimen: the true text and quad of every field."""

from dataclasses import dataclass, replace

from PIL import Image

Point = tuple[float, float]
Quad = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TrueField:
    """One datum as printed.

    `text` is what is printed (wrapped lines joined without a separator, MRZ lines by a newline), `value` its normal
    form (ISO dates, 9999-12-31 for 长期, M/F/X for sex, else the text), `quad` its corners lt, rt, rb, lb as read, in
    pixels of the image.
    """

    key: str
    label: str
    text: str
    value: str
    quad: Quad


@dataclass(frozen=True, slots=True)
class TrueCard:
    """One face of a card: which one, its corners lt, rt, rb, lb as read in pixels, and its fields in reading order."""

    document: str
    face: str
    quad: Quad
    fields: tuple[TrueField, ...]

    def field(self, key: str) -> TrueField:
        """The field of that key. Raises StopIteration when the card does not print it."""
        return next(field for field in self.fields if field.key == key)


@dataclass(frozen=True, slots=True)
class Specimen:
    """An RGB image, upright as a viewer would open it, and all that is true of the cards on it."""

    image: Image.Image
    cards: tuple[TrueCard, ...]
    seed: int
    description: str


def with_quads(card: TrueCard, quad: Quad, field_quads: list[Quad]) -> TrueCard:
    """The same card with other corners, field quads given in the order of its fields."""
    fields = tuple(replace(field, quad=new) for field, new in zip(card.fields, field_quads, strict=True))
    return replace(card, quad=quad, fields=fields)
