import json
import logging
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

import carddesk
from carddesk.errors import EnvironmentFault
from carddesk.services.secret import Secret
from carddesk.store import migrations
from carddesk.store.team import opening
from carddesk.store.team.opening import open_team
from tests.postgres.certificate import HOST
from tests.postgres.server import ADMIN, OWNER, PASSWORD, PostgresServer
from tests.postgres.team import Team
from tests.unit.store.team.cases import new_case

PACKAGE_FOLDER = str(Path(carddesk.__file__).parents[1])


def fault_of(url: str, *, password: str = PASSWORD, ca_file: str = "") -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        open_team(url, password=Secret(password), ca_file=ca_file)
    assert password not in caught.value.message
    return caught.value


def test_the_owner_makes_the_team_and_members_find_it_made(team: Team) -> None:
    with team.at(OWNER) as owner:
        assert (owner.role, owner.queue()) == ("owner", [])
    ann = team.open("ann")
    assert (ann.operator, ann.role) == ("ann", "operator")
    assert team.open("boss", "supervisor").role == "supervisor"
    case_id = new_case(ann, "ann")
    assert [entry.case_id for entry in team.open("bob").queue()] == [case_id]
    assert PASSWORD not in str(ann.place)


def test_every_table_has_said_who_may_do_what_with_it(made: Team) -> None:
    from carddesk.store.team.roles import GRANTS

    with made.server.admin(made.database) as admin:
        tables = {row[0] for row in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert tables == set(GRANTS)


# ---------------------------------------------------------------------- who gets in


def test_a_wrong_password_is_told_in_words_without_it(made: Team, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fault = fault_of(made.url("ann"), password="wrong-and-secret")
    assert fault.code == "team_refused"
    assert not fault.retryable
    assert "wrong-and-secret" not in caplog.text


def test_the_password_is_taken_from_the_environment(made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_WORKSPACE_PASSWORD", PASSWORD)
    open_team(made.url(OWNER)).close()


def test_the_password_is_in_no_command_line_and_in_nothing_that_is_printed(
    made: Team, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ann = made.open("ann")
    with made.server.admin() as admin:
        told = admin.execute("SELECT query, application_name FROM pg_stat_activity").fetchall()
    lines = [each.read_bytes() for each in Path("/proc").glob("[0-9]*/cmdline") if each.exists()]
    seen = f"{told} {lines} {ann!r} {ann.place} {ann._journal!r} {ann._journal.url} {caplog.text}"
    assert PASSWORD not in seen
    assert PASSWORD not in made.server.log


def test_a_login_that_is_no_member_is_kept_out(made: Team) -> None:
    with made.server.admin() as admin:
        admin.execute(f"CREATE ROLE {made.login('mallory')} LOGIN")
        made.logins.add("mallory")
    url = made.url("mallory", host=str(made.server.socket).replace("/", "%2F"))
    assert fault_of(url).code == "team_refused"


def test_a_member_who_was_removed_is_kept_out_and_their_name_stays(made: Team) -> None:
    ann = made.open("ann")
    case_id = new_case(ann, "ann")
    ann.claims.claim(case_id)
    with made.at(OWNER) as owner:
        assert owner.members.remove(made.login("ann"))
        assert not owner.members.remove(made.login("ann"))
        assert owner.claims.held() == {}
        assert [(each.operator, each.removed_at is None) for each in owner.members.all()] == [("ann", False)]
    with pytest.raises(EnvironmentFault) as caught:
        ann.queue()  # also on the desk that is open
    assert caught.value.code == "team_refused"
    assert fault_of(made.url("ann")).code == "team_refused"
    assert made.member("bob")
    bob = made.open("bob")
    assert [event.operator for event in bob.events(case_id)] == ["ann"]


def test_a_member_who_comes_back_is_who_they_were(made: Team) -> None:
    made.member("ann")
    with made.at(OWNER) as owner:
        owner.members.remove(made.login("ann"))
        owner.members.add(made.login("ann"), "auditor", operator="ann", password=Secret("another one"))
    assert fault_of(made.url("ann")).code == "team_refused"
    with made.at("ann", password=Secret("another one")) as ann:
        assert ann.role == "auditor"


# ---------------------------------------------------------------------- TLS


def away(team: Team, query: str = "") -> str:
    """The server by a name that is not this machine's: it must prove itself."""
    return team.url("ann", host=HOST, query=f"?hostaddr=127.0.0.1{query}")


def test_a_server_proves_itself_by_the_authority_that_is_named(made: Team) -> None:
    made.member("ann")
    with closing(open_team(away(made), password=Secret(PASSWORD), ca_file=str(made.server.ca_file))) as ann:
        with made.server.admin() as admin:
            found = admin.execute("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                                  "WHERE usename = %s", [made.login("ann")]).fetchone()  # fmt: skip
        assert found == (True,)
        assert ann.queue() == []


def test_a_server_with_a_certificate_that_nobody_vouches_for_is_not_spoken_to(made: Team) -> None:
    made.member("ann")
    fault = fault_of(away(made))
    assert fault.code == "team_tls"
    assert "network.ca_file" in fault.message


def test_a_server_with_a_certificate_for_another_name_is_not_spoken_to(made: Team) -> None:
    made.member("ann")
    url = made.url("ann", host="other.example", query="?hostaddr=127.0.0.1")
    assert fault_of(url, ca_file=str(made.server.ca_file)).code == "team_tls"


def test_a_server_without_tls_is_not_spoken_to(made: Team) -> None:
    with made.server.admin() as admin:
        admin.execute("ALTER SYSTEM SET ssl = off")
        admin.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)
        try:
            assert fault_of(away(made), ca_file=str(made.server.ca_file)).code == "team_tls"
        finally:
            admin.execute("ALTER SYSTEM RESET ssl")
            admin.execute("SELECT pg_reload_conf()")
            time.sleep(0.3)


# ---------------------------------------------------------------------- versions


def test_a_database_without_a_team_is_told_to_who_may_not_make_one(team: Team) -> None:
    with team.server.admin(team.database) as admin:
        admin.execute(f"CREATE ROLE {team.login('ann')} LOGIN PASSWORD 'x'")
        team.logins.add("ann")
    fault = fault_of(team.url("ann"), password="x")
    assert fault.code == "team_empty"
    assert "carddesk team init" in fault.message


def test_a_database_of_another_program_is_refused_and_left_alone(team: Team) -> None:
    with team.server.admin(team.database) as admin:
        admin.execute("CREATE TABLE recipes (name text)")
        assert fault_of(team.url(OWNER)).code == "workspace_foreign"
        assert admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_a_desk_older_than_the_database_is_told_what_to_update_to(made: Team) -> None:
    made.member("ann")
    with made.server.admin(made.database) as admin:
        admin.execute("UPDATE journal_version SET version_num = '9999'")
        admin.execute("UPDATE least_program SET version = '12.3.4'")
    for name in ("ann", OWNER):
        fault = fault_of(made.url(name))
        assert fault.code == "workspace_newer"
        assert "12.3.4" in fault.message


def test_a_desk_newer_than_the_database_says_who_must_update_it(made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    made.member("ann")
    with made.server.admin(made.database) as admin:
        admin.execute("UPDATE usage_version SET version_num = '0000'")
    fault = fault_of(made.url("ann"))
    assert fault.code == "team_outdated"
    assert "supervisor" in fault.message


def test_a_server_that_is_too_old_is_refused(made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LEAST_SERVER", 10**7)
    assert fault_of(made.url(OWNER)).code == "team_old_server"


def test_a_database_that_cannot_hold_every_character_is_refused(postgres: PostgresServer) -> None:
    team = Team.on(postgres, "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try:
        assert fault_of(team.url(OWNER)).code == "team_encoding"
    finally:
        team.remove()


_OPEN = """
import json, sys
from contextlib import closing
from carddesk.services.secret import Secret
from carddesk.store import migrations
from carddesk.store.team.opening import open_team
taken = []
real = migrations._upgrade
migrations._upgrade = lambda connection, database, found: (taken.append(database), real(connection, database, found))
sys.stdin.readline()
with closing(open_team(sys.argv[1], password=Secret(sys.argv[2]))) as workspace:
    print(json.dumps([workspace.role, taken]))
"""


def opened_at_once(team: Team, number: int) -> list[list[object]]:
    """What so many processes found that opened the workspace at the same moment."""
    environment = {**os.environ, "PYTHONPATH": PACKAGE_FOLDER}
    command = [sys.executable, "-c", _OPEN, team.url(OWNER), PASSWORD]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, env=environment, **pipes) for _ in range(number)]  # type: ignore[call-overload]
    for process in processes:
        process.stdin.write("now\n")
        process.stdin.flush()
    return [json.loads(process.communicate(timeout=60)[0]) for process in processes]


def test_of_desks_that_open_an_empty_database_at_once_one_makes_the_tables(team: Team) -> None:
    found = opened_at_once(team, 3)
    assert [role for role, _ in found] == ["owner"] * 3
    assert sorted(len(taken) for _, taken in found) == [0, 0, len(migrations.NEWEST)]  # type: ignore[arg-type]


# ---------------------------------------------------------------------- nobody there


def test_a_server_that_is_not_there_is_told_at_once_and_worth_another_try(made: Team) -> None:
    begun = time.monotonic()
    fault = fault_of(made.url("ann", port=1))
    assert (fault.code, fault.retryable) == ("team_unreachable", True)
    assert time.monotonic() - begun < 2


def test_a_full_server_is_busy_and_worth_another_try(made: Team) -> None:
    made.member("ann")
    held: list[psycopg.Connection] = []
    with made.server.admin() as admin:
        admin.execute(f"ALTER ROLE {made.login('ann')} CONNECTION LIMIT 0")
        fault = fault_of(made.url("ann"))
    assert not held
    assert (fault.code, fault.retryable) == ("team_busy", True)


def test_the_administrator_is_no_secret_way_in(made: Team) -> None:
    assert fault_of(made.url(ADMIN)).code == "team_refused"


def test_what_a_restored_dump_lacks_is_granted_anew(made: Team) -> None:
    made.member("ann")
    with made.server.admin(made.database) as admin:
        admin.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM carddesk_operator")
    assert fault_of(made.url("ann")).code == "team_refused"
    with pytest.raises(EnvironmentFault) as caught:
        open_team(made.url("ann"), password=Secret(PASSWORD), granting=True)
    assert caught.value.code == "team_refused"
    with made.at(OWNER, granting=True):
        pass
    assert made.open("ann").queue() == []
