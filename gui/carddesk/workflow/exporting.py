"""Exporting cases of a workspace to a file, and writing down in the journal that they left."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from carddesk.cards.case import Status
from carddesk.cards.events import CaseExported
from carddesk.errors import UserError
from carddesk.export import write
from carddesk.language import current, tr
from carddesk.store.workspace import Workspace
from carddesk.workflow.clean import clean
from carddesk.workflow.export_rows import case_row
from carddesk.workflow.ledger import Clock, stamp
from carddesk.workflow.rules import Rules

_AT_A_TIME = 100
"""Cases written down in one transaction: an operator's edit never waits for more."""


def export_cases(
    workspace: Workspace,
    path: Path,
    *,
    statuses: Collection[Status] | None = None,
    rules: Rules,
    operator: str,
    now: Clock,
) -> int:
    """Write the cases that stand so (None: all), in the order of the queue; how many there were.

    The suffix says the format; the file is whole or not there. Takes long where there are many: not for the event loop.

    Raises:
        UserError: there are none, no such format, or the file cannot be written.
    """
    moment = now().astimezone()
    known = (entry for entry in workspace.queued() if not entry.given_to)
    case_ids = [entry.case_id for entry in known if statuses is None or entry.status in statuses]
    if not case_ids:
        raise UserError("nothing_to_export", tr("There are no such cards to export yet."))
    rows = [case_row(case_id, history, rules, moment) for case_id, history in workspace.histories(case_ids)]
    write(rows, path, language=current())
    exported = CaseExported(path.suffix.lower().lstrip("."), clean(str(path)))
    for start in range(0, len(case_ids), _AT_A_TIME):
        with workspace.transaction(operator, stamp(moment)) as writing:
            for case_id in case_ids[start : start + _AT_A_TIME]:
                writing.event(case_id, exported)
    return len(case_ids)
