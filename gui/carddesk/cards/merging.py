"""Merging: whether what was said of a case on a cut-off desk can go on top of what others wrote meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from carddesk.cards import erasures, events
from carddesk.cards.events import Body, Erased, Event

_QUIET = (
    events.CaseExported,
    events.ValuesShown,
    events.ValuesHidden,
    events.DeskUnlocked,
    events.FieldsLocated,
    events.ReadingFailed,
    events.SecondReadingArrived,
    events.SecondReadingFailed,
    events.EditsSetAside,
)
"""What happened and leaves every word about the card as it stood."""

_OF_FIELD = (
    events.FieldConfirmed,
    events.FieldDoubted,
    events.FieldCorrected,
    events.RepairTaken,
    events.ReadingTaken,
)
"""Words about one field."""

_BESIDE = (events.BasisCorrected,)
"""Words about neither a field nor the card: they meet none but their own kind."""

_VALUED = (events.FieldCorrected, events.RepairTaken, events.ReadingTaken)
"""Those that say what stands there, whatever was read."""


def contradicts(theirs: Iterable[Body | Erased], ours: Sequence[Body], base_seq: int = 0) -> bool:
    """Whether our words must be shown to a human before they follow theirs.

    They may follow by themselves where theirs are about other fields alone, and neither side has said anything of the card as
    a whole; a new reading contradicts whatever let stand what was read before.

    Args:
        theirs: what others wrote behind the line that ours were said upon.
        ours: what was said here, in order.
        base_seq: number of the line that ours were said upon.
    """
    loud = [body for body in theirs if not isinstance(body, _QUIET)]
    if any(isinstance(body, erasures.CaseErased) for body in loud):
        return True
    if not loud or not any(map(_weighs, ours)):
        return False
    said = [body for body in ours if not (isinstance(body, events.Undone | events.Redone) and body.target > base_seq)]
    words = [body for body in said if _weighs(body)]
    if not all(isinstance(body, (*_OF_FIELD, *_BESIDE)) for body in words):
        return any(not isinstance(body, _BESIDE) for body in loud) or _meets(_BESIDE, words)
    return any(_clashes(body, words) for body in loud)


def is_word(body: Body | Erased) -> bool:
    """Whether this is what a human said, and nothing that happened by itself."""
    return isinstance(body, events.Undone | events.Redone) or events.can_be_undone(body)


def moved(body: Body, base_seq: int, by: int) -> Body:
    """The same, where the lines behind `base_seq` that it may name stand so many further now."""
    if isinstance(body, events.Undone | events.Redone) and body.target > base_seq:
        return replace(body, target=body.target + by)
    if isinstance(body, events.FieldsLocated) and body.reading > base_seq:
        return replace(body, reading=body.reading + by)
    return body


def still_said(lines: Sequence[Event]) -> list[Event]:
    """Of what was said on one desk, what still counts there: without what was taken back, and without the taking back.

    To take back something older than these lines counts itself.
    """
    own = {event.seq for event in lines}
    undone: set[int] = set()
    for event in lines:
        if isinstance(event.body, events.Undone):
            undone.add(event.body.target)
        elif isinstance(event.body, events.Redone):
            undone.discard(event.body.target)
    found = []
    for event in lines:
        body = event.body
        if isinstance(body, events.Undone | events.Redone):
            if body.target not in own and (body.target in undone) == isinstance(body, events.Undone):
                found.append(event)
        elif event.seq not in undone:
            found.append(event)
    return found


def _weighs(body: Body) -> bool:
    """A human's word, or what the program by itself may say only of a case that stands as it did."""
    return is_word(body) or isinstance(body, events.FacesPaired | events.FaceGiven)


def _clashes(body: Body | Erased, words: Sequence[Body | Erased]) -> bool:
    if isinstance(body, _BESIDE):
        return _meets(_BESIDE, words)
    if isinstance(body, events.ReadingArrived):
        return not all(isinstance(each, (*_VALUED, *_BESIDE)) for each in words)
    if isinstance(body, _OF_FIELD):
        return body.key in {each.key for each in words if isinstance(each, _OF_FIELD)}
    return True


def _meets(kinds: tuple[type, ...], words: Sequence[Body | Erased]) -> bool:
    return any(isinstance(each, kinds) for each in words)
