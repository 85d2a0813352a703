"""What a document declares: its titles, its faces, and the fields printed on each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carddesk.cards.reading import Face


class FieldKind(StrEnum):
    """What sort of datum a field holds; decides its normal form and how it is shown."""

    TEXT = "text"
    LATIN = "latin"
    DATE = "date"
    SEX = "sex"
    NUMBER = "number"
    MRZ = "mrz"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a document.

    Attributes:
        key: canonical key (design.md §2).
        label: Chinese label as printed on the card.
        title: English source string for places that need one.
        face: the face it is printed on.
        required: whether its absence is worth a flag.
        kind: its sort of datum.
    """

    key: str
    label: str
    title: str
    face: Face
    kind: FieldKind = FieldKind.TEXT
    required: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of card.

    Attributes:
        id: as in design.md §2.
        title: English source string.
        title_zh: its Chinese name.
        fields: in the order in which they are printed and checked, face by face.
        order: place in pick lists.
    """

    id: str
    title: str
    title_zh: str
    fields: tuple[FieldSpec, ...]
    order: int = 50

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces that bear fields, in order."""
        return tuple(dict.fromkeys(spec.face for spec in self.fields))

    def of_face(self, face: Face) -> tuple[FieldSpec, ...]:
        """The fields printed on one face. Where a document has no faces, the one with the portrait is its page."""
        printed: Face = "page" if face == "portrait" and face not in self.faces else face
        return tuple(spec for spec in self.fields if spec.face == printed)

    def spec(self, key: str) -> FieldSpec | None:
        """The declaration of one field, if the document has it."""
        return next((spec for spec in self.fields if spec.key == key), None)
