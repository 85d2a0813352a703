"""What a state looks like: colour, icon and word for fields and for cases, always all three together."""

from __future__ import annotations

from carddesk.cards.case import Status
from carddesk.language import mark
from carddesk.ui.look.tokens import Tokens
from carddesk.workflow.views import FieldState, QueueRow

_FIELDS = {
    FieldState.EMPTY: ("secondary", "minus", mark("Empty")),
    FieldState.CORRECTED: ("sure", "pencil", mark("Corrected")),
    FieldState.CONFIRMED: ("sure", "check-check", mark("Confirmed")),
    FieldState.SURE: ("sure", "check", mark("Sure")),
    FieldState.TYPED: ("sure", "keyboard", mark("Typed")),
    FieldState.WANTED: ("accent", "eye-off", mark("Type what you see")),
    FieldState.DOUBTFUL: ("doubtful", "triangle-alert", mark("Doubtful")),
    FieldState.BROKEN: ("broken", "x", mark("Broken")),
}

_CASES = {
    Status.REFUSED: ("broken", "image-off", mark("Not opened")),
    Status.NEW: ("secondary", "circle-dashed", mark("Not read yet")),
    Status.FAILED: ("broken", "octagon-x", mark("Reading failed")),
    Status.READ: ("accent", "circle-dot", mark("Ready")),
    Status.POSTPONED: ("doubtful", "clock", mark("Later")),
    Status.ACCEPTED: ("sure", "circle-check", mark("Verified")),
    Status.SECOND_LOOK: ("accent", "eye-off", mark("Second look")),
    Status.THIRD_LOOK: ("doubtful", "git-compare", mark("Third look")),
    Status.REJECTED: ("broken", "ban", mark("Rejected")),
}


def look_of(state: FieldState, tokens: Tokens) -> tuple[str, str, str]:
    """Colour, icon and word (English source string) of a field's state."""
    role, icon, word = _FIELDS[state]
    return getattr(tokens, role), icon, word


def look_of_case(
    status: Status, tokens: Tokens, *, open_fields: int = 0, has_error: bool = False, awaits: bool = False
) -> tuple[str, str, str]:
    """Colour, icon and word (English source string) of how a case stands; `{count}` in it is for its open fields.

    `awaits`: the look that it waits for is another operator's.
    """
    if awaits and status in {Status.SECOND_LOOK, Status.THIRD_LOOK}:
        second = status is Status.SECOND_LOOK
        return tokens.secondary, "users", mark("Waits for others") if second else mark("Awaits a decision")
    if status is Status.READ and open_fields:
        if has_error:
            return tokens.broken, "circle-alert", mark("{count} to check")
        return tokens.doubtful, "triangle-alert", mark("{count} to check")
    role, icon, word = _CASES[status]
    return getattr(tokens, role), icon, word


def look_of_row(row: QueueRow, tokens: Tokens) -> tuple[str, str, str]:
    """The same of a case in the queue, which may be at a service."""
    if row.holder:
        return tokens.secondary, "users", mark("{who} is at it")
    if row.reading:
        return tokens.accent, "loader-circle", mark("Reading")
    if row.waiting:
        return tokens.secondary, "hourglass", mark("In line")
    return look_of_case(row.status, tokens, open_fields=row.open_fields, has_error=row.has_error, awaits=not row.look)
