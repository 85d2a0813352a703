"""A clock that jumps, back and forth, changes times alone: never the order, never what can be undone, never what is counted."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import event

from carddesk.cards import events
from carddesk.workflow.ledger import stamp
from tests.durability.conftest import MakeDesk
from tests.unit.workflow.fakes import drawn
from tests.workspaces import workspace_at

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JUMPS = (timedelta(0), timedelta(days=-400), timedelta(days=3), timedelta(hours=-2), timedelta(days=9000))


@pytest.fixture
def jumping() -> Callable[[], datetime]:
    """A clock that says another day each time it is asked."""
    offsets: Iterator[timedelta] = cycle(JUMPS)
    return lambda: NOON + next(offsets)


async def test_order_undo_and_proof_do_not_hang_on_the_clock(
    tmp_path: Path, folder: Path, make_desk: MakeDesk, jumping: Callable[[], datetime]
) -> None:
    desk = make_desk(tmp_path / "workspace", now=jumping)
    (case_id,) = await desk.add_files(drawn(folder, "a.png"))
    await desk.read([case_id])
    typed = [f"样张{turn}" for turn in range(12)]
    for text in typed:
        desk.judging.commit("name", text)
    found = desk._workspace.events(case_id)
    times = [each.at for each in found]
    assert times != sorted(times), "the clock did jump"
    assert [each.body.text for each in found if isinstance(each.body, events.FieldCorrected)] == typed
    for text in reversed(typed[:-1]):
        desk.judging.undo()
        assert desk.current is not None
        field = desk.current.field("name")
        assert field is not None
        assert field.value == text
    desk.judging.redo()
    assert desk._workspace.verify().whole
    await desk.close()
    again = make_desk(tmp_path / "workspace", now=jumping)
    field = again.current.field("name") if again.current is not None else None
    assert field is not None
    assert field.value == typed[1]
    assert again.sitting.story == ""
    await again.close()


def test_words_of_a_day_are_found_behind_lines_with_earlier_and_later_times(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path / "workspace")
    midnight = NOON.replace(hour=0)
    moments = [NOON, NOON - timedelta(days=2), NOON + timedelta(hours=1), NOON - timedelta(days=30), NOON]
    expected = {}
    for turn in range(70):
        moment = moments[turn % len(moments)]
        with workspace.transaction("ann" if turn % 7 else "bob", stamp(moment)) as writing:
            case_id = writing.case()
            writing.event(case_id, events.CaseAccepted({}, "", ()))
        if turn % 7 and moment >= midnight:
            expected[case_id] = stamp(moment)
    assert workspace.words_since("ann", stamp(midnight)) == expected
    workspace.close()


def test_words_of_a_day_are_found_by_an_index_however_long_the_journal_is(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path / "workspace")
    asked: list[tuple[str, object]] = []
    engine = workspace.engines.journal
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, given, *_: asked.append((statement, given)))
    workspace.words_since("ann", stamp(NOON))
    statement, given = next(each for each in asked if "kind IN" in each[0])
    with engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())
    assert "words_by_time (operator=? AND at>?)" in plan
    workspace.close()
