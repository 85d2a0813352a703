"""Replacing a file in one step, and the sentences for when it cannot be done."""

import errno
import os
from pathlib import Path

import pytest

from carddesk.errors import UserError
from carddesk.export.atomic import replacing
from carddesk.export.wording import Wording

ENGLISH = Wording("en")


def fail(fault: OSError) -> object:
    def raise_it(*_: object) -> None:
        raise fault

    return raise_it


def put(path: Path, data: bytes = b"new") -> None:
    with replacing(path, ENGLISH) as stream:
        stream.write(data)


def test_a_new_file_is_whole(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.csv", b"new")]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with replacing(path, ENGLISH) as stream:
        stream.write(b"half")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"half"


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def break_half_way() -> None:
        with replacing(path, ENGLISH) as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_half_way()
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.csv", b"old")]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PermissionError(errno.EACCES, "denied"), "open in another program"),
        (OSError(errno.ENOSPC, "No space left"), "No space left"),
    ],
)
def test_a_target_that_cannot_be_replaced_is_told_and_stays(
    fault: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", fail(fault))
    with pytest.raises(UserError, match=words) as told:
        put(path)
    assert (told.value.code, told.value.retryable) == ("cannot_write", True)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.csv", b"old")]


def test_a_missing_folder_and_a_folder_in_the_way_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        put(tmp_path / "nowhere" / "a.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        put(tmp_path / "folder.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links and modes are POSIX here")
def test_a_link_is_followed_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    put(link)
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    put(tmp_path / ("a" * 251 + ".csv"))
    assert len(list(tmp_path.iterdir())) == 1
