"""A run and a desk see each other's calls through the workspace; nothing that is wrong there stops a run."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from carddesk.errors import ServiceError
from carddesk.store import database
from carddesk.store.database import WRITES
from carddesk.store.faults import fault
from carddesk.store.folder import USAGE_FILE
from carddesk.store.service_use import Use
from carddesk.store.workspace import Workspace
from carddesk.workflow.counting import RunTally, counted_in
from carddesk.workflow.usage import Usage
from tests.unit.workflow.test_usage import CARD, OTHER, Capped, Clock

DAY = Clock().now.astimezone().date().isoformat()


class Faulty:
    """A workspace that fails while it is told to."""

    def __init__(self) -> None:
        self.fails = True
        self.kept: dict[str, Use] = {}

    def count_use(self, service: str, day: str, more: Use) -> None:
        self._check()
        self.kept[service] = self.kept.get(service, Use()) + more

    def uses(self, day: str) -> dict[str, Use]:
        self._check()
        return dict(self.kept)

    def _check(self) -> None:
        if self.fails:
            raise fault("workspace_unwritable", Path("ws"))


def usage(tally: Workspace | RunTally, cap: int) -> Usage:
    return Usage(tally, Capped(cap), lambda: [CARD, OTHER], now=Clock(), title=str.title)


def once(counted: Usage) -> None:
    call = counted.call(CARD)
    call.sent()
    call.done(None)


def test_desk_and_run_share_one_cap(workspace: Workspace) -> None:
    desk = usage(workspace, 3)
    with counted_in(workspace.place, pytest.fail) as tally:
        run = usage(tally, 3)
        for each in (desk, run, desk):
            once(each)
        for each in (desk, run):
            with pytest.raises(ServiceError) as caught:
                each.call(OTHER)
            assert caught.value.code == "daily_cap"
            assert each.of("acme") == Use(3)
    assert workspace.uses(DAY) == {CARD.id: Use(3)}


def test_what_went_out_elsewhere_while_a_call_waited_for_its_turn_counts(workspace: Workspace) -> None:
    desk = usage(workspace, 1)
    with counted_in(workspace.place, pytest.fail) as tally:
        call = usage(tally, 1).call(CARD)
        once(desk)
        with pytest.raises(ServiceError, match="limit"):
            call.sent()
        call.done(ServiceError("daily_cap", "No."))
    assert workspace.uses(DAY) == {CARD.id: Use(1)}


def test_where_there_is_no_workspace_none_is_made_and_nothing_said(tmp_path: Path) -> None:
    with counted_in(tmp_path / "none", pytest.fail) as tally:
        tally.count_use("a", DAY, Use(1))
        assert tally.uses(DAY) == {"a": Use(1)}
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_that_cannot_be_opened_is_mentioned_once(tmp_path: Path) -> None:
    (tmp_path / USAGE_FILE).write_bytes(b"no database at all " * 100)
    said: list[str] = []
    with counted_in(tmp_path, said.append) as tally:
        for _ in range(3):
            tally.count_use("a", DAY, Use(1))
        assert tally.uses(DAY) == {"a": Use(3)}
    assert len(said) == 1
    assert str(tmp_path) in said[0]


def test_a_busy_workspace_is_mentioned_once_and_gets_the_count_in_the_end(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    said: list[str] = []
    with counted_in(workspace.place, said.append) as tally:
        engine = database.sqlite(workspace.place / USAGE_FILE)
        with engine.connect().execution_options(**WRITES) as busy, busy.begin():
            busy.execute(text("DELETE FROM service_use"))
            for _ in range(3):
                tally.count_use("a", DAY, Use(1))
            assert tally.uses(DAY) == {"a": Use(3)}
        engine.dispose()
    assert len(said) == 1
    assert workspace.uses(DAY) == {"a": Use(3)}


def test_a_workspace_that_fails_is_not_asked_for_each_card_and_loses_no_count() -> None:
    place, said, seconds = Faulty(), list[str](), [0.0]
    tally = RunTally(place, said.append, clock=lambda: seconds[0])
    tally.count_use("a", DAY, Use(1))
    place.fails = False
    tally.count_use("a", DAY, Use(1, 1))
    assert (place.kept, tally.uses(DAY)) == ({}, {"a": Use(2, 1)})
    seconds[0] = 60
    tally.count_use("b", DAY, Use(1))
    assert place.kept == tally.uses(DAY) == {"a": Use(2, 1), "b": Use(1)}
    place.fails = True
    assert tally.uses(DAY) == {"a": Use(2, 1), "b": Use(1)}
    assert len(said) == 1


RUN = """
import sys
import subprocess
import sys
from pathlib import Path
from carddesk.errors import ServiceError
from carddesk.workflow.counting import counted_in
from tests.unit.workflow.test_counting import once, usage

with counted_in(Path(sys.argv[1]), sys.exit) as tally:
    counted = usage(tally, 20)
    try:
        while True:
            once(counted)
    except ServiceError as error:
        print(error.code)
"""


def test_two_processes_at_once_overshoot_by_no_more_than_the_call_under_way(workspace: Workspace) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", RUN, str(workspace.place)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [each.communicate(timeout=60)[0].strip() for each in started]
    assert said == ["daily_cap", "daily_cap"]
    assert 20 <= workspace.uses(DAY)[CARD.id].calls <= 21
