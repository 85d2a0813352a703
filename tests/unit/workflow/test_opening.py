"""What is said of a workspace whose files are damaged although the key is right: that, and not that the key is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from carddesk.cards.events import ImageAdded
from carddesk.errors import EnvironmentFault
from carddesk.settings import Settings
from carddesk.store import keyfile
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE
from carddesk.store.workspace import Workspace
from carddesk.workflow.opening import locked_by, open_workspace
from carddesk.workflow.unlocking import VARIABLE

AT = "2026-11-21T10:00:00.000000Z"
PAGE = 4096
CASES = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opening") / "workspace"
    with closing(opened(folder)) as workspace:
        for number in range(CASES):
            address = workspace.put_image(bytes([number]) * 5000)
            with workspace.transaction("ann", AT) as writing:
                writing.event(writing.case(), ImageAdded(address, f"{number}.jpg"))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "workspace"))


def opened(folder: Path) -> Workspace:
    settings = Settings()
    settings.override(f"workspace.path={folder}")
    return open_workspace(settings)


def flipped(at: Callable[[int], int]) -> Callable[[Path], None]:
    def flip(path: Path) -> None:
        data = bytearray(path.read_bytes())
        place = at(len(data))
        for each in range(place, place + 8):
            data[each] ^= 0xFF
        path.write_bytes(data)

    return flip


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // PAGE * PAGE])


def emptied(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


SPOILT = {
    "salt": flipped(lambda _: 0),
    "header": flipped(lambda _: 40),
    "truncated": halved,
    "nearly empty": emptied,
}


@pytest.mark.parametrize("file", [JOURNAL_FILE, IMAGES_FILE])
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_file_is_called_damaged_and_where_it_lies(
    folder: Path, file: str, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / file)
    with pytest.raises(EnvironmentFault) as told:
        read_everything(folder)
    assert told.value.code == "workspace_broken"
    assert str(folder) in told.value.message


@pytest.mark.parametrize("file", [JOURNAL_FILE, IMAGES_FILE])
def test_a_page_in_the_middle_is_noticed_when_it_is_read_and_never_taken_for_true(folder: Path, file: str) -> None:
    whole = read_everything(folder)
    noticed = []
    for page in range(2, (folder / file).stat().st_size // PAGE, 5):
        copy = Path(shutil.copytree(folder, folder.parent / f"copy-{page}"))
        flipped(lambda _size, page=page: page * PAGE + 100)(copy / file)  # type: ignore[misc]
        try:
            assert read_everything(copy) == whole
        except EnvironmentFault as told:
            noticed.append(told.code)
        shutil.rmtree(copy)
    assert len(noticed) > 2
    assert set(noticed) == {"workspace_broken"}


def read_everything(folder: Path) -> list[tuple[str, bytes]]:
    found = []
    with closing(opened(folder)) as workspace:
        for case_id in range(1, CASES + 1):
            (event,) = workspace.events(case_id)
            assert isinstance(event.body, ImageAdded)
            found.append((event.body.source, workspace.image(event.body.sha256)))
        assert len(workspace.queue()) == CASES
        assert workspace.verify().whole
    return found


def test_a_wrong_key_is_told_in_other_words_than_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "another passphrase")
    with pytest.raises(EnvironmentFault) as wrong:
        opened(folder)
    assert wrong.value.code == "workspace_passphrase_wrong"
    assert "damaged" not in wrong.value.message


def test_without_its_keys_a_workspace_is_not_taken_for_a_new_one(folder: Path) -> None:
    (folder / keyfile.FILE_NAME).unlink()
    before = (folder / JOURNAL_FILE).read_bytes()
    with pytest.raises(EnvironmentFault) as told:
        opened(folder)
    assert told.value.code == "workspace_keys_broken"
    assert (folder / JOURNAL_FILE).read_bytes() == before
    assert not keyfile.is_there(folder)


def test_how_it_is_locked_is_told(folder: Path) -> None:
    assert locked_by(folder) == "opens by a passphrase · nobody has a recovery code yet"
