"""What the workspace remembers of a folder's files: by digests, for this desk, and for a day after they are gone."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from carddesk.capture.watched import Sighting
from carddesk.capture.watched_folder import InHand
from carddesk.capture.watched_places import Kind
from carddesk.store.workspace import Workspace
from carddesk.workflow.watched_memory import WatchedMemory
from tests.unit.workflow.fakes import NOON
from tests.workspaces import workspace_at

FOLDER = Path("/srv/scans")


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def in_hand(name: str, data: bytes = b"one") -> InHand:
    return InHand(Sighting(name, len(data), 7), FOLDER / name, sha256(data).hexdigest(), data)


def take(workspace: Workspace, memory: WatchedMemory, file: InHand, put_away: Kind | None = None) -> None:
    with workspace.transaction("ann", "2026-11-21T12:00:00.000000Z") as writing:
        assert writing.take_file(memory.row(file, put_away))


def test_a_file_is_known_as_it_was_and_as_no_other(workspace: Workspace) -> None:
    memory = WatchedMemory(workspace, FOLDER, Clock())
    file = in_hand("b/a.jpg")
    take(workspace, memory, file, "not-readable")
    changed = Sighting("b/a.jpg", file.seen.size, 8)
    assert memory.asked([file.seen, changed]) == {"b/a.jpg": "not-readable"}
    assert memory.asked([changed]) == {}
    memory.put_away([file.seen])
    assert memory.asked([file.seen]) == {"b/a.jpg": None}
    assert memory.taken_today() == 1


def test_another_run_is_the_same_desk_and_another_workspace_is_not(workspace: Workspace, tmp_path: Path) -> None:
    memory = WatchedMemory(workspace, FOLDER, Clock())
    assert memory.owner == WatchedMemory(workspace, Path("/elsewhere"), Clock()).owner
    other = workspace_at(tmp_path / "other")
    assert memory.owner != WatchedMemory(other, FOLDER, Clock()).owner
    assert memory.owner.isalnum()
    other.close()


def test_a_file_that_is_gone_is_forgotten_the_day_after(workspace: Workspace) -> None:
    clock = Clock()
    memory = WatchedMemory(workspace, FOLDER, clock)
    gone, there = in_hand("gone.jpg"), in_hand("there.jpg", b"two")
    for each in (gone, there):
        take(workspace, memory, each)
    memory.forget(["there.jpg"])
    assert set(memory.asked([gone.seen, there.seen])) == {"gone.jpg", "there.jpg"}
    clock.now = NOON + timedelta(days=1, hours=14)
    assert memory.taken_today() == 0
    memory.forget(["there.jpg"])
    assert set(memory.asked([gone.seen, there.seen])) == {"there.jpg"}
