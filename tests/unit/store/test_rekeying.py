"""A change of key, killed wherever it can be: what was in the workspace opens afterwards, and the change comes to its end."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from carddesk.cards.events import ImageAdded
from carddesk.errors import EnvironmentFault
from carddesk.store import keyfile, recovery_code, rekeying
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, open_folder
from carddesk.store.keyfile import Change
from tests.workspaces import KEY, connected, workspace_at

NEW = bytes(range(100, 132))
AT = "2026-11-21T10:00:00.000000Z"
ROOT = Path(__file__).parents[3]
STEPS = ("begun", "journal", "images", "kept", "written")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose change of key has begun."""
    folder = tmp_path_factory.mktemp("rekeying") / "workspace"
    with closing(workspace_at(folder)) as workspace:
        address = workspace.put_image(b"portrait" * 1000)
        workspace.put_images([os.urandom(200_000) for _ in range(30)])
        with workspace.transaction("ann", AT) as writing:
            writing.event(writing.case(), ImageAdded(address, "a.jpg"))
    keys = keyfile.read(folder)
    keyfile.write(folder, keys.changing(Change(KEY, NEW), recovery_code.made(), None))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "workspace"))


def finish(folder: Path, key: bytes) -> list[bytes]:
    """Bring the change to its end; gives what the keyring got."""
    kept: list[bytes] = []
    assert rekeying.finish(folder, key, kept.append) == NEW
    return kept


def assert_whole(folder: Path) -> None:
    """All that was there is there, with the new key and no other."""
    with closing(open_folder(folder, NEW)) as workspace:
        assert workspace.verify().whole
        (event,) = workspace.events(1)
        assert isinstance(event.body, ImageAdded)
        assert workspace.image(event.body.sha256) == b"portrait" * 1000
    for name in (JOURNAL_FILE, IMAGES_FILE):
        with closing(connected(folder / name, NEW)) as connection:
            assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not fits(folder / name, KEY)
    keys = keyfile.read(folder)
    assert keys.pending is None
    assert keys.fits(NEW)
    assert not keys.fits(KEY)


def fits(file: Path, key: bytes) -> bool:
    with closing(connected(file, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError:
            return False
    return True


def test_a_change_changes_both_files_and_the_keyring(folder: Path) -> None:
    assert finish(folder, KEY) == [NEW]
    assert_whole(folder)


def test_nothing_is_left_that_the_old_key_opens(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in (JOURNAL_FILE, IMAGES_FILE)}
    finish(folder, KEY)
    for name, was in before.items():
        now = (folder / name).read_bytes()
        pages = {was[at : at + 4096] for at in range(4096, len(was), 4096)}
        assert not pages & {now[at : at + 4096] for at in range(4096, len(now), 4096)}
    assert not [each.name for each in folder.iterdir() if each.name.endswith("-wal") and each.stat().st_size]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_it_comes_to_its_end_with_whichever_key_is_at_hand(folder: Path, step: str) -> None:
    child = stopped(folder, KEY, step)
    assert child.wait(30) == 9
    kept = folder.parent / "keyring"
    key = kept.read_bytes() if kept.exists() else KEY
    assert kept.exists() == (step in {"kept", "written"})
    assert keyfile.read(folder).fits(key)
    if step != "written":
        assert finish(folder, key) == [NEW]
    assert_whole(folder)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_killed_in_the_midst_of_a_file_it_comes_to_its_end(folder: Path, part: float) -> None:
    begin = time.monotonic()
    shutil.copytree(folder, folder.parent / "measure")
    rekeying.finish(folder.parent / "measure", KEY, lambda _key: None)
    whole = time.monotonic() - begin
    child = stopped(folder, KEY, "never")
    time.sleep(whole * part)
    child.kill()
    child.wait(30)
    if keyfile.read(folder).pending is not None:
        finish(folder, KEY)
    assert_whole(folder)


def stopped(folder: Path, key: bytes, step: str) -> "subprocess.Popen[bytes]":
    """A process that is at it, and dies at this step."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.store.rekeying_stopped", str(folder), key.hex(), step],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'gui'}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child.stdout as said:
        assert said.readline() == b"go\n"
    return child


def other_key(path: Path) -> None:
    with closing(connected(path, KEY)) as connection:
        connection.execute(f"PRAGMA rekey = \"x'{bytes(32).hex()}'\"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize("spoil", [other_key, cut])
def test_a_file_that_neither_key_opens_is_said_to_be_damaged_and_the_rest_is_as_it_was(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / IMAGES_FILE)
    with pytest.raises(EnvironmentFault) as told:
        finish(folder, KEY)
    assert told.value.code == "workspace_broken"
    assert keyfile.read(folder).pending is not None


def test_a_file_that_somebody_reads_is_not_changed_under_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rekeying, "_BUSY_S", 0.1)
    with closing(connected(folder / JOURNAL_FILE, KEY)) as reader:
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
        with pytest.raises(EnvironmentFault) as told:
            finish(folder, KEY)
        assert told.value.code == "workspace_in_use"
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
    finish(folder, KEY)
    assert_whole(folder)
