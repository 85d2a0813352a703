"""`keys.json`: opens with what it was made with and nothing else, tells no secret, and is never half there."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk.errors import EnvironmentFault
from carddesk.store import keyfile, recovery_code
from carddesk.store.keyfile import Change, KeyFile

KEY, NEW, THIRD = (bytes([each]) * 32 for each in (1, 2, 3))
CODE = recovery_code.made()
WORDS = "four words of chance"


@pytest.fixture
def keys() -> KeyFile:
    return KeyFile.new(KEY).with_recovery(KEY, CODE).with_passphrase(KEY, WORDS)


def test_what_it_was_made_with_opens_it_and_nothing_else(keys: KeyFile) -> None:
    assert keys.recovered(CODE) == keys.unlocked(WORDS) == KEY
    assert keys.recovered(recovery_code.made()) is None
    assert keys.unlocked("four words of change") is None
    assert keys.recovered(WORDS) is None
    assert keys.unlocked(CODE) is None
    assert keys.fits(KEY)
    assert not keys.fits(NEW)


def test_a_passphrase_is_the_same_by_another_input_method(keys: KeyFile) -> None:
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isalpha() else each for each in WORDS)
    assert keys.unlocked(f" {wide} ") == KEY


def test_a_new_code_and_a_new_passphrase_take_the_place_of_the_old(keys: KeyFile) -> None:
    code = recovery_code.made()
    renewed = keys.with_recovery(KEY, code).with_passphrase(KEY, "other words than these")
    assert (renewed.recovered(CODE), renewed.recovered(code)) == (None, KEY)
    assert (renewed.unlocked(WORDS), renewed.unlocked("other words than these")) == (None, KEY)
    assert keys.with_passphrase(KEY, None).unlocked(WORDS) is None


def test_the_file_says_what_was_written_and_no_secret(keys: KeyFile, tmp_path: Path) -> None:
    changing = keys.changing(Change(KEY, NEW), recovery_code.made(), WORDS)
    keyfile.write(tmp_path, changing)
    assert keyfile.read(tmp_path) == changing
    text = (tmp_path / keyfile.FILE_NAME).read_text(encoding="utf-8")
    for secret in (KEY, NEW):
        assert secret.hex() not in text
    assert CODE not in text
    assert WORDS not in text
    assert repr(Change(KEY, NEW)) == "Change()"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_owner_may_read_it_and_nothing_else_is_left_there(keys: KeyFile, tmp_path: Path) -> None:
    keyfile.write(tmp_path, keys)
    keyfile.write(tmp_path, keys)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file(keys: KeyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyfile.write(tmp_path, keys)

    def full(_handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        keyfile.write(tmp_path, keys.with_passphrase(KEY, None))
    assert keyfile.read(tmp_path) == keys


def test_it_is_on_disk_before_it_takes_the_place_of_the_old(
    keys: KeyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, put = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), fsync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, target: (done.append("replace"), put(self, target))[1])
    keyfile.write(tmp_path, keys)
    assert done == ["sync", "replace", "sync"]


@pytest.mark.parametrize("key", [KEY, NEW])
def test_either_key_leads_to_both_while_a_change_is_under_way(keys: KeyFile, key: bytes) -> None:
    code = recovery_code.made()
    changing = keys.changing(Change(KEY, NEW), code, WORDS)
    assert changing.change(key) == Change(KEY, NEW)
    assert changing.fits(key)
    assert not changing.fits(THIRD)
    assert changing.recovered(CODE) == KEY
    assert changing.recovered(code) == NEW
    assert changing.unlocked(WORDS) in {KEY, NEW}


def test_after_a_change_only_the_new_ones_open(keys: KeyFile) -> None:
    code = recovery_code.made()
    changed = keys.changing(Change(KEY, NEW), code, WORDS).changed()
    assert (changed.recovered(CODE), changed.recovered(code), changed.unlocked(WORDS)) == (None, NEW, NEW)
    assert not changed.fits(KEY)
    assert changed.change(NEW) is None


def test_the_key_of_now_leads_to_all_that_were_before_and_to_no_other(keys: KeyFile, tmp_path: Path) -> None:
    second = keys.changing(Change(KEY, NEW), None, None).changed()
    third = second.changing(Change(NEW, THIRD), None, None).changed()
    keyfile.write(tmp_path, third)
    third = keyfile.read(tmp_path)
    assert [third.former(THIRD, each) for each in (keys, second, third)] == [KEY, NEW, THIRD]
    assert third.former(THIRD, KeyFile.new(KEY)) is None, "another workspace"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', '{"form": 1}', "\0" * 500, "null"], ids=lambda text: repr(text[:8])
)
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / keyfile.FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFault, match=r"keys\.json") as told:
        keyfile.read(tmp_path)
    assert told.value.code == "workspace_keys_broken"


def test_each_flipped_byte_is_an_error_in_words_or_does_no_harm(keys: KeyFile, tmp_path: Path) -> None:
    keyfile.write(tmp_path, keys)
    path = tmp_path / keyfile.FILE_NAME
    whole = path.read_bytes()
    outcomes = set()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            outcomes.add(keyfile.read(tmp_path).unlocked(WORDS))
        except EnvironmentFault as error:
            outcomes.add(error.code)
    assert outcomes <= {KEY, None, "workspace_keys_broken"}
    assert len(outcomes) == 3


def test_one_of_a_newer_program_is_left_alone(keys: KeyFile, tmp_path: Path) -> None:
    keyfile.write(tmp_path, keys)
    path = tmp_path / keyfile.FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "form": 2}))
    with pytest.raises(EnvironmentFault) as told:
        keyfile.read(tmp_path)
    assert told.value.code == "workspace_newer"


@pytest.mark.parametrize("cost", [{"n": 2**30}, {"n": 1000}, {"r": 10**6}, {"p": 0}])
def test_a_file_cannot_make_the_machine_run_out_of_memory(keys: KeyFile, tmp_path: Path, cost: dict[str, int]) -> None:
    assert keys.lock.passphrase is not None
    slot = replace(keys.lock.passphrase, cost=replace(keys.lock.passphrase.cost, **cost))
    keyfile.write(tmp_path, replace(keys, lock=replace(keys.lock, passphrase=slot)))
    with pytest.raises(EnvironmentFault):
        keyfile.read(tmp_path)
