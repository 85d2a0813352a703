"""Cases for the tests of a team."""

from carddesk.cards import events
from carddesk.store.workspace import Workspace

AT = "2026-11-21T03:00:00.000000Z"


def new_case(workspace: Workspace, operator: str, *, behind: int | None = None) -> int:
    with workspace.transaction(operator, AT) as writing:
        case_id = writing.case(behind=behind)
        writing.event(case_id, events.ImageAdded("ab" * 32, "a.jpg"))
    return case_id


def corrected(value: str) -> events.FieldCorrected:
    return events.FieldCorrected("name", "", value, value)
