"""One line of `carddesk recognize --json`: a card that was read and checked, or why there is none (design.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from carddesk.cards.reading import Reading
from carddesk.services.contract import SourceKind
from carddesk.workflow.checking import as_json
from carddesk.workflow.review import Judged
from carddesk.workflow.views import FieldState, FieldView

BatchStatus = Literal["clear", "review", "failed"]

_FRACTION_DIGITS = 4
"""Of confidence and quality, 0..1."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a page gave no reading."""

    code: str
    message: str
    retryable: bool = False
    vendor_code: str | None = None


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One card, or one page that gave none.

    Attributes:
        source, page: where it came from; pages count from 1.
        service: id of the service asked.
        document: what was read, or where nothing was, what was expected.
        reading, judged: the reading and what the checks make of it; None when there is `trouble`.
        read_at: when that was, aware.
        kind: what the source is; None where it could not be opened.
        pages: how many pages it has.
    """

    source: str
    page: int
    service: str
    document: str | None
    reading: Reading | None = None
    judged: Judged | None = None
    trouble: Trouble | None = None
    read_at: datetime | None = None
    kind: SourceKind | None = None
    pages: int = 1

    @property
    def status(self) -> BatchStatus:
        """`clear` when nothing needs a human, `review` when something does, `failed` when nothing was read."""
        if self.judged is None:
            return "failed"
        flags = [*self.judged.flags, *(flag for field in self.judged.fields for flag in field.flags)]
        return "review" if any(flag.needs_human for flag in flags) else "clear"

    def to_json(self) -> dict[str, Any]:
        """The object as it is printed; points to a tenth of a pixel, figures 0..1 to four decimals.

        What is not known is null. An optional field that was not read is left out; a required one is there, empty and
        flagged.
        """
        reading, judged, trouble = self.reading, self.judged, self.trouble
        return {
            "source": self.source,
            "kind": self.kind,
            "page": self.page,
            "index": reading.index if reading else 0,
            "service": self.service,
            "document": self.document,
            "face": reading.face if reading else None,
            "status": self.status,
            "completeness": reading.completeness if reading else None,
            "request_id": reading.request_id if reading else None,
            "elapsed_ms": reading.elapsed_ms if reading else None,
            "card_quad": reading.card_quad.to_lists() if reading and reading.card_quad else None,
            "fields": [self._field(field) for field in judged.fields if field.state is not FieldState.EMPTY]
            if judged
            else [],
            "flags": [as_json(flag) for flag in judged.flags] if judged else [],
            "error": _error(trouble) if trouble else None,
        }

    def _field(self, field: FieldView) -> dict[str, Any]:
        read = self.reading.field(field.key) if self.reading else None
        return {
            "key": field.key,
            "label": field.label,
            "text": field.text,
            "value": field.value,
            "confidence": _fraction(field.confidence),
            "quality": _fraction(field.quality),
            "quad": field.quad.to_lists() if field.quad else None,
            "located_by": read.located_by if read else None,
            "flags": [as_json(flag) for flag in field.flags],
            "repairs": [each.value for each in field.repairs],
        }


def _error(trouble: Trouble) -> dict[str, Any]:
    return {
        "code": trouble.code,
        "message": trouble.message,
        "retryable": trouble.retryable,
        "vendor_code": trouble.vendor_code,
    }


def _fraction(figure: float | None) -> float | None:
    return None if figure is None else round(figure, _FRACTION_DIGITS)
