"""A file of a folder that several desks of a team watch is taken by one of them."""

from contextlib import closing
from pathlib import Path

from carddesk.cards import events
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.store.watched import TakenFile
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT
from tests.unit.store.team.steady_desk import sat_down

FILE = TakenFile("1" * 32, 7, 1_700_000_000_000_000_000, "c" * 32, "a" * 32, "f" * 32, AT, put_away="taken")


def take(workspace: TeamWorkspace, who: str) -> bool:
    with workspace.transaction(who, AT) as writing:
        if not writing.take_file(FILE):
            return False
        writing.event(writing.case(), events.ImageAdded("ab" * 32, "a.jpg"))
    return True


def test_of_two_desks_one_takes_it_and_either_knows(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    assert take(ann, "ann")
    assert not take(bob, "bob")
    assert bob.watched.known([FILE.path]) == {FILE.path: [FILE]}
    assert len(bob.queue()) == 1
    bob.watched.put_away([FILE])
    assert not ann.watched.known([FILE.path])[FILE.path][0].put_away
    assert ann.watched.taken_since(FILE.owner, AT) == 1


def test_at_a_desk_it_is_noted_on_the_server_with_the_case(made: Team, tmp_path: Path) -> None:
    other = made.open("bob")
    with closing(sat_down(made, "ann", tmp_path)) as desk:
        assert take(desk, "ann")
        assert not take(other, "bob")
        assert desk.unsent == 0
