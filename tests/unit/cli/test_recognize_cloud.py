"""`carddesk recognize` with a service that costs: its calls count in the workspace, and it is not asked without an account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carddesk.store.folder import USAGE_FILE
from carddesk.store.service_use import Use
from carddesk.workflow import catalogue
from tests.fakes import baidu
from tests.fakes.server import FakeServer
from tests.unit.cli.cloud_service import CloudService
from tests.unit.cli.conftest import Outcome, Run
from tests.unit.secrets.keyrings import Memory
from tests.workspaces import connected, workspace_at

SERVICE = "baidu.foreign_resident"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    monkeypatch.setattr(Memory, "kept", {})
    with FakeServer(baidu.fake()) as started:
        yield started


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_BAIDU_API_KEY", "fake-api-key")
    monkeypatch.setenv("CARDDESK_BAIDU_SECRET_KEY", "fake-secret-key")


class Runs:
    """Runs of `recognize` against the stand-in, with a workspace folder of their own."""

    def __init__(self, run: Run, server: FakeServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run = run
        self._server = server
        self._patch = monkeypatch
        self.folder = folder

    def __call__(self, *args: object) -> Outcome:
        self._patch.setattr(catalogue, "PLACES", ("carddesk.vendors.baidu",))
        own = ("--service", SERVICE, "--set", f"vendors.baidu.base_url={self._server.url}", "--json", "-")
        return self._run("recognize", "--workspace", self.folder, *own, *args)

    def counted(self) -> dict[str, Use]:
        """What is counted in the workspace, over all days."""
        with connected(self.folder / USAGE_FILE, None) as usage:
            rows = usage.execute("SELECT service, sum(calls), sum(failures) FROM service_use GROUP BY service")
            return {service: Use(calls, failures) for service, calls, failures in rows}


@pytest.fixture
def runs(run: Run, server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(run, server, tmp_path / "workspace", monkeypatch)


def codes(outcome: Outcome) -> list[str]:
    return [line["error"]["code"] if line["error"] else "" for line in outcome.lines]


@pytest.mark.usefixtures("account")
def test_the_daily_cap_holds_over_several_runs_beside_a_desk(runs: Runs, cards: Path) -> None:
    cap = ("--set", "vendors.baidu.daily_cap=3")
    desk = workspace_at(runs.folder)
    try:
        assert codes(runs(cards / "2.png", cards / "10.png", *cap)) == ["", ""]
        assert codes(runs(cards / "2.png", cards / "10.png", *cap)) == ["", "daily_cap"]
        assert codes(runs(cards / "2.png", *cap)) == ["daily_cap"]
    finally:
        desk.close()
    assert runs.counted() == {SERVICE: Use(3)}


@pytest.mark.usefixtures("account")
def test_calls_of_other_services_on_the_same_account_count_too(runs: Runs, cards: Path) -> None:
    runs(cards / "2.png")
    workspace_at(runs.folder).close()
    first = runs(cards / "2.png", "--service", "baidu.general")
    assert set(codes(first)) == {""}
    assert codes(runs(cards / "2.png", "--set", "vendors.baidu.daily_cap=1")) == ["daily_cap"]


@pytest.mark.usefixtures("account")
def test_without_a_workspace_a_run_counts_for_itself_and_makes_none(runs: Runs, cards: Path) -> None:
    for _ in range(2):
        outcome = runs(cards / "2.png", cards / "10.png", "--set", "vendors.baidu.daily_cap=1")
        assert codes(outcome).count("daily_cap") == 1
        assert outcome.err == ""
    assert not runs.folder.exists()


@pytest.mark.usefixtures("account")
def test_a_workspace_that_cannot_be_used_is_said_once_and_stops_nothing(runs: Runs, cards: Path) -> None:
    runs.folder.mkdir()
    (runs.folder / USAGE_FILE).write_bytes(b"no database at all " * 100)
    outcome = runs(cards / "2.png", cards / "10.png")
    assert (outcome.code, codes(outcome)) == (0, ["", ""])
    assert outcome.err.count("cannot be counted") == 1
    assert str(runs.folder) in outcome.err


def test_the_engine_inside_touches_no_workspace(run: Run, cards: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / USAGE_FILE).write_bytes(b"no database at all " * 100)
    outcome = run("recognize", cards / "2.png", "--service", "plain", "--json", "-", "--workspace", folder)
    assert (outcome.code, outcome.err) == (0, "")


def test_without_an_account_nothing_is_read_and_that_is_said_once(
    runs: Runs, cards: Path, tmp_path: Path, server: FakeServer
) -> None:
    place = tmp_path / "out.jsonl"
    place.write_text("what was there before")
    outcome = runs(cards, "--json", place)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.count("carddesk credentials set baidu") == 1
    assert place.read_text() == "what was there before"
    assert not server.requests


def test_half_an_account_is_none(runs: Runs, cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_BAIDU_API_KEY", "fake-api-key")
    outcome = runs(cards)
    assert (outcome.code, outcome.out) == (3, "")
    assert "fake-api-key" not in outcome.err


def test_a_keyring_that_cannot_be_asked_is_said_once(
    runs: Runs, cards: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Locked")
    outcome = runs(cards)
    caplog.clear()
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.count("keyring") == 1


def test_what_a_plugged_in_service_needs_it_says_itself(run: Run, cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memory, "kept", {})
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    monkeypatch.setattr(CloudService, "vendor", None)
    monkeypatch.setattr(catalogue, "PLACES", ("tests.unit.cli.cloud_service",))
    outcome = run("recognize", cards / "2.png", "--service", "cloudy.cards", "--json", "-")
    assert codes(outcome) == ["refused"]
