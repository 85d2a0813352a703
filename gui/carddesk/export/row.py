"""What is exported of one card: the facts a writer puts into its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag
from carddesk.cards.reading import Face

State = Literal["sure", "doubtful", "broken", "confirmed", "corrected"]


@dataclass(frozen=True, slots=True)
class ExportField:
    """One field as it stands when it is exported.

    Attributes:
        key: canonical key, or a certificate's own label.
        label: as printed on the card.
        value: what holds, in normal form.
        text: as the service read it.
        state: how it stands.
        flags: those standing on `value`.
        kind: its sort of datum.
        changed_by, changed_at: who corrected it and when (aware), if anybody did.
        reason: why an error was let stand.
        read_by: id of the service that read the value that holds, where that is another one than the card's.
    """

    key: str
    label: str
    value: str
    text: str = ""
    state: State = "sure"
    flags: tuple[Flag, ...] = ()
    kind: FieldKind = FieldKind.TEXT
    changed_by: str = ""
    changed_at: datetime | None = None
    reason: str = ""
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class ExportFace:
    """The other face of a card, where it came as an image of its own. Attributes as in `ExportRow`."""

    source: str
    page: int
    index: int
    face: Face | None
    service: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One card.

    Attributes:
        source: the file it came from, as a person should see it.
        page, index: page of that file, from 1; which card on it, from 0.
        document, face: None where nothing was read.
        status: `accepted`, `rejected`, `postponed`, `read`, `new`, `failed`, `refused`; without a desk `clear`,
            `review` or `failed`.
        service: id of the service that read it, or empty.
        fields: in the document's order, or the service's for a certificate.
        case_id: its number in the workspace, if it is in one.
        read_at, decided_at: aware, in the time zone in which people should see them.
        flags: those against the card as a whole.
        operator: who decided.
        reason: why it was rejected, or accepted despite an error that concerns the card itself.
        trouble: why there is nothing, in words.
        purpose, customer: what for and for whom it was captured, where that was noted.
        other: the other face, if the card has two; `fields` and `flags` are of both then, all else is of the first.
    """

    source: str
    page: int
    document: str | None
    face: Face | None
    status: str
    service: str
    fields: tuple[ExportField, ...]
    case_id: int | None = None
    index: int = 0
    read_at: datetime | None = None
    decided_at: datetime | None = None
    flags: tuple[Flag, ...] = ()
    operator: str = ""
    reason: str = ""
    trouble: str = ""
    other: ExportFace | None = None
    purpose: str = ""
    customer: str = ""

    def field(self, key: str) -> ExportField | None:
        """The field with this key."""
        return next((each for each in self.fields if each.key == key), None)
