"""What an operator can undo and redo, by the histories that a desk has in memory. Pure; the same answers as the journal gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carddesk.cards.events import Erased, Event, Redone, Undone, can_be_undone


def to_undo(histories: Iterable[Sequence[Event]], operator: str) -> Event | None:
    """The operator's last judgement that still counts."""
    said = (
        event
        for history in histories
        for undone in [_undone(history)]
        for event in history
        if event.operator == operator and can_be_undone(event.body) and event.seq not in undone
    )
    return max(said, key=lambda event: event.line, default=None)


def to_redo(histories: Sequence[Sequence[Event]], operator: str) -> Event | None:
    """The judgement that the operator took back last, unless they judged anew since."""
    own = [event for history in histories for event in history if event.operator == operator]
    newest = max((event.line for event in own if can_be_undone(event.body)), default=0)
    taken_back = [
        (event.line, target)
        for history in histories
        for undone in [_undone(history)]
        for event in history
        if event.operator == operator and event.line > newest and isinstance(event.body, Undone)
        if event.body.target in undone
        for target in history
        if target.seq == event.body.target and not isinstance(target.body, Erased)
    ]
    return max(taken_back, key=lambda each: each[0], default=(0, None))[1]


def has_judged(histories: Iterable[Sequence[Event]], operator: str, since: int) -> bool:
    """Whether one of the operator's judgements behind that line still counts: what they can undo and redo is known by it."""
    found = to_undo(histories, operator)
    return found is not None and found.line > since


def _undone(history: Sequence[Event]) -> set[int]:
    undone: set[int] = set()
    for event in history:
        if isinstance(event.body, Undone):
            undone.add(event.body.target)
        elif isinstance(event.body, Redone):
            undone.discard(event.body.target)
    return undone
