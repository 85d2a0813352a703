"""A workspace copied into an empty one of any kind is the same, line by line, and proved there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from carddesk.cards import events
from carddesk.errors import EnvironmentFault
from carddesk.store import copying, migrations
from carddesk.store.erasing import erase
from carddesk.store.schema import DRAFTS, EVENTS
from carddesk.store.service_use import Use
from carddesk.store.watched import TakenFile
from carddesk.store.workspace import Workspace
from tests.postgres.server import OWNER, PostgresServer
from tests.postgres.team import Team
from tests.unit.store.test_backups import case_with_image
from tests.workspaces import workspace_at

AT = "2026-11-21T03:00:00.000000Z"


@pytest.fixture
def full(workspace: Workspace) -> Workspace:
    """With everything that a workspace can hold: lines of two operators, an undone one, an erased case, a case behind another."""
    first = case_with_image(workspace, b"one" * 700_000)
    erased = case_with_image(workspace, b"gone")
    with workspace.transaction("bob", AT) as writing:
        behind = writing.case(behind=first, rank=2)
        writing.event(behind, events.ImageAdded(workspace.queue()[0].image or "", "样张.jpg"))
    confirmed = workspace.append(first, events.FieldConfirmed("name", "样张", ()), "ann", AT)
    workspace.append(first, events.Undone(confirmed.seq), "ann", AT)
    erase(workspace, erased, "hand", "ann", AT)
    workspace.count_use("local", "2026-11-21", Use(5, 1))
    workspace.keep_service_options("local", "{}")
    workspace.key("double")
    with workspace.transaction("ann", AT) as writing:
        writing.take_file(TakenFile("ab" * 16, 7, 1, "cd" * 16, "ef" * 16, "01" * 16, AT))
    return workspace


@pytest.fixture(params=["folder", "team"])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: PostgresServer
) -> Iterator[Callable[[], Workspace]]:
    """Opens an empty workspace, in a folder or on a team's server (asked for in any case: it outlives the test)."""
    opened: list[Workspace] = []

    def in_folder() -> Workspace:
        opened.append(workspace_at(tmp_path / "target"))
        return opened[-1]

    if request.param == "folder":
        yield in_folder
    else:
        team: Team = request.getfixturevalue("team")
        yield lambda: team.open(OWNER, importing=True)
    for each in opened:
        each.close()


def stored(workspace: Workspace) -> list[tuple[object, ...]]:
    with workspace.engines.journal.connect() as connection:
        return [tuple(row) for row in connection.execute(select(EVENTS).order_by(EVENTS.c.line))]


def test_every_line_has_the_number_hash_and_salt_that_it_had(full: Workspace, empty: Callable[[], Workspace]) -> None:
    target = empty()
    assert copying.copy(full, target) == copying.Copied(3, 6, 1)
    assert stored(target) == stored(full)
    assert target.verify() == full.verify()
    assert target.queue() == full.queue()
    assert target.image(target.queue()[0].image or "") == b"one" * 700_000
    assert target.service_options() == {"local": "{}"}
    assert target.uses("2026-11-21") == {"local": Use(5, 1)}
    assert target.key("double") == full.key("double")


def test_work_goes_on_there_with_the_next_numbers(full: Workspace, empty: Callable[[], Workspace]) -> None:
    target = empty()
    copying.copy(full, target)
    with target.transaction("ann", AT) as writing:
        case_id = writing.case()
        new = writing.event(case_id, events.ImageAdded("ab" * 32, "a.jpg"))
    assert case_id > 3
    assert new.line > max(int(str(row[0])) for row in stored(full))
    assert target.verify().whole


def test_a_place_with_cards_is_refused(full: Workspace, empty: Callable[[], Workspace]) -> None:
    target = empty()
    case_with_image(target, b"other")
    with pytest.raises(EnvironmentFault) as caught:
        copying.copy(full, target)
    assert caught.value.code == "target_not_empty"


def test_one_that_was_stopped_is_done_again(full: Workspace, empty: Callable[[], Workspace]) -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _all: int) -> None:
        raise Stopped

    target = empty()
    with pytest.raises(Stopped):
        copying.copy(full, target, stop)
    assert stored(target) == []
    assert target.image(full.queue()[0].image or "")
    for _ in range(2):
        # The second time as after a kill behind everything, before anybody was told.
        copying.copy(full, target)
    assert stored(target) == stored(full)


def test_from_a_team_back_to_a_folder(full: Workspace, team: Team, tmp_path: Path) -> None:
    copying.copy(full, team.open(OWNER, importing=True))
    with team.at(OWNER) as source:
        target = workspace_at(tmp_path / "back")
        copying.copy(source, target)
    assert stored(target) == stored(full)
    assert target.queue() == full.queue()
    assert target.verify().whole
    target.close()


def test_every_table_of_a_journal_is_copied(workspace: Workspace) -> None:
    tables = set(inspect(workspace.engines.journal).get_table_names())
    assert tables == {each.name for each in copying.JOURNAL_TABLES} | {migrations.version_table("journal")}
    for each in copying.JOURNAL_TABLES:
        columns = {column["name"] for column in inspect(workspace.engines.journal).get_columns(each.name)}
        assert columns == set(each.c.keys())
    assert DRAFTS in copying.JOURNAL_TABLES
