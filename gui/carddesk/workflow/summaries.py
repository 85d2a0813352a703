"""The queue's view of cases as the desk makes it, for commands that write to a workspace or prove it without one."""

from __future__ import annotations

from datetime import date

from carddesk.cards.case import Case
from carddesk.store.projection import Summary
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.queue import Queue
from carddesk.workflow.rules import Rules


def summarise_as_the_desk(workspace: Workspace, rules: Rules, today: date) -> None:
    """Have the workspace make the rows of its queue as a desk with these rules does."""
    queue = Queue(workspace.queued())

    def summary(case: Case) -> Summary:
        return review.summary(case, rules, today, mates=queue.mates(review.number(case), but=case.id))

    workspace.summarise = summary
