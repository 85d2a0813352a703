import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.errors import EnvironmentFault, UserError
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT, corrected, new_case

NEW = [Status.NEW]


@pytest.fixture
def case_id(ann: TeamWorkspace) -> int:
    return new_case(ann, "ann")


def run_out(team: Team, case_id: int) -> None:
    """The lease ends now, by the server's clock."""
    with team.server.admin(team.database) as admin:
        admin.execute("UPDATE claims SET until = clock_timestamp() WHERE case_id = %s", [case_id])


def test_a_case_is_on_one_desk_and_the_other_is_told_whose(
    ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    mine = ann.claims.claim(case_id)
    assert mine.mine
    assert 59 < mine.left_s <= 60
    theirs = bob.claims.claim(case_id)
    assert (theirs.mine, theirs.operator, theirs.desk, theirs.token) == (False, "ann", ann.desk, mine.token)
    assert bob.claims.held()[case_id, "desk"].mine is False


def test_a_desk_that_claims_its_own_case_again_renews_it(made: Team, ann: TeamWorkspace, case_id: int) -> None:
    first = ann.claims.claim(case_id, lease_s=5)
    again = ann.claims.claim(case_id)
    assert again.mine
    assert again.token == first.token
    assert again.left_s > 50


def test_the_same_operator_at_another_desk_is_another_desk(made: Team, ann: TeamWorkspace, case_id: int) -> None:
    ann.claims.claim(case_id)
    assert not made.open("ann").claims.claim(case_id).mine


def test_a_judgement_needs_the_claim(ann: TeamWorkspace, bob: TeamWorkspace, case_id: int) -> None:
    for workspace in (ann, bob):
        with pytest.raises(ClaimLost) as caught:
            workspace.append(case_id, corrected("x"), workspace.operator, AT)
        assert caught.value.code == "claim_lost"
    bob.claims.claim(case_id)
    bob.append(case_id, corrected("x"), "bob", AT)
    with pytest.raises(ClaimLost):
        ann.append(case_id, corrected("y"), "ann", AT)
    assert [event.operator for event in ann.events(case_id)] == ["ann", "bob"]


def test_a_claim_that_is_lost_in_a_transaction_takes_all_of_it_back(ann: TeamWorkspace, case_id: int) -> None:
    other = new_case(ann, "ann")
    ann.claims.claim(other)

    def both() -> None:
        with ann.transaction("ann", AT) as writing:
            writing.event(other, corrected("x"))
            writing.event(case_id, corrected("x"))

    with pytest.raises(ClaimLost):
        both()
    assert len(ann.events(other)) == 1


@pytest.mark.parametrize(
    "body",
    [
        events.ReadingFailed("local", "ab" * 32, "timeout", "…"),
        events.CaseExported("csv", "a.csv"),
        events.ValuesShown("case"),
        events.BasisNoted("开户", "K-1"),
    ],
)
def test_what_happens_by_itself_needs_no_claim(
    ann: TeamWorkspace, bob: TeamWorkspace, case_id: int, body: events.Body
) -> None:
    bob.claims.claim(case_id)
    assert ann.append(case_id, body, "ann", AT).seq == 2


def test_faces_that_the_program_puts_together_are_on_no_other_desk(
    ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    by_itself, by_hand = events.FaceGiven(7, "order"), events.FaceGiven(7, "hand")
    with pytest.raises(ClaimLost):
        ann.append(case_id, by_hand, "ann", AT)
    bob.claims.claim(case_id)
    with pytest.raises(ClaimLost):
        ann.append(case_id, by_itself, "ann", AT)
    bob.claims.release(case_id)
    assert ann.append(case_id, by_itself, "ann", AT).seq == 2


def test_after_its_lease_a_case_is_free_and_the_old_desk_writes_no_more(
    made: Team, ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    ann.claims.claim(case_id)
    run_out(made, case_id)
    assert bob.claims.held() == {}
    with pytest.raises(ClaimLost):
        ann.append(case_id, corrected("late"), "ann", AT)
    taken = bob.claims.claim_next(NEW)
    assert taken is not None
    assert taken.case_id == case_id
    assert ann.claims.renew() == []
    assert not ann.claims.claim(case_id).mine


def test_a_case_that_is_being_written_to_goes_to_nobody_though_its_lease_ran_out(
    made: Team, ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    ann.claims.claim(case_id)
    with ann.transaction("ann", AT) as writing:
        writing.event(case_id, corrected("in time"))
        run_out(made, case_id)
        with pytest.raises(EnvironmentFault) as caught:
            bob.claims.claim(case_id)
        assert caught.value.code == "team_busy"
    assert bob.claims.claim(case_id).mine


def test_a_lease_that_ran_out_is_renewed_if_nobody_took_the_case(made: Team, ann: TeamWorkspace, case_id: int) -> None:
    first = ann.claims.claim(case_id)
    run_out(made, case_id)
    (renewed,) = ann.claims.renew()
    assert (renewed.case_id, renewed.token, renewed.purpose) == (case_id, first.token, "desk")
    assert ann.append(case_id, corrected("x"), "ann", AT).seq == 2


def test_a_lease_runs_by_the_servers_clock(ann: TeamWorkspace, bob: TeamWorkspace, case_id: int) -> None:
    ann.claims.claim(case_id, lease_s=1)
    assert not bob.claims.claim(case_id).mine
    time.sleep(1.1)
    assert bob.claims.claim(case_id).mine


def test_what_is_let_go_of_is_free_at_once(ann: TeamWorkspace, bob: TeamWorkspace, case_id: int) -> None:
    ann.claims.claim(case_id)
    assert not bob.claims.release(case_id)
    assert not bob.claims.claim(case_id).mine
    assert ann.claims.release(case_id)
    assert not ann.claims.release(case_id)
    assert bob.claims.claim(case_id).mine


def test_a_desk_that_is_closed_holds_nothing(made: Team, ann: TeamWorkspace, case_id: int) -> None:
    with made.at("ann") as second:
        second.claims.claim(case_id)
        second.claims.claim(case_id, "reading")
        assert len(ann.claims.held()) == 2
    assert ann.claims.held() == {}


def test_a_case_is_read_by_one_desk_while_it_is_on_another(
    ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    assert ann.claims.claim(case_id, "reading").mine
    assert bob.claims.claim(case_id, "desk").mine
    assert not bob.claims.claim(case_id, "reading").mine
    with pytest.raises(ClaimLost):  # to read it is not to have it on the desk
        ann.append(case_id, corrected("x"), "ann", AT)
    assert ann.claims.release(case_id, "reading")
    assert bob.claims.claim(case_id, "reading").mine


def test_there_is_no_claim_on_a_case_that_is_not_there(ann: TeamWorkspace) -> None:
    with pytest.raises(KeyError):
        ann.claims.claim(99)


# ---------------------------------------------------------------------- the next one


def taken(workspace: TeamWorkspace, **how: object) -> int | None:
    claim = workspace.claims.claim_next(NEW, **how)  # type: ignore[arg-type]
    return claim.case_id if claim else None


def test_the_next_case_follows_in_the_order_of_the_queue_and_begins_anew_at_its_end(
    ann: TeamWorkspace, bob: TeamWorkspace
) -> None:
    first, third = new_case(ann, "ann"), new_case(ann, "ann")
    second = new_case(ann, "ann", behind=first)
    places = {entry.case_id: entry.place for entry in ann.queue()}
    assert taken(ann, after=places[first]) == second
    assert taken(bob, after=places[first]) == third
    assert taken(ann, after=places[third]) == first
    assert taken(bob) is None


def test_the_next_case_is_one_that_this_operator_may_have(
    made: Team, ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    wanted = new_case(ann, "ann")
    with made.server.admin(made.database) as admin:
        admin.execute("UPDATE queue SET barred = 'BOB' WHERE case_id = %s", [case_id])
        assert taken(bob) == wanted
        bob.claims.release_all()
        admin.execute("UPDATE queue SET given_to = %s WHERE case_id = %s", [case_id, wanted])
        assert taken(bob) is None
        admin.execute("UPDATE queue SET given_to = 0, status = 'accepted'")
        assert taken(ann) is None


def test_the_next_case_is_one_that_is_looked_for(ann: TeamWorkspace, made: Team, case_id: int) -> None:
    other = new_case(ann, "ann")
    with made.server.admin(made.database) as admin:
        admin.execute("UPDATE queue SET search = '张三 100%%' WHERE case_id = %s", [other])
    assert taken(ann, search="三 100%") == other
    assert taken(ann, search="三_100") is None
    assert taken(ann, but=[case_id]) is None
    assert taken(ann) == case_id


def test_a_case_that_somebody_writes_to_right_now_is_passed_over(
    ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    other = new_case(ann, "ann")
    with ann.transaction("ann", AT) as writing:
        writing.event(case_id, events.CaseExported("csv", "a.csv"))
        assert taken(bob) == other


def test_desks_that_ask_at_once_get_different_cases(made: Team, ann: TeamWorkspace) -> None:
    cases = {new_case(ann, "ann") for _ in range(40)}
    desks = [made.open("ann") for _ in range(6)]
    found: list[list[int]] = [[] for _ in desks]
    start = threading.Barrier(len(desks))

    def work(number: int) -> None:
        start.wait()
        while (case_id := taken(desks[number])) is not None:
            found[number].append(case_id)

    in_threads(work, len(desks))
    everything = [case_id for of_one in found for case_id in of_one]
    assert sorted(everything) == sorted(cases)


def test_no_case_is_ever_on_two_desks(made: Team, ann: TeamWorkspace) -> None:
    """Desks with leases far too short claim, judge and drop the same few cases; the journal tells if two had one at once."""
    cases = [new_case(ann, "ann") for _ in range(3)]
    desks = [made.open("ann") for _ in range(4)]
    until = time.monotonic() + 2.5
    written: list[tuple[int, int, str]] = []

    def work(number: int) -> None:
        desk = desks[number]
        while time.monotonic() < until:
            claim = desk.claims.claim_next(NEW)
            if claim is None:
                continue
            with suppress(ClaimLost):
                for step in range(3):
                    event = desk.append(claim.case_id, corrected(f"{claim.token}/{step}"), "ann", AT)
                    written.append((claim.case_id, event.seq, str(claim.token)))
            desk.claims.release(claim.case_id)

    in_threads(work, len(desks))
    assert len(written) > 30
    for case_id in cases:
        tokens = [token for _, _, token in sorted(each for each in written if each[0] == case_id)]
        runs = [token for token, before in zip(tokens, ["", *tokens], strict=False) if token != before]
        assert len(runs) == len(set(runs)), "a desk wrote to a case, another did, and then the first one again"
    assert ann.verify().whole


def in_threads(work: Callable[[int], None], number: int) -> None:
    failed: list[BaseException] = []

    def guarded(which: int) -> None:
        try:
            work(which)
        except (UserError, psycopg.Error, AssertionError) as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


# ---------------------------------------------------------------------- chains


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=8), min_size=2, max_size=4))
def test_chains_stay_whole_whoever_writes_at_once(made: Team, ann: TeamWorkspace, plan: list[list[int]]) -> None:
    cases = [new_case(ann, "ann") for _ in range(3)]
    desks = [made.open(("ann", "bob")[number % 2]) for number in range(len(plan))]

    def work(number: int) -> None:
        desk = desks[number]
        for step, which in enumerate(plan[number]):
            desk.append(cases[which], events.CaseExported("csv", f"{number}/{step}"), desk.operator, AT)

    in_threads(work, len(plan))
    for which, case_id in enumerate(cases):
        lines = ann.events(case_id)
        assert [event.seq for event in lines] == list(range(1, len(lines) + 1))
        assert len(lines) == 1 + sum(steps.count(which) for steps in plan)
        told = [event.body.destination for event in lines[1:] if isinstance(event.body, events.CaseExported)]
        for number, steps in enumerate(plan):
            mine = [f"{number}/{step}" for step, each in enumerate(steps) if each == which]
            assert [each for each in told if each.startswith(f"{number}/")] == mine
    assert ann.verify().whole


def test_everybody_takes_back_what_they_said_themselves(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    first, second = new_case(ann, "ann"), new_case(ann, "ann")
    ann.claims.claim(first)
    bob.claims.claim(second)
    for step in range(3):
        ann.append(first, corrected(f"a{step}"), "ann", AT)
        bob.append(second, corrected(f"b{step}"), "bob", AT)
    undo = ann.to_undo("ann")
    assert undo is not None
    assert undo.body == corrected("a2")
    ann.append(first, events.Undone(undo.seq), "ann", AT)
    redo, undone_by_bob = bob.to_redo("ann"), bob.to_redo("bob")
    assert redo == undo
    assert undone_by_bob is None
    last = bob.to_undo("bob")
    assert last is not None
    assert last.body == corrected("b2")


def test_what_is_remembered_of_a_case_gives_way_to_what_others_wrote(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    case_id = new_case(ann, "ann")
    assert len(bob.events(case_id)) == 1
    ann.claims.claim(case_id)
    ann.append(case_id, corrected("x"), "ann", AT)
    ann.claims.release(case_id)
    bob.claims.claim(case_id)
    assert bob.append(case_id, corrected("y"), "bob", AT).seq == 3
    assert [event.seq for event in ann.events(case_id)] == [1, 2, 3]


def test_a_view_that_is_made_anew_is_never_older_than_what_another_desk_wrote(
    ann: TeamWorkspace, bob: TeamWorkspace
) -> None:
    case_id = new_case(ann, "ann")
    bob.events(case_id)
    ann.claims.claim(case_id)
    with ann.transaction("ann", AT) as writing:
        writing.event(case_id, events.CaseRejected("torn"))
        writing.finish()  # all is written, and only not yet committed
        again = threading.Thread(target=look_again, args=(bob, case_id))
        again.start()
        time.sleep(0.2)
    again.join()
    assert [entry.status for entry in bob.queue()] == ["rejected"]


def look_again(workspace: TeamWorkspace, case_id: int) -> None:
    with workspace.transaction("bob", AT) as writing:
        writing.look_again(case_id)


# ---------------------------------------------------------------------- in each other's way


def test_desks_that_wait_for_each_other_in_a_circle_are_told_to_try_again(
    ann: TeamWorkspace, bob: TeamWorkspace
) -> None:
    first, second = new_case(ann, "ann"), new_case(ann, "ann")
    both = threading.Barrier(2)
    told: dict[str, EnvironmentFault | None] = {}

    def write(workspace: TeamWorkspace, *cases: int, meet: bool = True) -> None:
        with workspace.transaction(workspace.operator, AT) as writing:
            for case_id in cases:
                writing.event(case_id, events.CaseExported("csv", workspace.operator))
                if meet and case_id == cases[0]:
                    both.wait(10)

    def work(number: int) -> None:
        workspace, cases = ((ann, (first, second)), (bob, (second, first)))[number]
        try:
            write(workspace, *cases)
            told[workspace.operator] = None
        except EnvironmentFault as fault:
            told[workspace.operator] = fault
            write(workspace, *cases, meet=False)

    in_threads(work, 2)
    # One at least: on a busy machine the other may have waited too long by then.
    faults = [each for each in told.values() if each is not None]
    assert {(fault.code, fault.retryable) for fault in faults} == {("team_busy", True)}
    for case_id in (first, second):
        assert sorted(event.operator for event in ann.events(case_id)[1:]) == ["ann", "bob"]
    assert ann.verify().whole


def test_what_the_database_takes_back_is_written_again_by_itself(made: Team, ann: TeamWorkspace) -> None:
    case_id = new_case(ann, "ann")
    with made.server.admin(made.database) as admin:
        admin.execute("CREATE SEQUENCE tries")
        admin.execute("GRANT USAGE ON SEQUENCE tries TO PUBLIC")
        admin.execute(
            "CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') <= 2 THEN "
            "RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END IF; RETURN NEW; END $$"
        )
        admin.execute("CREATE TRIGGER twice BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION twice()")
    assert ann.append(case_id, events.CaseExported("csv", "a"), "ann", AT).seq == 2
    assert ann.verify().lines == 2


def test_a_case_that_is_long_written_to_is_busy_and_not_waited_for(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    case_id = new_case(ann, "ann")
    with ann.transaction("ann", AT) as writing:
        writing.event(case_id, events.CaseExported("csv", "a"))
        begun = time.monotonic()
        with pytest.raises(EnvironmentFault) as caught:
            bob.append(case_id, events.CaseExported("csv", "b"), "bob", AT)
        assert (caught.value.code, caught.value.retryable) == ("team_busy", True)
        assert time.monotonic() - begun < 4
