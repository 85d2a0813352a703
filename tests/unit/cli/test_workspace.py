"""`carddesk workspace …`: back up, restore, prove."""

import json
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from tests.postgres.server import OWNER, PASSWORD
from tests.postgres.team import Team
from tests.unit.cli.conftest import Run
from tests.workspaces import connected, workspace_at

AT = "2026-11-21T03:00:00.000000Z"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two cases with images, and nobody at work."""
    folder = tmp_path / "workspace"
    opened = workspace_at(folder)
    for name in ("a.png", "b.png"):
        image = opened.put_image(name.encode() * 5000)
        with opened.transaction("tester", AT) as writing:
            writing.event(writing.case(), events.ImageAdded(image, name))
    opened.close()
    return folder


def backed_up(run: Run, workspace: Path) -> Path:
    done = run("workspace", "backup", "--json", "--workspace", workspace)
    assert done.code == 0, done.err
    return Path(done.lines[0]["backup"])


def confirm(workspace: Path, case_id: int = 1) -> None:
    opened = workspace_at(workspace)
    opened.append(case_id, events.FieldConfirmed("name", "later", ()), "tester", AT)
    opened.close()


def lines_of(workspace: Path, case_id: int = 1) -> int:
    opened = workspace_at(workspace)
    found = len(opened.events(case_id))
    opened.close()
    return found


def test_a_backup_goes_beside_the_workspace_and_says_that_this_is_the_same_disk(run: Run, workspace: Path) -> None:
    done = run("workspace", "backup", "--json", "--workspace", workspace)
    told = json.loads(done.out)
    assert (done.code, told["cases"], told["lines"], told["last_at"]) == (0, 2, 2, AT)
    assert Path(told["backup"]).parent == workspace.parent / "workspace-backups"
    assert "same disk" in done.err


def test_a_backup_is_made_while_a_desk_has_it_open(run: Run, workspace: Path) -> None:
    desk = workspace_at(workspace)
    backed_up(run, workspace)
    desk.append(1, events.CasePostponed(), "tester", AT)
    desk.close()


def test_backups_are_listed_the_newest_first(run: Run, workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere"
    for _ in range(2):
        run("workspace", "backup", "--out", out, "--workspace", workspace)
    listed = json.loads(run("workspace", "backup", "--list", "--json", "--out", out, "--workspace", workspace).out)
    assert len(listed) == 2
    assert listed[0]["made_at"] >= listed[1]["made_at"]
    assert "There are no backups yet." in run("workspace", "backup", "--list", "--workspace", workspace).out


def test_the_newest_intact_backup_is_restored_and_the_rest_put_aside(run: Run, workspace: Path) -> None:
    backed_up(run, workspace)
    harmed = backed_up(run, workspace)
    (harmed / JOURNAL_FILE).write_bytes(b"harm")
    confirm(workspace)
    done = run("workspace", "restore", "--json", "--workspace", workspace)
    told = json.loads(done.out)
    assert (done.code, told["restored_to"]) == (0, str(workspace))
    assert told["backup"] != str(harmed)
    assert (lines_of(workspace), lines_of(Path(told["put_aside"]))) == (1, 2)


def test_salvage_brings_over_what_was_done_since(run: Run, workspace: Path) -> None:
    run("workspace", "verify", "--mend", "--workspace", workspace)
    backup = backed_up(run, workspace)
    confirm(workspace)
    done = run("workspace", "restore", backup, "--salvage", "--json", "--workspace", workspace)
    assert json.loads(done.out)["salvaged"] == {
        "readable": True,
        "lines": 1,
        "confirmations": 1,
        "cases": [1],
        "left": 0,
        "images": 0,
        "lost_images": 0,
        "erased": 0,
    }
    assert lines_of(workspace) == 2
    assert run("workspace", "verify", "--images", "--workspace", workspace).code == 0


def test_nothing_is_restored_under_a_desk(run: Run, workspace: Path) -> None:
    backup = backed_up(run, workspace)
    desk = workspace_at(workspace)
    done = run("workspace", "restore", backup, "--workspace", workspace)
    desk.close()
    assert (done.code, "in use" in done.err) == (3, True)


def test_no_backup_is_said_in_words(run: Run, workspace: Path, tmp_path: Path) -> None:
    for args in ([], [tmp_path]):
        done = run("workspace", "restore", *args, "--workspace", workspace)
        assert (done.code, "no backup" in done.err) == (3, True)


def test_a_whole_workspace_is_proved_whole(run: Run, workspace: Path) -> None:
    done = run("workspace", "verify", "--images", "--json", "--mend", "--workspace", workspace)
    assert done.code == 0
    assert run("workspace", "verify", "--images", "--json", "--workspace", workspace).lines == [
        {
            "whole": True,
            "files": {},
            "cases": 2,
            "lines": 2,
            "erased": 0,
            "breaks": [],
            "images": {"stored": 2, "missing": [], "changed": []},
            "queue": {"stale": [], "mended": False},
        }
    ]


def test_a_changed_word_is_found(run: Run, workspace: Path) -> None:
    file = connected(workspace / JOURNAL_FILE)
    file.execute("DROP TRIGGER events_no_update")
    file.execute("UPDATE events SET body = replace(body, 'b.png', 'c.png')")
    file.commit()
    file.close()
    done = run("workspace", "verify", "--json", "--workspace", workspace)
    assert done.code == 1
    assert done.lines[0]["breaks"] == [{"case": 2, "line": 1, "reason": "its words were changed"}]
    assert "✕ card 0002, entry 1" in run("workspace", "verify", "--workspace", workspace).out


def test_a_damaged_page_and_a_lost_image_are_found(run: Run, workspace: Path) -> None:
    file = connected(workspace / IMAGES_FILE)
    gone = file.execute("SELECT sha256 FROM images LIMIT 1").fetchone()[0]
    file.execute(f"DELETE FROM images WHERE sha256 = '{gone}'")
    file.commit()
    file.close()
    done = run("workspace", "verify", "--json", "--workspace", workspace)
    assert (done.code, done.lines[0]["images"]["missing"]) == (1, [gone])
    with (workspace / IMAGES_FILE).open("r+b") as opened:
        opened.seek(4096 * 4 + 100)
        opened.write(b"harm" * 20)
    done = run("workspace", "verify", "--json", "--images", "--workspace", workspace)
    assert (done.code, list(done.lines[0]["files"])) == (1, ["images"])


def test_rows_of_the_queue_are_made_anew_when_asked(run: Run, workspace: Path) -> None:
    run("workspace", "verify", "--mend", "--workspace", workspace)
    file = connected(workspace / JOURNAL_FILE)
    file.execute("UPDATE queue SET status = 'accepted' WHERE case_id = 1")
    file.execute("DELETE FROM queue WHERE case_id = 2")
    file.commit()
    file.close()
    found = run("workspace", "verify", "--json", "--workspace", workspace)
    assert (found.code, found.lines[0]["queue"]) == (1, {"stale": [1, 2], "mended": False})
    mended = run("workspace", "verify", "--json", "--mend", "--workspace", workspace)
    assert (mended.code, mended.lines[0]["queue"]) == (0, {"stale": [1, 2], "mended": True})
    opened = workspace_at(workspace)
    assert [(entry.case_id, entry.status) for entry in opened.queue()] == [(1, "new"), (2, "new")]
    opened.close()


def test_a_damaged_workspace_names_the_last_good_backup_and_what_is_newer(run: Run, workspace: Path) -> None:
    backed_up(run, workspace)
    with (workspace / JOURNAL_FILE).open("r+b") as opened:
        opened.write(b"harm" * 2000)
    done = run("export", "--out", workspace.parent / "out.csv", "--workspace", workspace)
    assert done.code == 3
    assert "is damaged" in done.err
    assert "has 2 cards; `carddesk workspace restore --salvage` takes it." in done.err
    assert "cannot be read any more" in done.err


def test_a_workspace_moves_to_another_folder_and_says_so_where_it_was(
    run: Run, workspace: Path, tmp_path: Path
) -> None:
    confirm(workspace)
    target = tmp_path / "disk" / "desk"
    done = run("workspace", "move", target, "--json", "--workspace", workspace)
    assert (done.code, done.lines) == (
        0,
        [{"moved_to": str(target), "kept": str(workspace), "cases": 2, "lines": 3, "images": 2}],
    )
    assert lines_of(target) == 2
    assert run("workspace", "verify", "--images", "--mend", "--workspace", target).code == 0
    refused = run("export", "--out", tmp_path / "a.csv", "--status", "all", "--workspace", workspace)
    assert (refused.code, f"has moved to {target}" in refused.err) == (3, True)
    assert not [each for each in target.parent.iterdir() if each != target]


def test_it_does_not_move_onto_something_nor_under_a_desk(run: Run, workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    assert "is not empty" in run("workspace", "move", other, "--workspace", workspace).err
    desk = workspace_at(workspace)
    assert "in use" in run("workspace", "move", tmp_path / "new", "--workspace", workspace).err
    desk.close()
    assert [each.name for each in other.iterdir()] == ["mine.txt"]
    assert not (tmp_path / "new").exists()
    assert lines_of(workspace) == 1


def test_it_moves_to_a_team_and_back(
    run: Run, workspace: Path, tmp_path: Path, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDDESK_WORKSPACE_PASSWORD", PASSWORD)
    confirm(workspace)
    done = run("workspace", "move", team.url(OWNER), "--workspace", workspace)
    assert (done.code, "2 cards moved" in done.err) == (0, True), done.err
    assert "has moved to postgresql://" in run("workspace", "verify", "--workspace", workspace).err
    back = run("workspace", "move", tmp_path / "back", "--json", "--workspace", team.url(OWNER))
    assert (back.code, back.lines[0]["lines"]) == (0, 3), back.err
    assert lines_of(tmp_path / "back") == 2


@pytest.mark.parametrize(("args", "words"), [([], "required"), (["nonsense"], "backup")])
def test_what_can_be_done_is_named_when_it_is_not_said(run: Run, args: list[str], words: str) -> None:
    done = run("workspace", *args)
    assert (done.code, words in done.err) == (2, True)


def test_help_lists_the_commands(run: Run) -> None:
    said = run("workspace", "--help").out
    assert all(f"  {name} " in said for name in ("backup", "restore", "verify", "move"))
    assert "usage: carddesk workspace backup" in run("workspace", "backup", "--help").out
