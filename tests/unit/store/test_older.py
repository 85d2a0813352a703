"""Plain folders of earlier development are taken over once, whole, and wiped."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.errors import EnvironmentFault
from carddesk.settings import Settings
from carddesk.store import keyfile, mending, older
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, open_folder
from carddesk.store.service_use import Use
from carddesk.store.workspace import Workspace
from carddesk.workflow.opening import open_workspace
from tests.workspaces import KEY, workspace_at

SCRIPTS = Path(__file__).parent / "older"
PLAIN = (b"SPECIMEN", "样张".encode(), b"field_confirmed", b"11010519491231002X")
HEAD = "SELECT hash FROM events ORDER BY seq DESC LIMIT 1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As a desk of earlier development left it: three cases, the third one placed behind the first."""
    made = tmp_path / "workspace"
    made.mkdir()
    for name in ("journal", "images"):
        file = dbapi2.connect(str(made / f"{name}.sqlite"))
        file.executescript((SCRIPTS / f"{name}.sql").read_text(encoding="utf-8"))
        file.execute("PRAGMA journal_mode=WAL")
        file.close()
    return made


def mended(workspace: Workspace) -> None:
    mending.mend(workspace, mending.stale(workspace))


def taken_over(folder: Path) -> Workspace:
    older.take_over(folder, KEY, mended)
    return workspace_at(folder)


def old_head(folder: Path) -> str:
    file = dbapi2.connect(str(folder / "journal.sqlite"))
    found = str(file.execute(HEAD).fetchone()[0])
    file.close()
    return found


def test_every_case_is_there_with_a_chain_of_its_own_that_begins_with_the_old_head(folder: Path) -> None:
    head = old_head(folder)
    workspace = taken_over(folder)
    assert workspace.verify().whole
    assert [(entry.case_id, entry.anchor, entry.rank) for entry in workspace.queue()] == [
        (1, 1, 0),
        (3, 1, 1),
        (2, 2, 0),
    ]
    for case_id, count in ((1, 5), (2, 5), (3, 3)):
        first, *rest = workspace.events(case_id)
        assert first.body == events.CaseTakenOver(13, head)
        assert len(rest) == count
    workspace.close()


def test_who_and_when_and_what_counts_stay(folder: Path) -> None:
    workspace = taken_over(folder)
    first, second, third = map(workspace.case, (1, 2, 3))
    assert (first.status, second.status, third.status) == (Status.READ, Status.ACCEPTED, Status.NEW)
    assert first.human["name"].value == "样张甲"
    assert second.human["name"].value == "样张丁"
    corrected = next(each for each in workspace.events(2) if isinstance(each.body, events.FieldCorrected))
    assert (corrected.operator, corrected.at) == ("bob", "2026-11-20T09:06:00.000000Z")
    located = next(each.body for each in workspace.events(2) if isinstance(each.body, events.FieldsLocated))
    assert isinstance(workspace.events(2)[located.reading - 1].body, events.ReadingArrived)
    undone = workspace.to_redo("ann")
    assert undone is not None
    assert (undone.case_id, undone.body) == (3, events.CasePostponed())
    workspace.close()


def test_images_options_and_counts_come_along(folder: Path) -> None:
    workspace = taken_over(folder)
    assert workspace.image(workspace.queue()[0].image or "") == "样张 SPECIMEN picture 0".encode()
    assert workspace.service_options() == {"megvii.residence_permit": '{"x":1}'}
    assert workspace.uses("2026-11-20") == {"megvii.residence_permit": Use(41, 2)}
    workspace.close()


def test_nothing_readable_is_left(folder: Path) -> None:
    assert any(word in each.read_bytes() for each in folder.iterdir() for word in PLAIN)
    taken_over(folder).close()
    assert not list(folder.glob("*.sqlite*"))
    assert not (folder / ".taken-over").exists()
    for each in folder.iterdir():
        assert not [word for word in PLAIN if word in each.read_bytes()], each.name


def test_the_bytes_are_overwritten_before_the_file_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, bytes] = {}
    unlink = Path.unlink

    def watched(self: Path, missing_ok: bool = False) -> None:
        if ".sqlite" in self.name:
            seen[self.name] = self.read_bytes()
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    older.take_over(folder, KEY, mended)
    assert {"journal.sqlite", "images.sqlite"} <= set(seen)
    assert all(set(held) <= {0} for held in seen.values())


def test_a_chain_that_does_not_hold_changes_nothing(folder: Path) -> None:
    file = dbapi2.connect(str(folder / "journal.sqlite"))
    file.execute("DROP TRIGGER events_no_update")
    file.execute("UPDATE events SET operator = 'eve' WHERE seq = 7")
    file.commit()
    file.close()
    with pytest.raises(EnvironmentFault) as caught:
        older.take_over(folder, KEY, mended)
    assert caught.value.code == "workspace_older_broken"
    assert (folder / "journal.sqlite").exists()
    assert not (folder / JOURNAL_FILE).exists()


def test_images_of_the_first_form_come_whole_too(folder: Path) -> None:
    file = dbapi2.connect(str(folder / "images.sqlite"))
    file.execute("ALTER TABLE images ADD COLUMN data BLOB")
    file.execute("UPDATE images SET data = (SELECT data FROM image_pieces p WHERE p.sha256 = images.sha256)")
    file.execute("DROP TABLE image_pieces")
    file.commit()
    file.close()
    workspace = taken_over(folder)
    assert workspace.image(workspace.queue()[2].image or "") == "样张 SPECIMEN picture 1".encode()
    workspace.close()


def killed_at(step: int, folder: Path) -> bool:
    """Take it over in a process of its own that dies before this step; whether it came so far."""
    if (child := os.fork()) == 0:
        count = 0

        def counted(function: Any) -> Any:
            def stopped(*args: Any, **kwargs: Any) -> Any:
                nonlocal count
                count += 1
                if count == step:
                    os._exit(9)
                return function(*args, **kwargs)

            return stopped

        for owner, name in ((Path, "replace"), (Path, "unlink"), (older, "_copy_images"), (older, "_copy_journal")):
            setattr(owner, name, counted(getattr(owner, name)))
        older.take_over(folder, KEY, mended)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_at_any_step_it_begins_anew_and_ends_the_same(folder: Path, tmp_path: Path) -> None:
    step = 1
    while killed_at(step, copy := shutil.copytree(folder, tmp_path / f"killed{step}")):
        if older.is_there(copy):
            older.take_over(copy, KEY, mended)
        workspace = open_folder(copy, KEY)
        assert workspace.verify().whole
        assert len(workspace.queue()) == 3
        assert workspace.image(workspace.queue()[0].image or "")
        workspace.close()
        assert not list(copy.glob("*.sqlite*"))
        step += 1
    assert step > 7


def test_it_is_taken_over_when_it_is_opened(folder: Path) -> None:
    workspace = open_workspace(Settings(), place=folder)
    assert [entry.status for entry in workspace.queue()] == ["read", "new", "accepted"]
    assert workspace.queue()[0].person == "样张甲"
    workspace.close()
    assert keyfile.is_there(folder)
    assert not older.is_there(folder)
    assert (folder / IMAGES_FILE).exists()
