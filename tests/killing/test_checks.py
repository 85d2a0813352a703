"""The checks of a campaign find what they are there to find."""

from pathlib import Path

import pytest

from carddesk.cards import events
from tests.killing.checks import Expected, looked_at
from tests.killing.told import Line, Teller, lines
from tests.workspaces import connected, workspace_at

AT = "2026-11-21T03:00:00.000000Z"


def sight(at: int | None = 1, drafts: dict[str, str] | None = None, **cases: object) -> dict[str, object]:
    drafts = drafts or {}
    return {"cases": cases, "count": 1, "at": [at, "name"], "drafts": drafts, "boxes": drafts}


def opened(words: str, **shown: object) -> Line:
    return Line("opened", 100.0, {"words": words, "shown": shown})


BAD_END = "CardDesk was not closed in good order last time. Typed, put back: x."


def after(*sights: tuple[float, dict[str, object]], killed: float, pending: bool = False) -> Expected:
    expected = Expected()
    heard = [Line("done", at, {"shown": seen}) for at, seen in sights]
    expected.take([*heard, Line("about", killed, {})] if pending else heard)
    expected.end(orderly=False, began=True, opened=True, killed=killed)
    return expected


@pytest.fixture
def left(tmp_path: Path) -> tuple[Path, Expected]:
    """A workspace with a case of three lines that were acknowledged."""
    workspace = workspace_at(tmp_path / "workspace")
    with workspace.transaction("ann", AT) as writing:
        case_id = writing.case()
        writing.event(case_id, events.ImageAdded(workspace.put_image(b"an image"), "a.jpg"))
    for text in ("李四", "王五"):
        workspace.append(case_id, events.FieldCorrected("name", "", text, text), "ann", AT)
    last = workspace.events(case_id)[-1]
    workspace.close()
    return tmp_path / "workspace", Expected(cases={"1": {"seq": last.seq, "hash": last.hash}})


def look(left: tuple[Path, Expected]) -> None:
    looked_at(left[0], left[0].with_name("copy"), left[1])


def test_what_is_whole_is_left_alone(left: tuple[Path, Expected]) -> None:
    look(left)


def test_a_line_that_was_acknowledged_and_is_gone_is_found(left: tuple[Path, Expected]) -> None:
    left[1].cases["1"]["seq"] += 1
    with pytest.raises(AssertionError, match="was acknowledged and is gone"):
        look(left)


def test_a_line_cut_off_the_end_is_found(left: tuple[Path, Expected]) -> None:
    connection = connected(left[0] / "journal.db")
    connection.execute("DROP TRIGGER events_no_delete")
    connection.execute("DELETE FROM events WHERE seq = 3")
    connection.commit()
    connection.close()
    with pytest.raises(AssertionError, match=r"seq=3, reason=.* is gone"):
        look(left)


def test_a_journal_that_is_gone_is_found(left: tuple[Path, Expected]) -> None:
    (left[0] / "journal.db").unlink()
    with pytest.raises(AssertionError, match="the journal is gone"):
        look(left)


def test_a_case_shown_otherwise_after_the_start_is_found() -> None:
    before = {"seq": 3, "hash": "x", "status": "read", "fields": {"name": ["李四", True]}}
    now = {**before, "fields": {"name": ["张三", False]}}
    expected = after((10.0, sight(**{"1": before})), killed=10.5)
    with pytest.raises(AssertionError, match="case 1 was shown as"):
        expected.compare_start(opened(BAD_END, **sight(**{"1": now})))
    expected.compare_start(opened(BAD_END, **sight(**{"1": before})))


def test_a_text_that_is_older_than_a_second_or_gone_is_found() -> None:
    typed = [(10.0 + 0.1 * at, sight(drafts={"1/name": "x" * at})) for at in range(1, 30)]
    expected = after(*typed, killed=13.0)
    expected.compare_start(opened(BAD_END, **sight(drafts={"1/name": "x" * 22})))
    with pytest.raises(AssertionError, match="had been typed"):
        expected.compare_start(opened(BAD_END, **sight(drafts={"1/name": "x" * 12})))
    with pytest.raises(AssertionError, match="longer than a second"):
        expected.compare_start(opened(BAD_END, **sight()))


def test_a_start_without_a_word_about_the_kill_or_at_another_case_is_found() -> None:
    expected = after((10.0, sight()), killed=12.0)
    with pytest.raises(AssertionError, match="unclean"):
        expected.compare_start(opened("", **sight()))
    with pytest.raises(AssertionError, match="came back at"):
        expected.compare_start(opened(BAD_END, **sight(at=7)))


def test_a_line_that_a_kill_cut_off_was_not_told(tmp_path: Path) -> None:
    teller = Teller(tmp_path / "told")
    teller.tell("about", deed="confirm")
    teller.tell("done", deed="confirm")
    whole = (tmp_path / "told").read_bytes()
    (tmp_path / "told").write_bytes(whole[:-9])
    assert [line.what for line in lines(tmp_path / "told")] == ["about"]
