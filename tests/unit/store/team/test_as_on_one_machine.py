"""What holds of a workspace on one machine holds of a team's: the same tests, on PostgreSQL.

The workspace is opened as the owner who takes over lines, since those tests write in several names and without claims.
"""

from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carddesk.cards import events
from carddesk.cards.case import fold
from carddesk.errors import EnvironmentFault
from carddesk.store.projection import plain_summary
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.server import OWNER
from tests.postgres.team import Team
from tests.unit.store.bodies import happenings, judgements
from tests.unit.store.team.cases import AT
from tests.unit.store.test_journal import (
    case_id,
    test_a_new_judgement_ends_redo,
    test_an_untouched_journal_is_whole,
    test_everyone_takes_back_their_own_judgements_only,
    test_images_readings_and_exports_are_not_taken_back,
    test_the_line_taken_back_last_is_the_first_to_be_restored,
)
from tests.unit.store.test_service_use import test_options_are_kept_by_service_the_last_ones_alone
from tests.unit.store.test_workspace import (
    new_case,
    test_a_case_may_stand_behind_an_earlier_one,
    test_a_summary_that_fails_takes_its_event_back,
    test_a_transaction_that_fails_leaves_nothing_behind,
    test_an_event_of_no_case_is_a_bug_and_not_written,
    test_an_image_that_is_not_there_is_a_key_error,
    test_events_come_back_in_order_with_who_and_when,
)

__all__ = [
    "case_id",
    "test_a_case_may_stand_behind_an_earlier_one",
    "test_a_new_judgement_ends_redo",
    "test_a_summary_that_fails_takes_its_event_back",
    "test_a_transaction_that_fails_leaves_nothing_behind",
    "test_an_event_of_no_case_is_a_bug_and_not_written",
    "test_an_image_that_is_not_there_is_a_key_error",
    "test_an_untouched_journal_is_whole",
    "test_events_come_back_in_order_with_who_and_when",
    "test_everyone_takes_back_their_own_judgements_only",
    "test_images_readings_and_exports_are_not_taken_back",
    "test_options_are_kept_by_service_the_last_ones_alone",
    "test_the_line_taken_back_last_is_the_first_to_be_restored",
]


@pytest.fixture
def workspace(made: Team) -> Iterator[TeamWorkspace]:
    with made.at(OWNER, importing=True) as opened:
        yield opened


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 2), st.one_of(judgements, happenings)), max_size=12))
def test_the_queue_is_always_the_fold_of_the_events(
    workspace: TeamWorkspace, steps: list[tuple[int, events.Body]]
) -> None:
    cases = [new_case(workspace) for _ in range(3)]
    for which, body in steps:
        workspace.append(cases[which], body, "ann", AT)
    expected = [asdict(plain_summary(fold(each, workspace.events(each)))) for each in cases]
    queue = [entry for entry in workspace.queue() if entry.case_id in cases]
    storable = [{key: _without_nul(value) for key, value in each.items()} for each in expected]
    assert [dict(list(entry._asdict().items())[3:]) for entry in queue] == storable
    assert list(workspace.histories(cases[::-1])) == [(each, workspace.events(each)) for each in cases[::-1]]
    assert workspace.verify().whole


def _without_nul(value: object) -> object:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def test_the_database_itself_refuses_to_change_the_journal(made: Team, workspace: TeamWorkspace) -> None:
    import psycopg

    new_case(workspace)
    for statement in ("UPDATE events SET operator = 'eve'", "DELETE FROM events", "TRUNCATE events CASCADE"):
        # Even its owner.
        with made.raw(OWNER) as connection, pytest.raises(psycopg.Error, match="append only"):
            connection.execute(statement)
    assert workspace.verify().whole


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE events SET body = replace(body, '3', '4') WHERE seq = 4", 4),
        ("UPDATE events SET operator = 'eve' WHERE seq = 2", 2),
        ("DELETE FROM events WHERE seq = 3", 3),
        ("DELETE FROM events WHERE seq = 6", 6),
    ],
)
def test_whoever_runs_the_server_changes_no_line_unseen(
    made: Team, workspace: TeamWorkspace, case_id: int, statement: str, line: int
) -> None:
    with made.server.admin(made.database) as admin:
        admin.execute("ALTER TABLE events DISABLE TRIGGER USER")
        admin.execute(statement)
    (broken,) = workspace.verify().breaks
    assert (broken.case_id, broken.seq) == (case_id, line)


def test_an_event_that_cannot_be_read_is_said_to_be_broken(made: Team, workspace: TeamWorkspace, case_id: int) -> None:
    with made.server.admin(made.database) as admin:
        admin.execute("ALTER TABLE events DISABLE TRIGGER USER")
        admin.execute("UPDATE events SET body = '{}'")
    workspace._remembered.clear()
    with pytest.raises(EnvironmentFault) as caught:
        workspace.events(case_id)
    assert caught.value.code == "workspace_broken"
