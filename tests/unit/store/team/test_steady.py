"""A desk of a team says what it has to say without the network, and nothing of it is lost or overrides what others said."""

from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.errors import EnvironmentFault
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.outbox import open_outbox
from carddesk.store.team.steady_sending import Sent
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT, corrected, new_case
from tests.unit.store.team.steady_desk import back, cut_off, said, sat_down

LATER = "2026-11-21T04:00:00.000000Z"
ADDED = events.ImageAdded("ab" * 32, "a.jpg")


def test_what_is_said_is_in_the_outbox_at_once_and_on_the_server_when_it_is_sent(
    made: Team, bob: TeamWorkspace, tmp_path: Path
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    written = ann.append(case_id, corrected("张三"), "ann", LATER)
    assert ann.unsent == 1
    assert len(bob.events(case_id)) == 1
    assert said(ann, case_id) == [ADDED, corrected("张三")]
    assert ann.send().cases == {case_id}
    assert ann.unsent == 0
    there = bob.events(case_id)[-1]
    assert (there.body, there.at, there.operator, there.hash) == (corrected("张三"), LATER, "ann", written.hash)
    assert bob.verify().whole
    assert said(ann, case_id) == [ADDED, corrected("张三")]


def test_a_desk_that_is_cut_off_goes_on_with_what_it_holds_and_sends_it_when_it_is_back(
    made: Team, bob: TeamWorkspace, tmp_path: Path
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id, other = new_case(ann, "ann"), new_case(ann, "ann")
    ann.holding.take(case_id)
    ann.holding.ready(case_id)
    ann.events(case_id)
    cut_off(ann)
    ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.append(case_id, events.CaseAccepted(), "ann", LATER)
    assert ann.case(case_id).status.closed
    with pytest.raises(EnvironmentFault) as gone:
        ann.append(other, corrected("李四"), "ann", LATER)
    assert gone.value.code == "team_unreachable"
    assert ann.unsent == 2
    with pytest.raises(EnvironmentFault):
        ann.send()
    back(ann)
    ann.send()
    assert [event.body for event in bob.events(case_id)] == [ADDED, corrected("张三"), events.CaseAccepted()]
    assert bob.verify().whole


def test_what_was_not_sent_is_there_after_a_kill(made: Team, bob: TeamWorkspace, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.close()
    again = sat_down(made, "ann", tmp_path)
    assert again.unsent == 1
    assert said(again, case_id) == [ADDED, corrected("张三")]
    again.send()
    assert bob.events(case_id)[-1].body == corrected("张三")


def test_the_outbox_can_be_read_with_its_key_alone(made: Team, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.append(case_id, corrected("张三丰"), "ann", LATER)
    ann.close()
    files = [file.read_bytes() for file in (tmp_path / "ann").rglob("*") if file.is_file()]
    assert files
    assert not any("张三丰".encode() in data or b"field_corrected" in data for data in files)
    with pytest.raises(EnvironmentFault):
        open_outbox(tmp_path / "ann", bytes(32))


def test_a_parcel_that_arrived_although_nobody_heard_is_not_written_twice(
    made: Team, bob: TeamWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.append(case_id, corrected("张三"), "ann", LATER)
    with monkeypatch.context() as patch:
        patch.setattr(ann._waiting, "arrived", lambda *_: None)
        ann.send()
    assert ann.unsent == 1
    ann.append(case_id, corrected("李四"), "ann", LATER)
    ann.send()
    assert [event.body for event in bob.events(case_id)] == [ADDED, corrected("张三"), corrected("李四")]
    assert ann.unsent == 0
    assert bob.verify().whole


def test_words_about_another_field_go_on_top_of_what_others_wrote_and_the_chain_is_whole(
    made: Team, bob: TeamWorkspace, tmp_path: Path
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.holding.take(case_id)
    ann.holding.ready(case_id)
    ann.events(case_id)
    cut_off(ann)
    wrong = ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.append(case_id, events.Undone(wrong.seq), "ann", LATER)
    ann.append(case_id, corrected("李四"), "ann", LATER)
    made_free(made, case_id)
    bob.claims.claim(case_id)
    bob.append(case_id, events.FieldConfirmed("sex", "F"), "bob", LATER)
    bob.claims.release(case_id)
    back(ann)
    assert not ann.send().held
    bodies = [event.body for event in bob.events(case_id)]
    assert bodies[1:] == [
        events.FieldConfirmed("sex", "F"), corrected("张三"), events.Undone(3), corrected("李四"),
    ]  # fmt: skip
    assert bob.case(case_id).human["name"].value == "李四"
    assert bob.verify().whole
    assert said(ann, case_id) == bodies
    assert ann.unsent == 0


def test_what_contradicts_is_held_for_a_human_and_overrides_nothing(
    made: Team, bob: TeamWorkspace, tmp_path: Path
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id, other = new_case(ann, "ann"), new_case(ann, "ann")
    for each in (case_id, other):
        ann.holding.take(each)
        ann.holding.ready(each)
        ann.events(each)
    cut_off(ann)
    ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.append(other, corrected("李四"), "ann", LATER)
    ann.append(case_id, events.CaseAccepted(), "ann", LATER)
    made_free(made, case_id)
    bob.claims.claim(case_id)
    bob.append(case_id, events.CaseRejected("blurred"), "bob", LATER)
    bob.claims.release(case_id)
    back(ann)
    assert ann.send().held == 1
    (held,) = ann.held_back()
    assert [line.kind for parcel in held for line in parcel.lines] == ["field_corrected", "case_accepted"]
    assert said(ann, case_id) == [ADDED, events.CaseRejected("blurred")] == said_of(bob, case_id)
    assert said_of(bob, other)[-1] == corrected("李四")
    assert ann.unsent == 0
    ann.close()
    again = sat_down(made, "ann", tmp_path)
    assert [[parcel.lines for parcel in each] for each in again.held_back()] == [[parcel.lines for parcel in held]]
    again.let_go(held)
    assert not again.held_back()


def test_a_case_that_another_desk_has_waits_and_the_others_go(made: Team, bob: TeamWorkspace, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id, other = new_case(ann, "ann"), new_case(ann, "ann")
    for each in (case_id, other):
        ann.append(each, corrected("张三"), "ann", LATER)
    made_free(made, case_id)
    ann.holding.forget([case_id])
    bob.claims.claim(case_id)
    assert ann.send().blocked == ((case_id, "bob"),)
    assert ann.unsent_cases == {case_id}
    assert said_of(bob, other)[-1] == corrected("张三")
    bob.claims.release(case_id)
    ann.send()
    assert said_of(bob, case_id)[-1] == corrected("张三")


def test_nothing_is_written_about_a_case_that_another_desk_has(made: Team, bob: TeamWorkspace, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    bob.claims.claim(case_id)
    with pytest.raises(ClaimLost):
        ann.append(case_id, corrected("张三"), "ann", LATER)
    assert ann.unsent == 0
    assert said(ann, case_id) == [ADDED]


def test_undo_and_redo_find_what_was_said_on_the_desk_before_the_server_knows(made: Team, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    first = ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.send()
    cut_off(ann)
    second = ann.append(case_id, corrected("李四"), "ann", LATER)
    assert ann.to_undo("ann") == second
    assert ann.to_redo("ann") is None
    ann.append(case_id, events.Undone(second.seq), "ann", LATER)
    assert ann.to_redo("ann") == second
    undo = ann.to_undo("ann")
    assert undo is not None
    assert undo.hash == first.hash


def test_undo_finds_what_was_said_before_this_run(made: Team, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    written = ann.append(case_id, corrected("张三"), "ann", LATER)
    ann.send()
    ann.close()
    again = sat_down(made, "ann", tmp_path)
    found = again.to_undo("ann")
    assert found is not None
    assert found.hash == written.hash


def test_a_server_whose_tables_are_newer_gets_nothing_until_the_program_knows_them(
    made: Team, bob: TeamWorkspace, tmp_path: Path
) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.append(case_id, corrected("张三"), "ann", LATER)
    with made.server.admin(made.database) as admin:
        before = admin.execute("SELECT version_num FROM journal_version").fetchone()
        admin.execute("UPDATE journal_version SET version_num = '9999'")
        admin.execute("UPDATE least_program SET version = '12.3.4'")
        cut_off(ann)
        assert not ann.try_reach()
        assert ann.outdated
        assert ann.send() == Sent()
        with pytest.raises(EnvironmentFault) as refused:
            new_case(ann, "ann")
        assert refused.value.code == "workspace_newer"
        assert "12.3.4" in refused.value.message
        assert said_of(bob, case_id) == [ADDED]
        assert ann.unsent == 1
        assert said(ann, case_id) == [ADDED, corrected("张三")]
        ann.close()
        admin.execute("UPDATE journal_version SET version_num = %s", before)
    again = sat_down(made, "ann", tmp_path)
    assert again.send().cases == {case_id}
    assert said_of(bob, case_id) == [ADDED, corrected("张三")]


def test_a_desk_takes_in_what_others_wrote(made: Team, bob: TeamWorkspace, tmp_path: Path) -> None:
    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.events(case_id)
    bob.claims.claim(case_id)
    bob.append(case_id, events.CaseRejected("blurred"), "bob", LATER)
    assert said(ann, case_id) == [ADDED]
    (entry,) = ann.refresh([case_id])
    assert entry.status == "rejected"
    assert said(ann, case_id) == [ADDED, events.CaseRejected("blurred")]


def test_drafts_are_kept_here_while_the_server_is_gone(made: Team, tmp_path: Path) -> None:
    from carddesk.store.drafts import Draft, Typed

    ann = sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    ann.drafts.begin("ann", AT)
    cut_off(ann)
    ann.drafts.keep("ann", LATER, lambda: Typed({(case_id, "name"): "zhang"}))
    ann.reach.back()
    assert ann.drafts.of("ann") == [Draft(case_id, "name", "zhang", 0)]
    ann.drafts.keep("ann", LATER, lambda: Typed({(case_id, "sex"): "F"}))
    assert {(each.key, each.text) for each in ann.drafts.of("ann")} == {("name", "zhang"), ("sex", "F")}


def test_two_desks_of_one_login_on_one_machine_have_an_outbox_each_and_one_that_is_left_is_taken_over(
    made: Team, tmp_path: Path
) -> None:
    ann, beside = sat_down(made, "ann", tmp_path), sat_down(made, "ann", tmp_path)
    case_id = new_case(ann, "ann")
    beside.append(case_id, corrected("张三"), "ann", LATER)
    beside.close()
    assert ann.unsent == 0
    ann.close()
    assert sat_down(made, "ann", tmp_path).unsent == 1


def said_of(desk: TeamWorkspace, case_id: int) -> list[events.Body | events.Erased]:
    return [event.body for event in desk.events(case_id)]


def made_free(team: Team, case_id: int) -> None:
    """The lease of the desk that had it has run out."""
    with team.server.admin(team.database) as admin:
        admin.execute("DELETE FROM claims WHERE case_id = %s", [case_id])
