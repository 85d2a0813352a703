"""The queue's view of cases held against what their events say, and made anew from these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import delete, insert, select

from carddesk.cards.case import fold
from carddesk.cards.events import Event
from carddesk.store import journal
from carddesk.store.database import WRITES
from carddesk.store.faults import mapped
from carddesk.store.projection import Summary
from carddesk.store.resting import resting
from carddesk.store.schema import CASES, QUEUE
from carddesk.store.workspace import Workspace

_BATCH: Final = 500
_MOVES_BY_ITSELF: Final = ("open_fields", "has_error")
"""What a rule says today of a card that it did not say yesterday (a card expires, a threshold is changed): no damage."""


def stale(workspace: Workspace) -> list[int]:
    """The cases whose row in the queue is not what their events make it, or is missing, or should not be there."""
    return [case_id for batch in _batches(workspace) for case_id, there, wanted in batch if _differ(there, wanted)]


def mend(workspace: Workspace, case_ids: Iterable[int]) -> None:
    """Make the queue's rows of these cases anew.

    Raises:
        EnvironmentFault: they cannot be written.
    """
    wanted = sorted(set(case_ids))
    for start in range(0, len(wanted), _BATCH):
        chunk = wanted[start : start + _BATCH]
        writable = workspace.engines.journal.connect().execution_options(**WRITES)
        with mapped(workspace.place), writable as connection, connection.begin():
            histories = dict(journal.histories(connection, chunk))
            connection.execute(delete(QUEUE).where(QUEUE.c.case_id.in_(chunk)))
            rows = [{"case_id": each, **row} for each in chunk if (row := _row(workspace, each, histories))]
            if rows:
                connection.execute(insert(QUEUE), rows)


def _batches(workspace: Workspace) -> Iterator[list[tuple[int, dict[str, Any] | None, dict[str, Any] | None]]]:
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        known = sorted(connection.execute(select(CASES.c.id)).scalars())
        for start in range(0, len(known), _BATCH):
            chunk = known[start : start + _BATCH]
            rows = connection.execute(select(QUEUE).where(QUEUE.c.case_id.in_(chunk))).mappings()
            there = {int(row["case_id"]): dict(row) for row in rows}
            histories = dict(resting(journal.histories(connection, chunk)))
            yield [(each, there.get(each), _row(workspace, each, histories)) for each in chunk]


def _row(workspace: Workspace, case_id: int, histories: dict[int, list[Event]]) -> dict[str, Any] | None:
    """What should stand in the queue; None for a case that was erased, or has no events."""
    case = fold(case_id, histories.get(case_id, []))
    if case.erased is not None or not histories.get(case_id):
        return None
    return _columns(workspace.summarise(case))


def _columns(summary: Summary) -> dict[str, Any]:
    return {**asdict(summary), "status": summary.status.value}


def _differ(there: dict[str, Any] | None, wanted: dict[str, Any] | None) -> bool:
    if there is None or wanted is None:
        return there is not wanted
    return any(there[name] != value for name, value in wanted.items() if name not in _MOVES_BY_ITSELF)
