"""What the database itself keeps everybody from, whatever program they come with: plain connections, as each role."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict

import psycopg
import pytest
from psycopg import errors

from carddesk.cards import events
from carddesk.cards.erasures import CaseErased
from carddesk.errors import EnvironmentFault
from carddesk.services.secret import Secret
from carddesk.store import chain, codec, keys
from carddesk.store.erasing import erase
from carddesk.store.images import address
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.server import OWNER, PASSWORD, PostgresServer
from tests.postgres.team import Team
from tests.unit.store.team.cases import AT, new_case

DENIED = errors.InsufficientPrivilege
ROLES = {"ann": "operator", "boss": "supervisor", "eve": "auditor"}


@pytest.fixture
def case_id(ann: TeamWorkspace) -> int:
    return new_case(ann, "ann")


@pytest.fixture(params=list(ROLES))
def somebody(request: pytest.FixtureRequest, made: Team, case_id: int) -> Iterator[psycopg.Connection]:
    """A plain connection of an operator, a supervisor, an auditor."""
    made.member(request.param, ROLES[request.param])  # type: ignore[arg-type]
    with closing(made.raw(request.param, desk="somewhere")) as connection:
        yield connection


@pytest.fixture
def operator(made: Team, case_id: int) -> Iterator[psycopg.Connection]:
    with closing(made.raw("ann", desk="somewhere")) as connection:
        yield connection


@pytest.fixture
def auditor(made: Team, case_id: int) -> Iterator[psycopg.Connection]:
    made.member("eve", "auditor")
    with closing(made.raw("eve")) as connection:
        yield connection


def line(workspace: TeamWorkspace, case_id: int, body: events.Body, **other: object) -> dict[str, object]:
    """The line that would come next, with all that belongs to it."""
    last = workspace.events(case_id)[-1]
    salt, text = chain.new_salt(), codec.encode(body)
    made = chain.Line(
        case_id, last.seq + 1, AT, "ann", codec.kind_of(body), text, salt, chain.seal(text, salt), last.hash
    )
    row = asdict(made) | {"undoable": events.can_be_undone(body), "target": None, **other}
    return row | {"hash": chain.Line(*list(row.values())[:9]).digest}  # type: ignore[arg-type]


def write(connection: psycopg.Connection, row: dict[str, object]) -> None:
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO events ({names}) VALUES ({values})", row)


NOBODY_MAY = [
    "UPDATE events SET operator = 'eve'",
    "UPDATE events SET hash = 'x'",
    "DELETE FROM events",
    "TRUNCATE events",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "DROP TRIGGER events_checked ON events",
    "UPDATE cases SET head_seq = 0",
    "UPDATE cases SET rank = 5",
    "DELETE FROM cases",
    "DELETE FROM claims",
    "UPDATE claims SET until = clock_timestamp()",
    "INSERT INTO claims SELECT 1, 'desk', 'd', session_user, 'x', gen_random_uuid(), now(), now()",
    "INSERT INTO members (login, operator, role, added_by) VALUES (session_user, 'x', 'supervisor', 'me')",
    "UPDATE members SET operator = 'bob'",
    "UPDATE image_pieces SET data = ''",
    "UPDATE service_use SET calls = 0",
    "INSERT INTO service_use VALUES ('megvii', '2026-11-21', -1000, 0)",
    "UPDATE pace SET next_at = now()",
    "DELETE FROM pace_slots",
    "UPDATE journal_version SET version_num = '0'",
    "UPDATE least_program SET version = '9'",
    "UPDATE secret_keys SET key = ''",
    "SET ROLE owner",
    "CREATE TABLE mine (a int)",
    "CREATE FUNCTION team_operator() RETURNS text LANGUAGE sql AS $$ SELECT 'bob' $$",
    "ALTER TABLE drafts DISABLE ROW LEVEL SECURITY",
    "SELECT claim_row(1, 'desk', 60)",
    "SELECT claim_required(1, true)",
    "SELECT * FROM pg_authid",
]


NO_OPERATOR_MAY = [
    "UPDATE events SET body = NULL, salt = NULL",
    "DELETE FROM images",
    "DELETE FROM queue",
    "INSERT INTO service_options VALUES ('megvii', '{}')",
    "INSERT INTO key_slots VALUES (1, '{}')",
    "SELECT team_add('mallory', 'mallory', 'supervisor', 'x')",
    "SELECT team_remove(session_user::text)",
]

NO_AUDITOR_MAY = [
    "INSERT INTO cases VALUES (9, 9, 0, 0, '')",
    "UPDATE queue SET status = 'accepted'",
    "INSERT INTO images VALUES ('aa', 1)",
    "SELECT claim_case(1, 'desk', 60)",
    "SELECT claims_renew(60)",
    "SELECT use_counted('megvii', '2026-11-21', 1, 0)",
    "SELECT pace_take('megvii', 1, 1, 60)",
    "SELECT * FROM secret_keys",
    "SELECT * FROM drafts",
    "SELECT nextval('cases_id_seq')",
]


@pytest.fixture(scope="module")
def standing(postgres: PostgresServer) -> Iterator[Team]:
    """A team with one member of each role and one case, which nobody changes since everything is refused."""
    team = Team.made_on(postgres)
    new_case(team.open("ann"), "ann")
    for name, role in ROLES.items():
        team.member(name, role)  # type: ignore[arg-type]
    yield team
    team.remove()


@pytest.mark.parametrize("name", list(ROLES))
@pytest.mark.parametrize("statement", NOBODY_MAY)
def test_what_no_member_may_do(standing: Team, name: str, statement: str) -> None:
    assert_denied(standing, name, statement)


@pytest.mark.parametrize("statement", NO_OPERATOR_MAY)
def test_what_an_operator_may_not_do(standing: Team, statement: str) -> None:
    assert_denied(standing, "ann", statement)


@pytest.mark.parametrize("statement", [*NO_OPERATOR_MAY, *NO_AUDITOR_MAY])
def test_what_an_auditor_may_not_do(standing: Team, statement: str) -> None:
    assert_denied(standing, "eve", statement)


def assert_denied(team: Team, name: str, statement: str) -> None:
    before = team.opened[0].verify()
    with closing(team.raw(name, desk="x")) as connection, pytest.raises(DENIED):
        connection.execute(statement)
    assert team.opened[0].verify() == before


def test_an_auditor_reads_everything_that_was_written(auditor: psycopg.Connection, case_id: int) -> None:
    for table in ("events", "cases", "queue", "images", "image_pieces", "claims", "members", "service_use"):
        auditor.execute(f"SELECT * FROM {table}")
    assert auditor.execute("SELECT count(*) FROM events").fetchone() == (1,)


# ---------------------------------------------------------------------- lines


def test_nobody_writes_in_another_name(
    ann: TeamWorkspace, bob: TeamWorkspace, somebody: psycopg.Connection, case_id: int
) -> None:
    row = line(ann, case_id, events.CaseExported("csv", "a"), operator="bob")
    with pytest.raises(psycopg.Error) as caught:
        write(somebody, row)
    assert caught.value.sqlstate == "CD002"


def test_the_desk_says_in_words_that_a_name_is_not_its_own(ann: TeamWorkspace, case_id: int) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        ann.append(case_id, events.CaseExported("csv", "a"), "bob", AT)
    assert caught.value.code == "team_refused"


@pytest.mark.parametrize("changed", [{"seq": 3}, {"seq": 1}, {"previous_hash": "f" * 64}])
def test_a_line_that_does_not_follow_the_last_one_is_not_taken(
    ann: TeamWorkspace, operator: psycopg.Connection, case_id: int, changed: dict[str, object]
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        write(operator, line(ann, case_id, events.CaseExported("csv", "a"), **changed))
    assert caught.value.sqlstate == "CD003"
    write(operator, line(ann, case_id, events.CaseExported("csv", "a")))
    assert ann.verify().whole


def test_a_case_begins_with_nothing_in_its_chain(operator: psycopg.Connection) -> None:
    operator.execute("INSERT INTO cases VALUES (77, 77, 0, 5, %s)", ["a" * 64])
    found = operator.execute("SELECT head_seq, head_hash FROM cases WHERE id = 77").fetchone()
    assert found == (0, chain.FIRST_HASH)


def test_every_judgement_needs_a_claim_whatever_the_line_says_of_itself(
    ann: TeamWorkspace, operator: psycopg.Connection, case_id: int
) -> None:
    for body in (events.CaseAccepted(), events.Undone(1), events.FieldConfirmed("name", "x")):
        for undoable in (True, False):
            with pytest.raises(psycopg.Error) as caught:
                write(operator, line(ann, case_id, body, undoable=undoable))
            assert caught.value.sqlstate == "CD001"


def test_the_kinds_that_need_no_claim_are_those_that_are_nobodys_judgement() -> None:
    import importlib

    first = importlib.import_module("carddesk.store.migrations.team.versions.0001_first")
    judged = {codec.kind_of(body) for body in events.UNDOABLE} | {"undone", "redone"}
    # Undoable, but of a page and not of its card: cases that were just split off are framed before anybody can have them.
    of_pages = {"image_framed", "split_off"}
    assert set(first.HAPPENINGS) == set(codec.KINDS) - judged | of_pages
    assert set(first.OF_AUDITORS) | set(first.OF_SUPERVISORS) <= set(first.HAPPENINGS)


def test_another_desks_claim_cannot_be_borrowed_by_its_name(
    made: Team, ann: TeamWorkspace, bob: TeamWorkspace, case_id: int
) -> None:
    ann.claims.claim(case_id)
    with closing(made.raw("bob", desk=ann.desk)) as connection, pytest.raises(psycopg.Error) as caught:
        write(connection, line(ann, case_id, events.CaseAccepted(), operator="bob"))
    assert caught.value.sqlstate == "CD001"


def test_only_the_owner_takes_over_lines_as_they_were_written_elsewhere(
    made: Team, ann: TeamWorkspace, case_id: int
) -> None:
    row = line(ann, case_id, events.CaseAccepted(), operator="somebody")
    with closing(made.raw("ann", desk="x")) as connection:
        connection.execute("SET carddesk.importing = 'on'")
        with pytest.raises(psycopg.Error) as caught:
            write(connection, row)
        assert caught.value.sqlstate == "CD002"
    with made.at(OWNER, importing=True) as owner:
        assert owner.append(case_id, events.CaseAccepted(), "somebody", AT).seq == 2
    with made.at(OWNER) as owner, pytest.raises(EnvironmentFault):
        owner.append(case_id, events.CaseExported("csv", "a"), "owner", AT)
    assert ann.verify().whole


# ---------------------------------------------------------------------- roles at their desks


def test_an_auditor_looks_and_that_is_written_and_nothing_else(
    ann: TeamWorkspace, eve: TeamWorkspace, case_id: int
) -> None:
    queue = ann.queue()
    assert eve.case(case_id).id == case_id
    assert eve.append(case_id, events.ValuesShown("case"), "eve", AT).seq == 2
    assert eve.append(case_id, events.CaseExported("csv", "a"), "eve", AT).seq == 3
    for body in (
        events.CaseAccepted(),
        events.ReadingFailed("local", "ab" * 32, "x", "x"),
        CaseErased("hand", "new", None, 1),
    ):
        with pytest.raises(EnvironmentFault) as caught:
            eve.append(case_id, body, "eve", AT)
        assert caught.value.code == "team_refused"
    with pytest.raises(EnvironmentFault):
        eve.put_image(b"x")
    with pytest.raises(EnvironmentFault):
        eve.claims.claim(case_id)
    assert eve.verify().whole
    assert ann.queue() == queue


def test_a_supervisor_erases_and_an_operator_does_not(ann: TeamWorkspace, boss: TeamWorkspace) -> None:
    image = ann.put_image(b"a face")
    with ann.transaction("ann", AT) as writing:
        case_id = writing.case()
        writing.event(case_id, events.ImageAdded(image, "secret.jpg"))
    ann.claims.claim(case_id)
    with pytest.raises(EnvironmentFault) as caught:
        erase(ann, case_id, "request", "ann", AT)
    assert caught.value.code == "team_refused"
    assert ann.image(image) == b"a face"
    erase(boss, case_id, "request", "boss", AT)
    assert boss.queue() == []
    assert boss.verify().whole
    assert boss.verify().erased == 1
    with pytest.raises(KeyError):
        ann.image(image)


def test_a_supervisor_empties_lines_and_rewrites_none(made: Team, boss: TeamWorkspace, case_id: int) -> None:
    with closing(made.raw("boss")) as connection:
        with pytest.raises(psycopg.Error, match="append only"):
            connection.execute("UPDATE events SET body = '{}'")
        with pytest.raises(psycopg.Error, match="append only"):
            connection.execute("UPDATE events SET body = NULL")


def test_a_supervisor_adds_members_and_takes_over_no_login_that_is_not_the_teams(
    made: Team, boss: TeamWorkspace
) -> None:
    boss.members.add(made.login("carl"), "operator", operator="carl", password=Secret("for carl"))
    made.logins.add("carl")
    with made.at("carl", password=Secret("for carl")) as carl:
        assert (carl.operator, carl.role) == ("carl", "operator")
    for login in (OWNER, "admin"):
        with pytest.raises(EnvironmentFault) as caught:
            boss.members.add(login, "supervisor", operator="me", password=Secret("mine now"))
        assert caught.value.code == "team_login"
    with made.at(OWNER, password=Secret(PASSWORD)) as owner:
        assert owner.role == "owner"


def test_no_two_logins_write_in_one_name(made: Team, ann: TeamWorkspace, boss: TeamWorkspace) -> None:
    for name in ("ann", "Ann"):
        with pytest.raises(EnvironmentFault) as caught:
            boss.members.add(made.login("carl"), "operator", operator=name, password=Secret("for carl"))
        assert caught.value.code == "team_login"


def test_options_of_services_are_the_teams_where_a_supervisor_sets_them(
    made: Team, ann: TeamWorkspace, boss: TeamWorkspace
) -> None:
    boss.keep_service_options("megvii", "1")
    ann.keep_service_options("megvii", "2")
    assert ann.service_options() == {"megvii": "2"}
    assert boss.service_options() == {"megvii": "1"}
    assert made.open("ann").service_options() == {"megvii": "1"}


def test_what_lies_on_a_desk_is_seen_by_who_sits_there(ann: TeamWorkspace, bob: TeamWorkspace, case_id: int) -> None:
    from carddesk.store.drafts import Typed

    for desk in (ann, bob):
        desk.drafts.begin(desk.operator, AT)
        desk.drafts.keep(desk.operator, AT, lambda: Typed({(case_id, "name"): "张三"}))
    assert [each.operator for each in ann.drafts.left("ann")] == ["ann"]
    assert ann.drafts.left("bob") == []
    assert ann.drafts.of("bob") == []
    assert [each.text for each in bob.drafts.of("bob")] == ["张三"]
    assert [each.ended for each in bob.drafts.left("bob")] == [False]


def test_desks_that_ask_for_a_key_for_the_first_time_at_once_get_the_same(
    ann: TeamWorkspace, bob: TeamWorkspace
) -> None:
    with ThreadPoolExecutor(1) as other:
        with ann._journal.begin() as connection:
            first = keys.key(connection, "choice")
            second = other.submit(bob.key, "choice")
            time.sleep(0.3)
            assert not second.done()
        assert second.result(10) == first == ann.key("choice")


# ---------------------------------------------------------------------- images


def test_pieces_come_with_their_image_and_never_later(ann: TeamWorkspace, operator: psycopg.Connection) -> None:
    sha256 = ann.put_image(b"one")
    with pytest.raises(psycopg.Error) as caught:
        operator.execute("INSERT INTO image_pieces VALUES (%s, 1, 'more')", [sha256])
    assert caught.value.sqlstate == "CD002"
    assert ann.image(address(b"one")) == b"one"
