import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.erasures import CaseErased
from carddesk.errors import EnvironmentFault
from carddesk.store import backups, mending, restoring
from carddesk.store.erasing import erase
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.salvage import Salvaged, peek, salvage
from carddesk.store.workspace import Workspace
from tests.unit.store.test_backups import case_with_image
from tests.workspaces import KEY, connected, workspace_at

AT = "2026-11-21T03:00:00.000000Z"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def backup(workspace: Workspace, into: Path) -> backups.Backup:
    """Of a workspace with three cases, that is closed now."""
    for number in range(3):
        case_with_image(workspace, b"card %d" % number)
    made = backups.write(workspace, into, NOON)
    workspace.close()
    return made


def confirmed(folder: Path, case_id: int, name: str) -> None:
    workspace = workspace_at(folder)
    workspace.append(case_id, events.FieldConfirmed("name", name, ()), "ann", AT)
    workspace.close()


def words(folder: Path, case_id: int) -> list[str]:
    workspace = workspace_at(folder)
    found = [getattr(event.body, "text", "") or getattr(event.body, "value", "") for event in workspace.events(case_id)]
    workspace.close()
    return found


def test_the_backup_takes_the_place_and_the_rest_is_put_aside_whole(backup: backups.Backup, folder: Path) -> None:
    confirmed(folder, 1, "later")
    done = restoring.restore(backup, folder, KEY, NOON)
    assert done == restoring.Restored(folder, folder.with_name("workspace-put-aside-2026-11-21T12-00-00Z"))
    assert done.aside is not None
    again, aside = workspace_at(folder), workspace_at(done.aside)
    assert (len(again.events(1)), len(aside.events(1))) == (1, 2)
    assert again.verify().whole
    assert again.image(again.queue()[2].image or "") == b"card 2"
    assert not (folder / backups.NOTE_FILE).exists()
    again.close()
    aside.close()


def test_it_restores_into_a_folder_that_is_not_there(backup: backups.Backup, tmp_path: Path) -> None:
    done = restoring.restore(backup, tmp_path / "new" / "place", KEY, NOON)
    assert done.aside is None
    again = workspace_at(done.folder)
    assert len(again.queue()) == 3
    again.close()


def test_not_while_a_desk_has_it_open(backup: backups.Backup, folder: Path) -> None:
    desk = workspace_at(folder)
    with pytest.raises(EnvironmentFault) as caught:
        restoring.restore(backup, folder, KEY, NOON)
    assert caught.value.code == "workspace_in_use"
    desk.close()


@pytest.mark.parametrize("harm", ["byte", "key", "gone"])
def test_a_backup_that_is_not_proved_changes_nothing(backup: backups.Backup, folder: Path, harm: str) -> None:
    if harm == "byte":
        with (backup.folder / IMAGES_FILE).open("r+b") as file:
            file.seek(5000)
            file.write(b"harm")
    if harm == "gone":
        (backup.folder / JOURNAL_FILE).unlink()
    before = sorted(each.name for each in folder.parent.iterdir())
    with pytest.raises(EnvironmentFault) as caught:
        restoring.restore(backup, folder, bytes(32) if harm == "key" else KEY, NOON)
    assert caught.value.code in {"backup_broken", "workspace_broken"}
    assert sorted(each.name for each in folder.parent.iterdir()) == before


def test_a_folder_with_other_things_is_left_alone(backup: backups.Backup, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"mine")
    with pytest.raises(EnvironmentFault) as caught:
        restoring.restore(backup, tmp_path / "photos", KEY, NOON)
    assert caught.value.code == "restore_in_the_way"
    assert [each.name for each in (tmp_path / "photos").iterdir()] == ["a.jpg"]


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from carddesk.store import backups, restoring
from tests.workspaces import KEY

renamed = Path.rename
count = 0

def rename(self, target):
    global count
    count += 1
    if count == {at}:
        os._exit(9)
    return renamed(self, target)

Path.rename = rename
backup = backups.read(Path(sys.argv[1]))
restoring.restore(backup, Path(sys.argv[2]), KEY, datetime(2026, 11, 21, 12, tzinfo=UTC))
"""


@pytest.mark.parametrize(("at", "restored"), [(1, False), (2, False), (3, True)])
def test_killed_at_any_moment_there_is_the_old_one_or_the_restored_one(
    backup: backups.Backup, folder: Path, at: int, restored: bool
) -> None:
    confirmed(folder, 1, "later")
    code = textwrap.dedent(KILLED).format(at=at)
    root = Path(__file__).parents[3]
    killed = subprocess.run(
        [sys.executable, "-c", code, str(backup.folder), str(folder)],
        env={"PYTHONPATH": f"{root / 'gui'}:{root}"},
        check=False,
    )
    assert killed.returncode == 9
    assert restoring.finish(folder) == restored
    again = workspace_at(folder)
    assert len(again.events(1)) == (1 if restored else 2)
    again.close()
    restoring.restore(backup, folder, KEY, NOON)
    assert not list(folder.parent.glob(".workspace.*"))


def damage(file: Path, page: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(page * 4096 + 500)
        opened.write(b"\xff" * 64)


def salvaged(backup: backups.Backup, damaged: Path, folder: Path) -> Salvaged:
    """What was taken over into a restored copy at `folder`."""
    found: list[Salvaged] = []
    restoring.restore(backup, folder, KEY, NOON, lambda copy, _aside: found.append(salvage(damaged, copy, KEY)))
    again = workspace_at(folder)
    mending.mend(again, found[0].cases)
    assert mending.stale(again) == []
    assert again.verify().whole
    again.close()
    return found[0]


def test_what_is_newer_than_the_backup_and_can_be_read_is_taken_over(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    confirmed(folder, 1, "later")
    workspace = workspace_at(folder)
    new = case_with_image(workspace, b"a new card")
    before = workspace.events(1), workspace.events(new), workspace.queue()
    workspace.close()
    assert peek(folder, KEY, backup.last_line) == Salvaged(True, 2, 1, {1, new})
    found = salvaged(backup, folder, tmp_path / "restored")
    assert (found.lines, found.confirmations, found.cases, found.images, found.left) == (2, 1, {1, new}, 1, 0)
    again = workspace_at(tmp_path / "restored")
    assert (again.events(1), again.events(new), again.queue()) == before
    assert again.image(again.queue()[3].image or "") == b"a new card"
    again.close()


def test_a_line_that_cannot_be_proved_is_left_and_the_rest_of_its_case(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    for name in ("one", "two", "three"):
        confirmed(folder, 1, name)
    confirmed(folder, 2, "other")
    file = connected(folder / JOURNAL_FILE)
    file.execute("DROP TRIGGER events_no_update")
    file.execute("UPDATE events SET body = replace(body, 'two', 'TWO') WHERE case_id = 1 AND seq = 3")
    file.commit()
    file.close()
    found = salvaged(backup, folder, tmp_path / "restored")
    assert (found.lines, found.left) == (2, 2)
    assert words(tmp_path / "restored", 1)[1:] == ["one"]
    assert words(tmp_path / "restored", 2)[1:] == ["other"]


def test_pages_that_cannot_be_read_cost_no_more_than_what_stood_on_them(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    workspace = workspace_at(folder)
    for number in range(250):
        with workspace.transaction("ann", AT) as writing:
            writing.event(2, events.FieldConfirmed("name", f"word {number}", ()))
            writing.event(3, events.FieldConfirmed("name", f"word {number}", ()))
    workspace.close()
    pages = (folder / JOURNAL_FILE).stat().st_size // 4096
    worked = 0
    for page in range(pages // 2, pages, max(1, pages // 8)):
        damaged = shutil.copytree(folder, tmp_path / f"damaged{page}")
        damage(damaged / JOURNAL_FILE, page)
        found = salvaged(backup, damaged, tmp_path / f"restored{page}")
        if found.readable and found.lines < 500:
            worked += 1
            assert found.lines >= 50
    assert worked, "no damaged page held events: the test says nothing"


def test_a_page_that_cannot_be_read_costs_nothing_of_what_stands_behind_it(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    workspace = workspace_at(folder)
    for case_id in (2, 3):
        for number in range(0, 200, 10):
            with workspace.transaction("ann", AT) as writing:
                for word in range(number, number + 10):
                    writing.event(case_id, events.FieldConfirmed("name", f"word {word}", ()))
    workspace.close()
    pages = (folder / JOURNAL_FILE).stat().st_size // 4096
    worked = 0
    for page in range(pages // 3, pages * 4 // 9, 2):
        damaged = shutil.copytree(folder, tmp_path / f"damaged{page}")
        damage(damaged / JOURNAL_FILE, page)
        found = salvaged(backup, damaged, tmp_path / f"restored{page}")
        if found.readable and found.lines < 400:
            worked += 1
            assert len(words(tmp_path / f"restored{page}", 3)) == 201
    assert worked, "no damaged page held events of the first card: the test says nothing"


def test_an_image_that_cannot_be_read_costs_no_other(backup: backups.Backup, folder: Path, tmp_path: Path) -> None:
    workspace = workspace_at(folder)
    for number in range(3, 33):
        case_with_image(workspace, b"%d" % number * 3000)
    workspace.close()
    pages = (folder / IMAGES_FILE).stat().st_size // 4096
    damage(folder / IMAGES_FILE, pages * 2 // 3)
    found = salvaged(backup, folder, tmp_path / "restored")
    assert 1 <= found.lost_images <= 3
    assert found.images == 30 - found.lost_images


def test_a_journal_that_cannot_be_read_at_all_gives_nothing_and_stops_nothing(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    (folder / JOURNAL_FILE).write_bytes(b"nonsense" * 9000)
    assert peek(folder, KEY, backup.last_line).readable is False
    assert salvaged(backup, folder, tmp_path / "restored") == Salvaged()
    assert (folder / JOURNAL_FILE).read_bytes() == b"nonsense" * 9000


def test_nothing_in_the_damaged_folder_is_changed_by_looking(backup: backups.Backup, folder: Path) -> None:
    confirmed(folder, 1, "later")
    before = {each.name: each.read_bytes() for each in folder.glob("journal*")}
    peek(folder, KEY, backup.last_line)
    assert {each.name: each.read_bytes() for each in folder.glob("journal*")} == before
    assert not [each for each in folder.parent.iterdir() if each.name.startswith(".")]


def test_a_key_that_was_changed_since_the_backup_is_no_hindrance(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    workspace = workspace_at(folder)
    case_with_image(workspace, b"new")
    workspace.close()
    for name in (JOURNAL_FILE, IMAGES_FILE):
        file = connected(folder / name)
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute(f"PRAGMA rekey = \"x'{bytes(range(1, 33)).hex()}'\"")
        file.close()
    found: list[Salvaged] = []
    restored = tmp_path / "restored"
    for key in (KEY, bytes(range(1, 33))):
        shutil.rmtree(restored, ignore_errors=True)
        restoring.restore(
            backup, restored, KEY, NOON, lambda copy, _, key=key: found.append(salvage(folder, copy, KEY, key))
        )
    assert [(each.lines, each.images) for each in found] == [(0, 0), (1, 1)]
    again = workspace_at(restored)
    assert again.verify().whole
    again.close()


def test_what_was_erased_since_the_backup_does_not_come_back(
    backup: backups.Backup, folder: Path, tmp_path: Path
) -> None:
    workspace = workspace_at(folder)
    address = workspace.queue()[1].image or ""
    erase(workspace, 2, "request", "ann", AT)
    workspace.close()
    found = salvaged(backup, folder, tmp_path / "restored")
    assert found.erased == 1
    again = workspace_at(tmp_path / "restored")
    first, last = again.events(2)
    assert isinstance(first.body, events.Erased)
    assert isinstance(last.body, CaseErased)
    assert [entry.case_id for entry in again.queue()] == [1, 3]
    with pytest.raises(KeyError):
        again.image(address)
    again.close()
