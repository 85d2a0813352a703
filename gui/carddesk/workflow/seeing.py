"""Seeing: how a case looks to this operator, made from its journal, its likes in the queue and what is read aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from carddesk.cards.case import Case, Status
from carddesk.settings import Settings
from carddesk.store.projection import Summary
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.doubling import as_seen
from carddesk.workflow.opinions import Aside
from carddesk.workflow.queue import Queue
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import CaseView


class Seeing:
    """Makes views and summaries of cases, always of how they stand now.

    Attributes:
        aside: tells what a case is seen with besides its journal.
        holder: tells who has a case on another desk of the team.
    """

    def __init__(
        self, workspace: Workspace, queue: Queue, settings: Settings, *, operator: str, today: Callable[[], date]
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._settings = settings
        self._operator = operator
        self._today = today
        self.aside: Callable[[int], Aside] = lambda _case_id: Aside()
        self.holder: Callable[[int], str] = lambda _case_id: ""

    def view(self, case_id: int) -> CaseView:
        """The case as this operator sees it, or the one that took its face in."""
        case_id = self._queue.seen_as(case_id)
        row = self._queue.row(case_id)
        case = self._workspace.case(case_id)
        mates = self._queue.mates(review.number(case), but=case_id)
        seen = review.view(
            case,
            Rules.of(self._settings),
            self._today(),
            reading=row.reading or row.waiting,
            mates=[mate for mate in mates if not self._queue.is_blind(mate.case_id)],
            aside=self.aside(case_id),
        )
        seen = as_seen(seen, case, self._operator)
        holder = self.holder(case_id)
        return replace(seen, holder=holder) if holder else seen

    def brief(self, case_id: int) -> CaseView:
        """The case as far as the queue knows it, for as long as the rest is on its way."""
        entry = self._queue.entry(self._queue.seen_as(case_id))
        return CaseView(
            entry.case_id,
            Status(entry.status),
            entry.name,
            entry.document,
            None,
            (),
            arriving=True,
            holder=self.holder(entry.case_id),
        )

    def whole(self, case: Case) -> CaseView:
        """What stands on a case, whoever looks, as what was typed of it is held against that."""
        mates = self._queue.mates(review.number(case), but=case.id)
        return review.view(case, Rules.of(self._settings), self._today(), mates=mates, offer=False)

    def summary(self, case: Case) -> Summary:
        """The case as the queue keeps it."""
        mates = self._queue.mates(review.number(case), but=case.id)
        return review.summary(case, Rules.of(self._settings), self._today(), mates=mates)
