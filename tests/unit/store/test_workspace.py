import hashlib
import os
import subprocess
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlcipher3 import dbapi2

import carddesk
from carddesk.cards import events
from carddesk.cards.case import Case, Status, fold
from carddesk.errors import EnvironmentFault
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.images import PIECE_BYTES
from carddesk.store.projection import Summary, plain_summary
from carddesk.store.workspace import Workspace
from tests.unit.store.bodies import happenings, judgements
from tests.workspaces import connected, workspace_at

PACKAGE_FOLDER = str(Path(carddesk.__file__).parents[1])
AT = "2026-11-21T03:00:00.000000Z"


def added(name: str = "a.jpg") -> events.ImageAdded:
    return events.ImageAdded("ab" * 32, name)


def new_case(workspace: Workspace, *bodies: events.Body, behind: int | None = None, rank: int = 0) -> int:
    with workspace.transaction("ann", AT) as writing:
        case_id = writing.case(behind=behind, rank=rank)
        for body in bodies or (added(),):
            writing.event(case_id, body)
    return case_id


def test_events_come_back_in_order_with_who_and_when(workspace: Workspace) -> None:
    case_id = new_case(workspace)
    written = workspace.append(case_id, events.CaseRejected("torn"), "bob", AT)
    first, second = workspace.events(case_id)
    assert (first.seq, first.operator, first.body) == (1, "ann", added())
    assert second == written
    assert (second.seq, second.at, second.operator) == (2, AT, "bob")
    assert second.previous_hash == first.hash


def test_reopening_gives_the_same_events_and_queue(folder: Path) -> None:
    workspace = workspace_at(folder)
    case_id = new_case(workspace)
    workspace.append(case_id, events.CasePostponed(), "ann", AT)
    before = workspace.events(case_id), workspace.queue()
    workspace.close()
    again = workspace_at(folder)
    assert (again.events(case_id), again.queue()) == before
    again.close()


@settings(max_examples=18, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.one_of(judgements, happenings)), max_size=12))
def test_the_queue_is_always_the_fold_of_the_events(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, events.Body]]
) -> None:
    workspace = workspace_at(tmp_path_factory.mktemp("queue"))
    try:
        cases = [new_case(workspace) for _ in range(3)]
        for which, body in steps:
            workspace.append(cases[which], body, "ann", AT)
        expected = [asdict(plain_summary(fold(case_id, workspace.events(case_id)))) for case_id in cases]
        assert [dict(list(entry._asdict().items())[3:]) for entry in workspace.queue()] == expected
        backwards = cases[::-1]
        assert list(workspace.histories(backwards)) == [(each, workspace.events(each)) for each in backwards]
        assert workspace.verify().whole
    finally:
        workspace.close()


def test_a_case_may_stand_behind_an_earlier_one(workspace: Workspace) -> None:
    first, second = new_case(workspace), new_case(workspace)
    third = new_case(workspace, behind=first, rank=2)
    fourth = new_case(workspace, behind=third, rank=1)
    assert [entry.case_id for entry in workspace.queue()] == [first, fourth, third, second]


def test_a_transaction_that_fails_leaves_nothing_behind(workspace: Workspace) -> None:
    case_id = new_case(workspace)
    before = workspace.events(case_id), workspace.queue()

    def half_way() -> None:
        with workspace.transaction("ann", AT) as writing:
            writing.event(case_id, events.CasePostponed())
            writing.case()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert (workspace.events(case_id), workspace.queue()) == before
    assert workspace.append(case_id, events.CasePostponed(), "ann", AT).seq == 2


def test_a_summary_that_fails_takes_its_event_back(workspace: Workspace) -> None:
    case_id = new_case(workspace)

    def broken(_case: Case) -> Summary:
        raise ZeroDivisionError

    workspace.summarise = broken
    with pytest.raises(ZeroDivisionError):
        workspace.append(case_id, events.CasePostponed(), "ann", AT)
    assert workspace.case(case_id).status is Status.NEW


def test_an_event_of_no_case_is_a_bug_and_not_written(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        workspace.append(99, events.CasePostponed(), "ann", AT)
    assert workspace.verify().lines == 0


@pytest.mark.parametrize("statement", ["UPDATE events SET operator = 'eve'", "DELETE FROM events"])
def test_the_database_itself_refuses_to_change_the_journal(workspace: Workspace, folder: Path, statement: str) -> None:
    new_case(workspace)
    connection = connected(folder / JOURNAL_FILE)
    with pytest.raises(dbapi2.IntegrityError, match="append only"):
        connection.execute(statement)
    connection.close()
    assert workspace.verify().whole


def test_an_image_is_stored_once_under_its_hash(workspace: Workspace, folder: Path) -> None:
    addresses = workspace.put_images([b"one", b"two", b"one"])
    assert addresses[0] == addresses[2] == workspace.put_image(b"one") == hashlib.sha256(b"one").hexdigest()
    assert [workspace.image(address) for address in addresses] == [b"one", b"two", b"one"]
    connection = connected(folder / IMAGES_FILE)
    assert connection.execute("SELECT count(*) FROM images").fetchone() == (2,)
    connection.close()


@pytest.mark.parametrize("size", [0, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 5])
def test_an_image_of_any_size_comes_back_as_it_went(workspace: Workspace, folder: Path, size: int) -> None:
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    assert workspace.image(workspace.put_image(data)) == data
    connection = connected(folder / IMAGES_FILE)
    longest = connection.execute("SELECT coalesce(max(length(data)), 0) FROM image_pieces").fetchone()[0]
    connection.close()
    assert longest <= PIECE_BYTES


def test_an_image_that_is_not_there_is_a_key_error(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        workspace.image("00" * 32)


def test_an_image_whose_bytes_were_changed_is_not_given_out(workspace: Workspace, folder: Path) -> None:
    address = workspace.put_image(b"one")
    connection = connected(folder / IMAGES_FILE)
    connection.execute("UPDATE image_pieces SET data = X'00'")
    connection.commit()
    connection.close()
    with pytest.raises(EnvironmentFault) as caught:
        workspace.image(address)
    assert caught.value.code == "workspace_broken"


def test_commits_survive_a_power_cut(workspace: Workspace) -> None:
    with workspace._journal.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")
        }
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


# ---------------------------------------------------------------------- two at a time


def _open_elsewhere(folder: Path, beside: bool) -> str:
    code = f"""
        import pathlib, sys
        from carddesk.errors import EnvironmentFault
        from carddesk.store.folder import open_folder
        try:
            workspace = open_folder(pathlib.Path(sys.argv[1]), bytes(range(32)), beside={beside})
        except EnvironmentFault as error:
            print(error.code)
        else:
            print(len(workspace.queue()))
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(folder)]
    environment = {**os.environ, "PYTHONPATH": PACKAGE_FOLDER}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def test_a_second_desk_is_told_that_the_workspace_is_in_use(workspace: Workspace, folder: Path) -> None:
    assert _open_elsewhere(folder, beside=False) == "workspace_in_use"


def test_a_command_reads_beside_an_open_desk(workspace: Workspace, folder: Path) -> None:
    new_case(workspace)
    assert _open_elsewhere(folder, beside=True) == "1"


def test_a_command_beside_a_desk_makes_no_workspace(folder: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        workspace_at(folder, beside=True)
    assert caught.value.code == "workspace_missing"
    assert not folder.exists()


def test_lines_written_beside_each_other_make_one_whole_journal(workspace: Workspace, folder: Path) -> None:
    case_id = new_case(workspace)
    other = workspace_at(folder, beside=True)
    for number in range(5):
        other.append(case_id, events.CaseExported("xlsx", f"{number}"), "command", AT)
        workspace.append(case_id, events.FieldCorrected("name", "", f"{number}", ""), "ann", AT)
    assert other.events(case_id) == workspace.events(case_id)
    other.close()
    assert workspace.verify().lines == 11
    assert workspace.verify().whole


def test_a_closed_workspace_can_be_opened_again_at_once(folder: Path) -> None:
    for _ in range(2):
        opened = workspace_at(folder)
        opened.close()
        opened.close()


# ---------------------------------------------------------------------- what can be wrong with the folder


def refused(folder: Path, **how: bool) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        workspace_at(folder, **how)
    assert str(folder) in caught.value.message
    return caught.value.code


@pytest.mark.parametrize("file", [JOURNAL_FILE, IMAGES_FILE])
def test_a_file_that_is_no_database_is_refused_in_words_and_left_alone(folder: Path, file: str) -> None:
    folder.mkdir()
    (folder / file).write_bytes(b"these are not the bytes of a database" * 100)
    before = (folder / file).read_bytes()
    assert refused(folder) == "workspace_broken"
    assert (folder / file).read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    connection = connected(folder / JOURNAL_FILE)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    assert refused(folder) == "workspace_foreign"
    connection = connected(folder / JOURNAL_FILE)
    assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("recipes",)]
    connection.close()


def test_a_workspace_of_a_newer_program_is_refused(folder: Path) -> None:
    workspace_at(folder).close()
    connection = connected(folder / JOURNAL_FILE)
    connection.execute("UPDATE journal_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert refused(folder) == "workspace_newer"


def test_a_refused_folder_is_not_left_locked(folder: Path) -> None:
    folder.mkdir()
    (folder / JOURNAL_FILE).write_bytes(b"no database" * 1000)
    refused(folder)
    (folder / JOURNAL_FILE).unlink()
    workspace_at(folder).close()


def test_a_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    folder.write_text("here I am")
    assert refused(folder) == "workspace_no_folder"
    assert refused(folder / "below") == "workspace_no_folder"


def test_a_journal_with_a_body_that_cannot_be_read_is_said_to_be_broken(workspace: Workspace, folder: Path) -> None:
    case_id = new_case(workspace)
    connection = connected(folder / JOURNAL_FILE)
    connection.executescript("DROP TRIGGER events_no_update; UPDATE events SET body = '{}';")
    connection.close()
    workspace._remembered.clear()
    with pytest.raises(EnvironmentFault) as caught:
        workspace.events(case_id)
    assert caught.value.code == "workspace_broken"


def test_a_full_disk_is_said_in_words_and_loses_nothing(workspace: Workspace) -> None:
    case_id = new_case(workspace)
    with workspace._journal.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(EnvironmentFault) as caught:  # noqa: PT012 - which of them finds no room is SQLite's business
        for _ in range(100):
            workspace.append(case_id, events.CaseRejected("x" * 2000), "ann", AT)
    assert caught.value.code == "disk_full"
    assert caught.value.retryable
    with workspace._journal.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    seq = workspace.append(case_id, events.CasePostponed(), "ann", AT).seq
    assert workspace.verify().lines == seq
    assert workspace.verify().whole
