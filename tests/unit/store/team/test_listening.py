import threading
import time
from collections.abc import Callable, Iterator

import pytest

from carddesk.cards import events
from carddesk.store.team.listening import Listener
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT, corrected, new_case


class Told:
    """What a listener told."""

    def __init__(self) -> None:
        self.cases: list[frozenset[int]] = []
        self.there: list[bool] = []
        self._news = threading.Condition()

    def heard(self, cases: frozenset[int]) -> None:
        with self._news:
            self.cases.append(cases)
            self._news.notify_all()

    def connected(self, there: bool) -> None:
        with self._news:
            self.there.append(there)
            self._news.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(until, 15), (self.cases, self.there)

    def wait_for(self, *cases: int) -> None:
        self.wait(lambda: set(cases) <= set().union(*self.cases))


@pytest.fixture
def told(bob: TeamWorkspace) -> Iterator[Told]:
    """What Bob's desk hears."""
    told = Told()
    listener = Listener(bob.listening_connection, told.heard, connected=told.connected)
    listener.start()
    told.wait(lambda: told.there == [True])
    yield told
    listener.close()


def cut_off(team: Team, name: str) -> None:
    with team.server.admin() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND query NOT LIKE 'SELECT pg_term%%'",
            [team.login(name)],
        )


def test_what_another_desk_writes_is_heard_soon(ann: TeamWorkspace, told: Told) -> None:
    case_id = new_case(ann, "ann")
    begun = time.monotonic()
    told.wait_for(case_id)
    assert time.monotonic() - begun < 2


def test_who_has_a_case_is_heard_and_renewals_are_not(ann: TeamWorkspace, told: Told) -> None:
    case_id = new_case(ann, "ann")
    told.wait_for(case_id)
    for change in (lambda: ann.claims.claim(case_id), lambda: ann.claims.release(case_id)):
        told.cases.clear()
        change()
        told.wait_for(case_id)
    ann.claims.claim(case_id)
    told.wait_for(case_id)
    time.sleep(0.3)
    told.cases.clear()
    ann.claims.renew()
    ann.claims.claim(case_id)
    other = new_case(ann, "ann")
    told.wait_for(other)
    assert case_id not in set().union(*told.cases)


def test_many_changes_are_told_together(ann: TeamWorkspace, told: Told) -> None:
    with ann.transaction("ann", AT) as writing:
        cases = [writing.case() for _ in range(50)]
        for case_id in cases:
            writing.event(case_id, events.ImageAdded("ab" * 32, "a.jpg"))
    told.wait_for(*cases)
    assert len(told.cases) <= 3


def test_what_changed_while_the_connection_was_gone_is_told_when_it_is_back(
    made: Team, ann: TeamWorkspace, told: Told
) -> None:
    first, second = new_case(ann, "ann"), new_case(ann, "ann")
    told.wait_for(first, second)
    ann.claims.claim(first)
    told.cases.clear()
    with made.server.admin() as admin:
        admin.execute(f"ALTER ROLE {made.login('bob')} CONNECTION LIMIT 0")
        cut_off(made, "bob")
        told.wait(lambda: told.there[-1] is False)
        ann.append(first, corrected("x"), "ann", AT)
        third = new_case(ann, "ann")
        time.sleep(0.5)
        assert third not in set().union(*told.cases)
        admin.execute(f"ALTER ROLE {made.login('bob')} CONNECTION LIMIT -1")
    told.wait_for(first, third)
    assert told.there == [True, False, True]


def test_a_transaction_that_began_before_the_gap_and_ended_in_it_is_not_missed(
    made: Team, ann: TeamWorkspace, told: Told
) -> None:
    """Numbers of transactions are given when they begin: one that is older than what was heard last may still be under way."""
    early, late = new_case(ann, "ann"), new_case(ann, "ann")
    second = made.open("ann")
    told.wait_for(early, late)
    with ann.transaction("ann", AT) as writing:
        writing.event(early, events.ValuesShown("case"))
        writing.look_again(early)
        writing.finish()
        told.cases.clear()
        second.append(late, events.ValuesShown("case"), "ann", AT)
        told.wait_for(late)
        time.sleep(2.5)  # the listener has moved its mark since
        with made.server.admin() as admin:
            admin.execute(f"ALTER ROLE {made.login('bob')} CONNECTION LIMIT 0")
        cut_off(made, "bob")
        told.wait(lambda: told.there[-1] is False)
    with made.server.admin() as admin:
        admin.execute(f"ALTER ROLE {made.login('bob')} CONNECTION LIMIT -1")
    told.wait_for(early)


def test_a_listener_ends_at_once_and_tells_nothing_more(made: Team, ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    told = Told()
    listener = Listener(bob.listening_connection, told.heard, connected=told.connected)
    listener.start()
    told.wait(lambda: told.there == [True])
    begun = time.monotonic()
    listener.close()
    assert time.monotonic() - begun < 1.5
    new_case(ann, "ann")
    time.sleep(0.2)
    assert told.cases == []
