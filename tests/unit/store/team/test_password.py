import pytest

from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.services.secret import Secret
from carddesk.store.team.address import parsed
from carddesk.store.team.password import keep_password, password_of
from tests.unit.secrets.keyrings import Memory

ADDRESS = parsed("postgresql://ann@db.example/cards")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> KeyringEntries:
    monkeypatch.setattr(Memory, "kept", {})
    return KeyringEntries(choose=Memory)


def test_a_password_is_kept_in_the_keyring_for_one_login_at_one_database(keyring: KeyringEntries) -> None:
    assert password_of(ADDRESS, environ={}, keyring=keyring) is None
    assert keep_password(ADDRESS, Secret("hush"), keyring=keyring) is None
    assert password_of(ADDRESS, environ={}, keyring=keyring) == Secret("hush")
    for other in (
        "postgresql://bob@db.example/cards",
        "postgresql://ann@db.example/other",
        "postgresql://ann@other/cards",
    ):
        assert password_of(parsed(other), environ={}, keyring=keyring) is None
    assert keep_password(ADDRESS, Secret(""), keyring=keyring) is None
    assert password_of(ADDRESS, environ={}, keyring=keyring) is None


def test_what_the_run_is_given_wins_over_the_keyring(keyring: KeyringEntries) -> None:
    keep_password(ADDRESS, Secret("hush"), keyring=keyring)
    assert password_of(ADDRESS, environ={"CARDDESK_WORKSPACE_PASSWORD": "given"}, keyring=keyring) == Secret("given")


def test_a_socket_of_this_machine_asks_no_keyring(keyring: KeyringEntries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memory, "asked", [])
    assert password_of(parsed("postgresql://ann@%2Frun%2Fpostgresql/cards"), environ={}, keyring=keyring) is None
    assert Memory.asked == []
    password_of(ADDRESS, environ={}, keyring=keyring)
    assert Memory.asked == ["team.postgresql://ann@db.example:5432/cards"]
