import json
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.erasures import CaseErased
from carddesk.errors import EnvironmentFault
from carddesk.store import backups
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.lock import DeskLock
from carddesk.store.workspace import Workspace
from tests.workspaces import connected, workspace_at

AT = "2026-11-21T03:00:00.000000Z"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def case_with_image(workspace: Workspace, data: bytes) -> int:
    address = workspace.put_image(data)
    with workspace.transaction("ann", AT) as writing:
        case_id = writing.case()
        writing.event(case_id, events.ImageAdded(address, "a.jpg"))
    return case_id


def opened(backup: backups.Backup, tmp_path: Path) -> Workspace:
    return workspace_at(shutil.copytree(backup.folder, tmp_path / f"opened-{backup.folder.name}"))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_opens_as_the_workspace_was(workspace: Workspace, into: Path, tmp_path: Path) -> None:
    case_id = case_with_image(workspace, b"a card" * 300_000)
    workspace.keep_service_options("local", "{}")
    before = workspace.events(case_id), workspace.queue(), workspace.key("double")
    made = backups.write(workspace, into, NOON)
    assert made.folder.name == "carddesk-2026-11-21T12-00-00Z"
    assert (made.made_at, made.cases, made.lines, made.last_line, made.last_at) == (NOON, 1, 1, 1, AT)
    again = opened(made, tmp_path)
    assert (again.events(case_id), again.queue(), again.key("double")) == before
    assert again.image(workspace.queue()[0].image or "") == b"a card" * 300_000
    assert again.service_options() == {"local": "{}"}
    again.close()


def test_a_backup_tells_nothing_without_the_key(workspace: Workspace, into: Path) -> None:
    case_with_image(workspace, b"SPECIMEN picture" * 100)
    made = backups.write(workspace, into, NOON)
    for file in made.folder.iterdir():
        held = file.read_bytes()
        assert b"SPECIMEN" not in held
        assert b"a.jpg" not in held


def test_every_image_that_an_event_names_is_in_it_though_a_desk_writes_meanwhile(
    workspace: Workspace, into: Path, tmp_path: Path
) -> None:
    for number in range(40):
        case_with_image(workspace, bytes([number]) * 200_000)
    done = threading.Event()
    written = []

    def desk() -> None:
        while not done.is_set():
            written.append(case_with_image(workspace, f"{len(written)}".encode() * 5000))

    at_work = threading.Thread(target=desk)
    at_work.start()
    try:
        made = backups.write(workspace, into, NOON)
    finally:
        done.set()
        at_work.join()
    assert written, "nothing was written meanwhile: the test says nothing"
    again = opened(made, tmp_path)
    assert again.verify().whole
    for entry in again.queue():
        again.image(entry.image or "")
    assert 40 <= made.cases < len(workspace.queue())
    again.close()


def test_what_is_erased_between_the_two_files_has_it_begun_anew(
    workspace: Workspace, into: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case_with_image(workspace, b"stays")
    gone = case_with_image(workspace, b"goes")
    address = workspace.queue()[1].image
    stepwise = backups._stepwise
    copied: list[str] = []

    def erasing(source: object, target: Path, *rest: object) -> None:
        copied.append(target.name)
        if copied == [JOURNAL_FILE]:
            # Past the view that is held open: as if the images had been looked at a moment later than the journal.
            with workspace.transaction("ann", AT) as writing:
                writing.erase(gone, CaseErased("retention", "new", None, 1), [1])
        stepwise(source, target, *rest)  # type: ignore[arg-type]
        if copied == [JOURNAL_FILE, IMAGES_FILE]:
            file = connected(target)
            for table in ("image_pieces", "images"):
                file.execute(f"DELETE FROM {table} WHERE sha256 = '{address}'")
            file.commit()
            file.close()

    monkeypatch.setattr(backups, "_stepwise", erasing)
    made = backups.write(workspace, into, NOON)
    assert copied.count(JOURNAL_FILE) == 2
    again = opened(made, tmp_path)
    assert isinstance(again.events(gone)[0].body, events.Erased)
    again.close()


def test_an_image_that_the_workspace_itself_has_lost_does_not_stop_it(workspace: Workspace, into: Path) -> None:
    with workspace.transaction("ann", AT) as writing:
        writing.event(writing.case(), events.ImageAdded("ab" * 32, "a.jpg"))
    assert backups.write(workspace, into, NOON).cases == 1


def test_a_damaged_workspace_makes_no_backup(workspace: Workspace, folder: Path, into: Path) -> None:
    case_with_image(workspace, b"x" * 100_000)
    workspace.close()
    with (folder / IMAGES_FILE).open("r+b") as file:
        file.seek(40_000)
        file.write(b"damage" * 100)
    again = workspace_at(folder)
    with pytest.raises(EnvironmentFault) as caught:
        backups.write(again, into, NOON)
    assert caught.value.code in {"backup_broken", "workspace_broken"}
    assert list(into.iterdir()) == []
    again.close()


def test_too_little_room_is_said_before_anything_is_written(
    workspace: Workspace, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_with_image(workspace, b"x")
    monkeypatch.setattr(backups, "SPARE_BYTES", 1 << 60)
    with pytest.raises(EnvironmentFault) as caught:
        backups.write(workspace, into, NOON)
    assert caught.value.code == "backup_full"
    assert list(into.iterdir()) == []


def test_one_that_is_no_longer_wanted_leaves_nothing(workspace: Workspace, into: Path) -> None:
    case_with_image(workspace, b"x" * 3_000_000)
    asked = []

    def go_on() -> bool:
        asked.append(1)
        return len(asked) < 2

    with pytest.raises(backups.BackupStoppedError):
        backups.write(workspace, into, NOON, go_on=go_on)
    assert list(into.iterdir()) == []


def test_what_a_killed_program_left_is_swept_but_not_what_another_is_at_work_on(
    workspace: Workspace, into: Path
) -> None:
    left, at_work = into / ".carddesk-2026-11-20T00-00-00Z.1.partial", into / ".carddesk-2026-11-20T00-00-01Z.2.partial"
    for partial in (left, at_work):
        partial.mkdir(parents=True)
        (partial / JOURNAL_FILE).write_bytes(b"half")
    held = DeskLock(at_work)
    backups.write(workspace, into, NOON)
    held.release()
    assert not left.exists()
    assert at_work.exists()
    assert len(backups.found(into)) == 1


def test_a_changed_byte_in_a_backup_is_noticed_without_a_key(workspace: Workspace, into: Path) -> None:
    case_with_image(workspace, b"x" * 10_000)
    made = backups.write(workspace, into, NOON)
    assert made.is_intact
    with (made.folder / IMAGES_FILE).open("r+b") as file:
        file.seek(9_000)
        file.write(b"!")
    assert not made.is_intact


def noted(into: Path, made_at: datetime) -> Path:
    folder = into / made_at.strftime("carddesk-%Y-%m-%dT%H-%M-%SZ")
    folder.mkdir(parents=True)
    note = {
        "form": 1,
        "made_at": made_at.isoformat(),
        "cases": 0,
        "lines": 0,
        "last_line": 0,
        "last_at": "",
        "files": {},
    }
    (folder / backups.NOTE_FILE).write_text(json.dumps(note))
    return folder


def test_rotation_keeps_the_newest_three_and_one_of_each_day_and_nothing_old(into: Path) -> None:
    hours = {hour: noted(into, NOON - timedelta(hours=hour)) for hour in (0, 1, 2, 3, 4, 20, 22, 24 * 3, 24 * 8)}
    dropped = backups.rotate(into, timedelta(days=7), NOON)
    assert set(dropped) == {hours[each] for each in (3, 4, 22, 24 * 8)}
    assert [each.folder for each in backups.found(into)] == [hours[each] for each in (0, 1, 2, 20, 24 * 3)]


def test_rotation_never_takes_the_only_one(into: Path) -> None:
    noted(into, NOON - timedelta(days=300))
    assert backups.rotate(into, timedelta(days=7), NOON) == []


def test_what_was_made_before_an_erasure_can_be_dropped_at_once(into: Path) -> None:
    old, new = noted(into, NOON - timedelta(hours=1)), noted(into, NOON)
    assert backups.drop_before(into, NOON) == [old]
    assert (old.exists(), new.exists()) == (False, True)


def test_a_folder_that_is_no_backup_is_passed_over(into: Path) -> None:
    for number, text in enumerate(("{}", "[]", "nonsense", '{"form": 99}', '{"form": 1, "files": []}')):
        (into / f"other{number}").mkdir(parents=True)
        (into / f"other{number}" / backups.NOTE_FILE).write_text(text)
    (into / "empty").mkdir()
    assert backups.found(into) == []
    assert backups.found(into / "nowhere") == []
