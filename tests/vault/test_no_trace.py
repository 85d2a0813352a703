"""The program run as a user runs it, with marked secrets: no output and no file of a fresh home has a mark in it."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.cli.conftest import LEFT_OUT
from tests.vault.keyring_daemon import Vault

KEY, SECRET = "M4rkedKey-7f3a", "M4rkedS3cret/+=="
MARK = b"M4rked"
PLACES = ("tests.unit.cli.plain_service", "tests.unit.cli.cloud_service")
START = f"from carddesk.workflow import catalogue; catalogue.PLACES = {PLACES!r}; "
MAIN = "import sys; from carddesk.cli import main; sys.exit(main())"
IMPATIENT = (
    "from carddesk.cli import accounts; from carddesk.secrets.keyring_entries import KeyringEntries; "
    "accounts.Credentials.__init__.__defaults__ = (KeyringEntries(0.5), *accounts.Credentials.__init__.__defaults__[1:]); "
)
BROKEN = "from carddesk.secrets import environment; environment.is_complete = None; "
"""A bug in the midst of credentials."""


class User:
    """Somebody with a fresh home, in which everything the program writes lies."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.said: list[bytes] = []
        inherited = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
        places = {f"XDG_{name}_HOME": str(vault.home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        self.env = {**inherited, **vault.session.env, **places, "TMPDIR": str(vault.home), "LC_ALL": "C.UTF-8"}

    def run(
        self, *args: object, stdin: str = "", first: str = "", environ: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """`carddesk ARGS` with `stdin`; what it says is kept for `search`."""
        done = subprocess.run(
            command(*args, first=first),
            env={**self.env, **(environ or {})},
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.said += [done.stdout, done.stderr]
        return done

    def search(self) -> None:
        """Fail where a mark is."""
        files = [path for path in self.vault.home.rglob("*") if path.is_file()]
        found = [str(path) for path in files if MARK in path.read_bytes() or MARK in os.fsencode(path)]
        found += [text.decode(errors="replace") for text in self.said if MARK in text]
        assert not found


def command(*args: object, first: str = "") -> list[str]:
    return [sys.executable, "-c", START + first + MAIN, *map(str, args)]


@pytest.fixture
def user(open_vault: Vault) -> Iterator[User]:
    """One with a keyring; at the end all that was said and written is searched."""
    made = User(open_vault)
    yield made
    made.search()


def lines() -> str:
    return f"api_key={KEY}\napi_secret={SECRET}\n"


def test_an_account_is_set_listed_used_and_deleted_without_a_trace(user: User, tmp_path: Path) -> None:
    Image.new("RGB", (64, 40), "#808080").save(user.vault.home / "card.png")
    assert user.run("-vv", "credentials", "set", "cloudy", stdin=lines()).returncode == 0
    [told] = json.loads(user.run("credentials", "list", "--json").stdout)
    assert told["configured"] is True
    assert {field["source"] for field in told["fields"]} == {"keyring"}
    assert user.run("-vv", "credentials", "list", "--lang", "zh_CN").returncode == 0
    assert user.run("services", "--json").returncode == 0
    assert user.run("settings", "list").returncode == 0
    assert user.run("-vv", "doctor").returncode in {0, 3}
    read = user.run("-vv", "recognize", user.vault.home / "card.png", "--service", "cloudy.cards", "--json", "-")
    assert read.returncode == 1
    assert user.run("-vv", "credentials", "delete", "cloudy").returncode == 0
    assert json.loads(user.run("credentials", "list", "--json").stdout)[0]["configured"] is False


def test_an_account_in_the_environment_leaves_no_trace(user: User) -> None:
    environ = {"CARDDESK_CLOUDY_API_KEY": KEY, "CARDDESK_CLOUDY_API_SECRET": SECRET}
    Image.new("RGB", (64, 40), "#808080").save(user.vault.home / "card.png")
    [told] = json.loads(user.run("-vv", "credentials", "list", "--json", environ=environ).stdout)
    assert {field["source"] for field in told["fields"]} == {"environment"}
    picture = user.vault.home / "card.png"
    assert user.run("-vv", "recognize", picture, "--service", "cloudy.cards", environ=environ).returncode == 1
    assert user.run("doctor", "--json", environ=environ).returncode in {0, 3}


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("credentials", "set", "cloudy", f"api_secret={SECRET}"), ""),
        (("credentials", "set", "cloudy", "--api-secret", SECRET), ""),
        (("credentials", "set", SECRET), lines()),
        (("credentials", "set", "cloudy"), f"{SECRET}\n"),
        (("credentials", "set", "cloudy"), f"api_secret={SECRET}\0\n"),
    ],
)
def test_what_is_not_understood_leaves_no_trace(user: User, args: tuple[str, ...], stdin: str) -> None:
    assert user.run("-vv", *args, stdin=stdin).returncode == 2


def test_a_locked_keyring_leaves_no_trace(user: User) -> None:
    user.vault.lock()
    done = user.run("-vv", "credentials", "set", "cloudy", stdin=lines())
    assert done.returncode == 3
    assert b"locked" in done.stderr


def test_a_bug_among_credentials_leaves_no_trace(user: User) -> None:
    done = user.run("-vv", "credentials", "set", "cloudy", stdin=lines(), first=BROKEN)
    assert done.returncode == 70
    assert any(path.suffix == ".log" for path in user.vault.home.rglob("*"))


def test_what_is_typed_at_a_terminal_is_not_shown(user: User) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("credentials", "set", "cloudy"),
        env=user.env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    with closing(os.fdopen(ours, "r+b", buffering=0)) as terminal:
        for prompt, answer in ((b"(api_key): ", KEY), (b"(api_secret): ", SECRET)):
            while prompt not in shown:
                shown += terminal.read(1000)
            terminal.write(f"{answer}\n".encode())
        with suppress(OSError):  # the terminal ends with the program
            while said := terminal.read(1000):
                shown += said
    user.said.append(shown)
    assert process.wait(20) == 0
    assert json.loads(user.run("credentials", "list", "--json").stdout)[0]["configured"] is True


@pytest.mark.parametrize("action", ["list", "set", "delete"])
def test_a_keyring_that_never_answers_does_not_keep_the_program_from_ending(vault: Vault, action: str) -> None:
    vault.start_odd("silent")
    user = User(vault)
    begin = time.monotonic()
    done = user.run("credentials", action, "cloudy", stdin=lines(), first=IMPATIENT)
    assert time.monotonic() - begin < 15
    assert done.returncode == 3
    assert b"did not answer" in done.stderr
    assert b"CARDDESK_CLOUDY_API_KEY" in done.stderr
    user.search()


def test_a_keyring_that_repeats_what_it_was_told_leaves_no_trace(vault: Vault) -> None:
    vault.start_odd("refusing")
    user = User(vault)
    assert user.run("-vv", "credentials", "set", "cloudy", stdin=lines()).returncode == 3
    user.search()
