from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.store.folder import JOURNAL_FILE
from carddesk.store.workspace import Workspace
from tests.unit.store.test_workspace import AT, new_case
from tests.workspaces import connected

EDITS = 6


@pytest.fixture
def case_id(workspace: Workspace) -> int:
    made = new_case(workspace)
    for number in range(1, EDITS):
        workspace.append(made, events.FieldCorrected("name", "", f"{number}", f"{number}"), "ann", AT)
    return made


def tamper(folder: Path, script: str) -> None:
    connection = connected(folder / JOURNAL_FILE)
    connection.executescript(f"DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; {script}")
    connection.close()


def test_an_untouched_journal_is_whole(workspace: Workspace, case_id: int) -> None:
    assert workspace.verify().whole
    assert workspace.verify().lines == EDITS


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("UPDATE events SET body = replace(body, '3', '4') WHERE seq = 4", 4),
        ("UPDATE events SET operator = 'eve' WHERE seq = 2", 2),
        ("UPDATE events SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 1", 1),
        ("UPDATE events SET hash = upper(hash) WHERE seq = 5", 5),
        ("UPDATE events SET previous_hash = hash WHERE seq = 3", 3),
        ("PRAGMA foreign_keys = OFF; DELETE FROM events WHERE seq = 3", 3),
        ("PRAGMA foreign_keys = OFF; DELETE FROM events WHERE seq = 6", 6),
        ("UPDATE events SET seq = -1 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3", 1),
    ],
)
def test_the_first_line_that_was_tampered_with_is_named(
    workspace: Workspace, folder: Path, case_id: int, script: str, line: int
) -> None:
    tamper(folder, script)
    proof = workspace.verify()
    assert not proof.whole
    (broken,) = proof.breaks
    assert (broken.case_id, broken.seq) == (case_id, line)
    assert broken.reason


def test_a_line_rewritten_with_a_fitting_hash_breaks_the_next_one(
    workspace: Workspace, folder: Path, case_id: int
) -> None:
    from carddesk.store.chain import Line

    connection = connected(folder / JOURNAL_FILE)
    columns = "case_id, seq, at, operator, kind, body, salt, sealed, previous_hash"
    row = connection.execute(f"SELECT {columns} FROM events WHERE seq = 3").fetchone()
    connection.close()
    forged = Line(*row[:3], "eve", *row[4:])
    tamper(folder, f"UPDATE events SET operator = 'eve', hash = '{forged.digest}' WHERE seq = 3")
    assert [each.seq for each in workspace.verify().breaks] == [4]


def test_the_line_taken_back_last_is_the_first_to_be_restored(workspace: Workspace, case_id: int) -> None:
    def undo() -> int:
        target = workspace.to_undo("ann")
        workspace.append(case_id, events.Undone(target.seq), "ann", AT)
        return target.seq

    def redo() -> int:
        target = workspace.to_redo("ann")
        workspace.append(case_id, events.Redone(target.seq), "ann", AT)
        return target.seq

    assert workspace.to_redo("ann") is None
    assert [undo() for _ in range(3)] == [6, 5, 4]
    assert [redo() for _ in range(2)] == [4, 5]
    assert undo() == 5
    assert [redo(), redo()] == [5, 6]
    assert workspace.to_redo("ann") is None


def test_a_new_judgement_ends_redo(workspace: Workspace, case_id: int) -> None:
    workspace.append(case_id, events.Undone(6), "ann", AT)
    workspace.append(case_id, events.CasePostponed(), "ann", AT)
    assert workspace.to_redo("ann") is None
    assert workspace.to_undo("ann").body == events.CasePostponed()


def test_everyone_takes_back_their_own_judgements_only(workspace: Workspace, case_id: int) -> None:
    workspace.append(case_id, events.CaseAccepted(), "bob", AT)
    assert workspace.to_undo("ann").seq == 6
    assert workspace.to_undo("bob").seq == 7
    assert workspace.to_undo("eve") is None


def test_images_readings_and_exports_are_not_taken_back(workspace: Workspace) -> None:
    case_id = new_case(workspace)
    workspace.append(case_id, events.CaseExported("csv", "a.csv"), "ann", AT)
    assert workspace.to_undo("ann") is None
