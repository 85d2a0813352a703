"""A desk whose machine has no password that the server takes asks for one, on a real server."""

import logging
from collections import deque
from contextlib import closing
from pathlib import Path

import pytest

from carddesk.errors import EnvironmentFault
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from carddesk.workflow.asking import PasswordAnswer
from carddesk.workflow.opening import open_workspace
from carddesk.workflow.unlocking import Left
from tests.postgres.server import PASSWORD
from tests.postgres.team import Team
from tests.unit.secrets.keyrings import Memory
from tests.unit.workflow.people import Somebody

WRONG = "wrong-and-secret"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What it has; nothing at first."""
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    monkeypatch.setattr(Memory, "kept", kept)
    return kept


@pytest.fixture
def anns(made: Team) -> Settings:
    """Settings of Ann's desk."""
    made.member("ann")
    settings = Settings()
    settings.override(f"workspace.path={made.url('ann')}")
    return settings


def typing(*passwords: str, keep: bool = False) -> Somebody:
    return Somebody(passwords=deque(PasswordAnswer(Secret(each), keep) for each in passwords))


def test_a_password_is_asked_for_until_the_server_takes_it_and_then_kept(
    made: Team, anns: Settings, keyring: dict[tuple[str, str], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ann = typing(WRONG, PASSWORD, keep=True)
    with closing(open_workspace(anns, ask=ann)) as workspace:
        assert workspace.queue() == []
    first, again = ann.signing_in
    assert (first.team, first.server, first.login) == (made.database, "127.0.0.1", made.login("ann"))
    assert first.may_keep
    assert (first.wrong == "", again.wrong == "") == (True, False)
    assert keyring == {("carddesk", f"team.{made.url('ann')}"): PASSWORD}
    assert not {each for each in (WRONG, PASSWORD) if each in f"{caplog.text} {again} {ann.passwords}"}
    later = typing()
    open_workspace(anns, ask=later).close()
    assert later.signing_in == [], "the keyring has it"


def test_nothing_is_kept_unasked(anns: Settings, keyring: dict[tuple[str, str], str]) -> None:
    open_workspace(anns, ask=typing(PASSWORD)).close()
    assert keyring == {}


@pytest.mark.usefixtures("keyring")
def test_a_password_of_the_run_that_is_wrong_is_asked_for(anns: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_WORKSPACE_PASSWORD", WRONG)
    ann = typing(PASSWORD)
    open_workspace(anns, ask=ann).close()
    assert len(ann.signing_in) == 1


@pytest.mark.usefixtures("keyring")
def test_a_file_of_passwords_is_enough_if_it_has_the_right_one(
    anns: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(file))
    for password, times in ((PASSWORD, 0), (WRONG, 1)):
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        file.write_text(f"*:*:*:*:{escaped}\n")
        file.chmod(0o600)
        ann = typing(PASSWORD)
        open_workspace(anns, ask=ann).close()
        assert len(ann.signing_in) == times


def test_without_a_keyring_none_is_offered(anns: Settings) -> None:
    ann = typing(PASSWORD, keep=True)
    open_workspace(anns, ask=ann).close()
    assert [each.may_keep for each in ann.signing_in] == [False]


def test_who_leaves_opens_nothing(anns: Settings) -> None:
    with pytest.raises(Left):
        open_workspace(anns, ask=typing(WRONG))


def test_with_nobody_to_ask_the_fault_stays_and_says_what_to_do(anns: Settings) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_workspace(anns)
    assert caught.value.code == "team_refused"
    assert "carddesk team password" in caught.value.message


def test_nobody_is_asked_for_a_password_where_that_is_not_what_is_wrong(made: Team) -> None:
    settings = Settings()
    settings.override(f"workspace.path={made.url('ann', port=1)}")
    ann = typing(PASSWORD)
    with pytest.raises(EnvironmentFault) as caught:
        open_workspace(settings, ask=ann)
    assert (caught.value.code, ann.signing_in) == ("team_unreachable", [])
