"""What a check is: what it needs, what it may say, where its rule comes from, and a pure function from a card to flags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from carddesk.cards.documents import Document, FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.masking import is_masked
from carddesk.cards.reading import Face


@dataclass(frozen=True, slots=True)
class CheckedField:
    """One field as it stands.

    Attributes:
        value: in normal form.
        text: as read or typed.
        confidences: how sure the reader was of each character of `value`, 0..1; empty where unknown or typed.
    """

    key: str
    value: str
    text: str = ""
    confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mate:
    """Another case of the work list that bears the same number.

    Attributes:
        name: the name on it, in normal form; empty where it was not read.
    """

    case_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a check sees: the faces of a card that were read, and the day on which it is looked at.

    Attributes:
        faces: those that were read; a field of another face is absent, and nobody misses it.
        fields: of all those faces, by key, in order; fields that are absent or empty count as missing.
        mates: other cases of the work list with this card's number.
    """

    document: Document
    faces: tuple[Face, ...]
    fields: Mapping[str, CheckedField]
    today: date
    mates: tuple[Mate, ...] = ()

    def value(self, key: str) -> str:
        """The normal form of a field, or empty where it is missing or masked, so that no rule judges it."""
        value = self.fields[key].value if key in self.fields else ""
        return "" if is_masked(value, number=self.kind(key) is FieldKind.NUMBER) else value

    def text(self, key: str) -> str:
        """The field as read or typed; empty where it is missing."""
        return self.fields[key].text if key in self.fields else ""

    def kind(self, key: str) -> FieldKind | None:
        """What sort of datum a field is; None for a certificate's own labels."""
        spec = self.document.spec(key)
        return spec.kind if spec else None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """The check could not be made, which is never the same as passed. `missing` are the keys it would have needed."""

    missing: tuple[str, ...]


Outcome = tuple[Flag, ...] | NotChecked


@dataclass(frozen=True, slots=True)
class Check:
    """One rule.

    Attributes:
        id: stable, lower_snake_case.
        title: what must hold, one sentence; English source string.
        gives: every flag code it may raise, each with the gravest level it gives it.
        needs: keys of the fields without which it is not checked.
        examine: the rule itself; it is called only when all it needs is there.
        source: where the rule comes from (law, standard, a vendor's document, practice), for the table in the docs.
        documents: ids of the documents it concerns; empty for every document that declares all the fields it needs.
    """

    id: str
    title: str
    gives: Mapping[FlagCode, Level]
    needs: tuple[str, ...]
    examine: Callable[[Card], Outcome] = field(repr=False)
    source: str
    documents: frozenset[str] = frozenset()

    def concerns(self, document: Document) -> bool:
        """Whether the rule has anything to say about this document."""
        return document.id in self.documents if self.documents else all(map(document.spec, self.needs))

    def outcome(self, card: Card) -> Outcome:
        """Its flags, none where the rule holds, or that it was not checked."""
        missing = tuple(key for key in self.needs if not card.value(key))
        return NotChecked(missing) if missing else self.examine(card)


def error(code: FlagCode, key: str | None, message: str, **places: str) -> Flag:
    """A flag that says something cannot be. `message` is an English source string, as a person would say it."""
    return Flag(code, Level.ERROR, message, key, tuple(places.items()))


def warn(code: FlagCode, key: str | None, message: str, **places: str) -> Flag:
    """A flag that says something wants a look."""
    return Flag(code, Level.WARN, message, key, tuple(places.items()))


def info(code: FlagCode, key: str | None, message: str, **places: str) -> Flag:
    """A flag that tells something worth knowing; nobody has to look."""
    return Flag(code, Level.INFO, message, key, tuple(places.items()))
