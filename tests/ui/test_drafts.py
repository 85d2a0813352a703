"""What is typed is never lost, whichever way the operator leaves the field."""

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carddesk.cards import events
from carddesk.cards.case import Status
from tests.ui.desk_at_work import AtWork, Script, files, permit


async def two_cards(at_work: AtWork, tmp_path: Path) -> int:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    return at_work.case.id


async def test_kept_when_going_to_the_next_card(at_work: AtWork, tmp_path: Path) -> None:
    first = await two_cards(at_work, tmp_path)
    at_work.type("李四")
    at_work.press(Qt.Key.Key_PageDown)
    assert at_work.case.id != first
    assert at_work.row("name").edit.text == "张三", "the draft must not spill into the next card"
    assert at_work.value("name", first) == "李四"


async def test_kept_when_clicking_another_field(at_work: AtWork, tmp_path: Path) -> None:
    first = await two_cards(at_work, tmp_path)
    at_work.type("李四")
    QTest.mouseClick(at_work.row("address").edit.viewport(), Qt.MouseButton.LeftButton)
    assert at_work.focused_key == "address"
    assert at_work.value("name", first) == "李四"


async def test_kept_when_clicking_another_card_in_the_queue(at_work: AtWork, tmp_path: Path) -> None:
    first = await two_cards(at_work, tmp_path)
    at_work.type("李四")
    queue = at_work.window.queue.list
    QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 56 + 20))
    assert at_work.case.id != first
    assert at_work.focused_key == "name", "after a click the caret goes on to the fields"
    assert at_work.value("name", first) == "李四"


async def test_kept_when_putting_off_accepting_and_rejecting(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png", "d.png"))
    done = []
    for leave in (Qt.Key.Key_D, Qt.Key.Key_Return, Qt.Key.Key_R):
        done.append(at_work.case.id)
        at_work.type("李四")
        at_work.ctrl(leave, shift=leave == Qt.Key.Key_R)
        if leave == Qt.Key.Key_R:
            at_work.insert("blurred")
            at_work.enter()
    assert [at_work.value("name", case) for case in done] == ["李四"] * 3
    assert [at_work.desk.row(case).status for case in done] == [Status.POSTPONED, Status.ACCEPTED, Status.REJECTED]


async def test_kept_when_the_window_is_closed(at_work: AtWork, tmp_path: Path) -> None:
    await two_cards(at_work, tmp_path)
    at_work.type("李四")
    asked = []
    at_work.window.close_asked.connect(lambda: asked.append(1))
    at_work.window.close()
    at_work.window.close()
    assert at_work.value("name") == "李四"
    assert asked == [1], "closing twice asks once"
    assert at_work.window.isVisible(), "it stays until the work behind it has ended"


async def test_kept_while_the_card_is_read_again(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await two_cards(at_work, tmp_path)
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Tab)
    at_work.type("1999-01-0")
    edit = at_work.row("birth_date").edit
    caret = edit.textCursor().position()
    script.by_name["a.png"] = [permit({"address": "上海市样张路2号"})]
    await at_work.desk.read([at_work.case.id], again=True)
    await at_work.until(lambda: at_work.row("address").edit.text == "上海市样张路2号")
    assert (edit.text, edit.textCursor().position()) == ("1999-01-0", caret)
    assert at_work.focused is edit


async def test_leaving_a_field_untouched_writes_nothing(at_work: AtWork, tmp_path: Path) -> None:
    await two_cards(at_work, tmp_path)
    for _ in range(6):
        at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_PageDown)
    workspace = at_work.desk._workspace
    bodies = [event.body for row in at_work.desk.queue for event in workspace.events(row.id)]
    assert not any(isinstance(body, events.FieldCorrected | events.FieldConfirmed) for body in bodies)


async def test_what_was_typed_takes_its_normal_form_once_the_field_is_left(at_work: AtWork, tmp_path: Path) -> None:
    await two_cards(at_work, tmp_path)
    at_work.row("birth_date").take_focus()
    at_work.type("1994.8.24")
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.row("birth_date").edit.text == "1994-08-24"
    at_work.row("birth_date").take_focus()
    at_work.type("1994/8/24")
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.row("birth_date").edit.text == "1994-08-24", (
        "the same date in other words is no change, but is tidied"
    )


async def test_going_to_another_program_and_back_goes_on_with_the_same_draft(at_work: AtWork, tmp_path: Path) -> None:
    await two_cards(at_work, tmp_path)
    at_work.type("李")
    edit = at_work.row("name").edit
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason))
    assert at_work.value("name") == "张三", "a word half typed is not yet a correction"
    at_work.insert("四")
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.value("name") == "李四"
