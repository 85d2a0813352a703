"""What lies on desks: each operator's own, overwritten and forgotten, and never of a case that was erased."""

import threading

import pytest
from sqlalchemy import delete

from carddesk.cards import events
from carddesk.errors import EnvironmentFault
from carddesk.store.drafts import Draft, Drafts, Left, Spot, Typed, forget_case
from carddesk.store.schema import QUEUE
from carddesk.store.workspace import Workspace

AT = "2026-11-21T03:00:00.000000Z"


@pytest.fixture
def drafts(workspace: Workspace) -> Drafts:
    """Of a workspace with three cases of one line each."""
    for name in "abc":
        with workspace.transaction("ann", AT) as writing:
            writing.event(writing.case(), events.ImageAdded("ab" * 32, f"{name}.jpg"))
    return workspace.drafts


def keep(drafts: Drafts, operator: str, text: str | None, *, case_id: int = 1, spot: Spot | None = None) -> None:
    drafts.keep(operator, AT, lambda: Typed({(case_id, "name"): text}, spot))


def test_the_last_text_of_each_field_stands_with_the_line_it_was_typed_after(
    workspace: Workspace, drafts: Drafts
) -> None:
    keep(drafts, "ann", "李")
    workspace.append(1, events.FieldConfirmed("sex", "F", ()), "ann", AT)
    keep(drafts, "ann", "李四")
    keep(drafts, "ann", "王", case_id=2)
    assert drafts.of("ann") == [Draft(1, "name", "李四", 2), Draft(2, "name", "王", 1)]
    keep(drafts, "ann", None)
    assert drafts.of("ann") == [Draft(2, "name", "王", 1)]


def test_operators_have_each_their_own(drafts: Drafts) -> None:
    keep(drafts, "ann", "李")
    keep(drafts, "bob", "王")
    assert [each.text for each in drafts.of("ann")] == ["李"]
    assert [each.text for each in drafts.of("bob")] == ["王"]


def test_a_run_that_was_not_ended_is_told_of_once_and_its_place_is_kept(drafts: Drafts) -> None:
    drafts.begin("ann", AT)
    keep(drafts, "ann", "李", spot=Spot(2, "sex"))
    assert drafts.left("bob") == [Left("ann", Spot(2, "sex"), ended=False)]
    drafts.begin("bob", AT)
    drafts.end("bob", AT)
    assert drafts.left("ann") == [Left("ann", Spot(2, "sex"), ended=True), Left("bob", Spot(), ended=True)]


def test_in_a_team_the_runs_of_others_are_their_own_business(workspace: Workspace, drafts: Drafts) -> None:
    of_a_team = Drafts(workspace.engines.journal, "postgresql://desk.example/cards", threading.Lock())
    drafts.begin("ann", AT)
    assert of_a_team.left("bob") == []
    of_a_team.begin("bob", AT)
    assert of_a_team.left("ann") == [Left("ann", Spot(), ended=False)]


def test_nothing_is_kept_of_a_case_that_left_the_queue(workspace: Workspace, drafts: Drafts) -> None:
    keep(drafts, "ann", "李")
    keep(drafts, "bob", "王")
    with workspace.engines.journal.begin() as connection:
        forget_case(connection, 1)
        connection.execute(delete(QUEUE).where(QUEUE.c.case_id == 1))
    keep(drafts, "ann", "too late")
    assert (drafts.of("ann"), drafts.of("bob")) == ([], [])


def test_what_is_to_be_kept_is_asked_for_when_nobody_else_writes(workspace: Workspace, drafts: Drafts) -> None:
    asked: list[bool] = []

    def take() -> Typed:
        asked.append(workspace._one_writer.locked())
        return Typed({})

    drafts.keep("ann", AT, take)
    assert asked == [True]


def test_a_workspace_that_went_away_is_told(workspace: Workspace, drafts: Drafts) -> None:
    assert not isinstance(workspace.place, str)
    workspace.place.rename(workspace.place.with_name("elsewhere"))
    with pytest.raises(EnvironmentFault) as caught:
        keep(drafts, "ann", "李")
    assert caught.value.code == "workspace_gone"
    workspace.place.with_name("elsewhere").rename(workspace.place)
