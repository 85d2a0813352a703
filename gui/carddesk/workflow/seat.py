"""Where the operator is: the case on the desk and the field in it, and how one gets from case to case."""

from __future__ import annotations

from collections.abc import Callable

from carddesk.workflow.changes import Announcer
from carddesk.workflow.queue import UNDECIDED, Queue
from carddesk.workflow.views import CaseView


class Seat:
    """The place at the desk.

    Attributes:
        current: the case on the desk; None in an empty workspace.
        active: key of the field the operator is at; None for none.
    """

    def __init__(self, queue: Queue, view: Callable[[int], CaseView], announcer: Announcer) -> None:
        self._queue = queue
        self._view = view
        self._announcer = announcer
        self.current: CaseView | None = None
        self.active: str | None = None

    def show(self, case_id: int, field: str | None = None) -> None:
        """Put a case on the desk, at the field named if it has it, else at the first that needs a human.

        Raises:
            KeyError: there is no such case; everything stays as it is.
        """
        seen = self._view(case_id)
        self.current = seen
        self.active = field if field is not None and seen.field(field) else seen.first_needing_human
        self._announcer.tell("case", "field", case_ids=[case_id])

    def refresh(self) -> None:
        """See the case on the desk as it stands now; the operator stays at their field as long as there is one."""
        if self.current is None:
            return
        self.current = self._view(self.current.id)
        if self.active is None or self.current.field(self.active) is None:
            self.active = self.current.first_needing_human

    def go_to_field(self, key: str | None) -> None:
        """Go to a field of this case; None, or a field it has not, goes to none."""
        known = self.current is not None and key is not None and self.current.field(key) is not None
        wanted = key if known else None
        if wanted != self.active:
            self.active = wanted
            self._announcer.tell("field")

    def step(self, step: int) -> bool:
        """Go so many rows down (or up) the filtered queue; whether there was a case."""
        following = self._queue.neighbour(self.current.id if self.current else None, step)
        if following is not None:
            self.show(following)
        return following is not None

    def open_first(self) -> None:
        """Go to the first undecided case, or to the first at all."""
        undecided = next((row for row in self._queue.rows if row.status in UNDECIDED), None)
        first = undecided or next(iter(self._queue.rows), None)
        if first is not None:
            self.show(first.id)

    def open_next(self) -> bool:
        """Go on to the next open case; whether there was one."""
        following = self._queue.next_open(self.current.id) if self.current else None
        if following is not None:
            self.show(following)
        return following is not None
