"""A file is read whole and at rest, or refused in words."""

import os
from pathlib import Path

import pytest

from carddesk.errors import ImageError
from carddesk.imaging import files
from carddesk.imaging.files import read_file


def refused(path: Path) -> ImageError:
    with pytest.raises(ImageError) as caught:
        read_file(path)
    return caught.value


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "证件 1.jpg"
    path.write_bytes(bytes(range(256)) * 1000)
    assert read_file(path) == bytes(range(256)) * 1000


def test_an_empty_file_is_no_error_of_reading(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.touch()
    assert read_file(path) == b""


def test_missing_and_wrong_things_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jpg").code == "file_missing"
    assert refused(tmp_path).code == "file_directory"
    plain = tmp_path / "plain"
    plain.touch()
    assert refused(plain / "below.jpg").code == "file_missing"
    assert "none.jpg" in refused(tmp_path / "none.jpg").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe").code == "file_special"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_forbidden_file_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(b"x")
    path.chmod(0)
    assert refused(path).code == "file_permission"


def test_a_permission_error_of_the_system_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)
    assert refused(tmp_path / "a.png").code == "file_permission"


def test_a_broken_disk_is_said_and_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    error = refused(tmp_path / "a.png")
    assert (error.code, error.retryable) == ("file_unreadable", True)
    assert "Input/output error" in error.message


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.bmp"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    error = refused(path)
    assert error.code == "file_too_large"
    assert "300 MB" in error.message


def test_a_file_that_grows_while_it_is_read_is_refused_and_worth_another_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.jpg"
    path.write_bytes(b"first half")
    check = files._check

    def check_while_another_writes(at: Path, facts: os.stat_result) -> None:
        check(at, facts)
        with at.open("ab") as writer:
            writer.write(b"second half")

    monkeypatch.setattr(files, "_check", check_while_another_writes)
    error = refused(path)
    assert (error.code, error.retryable) == ("file_changing", True)


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shrinking.jpg"
    path.write_bytes(b"all of it")
    monkeypatch.setattr(files, "_check", lambda at, _facts: os.truncate(at, 3))
    assert refused(path).code == "file_changing"


def test_a_file_that_is_rewritten_at_the_same_length_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rewritten.jpg"
    path.write_bytes(b"one picture")
    os.utime(path, (1, 1))
    monkeypatch.setattr(files, "_check", lambda at, _facts: at.write_bytes(b"two picture"))
    assert refused(path).code == "file_changing"
