"""What is due to be erased, as far as the database can tell by its indexes; the case itself has the last word."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, exists, select, text

from carddesk.cards.case import Status
from carddesk.store.faults import mapped
from carddesk.store.schema import EVENTS, QUEUE
from carddesk.store.workspace import Workspace

DECIDED = (Status.ACCEPTED, Status.REJECTED)
"""Where a human has said the last word: nobody waits for another's look."""

_WORDS = text("kind IN ('case_accepted', 'case_rejected')")
"""In these words the index `words_of_case` is made."""


def decided_before(workspace: Workspace, moment: str, *, with_image: bool = False) -> list[int]:
    """The cases of which the last word was said before `moment` (as events write times), in order; `with_image` those alone
    whose image is still there. A case whose face another one shows goes with that one.
    """
    wanted = [_stands(decided=True), _said(EVENTS.c.at < moment), ~_said(EVENTS.c.at >= moment)]
    if with_image:
        wanted.append(QUEUE.c.image.is_not(None))
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        return _cases(connection, and_(*wanted))


def undecided_since(workspace: Workspace, moment: str) -> list[int]:
    """The cases that came before `moment` and still wait for somebody's word, in order."""
    came = exists().where(EVENTS.c.case_id == QUEUE.c.case_id, EVENTS.c.seq == 1, EVENTS.c.at < moment)
    with mapped(workspace.place), workspace.engines.journal.connect() as connection:
        return _cases(connection, _stands(decided=False) & came)


def _stands(*, decided: bool) -> ColumnElement[bool]:
    is_decided = QUEUE.c.status.in_([status.value for status in DECIDED])
    return (QUEUE.c.given_to == 0) & (is_decided if decided else ~is_decided)


def _said(when: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(EVENTS.c.line).where(EVENTS.c.case_id == QUEUE.c.case_id, _WORDS, when))


def _cases(connection: Connection, wanted: ColumnElement[bool]) -> list[int]:
    asked = select(QUEUE.c.case_id).where(wanted).order_by(QUEUE.c.case_id)
    return list(connection.execute(asked).scalars())
