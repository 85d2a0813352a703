"""What cannot be right stands for a reason alone; what is offered is taken by one key."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from carddesk.cards.case import Status
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.workflow.views import FieldState
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, number_of, permit

ALT = Qt.KeyboardModifier.AltModifier


async def test_enter_on_an_error_asks_why_and_the_reason_is_kept_with_it(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first, panel = at_work.case.id, at_work.window.form.let_stand
    at_work.enter()
    assert panel.isVisible()
    assert at_work.focused is panel.reason
    at_work.insert("printed so")
    at_work.enter()
    assert not panel.isVisible()
    assert at_work.focused_key == "id_number"
    field = at_work.case.field("id_number")
    assert field is not None
    assert (field.state, field.reason) == (FieldState.CONFIRMED, "printed so")
    at_work.enter()
    assert at_work.desk.row(first).status is Status.ACCEPTED


async def test_the_last_reason_stands_ready_so_that_the_next_error_costs_two_strokes(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        script.by_name[name] = [permit({"id_number": BAD_NUMBER[:-3] + {"a": "022", "b": "042"}[name[0]]})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.enter()
    at_work.insert("printed so")
    at_work.enter(2)
    second = at_work.case.id
    at_work.enter(3)
    assert at_work.desk.row(second).status is Status.ACCEPTED


async def test_escape_leaves_the_error_as_it_is(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.enter()
    at_work.press(Qt.Key.Key_Escape)
    assert not at_work.window.form.let_stand.isVisible()
    assert at_work.focused_key == "id_number"
    field = at_work.case.field("id_number")
    assert field is not None
    assert field.state is FieldState.BROKEN


async def test_ctrl_enter_leads_to_the_error_instead_of_accepting(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.row("name").take_focus()
    at_work.ctrl(Qt.Key.Key_Return)
    assert at_work.case.status is Status.READ
    assert at_work.focused_key == "id_number"


async def test_an_error_of_the_card_itself_asks_why_before_the_card_is_accepted(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    forged = Flag(FlagCode.NOT_GENUINE, Level.ERROR, "It is a copy")
    script.by_name["a.png"] = [permit(card_flags=(forged,))]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    at_work.ctrl(Qt.Key.Key_Return)
    assert at_work.focused is at_work.window.form.let_stand.reason
    at_work.insert("the original is here")
    at_work.enter()
    assert at_work.desk.row(first).status is Status.ACCEPTED
    assert at_work.case.id != first


async def test_alt_1_takes_what_is_offered_and_undo_brings_back_what_stood(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    good = number_of("a.png")
    script.by_name["a.png"] = [permit({"id_number": good.replace("0", "O", 1)})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    assert at_work.focused_key == "id_number"
    assert f"Alt+1 takes {good}" in at_work.row("id_number").edit.accessibleDescription()
    at_work.press(Qt.Key.Key_1, ALT)
    assert at_work.value("id_number", first) == good
    assert at_work.row("id_number").edit.toPlainText() == good
    assert at_work.focused_key == "id_number"
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.value("id_number", first) == good.replace("0", "O", 1)
    at_work.press(Qt.Key.Key_1, ALT)
    at_work.enter()
    assert at_work.desk.row(first).status is Status.ACCEPTED


async def test_alt_9_where_less_is_offered_does_nothing(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    wrong = number_of("a.png").replace("0", "O", 1)
    script.by_name["a.png"] = [permit({"id_number": wrong})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.press(Qt.Key.Key_9, ALT)
    assert at_work.value("id_number") == wrong


async def test_an_offer_is_taken_by_the_mouse_too(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    good = number_of("a.png")
    script.by_name["a.png"] = [permit({"id_number": good.replace("0", "O", 1)})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    lines = at_work.row("id_number").repairs
    QTest.mouseClick(lines.childAt(10, 10), Qt.MouseButton.LeftButton)
    assert at_work.value("id_number") == good
    assert not lines.isVisible()


async def test_rules_that_could_not_be_checked_are_counted_and_listed(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"id_number": ""})]
    await at_work.open(files(tmp_path / "in", "a.png"))
    quiet = at_work.window.form.header.not_checked
    assert str(len(at_work.case.not_checked)) in quiet.button.text()
    assert not quiet.list.isVisible()
    QTest.mouseClick(quiet.button, Qt.MouseButton.LeftButton)
    assert quiet.list.isVisible()
    assert "公民身份号码" in quiet.list.text()
