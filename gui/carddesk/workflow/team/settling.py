"""Settling: what becomes of what was said on a cut-off desk and others contradict. A human decides; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from carddesk.cards import events
from carddesk.cards.basis import Basis
from carddesk.cards.case import Case
from carddesk.cards.events import Body, Event
from carddesk.cards.merging import is_word, still_said
from carddesk.store import codec
from carddesk.store.chain import Line

_VALUED = (events.FieldCorrected, events.RepairTaken, events.ReadingTaken)
_ABOUT_CARD = (events.CaseAccepted, events.CaseRejected, events.CasePostponed)
_OF_THE_CARD = (*_VALUED, events.FieldConfirmed, events.FieldDoubted, *_ABOUT_CARD, events.CaseReopened)
_KNOWN = (*_OF_THE_CARD, events.BasisCorrected)


def as_events(lines: Iterable[Line]) -> list[Event]:
    """Lines of an outbox as they would stand in the journal."""
    return [
        Event(
            line.seq,
            line.case_id,
            line.at,
            line.operator,
            codec.decode(line.kind, line.body or ""),
            line.previous_hash,
            line.hash,
        )
        for line in lines
    ]


def can_go_on_top(lines: Sequence[Line]) -> bool:
    """Whether all that was said can be said once more: not that faces were put together, and not what took older words back."""
    return all(isinstance(event.body, _KNOWN) or not is_word(event.body) for event in _of_cases(lines))


def on_top(case: Case, lines: Sequence[Line]) -> list[Body]:
    """What this operator says now, so that what was said on the cut-off desk holds: the card is reopened and corrected.

    Args:
        case: as it stands now.
        lines: of this case, that wait.
    """
    words = [event.body for event in still_said(as_events(lines))]
    said: list[Body] = []
    if case.status.closed and any(isinstance(body, _OF_THE_CARD) for body in words):
        said.append(events.CaseReopened())
    values = {key: human.value for key, human in case.human.items()}
    said.extend(_anew(body, values, case.basis) for body in words if isinstance(body, _KNOWN) and not _reopens(body))
    return said


def set_aside(lines: Sequence[Line]) -> events.EditsSetAside:
    """The line that keeps what was let go of."""
    edits = []
    for event in as_events(lines):
        body = event.body
        key, value = str(getattr(body, "key", "")), str(getattr(body, "value", "") or getattr(body, "reason", ""))
        kind = body.kind if isinstance(body, events.Erased) else codec.kind_of(body)
        edits.append(events.SetAside(event.at, kind, key, value))
    return events.EditsSetAside(tuple(edits))


def _reopens(body: object) -> bool:
    return isinstance(body, events.CaseReopened)


def _anew(body: Body | events.Erased, values: dict[str, str], basis: Basis) -> Body:
    """The same word, said upon these values of fields, which follow it, and upon this basis."""
    match body:
        case events.FieldCorrected() | events.RepairTaken() | events.ReadingTaken():
            before = values.get(body.key, body.before)
            values[body.key] = body.value
            return replace(body, before=before)
        case events.FieldConfirmed() if values.get(body.key, body.value) != body.value:
            before = values[body.key]
            values[body.key] = body.value
            return events.FieldCorrected(body.key, before, body.value, body.value)
        case events.CaseAccepted():
            return replace(body, again=())
        case events.BasisCorrected():
            return replace(body, before_purpose=basis.purpose, before_customer=basis.customer)
        case events.Erased():
            raise ValueError("what was erased is not said again")
        case _:
            return body


def _of_cases(lines: Sequence[Line]) -> list[Event]:
    every = as_events(lines)
    return [
        event
        for case_id in dict.fromkeys(line.case_id for line in lines)
        for event in still_said([each for each in every if each.case_id == case_id])
    ]
