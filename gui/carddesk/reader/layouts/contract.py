"""What a layout declares: how one face of one document is printed, so that generic code can tell and read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from carddesk.cards.reading import Face
from carddesk.reader.labels import Label, plain
from carddesk.reader.values import Reader

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """One labelled place.

    Attributes:
        keys: canonical keys of the fields it gives.
        labels: every way in which its label is printed.
        read: makes data of the lines of its value.
        at: about where the label stands, in percent of the card (left end, middle), where a standard says so.
        box: about where the value stands, in percent of the card (left, top, right, bottom), where one says so.
        form: what the value looks like, as a regular expression on the text without blanks; it tells documents apart.
        alone: what the value looks like where nothing else on the document looks so, as a regular expression for the
            whole text without blanks; it is found by that where its label was not read.
        lines: how many lines it may take.
        optional: whether its absence says nothing.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    read: Reader
    at: tuple[float, float] | None = None
    box: Box | None = None
    form: str = ""
    lines: int = 1
    optional: bool = False
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One face of one document.

    Attributes:
        titles: words that stand on it outside of any slot; they are no values.
        telling: those of the titles (or other words) that no other document bears.
        foreign: words that say it is another document.
        card_wide: width by height of the whole card (1.586 for ID-1), if fixed.
    """

    document: str
    face: Face
    slots: tuple[Slot, ...]
    titles: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    aspect: float | None = None

    @property
    def labels(self) -> Sequence[Label]:
        """Every label of every slot."""
        return [Label(place, words, slot.at) for place, slot in enumerate(self.slots) for words in slot.labels]

    @property
    def plain_labels(self) -> frozenset[str]:
        """The same as they are compared: lower case, without blanks."""
        return _plain_labels(self.slots)


@lru_cache(maxsize=64)
def _plain_labels(slots: tuple[Slot, ...]) -> frozenset[str]:
    return frozenset(plain(words).replace(" ", "") for slot in slots for words in slot.labels)
