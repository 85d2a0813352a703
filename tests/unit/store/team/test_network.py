"""A server or network that goes away, in every way that a test can make it."""

import time
from collections.abc import Iterator

import pytest

from carddesk.cards import events
from carddesk.errors import EnvironmentFault
from carddesk.store.team.faults import Unsure
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.server import PostgresServer
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT, corrected, new_case


@pytest.fixture(scope="module")
def durable() -> Iterator[PostgresServer]:
    """A server of our own to stop and crash, that writes to the disk as one at work does."""
    server = PostgresServer(fsync=True)
    yield server
    server.remove()


@pytest.fixture
def here(durable: PostgresServer) -> Iterator[Team]:
    team = Team.made_on(durable)
    yield team
    team.close()


pytestmark = pytest.mark.keeps("processes", reason="a server that is started again is another process")


def unreachable(error: EnvironmentFault) -> bool:
    return (error.code, error.retryable) == ("team_unreachable", True)


def test_a_server_that_says_nothing_any_more_is_known_within_seconds(here: Team) -> None:
    ann = here.open("ann")
    case_id = new_case(ann, "ann")
    for lain_s in (0.0, 1.2):
        time.sleep(lain_s)
        with here.server.frozen():
            begun = time.monotonic()
            with pytest.raises(EnvironmentFault) as caught:
                ann.append(case_id, events.CaseExported("csv", "a"), "ann", AT)
            assert unreachable(caught.value)
            assert time.monotonic() - begun < 4
        assert ann.append(case_id, events.CaseExported("csv", "b"), "ann", AT).seq > 1
    assert ann.verify().whole


def test_after_a_restart_the_desk_goes_on_as_if_nothing_had_been(here: Team) -> None:
    ann = here.open("ann")
    case_id = new_case(ann, "ann")
    ann.claims.claim(case_id)
    here.server.restart()
    assert ann.append(case_id, corrected("x"), "ann", AT).seq == 2
    here.server.restart()
    assert len(ann.queue()) == 1


def test_what_was_confirmed_is_there_after_a_crash_of_the_server(here: Team) -> None:
    ann = here.open("ann")
    case_id = new_case(ann, "ann")
    ann.claims.claim(case_id)
    written = ann.append(case_id, corrected("x"), "ann", AT)
    here.server.crash()
    with pytest.raises(EnvironmentFault) as caught:
        ann.append(case_id, corrected("y"), "ann", AT)
    assert unreachable(caught.value)
    here.server.start()
    assert ann.events(case_id)[-1] == written
    assert ann.claims.claim(case_id).mine  # the claim outlived the crash, too
    assert ann.append(case_id, corrected("z"), "ann", AT).seq == 3
    assert ann.verify().whole


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_behind(here: Team) -> None:
    ann = here.open("ann")
    case_id = new_case(ann, "ann")

    def half_way() -> None:
        with ann.transaction("ann", AT) as writing:
            writing.event(case_id, events.CaseExported("csv", "a"))
            cut_off(here, ann)
            writing.event(case_id, events.CaseExported("csv", "b"))

    with pytest.raises(EnvironmentFault) as caught:
        half_way()
    assert unreachable(caught.value)
    assert len(ann.events(case_id)) == 1


def test_a_connection_that_breaks_while_saving_says_that_it_does_not_know(here: Team) -> None:
    ann = here.open("ann")
    case_id = new_case(ann, "ann")

    def cut() -> None:
        with ann.transaction("ann", AT) as writing:
            writing.event(case_id, events.CaseExported("csv", "a"))
            writing.finish()
            writing.histories.clear()  # nothing is left to be asked of the server but to commit
            writing._changed.clear()
            cut_off(here, ann)

    with pytest.raises(Unsure) as caught:
        cut()
    assert (caught.value.code, caught.value.retryable) == ("team_unsure", False)
    assert len(caught.value.hashes) == 1
    assert not ann.has(caught.value.hashes)
    written = ann.append(case_id, events.CaseExported("csv", "a"), "ann", AT)
    assert ann.has([written.hash])


def cut_off(team: Team, workspace: TeamWorkspace) -> None:
    login = team.login(workspace.operator)
    with team.server.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [login])
    time.sleep(0.1)
