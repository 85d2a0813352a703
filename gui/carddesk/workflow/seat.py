"""Where the operator is: the case on the desk and the field in it, and how one gets from case to case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from carddesk.workflow.changes import Announcer
from carddesk.workflow.faces import turned_to
from carddesk.workflow.queue import Queue
from carddesk.workflow.views import CaseView


class Seat:
    """The place at the desk.

    Attributes:
        current: the case on the desk; None in an empty workspace.
        active: key of the field the operator is at; None for none.
        came_by_itself: the case on the desk is there since it was the next one, and not since somebody wanted this one.
        is_here: whether to look at a case waits for no network; `brief` sees one that would.
        why_none: says why no open case can be shown now though there may be some, as an English source string; else empty.

    Of a card with two faces `current` shows that of the active field, until the operator turns to the other.
    """

    def __init__(self, queue: Queue, view: Callable[[int], CaseView], announcer: Announcer) -> None:
        self._queue = queue
        self._view = view
        self._announcer = announcer
        self.current: CaseView | None = None
        self.active: str | None = None
        self._is_left = False
        self.came_by_itself = False
        self.is_here: Callable[[int], bool] = lambda _case_id: True
        self.brief: Callable[[int], CaseView] = view
        self.why_none: Callable[[], str] = lambda: ""

    def show(self, case_id: int, field: str | None = None) -> None:
        """Put a case on the desk, at the field named if it has it, else at the first that needs a human.

        Raises:
            KeyError: there is no such case; everything stays as it is.
        """
        seen = self._seen(case_id)
        self.came_by_itself = False
        self.active = field if field is not None and seen.field(field) else seen.first_needing_human
        at_work = seen.field(self.active) if self.active is not None else None
        first = 0 if seen.fields or not seen.faces else seen.shown
        self.current = turned_to(seen, at_work.at if at_work is not None else first)
        self._announcer.tell("case", "field", case_ids=[case_id])

    def leave(self, following: int | None) -> None:
        """The case on the desk is no more: go to this one, or leave the desk empty."""
        self.current, self.active = None, None
        if following is not None:
            self.show(following)
        else:
            self._announcer.tell("case", "field")

    def refresh(self) -> None:
        """See the case on the desk as it stands now; the operator stays at their field as long as there is one."""
        if self.current is None or self._is_left:
            return
        before, seen = self.current, self._seen(self.current.id)
        looked_at = before.image
        kept = next((at for at, face in enumerate(seen.faces) if face.image == looked_at), seen.shown)
        self.current = turned_to(seen, before.shown if before.faces else kept)
        if self.active is None or self.current.field(self.active) is None:
            self.active = self.current.first_needing_human

    def _seen(self, case_id: int) -> CaseView:
        return self._view(case_id) if self.is_here(case_id) else self.brief(case_id)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is written inside is the last word here, so the case is not seen anew for the moment before it is left.

        Where no case was shown by the end of the block the operator stays, and it is.
        """
        before, self._is_left = self.current, True
        try:
            yield
        finally:
            self._is_left = False
            # Also where the next one could not be opened: what was said of this one is written.
            if self.current is before:
                self.refresh()

    def go_to_field(self, key: str | None) -> None:
        """Go to a field of this case; None, or a field it has not, goes to none."""
        known = self.current is not None and key is not None and self.current.field(key) is not None
        wanted = key if known else None
        moved, self.active = wanted != self.active, wanted
        field = self.current.field(wanted) if self.current is not None and wanted is not None else None
        if field is not None:
            self.look_at(field.at)
        if moved:
            self._announcer.tell("field")

    def look_at(self, at: int) -> None:
        """Look at this face of the card; nothing happens where there is none, or it is looked at already."""
        if self.current is not None and at != self.current.shown and at < len(self.current.faces):
            self.current = turned_to(self.current, at)
            self._announcer.tell("case")

    def turn_over(self) -> None:
        """Look at the card's other face; the operator stays at their field."""
        if self.current is not None and self.current.faces:
            self.look_at((self.current.shown + 1) % len(self.current.faces))

    def step(self, step: int) -> bool:
        """Go so many rows down (or up) the filtered queue; whether there was a case."""
        following = self._queue.neighbour(self.current.id if self.current else None, step)
        if following is not None:
            self.show(following)
        return following is not None

    @property
    def awaiting(self) -> int:
        """How many accepted cases wait for a look that this operator must not take."""
        return self._queue.awaiting

    def open_first(self) -> None:
        """Go to the first undecided case, or to the first at all."""
        first = self._queue.first_open()
        if first is not None:
            self.show(first)
            self.came_by_itself = True

    def open_next(self) -> bool:
        """Go on to the next open case; whether there was one."""
        following = self._queue.next_open(self.current.id) if self.current else None
        if following is not None:
            self.show(following)
            self.came_by_itself = True
        return following is not None
