"""`carddesk team …`: making a team, its members, the key of its images; on a real server."""

import io
import json
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from carddesk import __version__
from carddesk.services.secret import Secret
from carddesk.store import keyfile
from carddesk.workflow import catalogue, team_opening
from carddesk.workflow.asking import Answer, PasswordAnswer, Question, Stage
from carddesk.workflow.team_opening import TeamUnlocking
from carddesk.workflow.unlocking import Left
from tests.fakes import baidu
from tests.fakes.server import FakeServer
from tests.postgres.server import OWNER, PASSWORD
from tests.postgres.team import Team
from tests.unit.cli.conftest import Outcome, Run
from tests.unit.store.team.cases import new_case
from tests.unit.workflow.people import Somebody as People

SERVICE = "baidu.foreign_resident"


@pytest.fixture(autouse=True)
def _password_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_WORKSPACE_PASSWORD", PASSWORD)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_team_is_made_once_and_a_second_time_nothing_happens(run: Run, team: Team) -> None:
    for _ in range(2):
        done = run("team", "init", team.url(OWNER))
        assert (done.code, done.out) == (0, "")
        assert __version__ in done.err
        assert "carddesk team add" in done.err
    assert run("team", "list", "--workspace", team.url(OWNER)).out.startswith("There is nobody")


def test_a_member_is_added_with_a_password_that_is_typed(run: Run, made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "typed for ann\n")
    made.logins.add("ann")
    done = run("team", "add", made.login("ann"), "--operator", "安娜", "--workspace", made.url(OWNER))
    assert (done.code, done.out) == (0, "")
    assert "typed for ann" not in done.err
    with made.at("ann", password=Secret("typed for ann")) as ann:
        assert (ann.operator, ann.role) == ("安娜", "operator")


def test_a_password_that_is_made_is_shown_once_and_works(run: Run, made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "\n")
    made.logins.add("eve")
    done = run("team", "add", made.login("eve"), "--role", "auditor", "--workspace", made.url(OWNER))
    assert done.code == 0
    with made.at("eve", password=Secret(done.out.strip())) as eve:
        assert eve.role == "auditor"


def test_a_login_that_the_server_knows_keeps_its_way_in(run: Run, made: Team) -> None:
    with made.server.admin() as admin:
        verifier = admin.pgconn.encrypt_password(b"its own", made.login("ann").encode(), b"scram-sha-256").decode()
        admin.execute(f"CREATE ROLE {made.login('ann')} LOGIN PASSWORD '{verifier}'")
    made.logins.add("ann")
    assert run("team", "add", made.login("ann"), "--no-password", "--workspace", made.url(OWNER)).code == 0
    with made.at("ann", password=Secret("its own")) as ann:
        assert ann.role == "operator"


def test_members_are_listed_with_what_is_on_their_desks_and_removed(run: Run, made: Team) -> None:
    ann = made.open("ann")
    ann.claims.claim(new_case(ann, "ann"))
    made.open("boss", "supervisor")
    done = run("team", "list", "--json", "--workspace", made.url("boss"))
    told = {each["operator"]: each for each in json.loads(done.out)}
    assert (told["ann"]["role"], told["ann"]["cases"], told["boss"]["cases"]) == ("operator", 1, 0)
    assert run("team", "remove", made.login("ann"), "--workspace", made.url("boss")).code == 0
    assert run("team", "remove", made.login("ann"), "--workspace", made.url("boss")).code == 2
    again = run("team", "list", "--workspace", made.url("boss")).out.splitlines()
    assert len(again) == 3
    assert any(each.startswith(made.login("ann")) and "T" in each for each in again)


def test_an_operator_adds_nobody(run: Run, made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    made.member("ann")
    typed(monkeypatch, "x\n")
    done = run("team", "add", "mallory", "--role", "supervisor", "--workspace", made.url("ann"))
    assert done.code == 3
    assert "supervisor" in done.err


def test_without_a_teams_address_it_says_how_to_name_one(run: Run, tmp_path: object) -> None:
    done = run("team", "list", "--workspace", tmp_path)
    assert done.code == 2
    assert "postgresql://" in done.err


def test_a_password_in_the_address_is_refused_and_never_repeated_nor_kept(run: Run, made: Team) -> None:
    url = made.url("ann").replace("@", ":hush-hush@", 1)
    for command in (
        ("team", "list", "--workspace", url),
        ("team", "init", url),
        ("settings", "set", "workspace.path", url),
        ("--set", f"workspace.path={url}", "team", "list"),
    ):
        done = run(*command)
        assert done.code != 0
        assert "password" in done.err
        assert "hush" not in done.err + done.out
    assert "hush" not in run("settings", "list").out


def test_a_password_that_the_server_does_not_take_is_not_kept(
    run: Run, made: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.member("ann")
    typed(monkeypatch, "wrong-one\n")
    done = run("team", "password", "--workspace", made.url("ann"))
    assert done.code == 3
    assert "wrong-one" not in done.err


def test_what_commands_need_of_a_workspace_they_find_at_a_team(run: Run, made: Team) -> None:
    ann = made.open("ann")
    new_case(ann, "ann")
    done = run("audit", "verify", "--json", "--workspace", made.url("ann"))
    assert done.code == 0, done.err
    assert json.loads(done.out)["lines"] == 1


@pytest.mark.parametrize(
    ("module", "arguments", "code"),
    [
        ("carddesk.cli.auditing", ("audit", "verify"), 0),
        ("carddesk.cli.auditing", ("audit", "show", "1"), 0),
        ("carddesk.cli.auditing", ("audit", "export", "--out", "{folder}/a.jsonl"), 0),
        ("carddesk.cli.whole_workspace", ("workspace", "verify"), 1),
        ("carddesk.cli.whole_workspace", ("workspace", "backup", "--out", "{folder}/b"), 3),
        ("carddesk.cli.erasing", ("workspace", "person", "--name", "nobody", "--out", "{folder}/p"), 1),
    ],
)
def test_every_command_asks_for_the_password_of_a_login_where_somebody_sits_there(
    run: Run,
    made: Team,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    module: str,
    arguments: tuple[str, ...],
    code: int,
) -> None:
    new_case(made.open("ann"), "ann")
    monkeypatch.delenv("CARDDESK_WORKSPACE_PASSWORD")
    words = [each.format(folder=tmp_path) for each in arguments]
    assert run(*words, "--workspace", made.url("ann")).code == 3, "nobody is asked where nobody sits"
    ann = People(passwords=deque([PasswordAnswer(Secret(PASSWORD), keep=False)]))
    monkeypatch.setattr(f"{module}.terminal", lambda: ann)
    done = run(*words, "--workspace", made.url("ann"))
    assert done.code == code, done.err
    assert [each.login for each in ann.signing_in] == [made.login("ann")]


def test_the_doctor_asks_for_it_too_and_takes_a_refusal(made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from carddesk.doctor.program import workspace
    from carddesk.settings import Settings

    made.member("ann")
    monkeypatch.delenv("CARDDESK_WORKSPACE_PASSWORD")
    settings = Settings.load(overrides=(f"workspace.path={made.url('ann')}",))
    ann = People(passwords=deque([PasswordAnswer(Secret(PASSWORD), keep=False)]))
    assert workspace(settings, ann).verdict == "ok"
    assert workspace(settings, People()).verdict == "warn"
    assert workspace(settings).verdict == "fail"


# ---------------------------------------------------------------------- the key of images


class Somebody:
    """Who writes the code down, and answers with it or with a passphrase."""

    def __init__(self, answer: Answer | None = None, *, writes: bool = True) -> None:
        self.code = ""
        self.asked: list[Question] = []
        self._answer = answer
        self._writes = writes

    def stage(self, _stage: Stage) -> None:
        pass

    def has_written_down(self, _place: str, code: str) -> bool:
        self.code = code
        return self._writes

    def key(self, question: Question) -> Answer | None:
        self.asked.append(question)
        return self._answer if len(self.asked) == 1 else None

    def password(self, _question: object) -> None:
        return None

    def new_passphrase(self, _place: str, _trouble: object) -> Answer | None:
        return None


class NoKeyring:
    """A keyring that has nothing and keeps nothing."""

    def get(self, _workspace: str) -> None:
        return None

    def keep(self, _workspace: str, _key: bytes) -> None:
        return None


def key_at(made: Team, name: str, somebody: Somebody | None, **environ: str) -> bytes | None:
    with made.at(name) as workspace:
        return TeamUnlocking(workspace, somebody, environ, NoKeyring()).key()  # type: ignore[arg-type]


def test_a_team_gets_a_key_and_other_desks_have_it_by_code_or_passphrase(made: Team) -> None:
    boss, somebody = made.open("boss", "supervisor"), Somebody()
    made.member("ann")
    assert key_at(made, "ann", None) is None
    key = TeamUnlocking(boss, somebody, {}, NoKeyring()).make("team words that are long")  # type: ignore[arg-type]
    assert key_at(made, "ann", Somebody(Answer(code=Secret(somebody.code)))) == key
    assert key_at(made, "ann", Somebody(Answer(passphrase=Secret("team words that are long")))) == key
    assert key_at(made, "ann", None, CARDDESK_WORKSPACE_PASSPHRASE="team words that are long") == key
    wrong = Somebody(Answer(passphrase=Secret("other words")))
    assert key_at(made, "ann", wrong) is None
    assert wrong.asked[1].wrong
    assert key_at(made, "ann", None) is None
    slots = boss.key_slots
    assert slots is not None
    assert key.hex() not in slots
    assert keyfile.of_text(slots, "").fits(key)


def test_a_team_has_one_key_and_an_operator_gives_it_none(made: Team) -> None:
    ann, boss = made.open("ann"), made.open("boss", "supervisor")
    with pytest.raises(Exception, match="login"):
        TeamUnlocking(ann, Somebody(), {}, NoKeyring()).make(None)  # type: ignore[arg-type]
    with pytest.raises(Left):
        TeamUnlocking(boss, Somebody(writes=False), {}, NoKeyring()).make(None)  # type: ignore[arg-type]
    assert boss.key_slots is None
    TeamUnlocking(boss, Somebody(), {}, NoKeyring()).make(None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="key already"):
        TeamUnlocking(boss, Somebody(), {}, NoKeyring()).make(None)  # type: ignore[arg-type]


def test_a_desk_opens_without_the_key_and_works_on_the_data(made: Team) -> None:
    from carddesk.settings import Settings

    boss = made.open("boss", "supervisor")
    TeamUnlocking(boss, Somebody(), {}, NoKeyring()).make(None)  # type: ignore[arg-type]
    image = boss.put_image(b"a face")
    made.member("ann")
    opened = team_opening.open_shared(made.url("ann"), Settings(), environ={}, keyring=NoKeyring())  # type: ignore[arg-type]
    try:
        assert opened.queue() == []
        with pytest.raises(Exception, match="encrypted"):
            opened.image(image)
    finally:
        opened.close()


# ---------------------------------------------------------------------- commands at a team's workspace


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setenv("CARDDESK_BAIDU_API_KEY", "fake-api-key")
    monkeypatch.setenv("CARDDESK_BAIDU_SECRET_KEY", "fake-secret-key")
    with FakeServer(baidu.fake()) as started:
        yield started


def recognized(run: Run, url: str, vendor: FakeServer, cards: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.setattr(catalogue, "PLACES", ("carddesk.vendors.baidu",))
    own = ("--service", SERVICE, "--set", f"vendors.baidu.base_url={vendor.url}", "--json", "-")
    few = ("--set", "vendors.baidu.daily_cap=2", "--set", "vendors.baidu.max_per_second=100")
    return run("recognize", "--workspace", url, *own, *few, cards)


def test_calls_of_a_run_count_with_those_of_the_team(
    run: Run, made: Team, vendor: FakeServer, cards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = made.open("ann")
    today = datetime.now().astimezone().date().isoformat()
    assert ann.reserve_call(SERVICE, today, [SERVICE], 2)
    done = recognized(run, made.url("ann"), vendor, cards, monkeypatch)
    codes = [line["error"]["code"] for line in done.lines if line["error"]]
    assert codes.count("daily_cap") >= 1
    assert ann.uses(today)[SERVICE].calls == 2
    with made.server.admin(made.database) as admin:
        assert admin.execute("SELECT account FROM pace").fetchall() == [("baidu",)]
        assert admin.execute("SELECT * FROM pace_slots").fetchall() == []


def test_nothing_is_sent_to_a_vendor_where_the_team_cannot_be_asked(
    run: Run, made: Team, vendor: FakeServer, cards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = recognized(run, made.url("ann", port=1), vendor, cards, monkeypatch)
    assert (done.code, done.out) == (3, "")
    assert "cannot be reached" in done.err
    assert vendor.requests == []


def test_the_doctor_looks_at_a_teams_workspace(run: Run, made: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from carddesk.doctor.program import workspace
    from carddesk.settings import Settings

    made.member("ann")
    found = workspace(Settings.load(overrides=(f"workspace.path={made.url('ann')}",)))
    assert (found.verdict, found.what) == ("ok", made.url("ann"))
    monkeypatch.setenv("CARDDESK_WORKSPACE_PASSWORD", "wrong")
    assert workspace(Settings.load(overrides=(f"workspace.path={made.url('ann')}",))).verdict == "fail"


def test_a_team_without_a_key_has_nothing_to_unlock(run: Run, made: Team) -> None:
    made.member("ann")
    done = run("workspace", "unlock", "--workspace", made.url("ann"))
    assert done.code == 0
    assert "not encrypted" in done.err
