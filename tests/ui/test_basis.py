"""The basis before capture at the window, by keyboard: noted, asked for before cards come, put right, and not remembered."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QPushButton

from carddesk.cards.basis import Basis
from carddesk.ui.capture.basis_box import BasisBox
from carddesk.ui.capture.basis_line import BasisLine
from tests.ui.desk_at_work import AtWork, files, picture


def box(at_work: AtWork) -> BasisBox:
    return at_work.window.capture.basis.box


def line(at_work: AtWork) -> BasisLine:
    return at_work.window.capture.basis.line


def set_to(at_work: AtWork, **values: str) -> None:
    for key, value in values.items():
        at_work.desk.settings.override(f"capture.{key}={value}")
    at_work.desk.basis.forget()


def link(at_work: AtWork) -> QPushButton:
    return at_work.window.form.header.basis


def on_the_clipboard(shade: int) -> None:
    image = QImage()
    image.loadFromData(picture(shade))
    held = QMimeData()
    held.setImageData(image)
    QGuiApplication.clipboard().setMimeData(held)


async def test_a_morning_at_a_counter_where_a_basis_is_required(at_work: AtWork) -> None:
    """Two customers by keyboard alone: what was asked for goes on once the box has what it wants."""
    set_to(at_work, basis="require", purposes="开户; 销户", customer_form=r"K\d{4}")
    await at_work.shown()
    assert line(at_work).words == "No card is captured before its purpose is noted."

    on_the_clipboard(1)
    at_work.ctrl(Qt.Key.Key_V)
    assert box(at_work).isVisible()
    assert box(at_work).purpose.hasFocus()
    at_work.insert("开户")
    at_work.enter()
    assert box(at_work).fault == "Type the customer number."
    assert box(at_work).customer.hasFocus()
    at_work.insert("K123")
    at_work.enter()
    assert "look otherwise" in box(at_work).fault
    assert not at_work.desk.queue
    at_work.type("K1234")
    assert not box(at_work).fault
    at_work.enter()
    assert not box(at_work).isVisible()
    await at_work.until(lambda: len(at_work.desk.queue) == 1)
    await at_work.settled()
    assert at_work.case.basis == Basis("开户", "K1234")
    assert link(at_work).text() == "Captured for: 开户 · customer K1234"
    at_work.enter()
    assert at_work.case.status.closed, "a clean card costs one keystroke still"

    on_the_clipboard(8)
    at_work.ctrl(Qt.Key.Key_V)
    assert box(at_work).purpose.text() == "开户", "a purpose is offered again"
    assert box(at_work).customer.text() == "", "a customer's number never is"
    assert box(at_work).customer.hasFocus()
    at_work.insert("K5678")
    at_work.enter()
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()
    at_work.press(Qt.Key.Key_PageDown)
    assert at_work.case.basis == Basis("开户", "K5678")


async def test_esc_leaves_everything_as_it_was_and_nothing_comes(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    set_to(at_work, basis="require")
    was = at_work.focused_key
    on_the_clipboard(99)
    at_work.ctrl(Qt.Key.Key_V)
    at_work.insert("开户")
    at_work.press(Qt.Key.Key_Escape)
    await at_work.shown()
    assert not box(at_work).isVisible()
    assert len(at_work.desk.queue) == 1
    assert at_work.focused_key == was
    assert not at_work.desk.basis.standing
    at_work.ctrl(Qt.Key.Key_I)
    at_work.insert("开户")
    at_work.enter()
    await at_work.shown()
    assert len(at_work.desk.queue) == 1, "what was let go of does not come later"


async def test_files_that_were_chosen_come_after_the_note(at_work: AtWork, tmp_path: Path) -> None:
    set_to(at_work, basis="require")
    at_work.window.intents.add(files(tmp_path / "in", "a.png", "b.png"))
    assert box(at_work).take.text() == "Note it and go on"
    at_work.press(Qt.Key.Key_Down)
    assert at_work.focused is box(at_work).choices[0]
    at_work.press(Qt.Key.Key_Down)
    at_work.enter()
    assert box(at_work).customer.hasFocus()
    at_work.enter()
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()
    assert at_work.case.basis == Basis("Employment")


async def test_a_device_does_not_move_before_the_note(at_work: AtWork) -> None:
    set_to(at_work, basis="require")
    moved: list[str] = []
    at_work.window.intents.before_capture(lambda: moved.append("scanner"))
    assert not moved
    at_work.insert("开户")
    at_work.enter()
    assert moved == ["scanner"]
    at_work.window.intents.before_capture(lambda: moved.append("again"))
    assert moved == ["scanner", "again"], "what is noted and not used up stands"


async def test_ctrl_i_notes_and_the_line_says_what_comes_next_and_takes_it_back(
    at_work: AtWork, tmp_path: Path
) -> None:
    assert line(at_work).words == "No purpose is noted for the next cards."
    await at_work.open(files(tmp_path / "in", "a.png"))
    assert not line(at_work).isVisible(), "who never notes anything loses no row of the window to it"
    assert not link(at_work).isVisible()
    at_work.ctrl(Qt.Key.Key_I)
    assert box(at_work).take.text() == "Note it"
    at_work.insert("开")
    assert box(at_work).purpose.text() == "开"
    at_work.type("住宿登记")
    at_work.press(Qt.Key.Key_Tab)
    box(at_work).customer.setFocus()
    at_work.insert("302")
    at_work.enter()
    assert line(at_work).words == "Next cards: 住宿登记 · customer 302"
    assert link(at_work).text() == "Captured for: nothing noted"
    at_work.ctrl(Qt.Key.Key_I)
    assert box(at_work).customer.text() == "302", "as long as it holds"
    at_work.ctrl(Qt.Key.Key_I)
    assert not box(at_work).isVisible()
    assert box(at_work).customer.text() == ""
    line(at_work).forget.click()
    await at_work.shown()
    assert not at_work.desk.basis.standing


async def test_a_purpose_is_completed_from_the_sites_list(at_work: AtWork) -> None:
    set_to(at_work, purposes="Account opening; Lodging")
    at_work.ctrl(Qt.Key.Key_I)
    at_work.insert("Lo")
    assert box(at_work).purpose.text() == "Lodging"
    at_work.enter()
    assert at_work.desk.basis.standing == Basis("Lodging")


async def test_no_key_means_anything_to_the_box_while_an_input_method_composes(at_work: AtWork) -> None:
    at_work.ctrl(Qt.Key.Key_I)
    at_work.compose("kaihu")
    at_work.enter()
    at_work.press(Qt.Key.Key_Escape)
    assert box(at_work).isVisible()
    at_work.insert("开户")
    at_work.enter()
    assert at_work.desk.basis.standing == Basis("开户")


async def test_what_is_noted_of_a_card_is_put_right_from_its_head(at_work: AtWork, tmp_path: Path) -> None:
    at_work.desk.basis.note("开户", "K-1")
    await at_work.open(files(tmp_path / "in", "a.png"))
    link(at_work).setFocus()
    at_work.enter()
    assert box(at_work).customer.hasFocus()
    at_work.type("K-2")
    at_work.enter()
    assert at_work.case.basis == Basis("开户", "K-2")
    assert link(at_work).text() == "Captured for: 开户 · customer K-2"
    assert not at_work.desk.basis.standing, "the next cards are another matter"
    at_work.window.intents.focus_field()
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.case.basis == Basis("开户", "K-1")


async def test_in_privacy_mode_the_number_is_seen_only_where_the_caret_is(at_work: AtWork, tmp_path: Path) -> None:
    at_work.desk.basis.note("开户", "K-1")
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.basis.note("开户", "K-7")
    at_work.desk.privacy.switch()
    await at_work.shown()
    assert "K-7" not in line(at_work).words
    assert "K-1" not in link(at_work).text()
    link(at_work).click()
    assert box(at_work).customer.text() == "K-1"
    assert box(at_work).customer.echoMode() is QLineEdit.EchoMode.Normal
    box(at_work).purpose.setFocus()
    assert box(at_work).customer.echoMode() is QLineEdit.EchoMode.Password


async def test_switched_off_there_is_no_line_and_the_key_does_nothing(at_work: AtWork) -> None:
    set_to(at_work, basis="off")
    await at_work.shown()
    assert not line(at_work).isVisible()
    at_work.ctrl(Qt.Key.Key_I)
    assert not box(at_work).isVisible()


async def test_a_note_outlives_a_change_of_language(at_work: AtWork) -> None:
    at_work.desk.basis.note("开户", "K-1")
    at_work.window.speak("zh_CN")
    assert line(at_work).isVisible()
    assert line(at_work).words == "后续证件：开户 · 客户号 K-1"


@pytest.mark.parametrize("part", ["purpose", "customer", "take", "cancel"])
async def test_every_part_has_a_name(at_work: AtWork, part: str) -> None:
    at_work.ctrl(Qt.Key.Key_I)
    widget = getattr(box(at_work), part)
    assert widget.accessibleName() or widget.text()
