import pytest

from carddesk.errors import EnvironmentFault
from carddesk.store.team.address import is_team, parsed


def refused(url: str) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        parsed(url).connection()
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hush@db.example/cards",
        "postgresql://ann:@db.example/cards",
        "postgresql://ann@db.example/cards?password=hush",
        "postgresql://ann@db.example/cards?sslpassword=hush",
    ],
)
def test_an_address_with_a_password_is_refused_and_the_password_not_repeated(url: str) -> None:
    fault = refused(url)
    assert fault.code == "team_password_in_url"
    assert "hush" not in fault.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann@db.example",
        "postgresql://ann@db.example/",
        "postgresql://ann@db.example/a/b",
        "postgresql://ann@db.example:door/cards",
        "postgresql://ann@db.example/cards?options=-c%20role=owner",
        "postgresql://ann@db.example/cards?service=other",
        "mysql://ann@db.example/cards",
    ],
)
def test_what_is_no_address_of_a_team_is_refused(url: str) -> None:
    assert refused(url).code == "team_address"


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_another_machine_must_prove_itself(mode: str) -> None:
    assert parsed("postgresql://ann@db.example/cards").connection()["sslmode"] == "verify-full"
    fault = refused(f"postgresql://ann@db.example/cards?sslmode={mode}")
    assert fault.code == "team_tls"
    assert not fault.retryable


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]", ""])
def test_this_machine_needs_no_tls(host: str) -> None:
    address = parsed(f"postgresql://ann@{host}/cards")
    assert address.is_here
    assert address.connection()["sslmode"] == "prefer"


@pytest.mark.parametrize("host", ["localhost.example", "128.0.0.1", "10.0.0.1", "db"])
def test_any_other_machine_is_another_one(host: str) -> None:
    assert not parsed(f"postgresql://ann@{host}/cards").is_here


def test_an_authority_of_ones_own_is_what_proves_the_server() -> None:
    assert parsed("postgresql://ann@db.example/cards").connection("/ca.pem")["sslrootcert"] == "/ca.pem"
    own = parsed("postgresql://ann@db.example/cards?sslrootcert=/own.pem").connection("/ca.pem")
    assert own["sslrootcert"] == "/own.pem"


def test_an_address_is_shown_with_all_that_tells_it_from_others() -> None:
    assert str(parsed("postgresql://%E5%AE%89@db.example/cards")) == "postgresql://安@db.example:5432/cards"
    assert parsed("postgresql://ann@%2Frun%2Fpostgresql/cards").host == "/run/postgresql"


@pytest.mark.parametrize(
    ("place", "is_it"),
    [("postgresql://a@b/c", True), ("postgres://a@b/c", True), ("/home/ann/cards", False), ("C:\\cards", False)],
)
def test_a_team_is_told_from_a_folder(place: str, is_it: bool) -> None:
    assert is_team(place) is is_it
