"""What a check is: what it needs, and a pure function from a card to flags, or to the word that nothing was checked."""

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
    """One field as it stands: `value` in normal form, `text` as read or typed."""

    key: str
    value: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a check sees: one face of a card, and the day on which it is looked at.

    Attributes:
        fields: by key, in order; fields that are absent or empty count as missing.
    """

    document: Document
    face: Face
    fields: Mapping[str, CheckedField]
    today: date

    def value(self, key: str) -> str:
        """The normal form of a field, or empty where it is missing or masked, so that no rule judges it."""
        value = self.fields[key].value if key in self.fields else ""
        return "" if is_masked(value, number=self.kind(key) is FieldKind.NUMBER) else value

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
        needs: keys of the fields without which it is not checked; it does not concern documents that lack one of them.
        examine: the rule itself; it is called only when all it needs is there.
        documents: ids of the documents it concerns; empty for every document that has the fields.
    """

    id: str
    needs: tuple[str, ...]
    examine: Callable[[Card], Outcome] = field(repr=False)
    documents: frozenset[str] = frozenset()

    def concerns(self, document: Document) -> bool:
        """Whether the rule has anything to say about this document."""
        return (not self.documents or document.id in self.documents) and all(map(document.spec, self.needs))

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
