"""What was taken from watched folders stands beside the case's first event, once, and is forgotten when the file is gone."""

from dataclasses import replace

import pytest

from carddesk.cards import events
from carddesk.store import watched
from carddesk.store.watched import TakenFile
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing

AT = "2026-11-21T03:00:00.000000Z"
LATER = "2026-11-22T03:00:00.000000Z"


def row(number: int = 1, **other: object) -> TakenFile:
    taken = TakenFile(f"{number:032x}", 10 + number, 1_700_000_000_000_000_000, "c" * 32, "o" * 32, "f" * 32, AT)
    return replace(taken, **other)  # type: ignore[arg-type]


def take(workspace: Workspace, file: TakenFile, who: str = "ann") -> bool:
    with workspace.transaction(who, AT) as writing:
        if not writing.take_file(file):
            return False
        writing.event(writing.case(), events.ImageAdded("ab" * 32, "a.jpg"))
    return True


def _written_of_no_case(writing: Writing) -> None:
    assert writing.take_file(row())
    writing.event(999, events.ImageAdded("ab" * 32, "a.jpg"))


def test_a_file_is_taken_once_and_known_by_its_path(workspace: Workspace) -> None:
    assert take(workspace, row())
    assert not take(workspace, row(owner="x" * 32, folder="y" * 32)), "whoever took it"
    assert workspace.watched.known([row().path, row(2).path]) == {row().path: [row()]}
    assert len(workspace.queue()) == 1


def test_other_content_at_the_same_path_is_another_file(workspace: Workspace) -> None:
    changed = row(content="d" * 32)
    assert take(workspace, row())
    assert take(workspace, changed)
    assert sorted(map(repr, workspace.watched.known([row().path])[row().path])) == sorted(map(repr, [row(), changed]))


def test_what_was_not_written_was_not_taken(workspace: Workspace) -> None:
    with pytest.raises(KeyError), workspace.transaction("ann", AT) as writing:
        _written_of_no_case(writing)
    assert workspace.watched.known([row().path]) == {}
    assert take(workspace, row())


def test_what_was_put_away_is_to_be_put_away_no_more(workspace: Workspace) -> None:
    files = [row(number, put_away="taken") for number in range(3)]
    for each in files:
        take(workspace, each)
    workspace.watched.put_away(files[:2])
    found = workspace.watched.known([each.path for each in files])
    assert [found[each.path][0].put_away for each in files] == ["", "", "taken"]


def test_gone_files_are_forgotten_by_their_own_desk_and_folder_and_not_those_of_today(workspace: Workspace) -> None:
    gone, there, today = row(1), row(2), row(3, at=LATER)
    others = [row(4, owner="x" * 32), row(5, folder="y" * 32)]
    for each in (gone, there, today, *others):
        take(workspace, each)
    assert workspace.watched.forget(gone.owner, gone.folder, [there.path], LATER) == 1
    paths = [each.path for each in (gone, there, today, *others)]
    assert set(workspace.watched.known(paths)) == set(paths) - {gone.path}
    assert workspace.watched.taken_since(gone.owner, LATER) == 1


def test_of_too_many_rows_the_oldest_are_forgotten(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "MOST_ROWS", 3)
    for number in range(6):
        take(workspace, row(number, at=f"2026-11-2{number}T03:00:00.000000Z"))
    paths = [row(number).path for number in range(6)]
    workspace.watched.forget(row().owner, row().folder, paths, "2026-11-30T03:00:00.000000Z")
    assert sorted(workspace.watched.known(paths)) == paths[3:]
