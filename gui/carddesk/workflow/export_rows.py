"""Cases and batch lines as rows of an export. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from carddesk.cards import events
from carddesk.cards.case import Case, counting, fold
from carddesk.cards.events import Event
from carddesk.export import ExportFace, ExportField, ExportRow
from carddesk.export.row import State
from carddesk.workflow import review
from carddesk.workflow.batch_line import BatchLine
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import FieldState, FieldView

_STATES: dict[FieldState, State] = {
    FieldState.SURE: "sure",
    FieldState.DOUBTFUL: "doubtful",
    FieldState.BROKEN: "broken",
    FieldState.CONFIRMED: "confirmed",
    FieldState.CORRECTED: "corrected",
}
_DECISIONS = (events.CaseAccepted, events.CaseRejected, events.CasePostponed)


def case_row(case_id: int, history: Sequence[Event], rules: Rules, now: datetime) -> ExportRow:
    """One case of the workspace; its times are told in the zone of `now`."""
    case = fold(case_id, history)
    seen = review.view(case, rules, now.date(), offer=False)
    counted = counting(history)
    image = case.images[0] if case.images else None
    decided = _last(counted, _DECISIONS) if case.decision is not None else None
    return ExportRow(
        source=case.source,
        page=image.page if image else 1,
        index=image.index if image else 0,
        document=seen.document,
        face=seen.face,
        status=seen.status.value,
        service=seen.service or "",
        fields=tuple(_field(each, counted, now) for each in seen.fields if _has_text(each)),
        case_id=case_id,
        read_at=_when(_last(counted, (events.ReadingArrived,)), now),
        decided_at=_when(decided, now),
        flags=seen.flags,
        operator=decided.operator if decided else "",
        reason=seen.reason,
        trouble=seen.trouble,
        other=_other(case),
        purpose=case.basis.purpose,
        customer=case.basis.customer,
    )


def _other(case: Case) -> ExportFace | None:
    if case.joined is None:
        return None
    image, read = case.joined.image, case.joined.reading
    return ExportFace(image.source, image.page, image.index, read.face if read else None, read.service if read else "")


def line_row(line: BatchLine) -> ExportRow:
    """One line of a batch."""
    judged, reading = line.judged, line.reading
    return ExportRow(
        source=line.source,
        page=line.page,
        index=reading.index if reading else 0,
        document=line.document,
        face=reading.face if reading else None,
        status=line.status,
        service=line.service,
        fields=tuple(_field(each, (), None) for each in judged.fields if _has_text(each)) if judged else (),
        read_at=line.read_at,
        flags=judged.flags if judged else (),
        trouble=line.trouble.message if line.trouble else "",
    )


def _has_text(each: FieldView) -> bool:
    """A portrait is an image: it has no place in a cell."""
    return each.state is not FieldState.EMPTY and not each.picture


def _field(each: FieldView, counted: Sequence[Event], now: datetime | None) -> ExportField:
    changed = next((event for event in reversed(counted) if _corrects(event, each.key)), None)
    return ExportField(
        key=each.key,
        label=each.label,
        value=each.value,
        text=each.text,
        state=_STATES[each.state],
        flags=each.flags,
        kind=each.kind,
        changed_by=changed.operator if changed else "",
        changed_at=_when(changed, now) if now else None,
        reason=each.reason,
        read_by=each.read_by,
    )


def _corrects(event: Event, key: str) -> bool:
    changes = events.FieldCorrected | events.RepairTaken | events.ReadingTaken
    if isinstance(event.body, events.DifferenceSettled):
        return event.body.key == key and event.body.value != event.body.before
    return isinstance(event.body, changes) and event.body.key == key


def _last(counted: Sequence[Event], kinds: tuple[type, ...]) -> Event | None:
    return next((event for event in reversed(counted) if isinstance(event.body, kinds)), None)


def _when(event: Event | None, now: datetime) -> datetime | None:
    return datetime.fromisoformat(event.at).astimezone(now.tzinfo) if event else None
