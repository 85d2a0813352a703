"""The key of a workspace in a real keyring: made, found again, brought to another machine by the recovery code, changed."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from carddesk.errors import EnvironmentFault
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.secrets.trouble import Kind
from carddesk.secrets.workspace_keys import WorkspaceKeys
from carddesk.settings import Settings
from carddesk.store import keyfile
from carddesk.workflow.opening import locked_by, open_workspace
from carddesk.workflow.unlocking import VARIABLE, Unlocking
from tests.unit.workflow.people import Somebody, code, saying, words
from tests.vault.keyring_daemon import Vault
from tests.vault.terminal import Terminal
from tests.vault.test_no_trace import User, command

GOOD = "cloud piano seven hill"
# The library leaves its connection to the collector when the keyring is locked or refuses.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    """Another machine, with a keyring of its own; from when it is `used`, this process is on it."""
    made = Vault()
    try:
        made.start_daemon()
        yield made
    finally:
        made.close()


def settings_of(folder: Path) -> Settings:
    made = Settings()
    made.override(f"workspace.path={folder}")
    return made


def opened_with(folder: Path, who: Somebody) -> str:
    """Open it as the desk does; gives the address of an image in it."""
    with closing(open_workspace(settings_of(folder), ask=who)) as workspace:
        return workspace.put_image(b"portrait")


def impatient(seconds: float) -> WorkspaceKeys:
    return WorkspaceKeys(KeyringEntries(seconds, thread=OneThread("test keyring")))


def test_the_whole_way_from_one_machine_to_another(
    open_vault: Vault, elsewhere: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    opened_with(here, first := saying())
    assert len(open_vault.entries(service="carddesk")) == 1
    assert len(open_vault.entries(service="carddesk", username=f"workspace.{keyfile.read(here).workspace}")) == 1
    opened_with(here, again := saying())
    assert (again.questions, again.codes) == ([], [])

    shutil.copytree(here, there)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", elsewhere.address)
    assert elsewhere.entries(service="carddesk") == []
    opened_with(there, newcomer := saying(code(first.codes[0].lower())))
    (question,) = newcomer.questions
    assert (question.by_passphrase, question.by_code, question.trouble) == (False, True, None)
    assert len(elsewhere.entries(service="carddesk")) == 1
    opened_with(there, again := saying())
    assert again.questions == []

    unlocking = Unlocking(there, second := saying())
    unlocking.begin_change(old := unlocking.key())
    opened_with(there, again := saying())
    assert again.questions == []
    keys = keyfile.read(there)
    assert not keys.fits(old)
    assert keys.recovered(first.codes[0]) is None
    assert keys.recovered(second.codes[0]) is not None

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", open_vault.address)
    opened_with(here, again := saying())
    assert again.questions == [], "the first machine's own folder and key are as they were"


def test_a_locked_keyring_is_named_and_asked_again_when_it_is_open(open_vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    opened_with(folder, first := saying())
    open_vault.lock()
    opened_with(folder, somebody := saying(code(first.codes[0]), words(GOOD)))
    assert [each.trouble and each.trouble.kind for each in somebody.questions] == [Kind.LOCKED]
    assert [trouble and trouble.kind for trouble in somebody.asked_for_new] == [Kind.LOCKED]
    open_vault.unlock()
    # A prompt of the daemon that is taken over never answers: the wait for it must end.
    end = time.monotonic() + 60
    while True:
        try:
            assert keyfile.read(folder).fits(Unlocking(folder, keyring=impatient(2.0)).key())
        except EnvironmentFault:
            assert time.monotonic() < end, "it stayed locked"
            time.sleep(0.1)
            continue
        break


@pytest.mark.parametrize(("manner", "kind"), [("silent", Kind.TIMEOUT), ("refusing", Kind.REFUSED)])
def test_a_keyring_that_hangs_or_refuses_leads_to_a_passphrase(
    vault: Vault, tmp_path: Path, manner: str, kind: Kind
) -> None:
    vault.start_odd(manner)
    keyring = impatient(0.5)
    begin = time.monotonic()
    key = Unlocking(tmp_path / "ws", somebody := saying(words(GOOD)), keyring=keyring).key()
    again = Unlocking(tmp_path / "ws", returning := saying(words(GOOD)), keyring=keyring).key()
    assert time.monotonic() - begin < 10
    assert again == key
    assert [trouble and trouble.kind for trouble in somebody.asked_for_new] == [kind]
    assert [each.trouble and each.trouble.kind for each in returning.questions] == [kind]


# ---------------------------------------------------------------- at a terminal


@pytest.fixture
def user(open_vault: Vault) -> User:
    made = User(open_vault)
    made.env.pop(VARIABLE, None)
    return made


def at_terminal(user: User, folder: Path, *args: str) -> Terminal:
    return Terminal(command("--workspace", str(folder), *args), user.env)


def test_a_code_is_shown_at_the_terminal_and_another_machine_takes_it(
    user: User, elsewhere: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    opened_with(folder, first := saying())
    with at_terminal(user, folder, "workspace", "recovery-code") as terminal:
        (shown,) = CODE.findall(terminal.until("Type its last group when you have it:"))
        terminal.type("wrong")
        terminal.until("Type its last group")
        terminal.type(shown[-5:].lower())
        assert terminal.wait() == 0
    assert keyfile.read(folder).recovered(first.codes[0]) is None

    other = User(elsewhere)
    other.env.pop(VARIABLE, None)
    with at_terminal(other, folder, "workspace", "unlock") as terminal:
        terminal.until("Recovery code:")
        terminal.type(shown[:-1] + ("0" if shown[-1] != "0" else "1"))
        terminal.until("slip in group 6")
        terminal.until("Recovery code:")
        terminal.type(shown.replace("-", " "))
        assert terminal.wait() == 0
        assert "opens by a key in the keyring" in terminal.shown
    assert len(elsewhere.entries(service="carddesk")) == 1
    done = other.run("--workspace", folder, "doctor", "--json")
    assert "opens by a key in the keyring · there is a recovery code" in done.stdout.decode()


def test_a_change_of_key_at_the_terminal(user: User, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    address = opened_with(folder, saying())
    before = keyfile.read(folder).lock.check
    with at_terminal(user, folder, "workspace", "rekey") as terminal:
        (shown,) = CODE.findall(terminal.until("Type its last group when you have it:"))
        terminal.type(shown[-5:])
        terminal.until("Encrypting everything anew")
        assert terminal.wait() == 0
    keys = keyfile.read(folder)
    assert keys.lock.check != before
    assert keys.recovered(shown) is not None
    assert opened_with(folder, again := saying()) == address
    assert again.questions == []


def test_locking_by_a_passphrase_at_the_terminal_and_opening_by_it(user: User, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    opened_with(folder, saying())
    with at_terminal(user, folder, "workspace", "lock", "passphrase") as terminal:
        for typed in ("short", GOOD, GOOD + "x", GOOD, GOOD):
            terminal.until("Once more:" if typed == GOOD + "x" else ":")
            terminal.type(typed)
        assert terminal.wait() == 0
        assert GOOD not in terminal.shown
    assert user.vault.entries(service="carddesk") == []
    assert "passphrase" in locked_by(folder)
    # Nobody sits there, and nothing is given.
    done = user.run("--workspace", folder, "export", "--out", tmp_path / "out.csv")
    assert done.returncode == 3
    assert VARIABLE.encode() in done.stderr
    with at_terminal(user, folder, "export", "--out", str(tmp_path / "out.csv")) as terminal:
        terminal.until("Passphrase (Enter alone for the recovery code):")
        terminal.type("wrong")
        terminal.until("not the passphrase")
        terminal.until("Passphrase")
        terminal.type(GOOD)
        terminal.until("no such cards to export")
        assert terminal.wait() == 2
    given = user.run("--workspace", folder, "export", "--out", tmp_path / "out.csv", environ={VARIABLE: GOOD})
    assert b"no such cards to export" in given.stderr
    wrong = user.run("--workspace", folder, "export", "--out", tmp_path / "out.csv", environ={VARIABLE: "wrong words"})
    assert wrong.returncode == 3
    assert b"wrong words" not in wrong.stderr


def test_without_a_terminal_nothing_secret_is_shown_or_asked(user: User, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    opened_with(folder, saying())
    for action in ("rekey", "unlock"):
        done = user.run("--workspace", folder, "workspace", action)
        assert done.returncode == 3
        assert b"terminal" in done.stderr
        assert not CODE.search(done.stdout.decode() + done.stderr.decode())
