"""A sitting: one run at a desk, from where the last one ended to where this one does. Tells what became of the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.store.drafts import Draft, Left, Spot
from carddesk.store.litter import swept
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.changes import Announcer, Change
from carddesk.workflow.drafting import Drafting
from carddesk.workflow.ledger import Clock, stamp
from carddesk.workflow.queue import UNDECIDED, Queue
from carddesk.workflow.seat import Seat
from carddesk.workflow.views import CaseView, FieldView

_MOST_NAMED = 3
"""So many fields are named one by one; more are counted."""


class Sitting:
    """Begins when it is made. Until `close` the workspace says that somebody is at work here.

    Args:
        view: a case as the operator may see it.

    Attributes:
        drafting: keeps what is typed.
        story: what the operator should know of the last run, in words; empty where it ended in good order.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        seat: Seat,
        announcer: Announcer,
        *,
        operator: str,
        now: Clock,
        view: Callable[[int], CaseView],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._seat = seat
        self._operator = operator
        self._now = now
        self._view = view
        self._ended = False
        left = workspace.drafts.left(operator)
        self.drafting = Drafting(workspace.drafts, announcer, operator=operator, now=now)
        typed = self._drafts_left()
        self._go_back(left, typed)
        self.story = self._told(left, typed)
        if isinstance(workspace.place, Path) and any(not each.ended for each in left):
            swept(workspace)
        workspace.drafts.begin(operator, stamp(now()))
        announcer.subscribe(self._follow)
        self._follow(Change(frozenset({"case"})))

    async def close(self) -> None:
        """The run ends in good order. May be called twice."""
        await self.drafting.close()
        if not self._ended:
            self._ended = True
            self._workspace.drafts.end(self._operator, stamp(self._now()))

    # Inside.

    def _follow(self, change: Change) -> None:
        current = self._seat.current
        if change.what & {"case", "field"} and current is not None:
            self.drafting.moved(Spot(current.id, self._seat.active))

    def _drafts_left(self) -> list[Draft]:
        """Those of an earlier run that still say something new."""
        there = self._workspace.drafts.of(self._operator)
        live = [draft for draft in there if self._is_live(draft)]
        self.drafting.take_over(live, [draft for draft in there if draft not in live])
        return live

    def _is_live(self, draft: Draft) -> bool:
        """Whether it was neither said nor overtaken: the kill may have come between the word and the end of its draft."""
        field = self._seen(draft.case_id, draft.key)
        if field is None or review.correction(field, draft.text) is None:
            return False
        later = (event for event in self._workspace.events(draft.case_id) if event.seq > draft.seq)
        return not any(
            event.operator == self._operator and getattr(event.body, "key", None) == draft.key for event in later
        )

    def _seen(self, case_id: int, key: str) -> FieldView | None:
        try:
            return self._view(case_id).field(key)
        except KeyError:
            return None

    def _go_back(self, left: Sequence[Left], typed: Sequence[Draft]) -> None:
        """To the text that was being typed, else to where the operator was, else to the first case that is open."""
        mine = next((each for each in left if each.operator == self._operator), None)
        spot = mine.spot if mine is not None else Spot()
        if typed and not any(draft.case_id == spot.case_id for draft in typed):
            spot = Spot(typed[0].case_id, typed[0].key)
        broken_off = bool(typed) or (mine is not None and not mine.ended)
        if spot.case_id is None or not self._goes(spot.case_id, spot.field, though_decided=broken_off):
            self._seat.open_first()

    def _goes(self, case_id: int, field: str | None, *, though_decided: bool) -> bool:
        try:
            row = self._queue.row(self._queue.seen_as(case_id))
        except KeyError:
            return False
        if not (though_decided or row.status in UNDECIDED or row.look):
            return False
        self._seat.show(row.id, field)
        return True

    def _told(self, left: Sequence[Left], typed: Sequence[Draft]) -> str:
        said = []
        if any(not each.ended for each in left):
            said.append(tr("CardDesk was not closed in good order last time. Everything you confirmed is here."))
            if unread := len(self._queue.with_status(Status.NEW)):
                said.append(tr("Cards not read yet: {count}.", count=unread))
        if typed:
            named = self._named(typed)
            said.append(tr("Typed and not yet confirmed, put back where it was: {fields}.", fields=named))
        return "\n".join(said)

    def _named(self, typed: Sequence[Draft]) -> str:
        if len(typed) > _MOST_NAMED:
            return str(len(typed))
        seen = ((self._view(draft.case_id), draft.key) for draft in typed)
        fields = ((view, field) for view, key in seen if (field := view.field(key)) is not None)
        return ", ".join(f"{field.label} ({self._queue.row(view.id).name})" for view, field in fields)
