"""What a repair is, and who suggests it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from carddesk.cards.checks import Card
from carddesk.cards.documents import Document


@dataclass(frozen=True, slots=True)
class Repair:
    """A suggested value of one field.

    Attributes:
        key: of the field.
        value: in normal form.
        message: why it is suggested, as a person would say it; English source string with `{places}`.
        arguments: what fills the places.
    """

    key: str
    value: str
    message: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Repairer:
    """One way to find repairs.

    Attributes:
        id: stable, lower_snake_case.
        title: what it does, one sentence; English source string.
        suggest: the repairs of a card, the likeliest first; none where nothing fails. Masked values read as empty.
        source: where the way comes from, for the table in the docs.
        documents: ids of the documents it concerns; empty for all.
    """

    id: str
    title: str
    suggest: Callable[[Card], Iterable[Repair]] = field(repr=False)
    source: str
    documents: frozenset[str] = frozenset()

    def concerns(self, document: Document) -> bool:
        """Whether it has anything to offer for this document."""
        return not self.documents or document.id in self.documents
