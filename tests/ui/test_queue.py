"""The queue: filter, order, states, files that cannot be opened, and a hundred thousand rows."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from carddesk.cards.case import Status
from carddesk.language import use
from carddesk.ui.look.theme import Theme
from carddesk.ui.queue.queue_model import QueueModel, state_words
from carddesk.workflow.queue import Queue
from carddesk.workflow.rows import Rows
from carddesk.workflow.views import QueueRow
from tests.ui.desk_at_work import AtWork, Script, files, permit
from tests.unit.workflow.test_queue import entry


def shown(at_work: AtWork) -> list[str]:
    model = at_work.window.queue.list.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


async def test_page_keys_follow_the_filter(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name = {name: [permit({"name": "王五"})] for name in ("b.png", "d.png")}
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png", "d.png"))
    at_work.ctrl(Qt.Key.Key_F)
    at_work.insert("王五")
    at_work.enter()
    await at_work.shown()
    assert [line.split()[-1] for line in shown(at_work)] == ["b.png", "d.png"]
    visited = []
    for _ in range(3):
        at_work.press(Qt.Key.Key_PageDown)
        visited.append(Path(at_work.case.source).name)
    assert visited == ["b.png", "d.png", "d.png"]
    at_work.press(Qt.Key.Key_PageUp)
    assert Path(at_work.case.source).name == "b.png"


async def test_only_open_cases_are_shown_when_asked(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.enter()
    at_work.window.queue.only_open.click()
    await at_work.shown()
    assert [line.split()[-1] for line in shown(at_work)] == ["b.png"]
    at_work.window.queue.only_open.click()
    await at_work.shown()
    assert len(shown(at_work)) == 2


async def test_a_filter_that_fits_nothing_says_so_and_escape_clears_it(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.ctrl(Qt.Key.Key_F)
    at_work.insert("nobody")
    at_work.enter()
    await at_work.shown()
    assert shown(at_work) == []
    assert not at_work.window.queue.list.isVisible()
    at_work.press(Qt.Key.Key_Escape)
    await at_work.shown()
    assert len(shown(at_work)) == 1


async def test_arrow_keys_go_through_the_cards_and_enter_goes_to_the_fields(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    queue = at_work.window.queue.list
    queue.setFocus()
    at_work.press(Qt.Key.Key_Down)
    assert Path(at_work.case.source).name == "b.png"
    assert at_work.focused is queue
    at_work.press(Qt.Key.Key_A)
    assert Path(at_work.case.source).name == "b.png", "a letter means nothing here"
    at_work.enter()
    assert at_work.focused_key == "name"


async def test_a_broken_file_has_its_row_and_its_reason_and_the_rest_goes_on(at_work: AtWork, tmp_path: Path) -> None:
    paths = files(tmp_path / "in", "a.png", "b.png", "c.png")
    paths[1].write_bytes(b"not an image")
    await at_work.open(paths)
    statuses = [row.status for row in at_work.desk.queue]
    assert statuses == [Status.READ, Status.REFUSED, Status.READ]
    at_work.press(Qt.Key.Key_PageDown)
    form = at_work.window.form
    assert form.state.isVisible()
    assert at_work.case.trouble in form.state.words
    assert at_work.focused is form.state
    at_work.enter()
    assert at_work.case.status is Status.READ, "Enter passes on to what can be verified"
    assert at_work.focused_key == "name"


async def test_all_done_is_said_once_with_export_at_hand_and_unsaid_by_undo(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.enter(2)
    await at_work.shown()
    assert at_work.window.notices.words == "All 2 cards are done."
    at_work.ctrl(Qt.Key.Key_Z)
    await at_work.shown()
    assert at_work.window.notices.words == ""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_state_has_its_own_words(theme: Theme, language: str) -> None:
    use(language)
    rows = [QueueRow(1, "a", status) for status in Status]
    rows += [QueueRow(1, "a", Status.READ, open_fields=3), QueueRow(1, "a", Status.READ, reading=True)]
    rows += [QueueRow(1, "a", Status.SECOND_LOOK, look="second"), QueueRow(1, "a", Status.THIRD_LOOK, look="third")]
    words = [state_words(row, theme) for row in rows]
    assert len(set(words)) == len(rows)
    assert any("3" in each for each in words)


def many(count: int) -> Queue:
    return Queue(entry(at) for at in range(1, count + 1))


def test_the_model_keeps_its_word_to_the_view(theme: Theme, qtbot: QtBot) -> None:
    model = QueueModel(theme)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    queue = many(5)
    rows = queue.filtered
    queue.put(entry(2, Status.ACCEPTED))
    queue.put(entry(6))
    for wanted in (rows[:2], rows, rows[:3], rows[1:4], rows[:0], queue.filtered, rows):
        model.show_rows(wanted)
        assert list(model.rows) == list(wanted)
        assert [model.rows.place_of(row.id) for row in wanted] == list(range(len(wanted)))
    del tester


def test_what_changes_in_a_hundred_thousand_rows_is_told_alone_and_at_once(theme: Theme, qtbot: QtBot) -> None:
    model = QueueModel(theme)
    queue = many(100_000)
    model.show_rows(queue.filtered)
    told: list[int] = []
    model.dataChanged.connect(lambda first, last: told.extend(range(first.row(), last.row() + 1)))
    model.modelReset.connect(lambda: told.append(-1))
    took = []
    for number in range(5):
        started = time.perf_counter()
        queue.put(entry(70_001 + 2 * number, Status.ACCEPTED))
        queue.set_reading([10 + number])
        model.show_rows(queue.filtered)
        took.append(time.perf_counter() - started)
        assert sorted(told) == [9 + number, 70_000 + 2 * number]
        told.clear()
    assert min(took) < 0.05


def test_a_row_that_goes_from_the_middle_is_told_alone(theme: Theme, qtbot: QtBot) -> None:
    model = QueueModel(theme)
    queue = many(9)
    queue.set_filter("", only_open=True)
    model.show_rows(queue.filtered)
    told: list[tuple[str, int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("gone", first, last)))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("come", first, last)))
    model.modelReset.connect(lambda: told.append(("reset", 0, 0)))
    queue.put(entry(4, Status.ACCEPTED))
    model.show_rows(queue.filtered)
    queue.put(entry(4, Status.READ))
    model.show_rows(queue.filtered)
    assert told == [("gone", 3, 3), ("come", 3, 3)]


async def test_no_row_is_asked_for_by_itself_when_very_many_are_laid_out(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    pane, asked = at_work.window.queue, 0
    counted = Rows.__len__

    def count(rows: Rows) -> int:
        nonlocal asked
        asked += 1
        return counted(rows)

    monkeypatch.setattr(Rows, "__len__", count)
    few_and_many = []
    for cases in (1_000, 20_000):
        queue, asked = many(cases), 0
        pane.show_rows(queue.filtered)
        await at_work.shown()
        queue.put(entry(500, Status.ACCEPTED))
        pane.show_rows(queue.filtered)
        await at_work.shown()
        few_and_many.append(asked)
    few, so_many = few_and_many
    assert 0 < so_many <= few + 10
