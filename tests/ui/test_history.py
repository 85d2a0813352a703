"""The history sheet: by keyboard, masked where it must be, copied, and the way by which a person is erased."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from carddesk.cards.masking import HIDDEN
from carddesk.language import use
from carddesk.store.workspace import Workspace
from carddesk.ui.history.history_sheet import HistorySheet
from carddesk.workflow.desk import Desk
from tests.ui.desk_at_work import PERMIT, AtWork, files
from tests.workspaces import workspace_at

NUMBER = PERMIT["id_number"][1]


def sheet(at_work: AtWork) -> HistorySheet:
    return at_work.window.history.sheet


async def opened(at_work: AtWork, lines: int) -> HistorySheet:
    """By its key, once so many lines stand there."""
    at_work.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    there = sheet(at_work)
    assert there.isVisible()
    await at_work.until(lambda: there.lines.count() == lines)
    return there


def told(there: HistorySheet) -> list[str]:
    return [there.lines.item(row).text().split("\n")[1] for row in range(there.lines.count())]


async def test_what_happened_is_told_in_order_by_one_key_and_another_closes_it(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.judging.commit("name", "李四")
    there = await opened(at_work, 3)
    assert told(there) == [
        "Image “a.png” came in",
        "local read 5 fields",
        "Name corrected from “张三” to “李四”",
    ]
    assert there.lines.hasFocus()
    assert there.lines.currentRow() == 2
    at_work.press(Qt.Key.Key_Escape)
    assert not there.isVisible()
    assert there.lines.count() == 0, "nothing of a card is kept where it is not seen"
    assert at_work.focused_key == "name"


async def test_what_was_taken_back_is_struck_through_and_said_to_be(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.judging.commit("name", "李四")
    at_work.desk.judging.undo()
    there = await opened(at_work, 4)
    struck = [there.lines.item(row).font().strikeOut() for row in range(4)]
    assert struck == [False, False, True, False]
    assert told(there)[2].endswith("(taken back)")
    assert told(there)[3] == "Took back line 3: Name corrected from “张三” to “李四”"
    spoken = there.lines.item(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "taken back" in spoken
    assert "\n" not in spoken


async def test_lines_are_copied_all_of_them_or_those_chosen(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    there = await opened(at_work, 2)
    at_work.ctrl(Qt.Key.Key_C)
    copied = QGuiApplication.clipboard().text()
    assert copied.endswith("local read 5 fields")
    assert "\n" not in copied
    there.copy.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


async def test_in_privacy_mode_values_are_masked_there_too_until_the_card_is_laid_open(
    at_work: AtWork, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.judging.commit("name", "李四")
    at_work.desk.privacy.switch()
    there = await opened(at_work, 4)
    assert told(there)[0] == "Image “a*” came in"
    assert told(there)[2] == f"Name corrected from {HIDDEN} to {HIDDEN}"
    at_work.desk.privacy.show_case()
    await at_work.until(lambda: there.lines.count() == 5 and "李四" in told(there)[2])


async def test_it_follows_the_desk_and_speaks_the_language_of_the_run(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    there = await opened(at_work, 2)
    use("zh_CN")
    try:
        at_work.desk.judging.commit("name", "李四")
        await at_work.until(lambda: there.lines.count() == 3)
        assert told(there)[2] == "姓名由“张三”改为“李四”"
    finally:
        use("en")


async def test_a_person_is_erased_once_their_cards_were_counted(
    at_work: AtWork, desk: Desk, workspace_path: Path, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "1a.png", "2a.png", "b.png"))
    ids = [row.id for row in desk.queue]
    there = await opened(at_work, 2)
    at_work.press(Qt.Key.Key_Tab)
    while not there.erase.hasFocus():
        at_work.press(Qt.Key.Key_Tab)
    at_work.enter()
    panel = there.panel
    await at_work.until(panel.count.hasFocus)
    listed = [(line[:4], line.split()[-1]) for line in panel.cards.toPlainText().splitlines()]
    assert listed == [(f"{ids[0]:04}", "1a.png"), (f"{ids[1]:04}", "2a.png")]
    at_work.insert("3")
    at_work.enter()
    assert not panel.erase.isEnabled()
    assert len(desk.queue) == 3
    at_work.press(Qt.Key.Key_Backspace)
    at_work.insert("2")
    at_work.enter()
    await at_work.until(lambda: panel.cards.toPlainText().startswith("Proof"))
    assert [row.id for row in desk.queue] == ids[2:]
    assert desk.current is not None
    assert desk.current.id == ids[2]
    assert there.isVisible(), "the proofs can be read though the desk went on"
    proofs = panel.cards.toPlainText()
    beside = workspace_at(workspace_path, beside=True)
    assert beside.events(ids[0])[-1].hash in proofs
    assert beside.verify().whole
    beside.close()
    assert panel.cancel.hasFocus()
    at_work.enter()
    assert there.lines.isVisible()
    assert NUMBER not in "\n".join(told(there))


async def test_who_may_not_erase_is_not_offered_it(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "may_erase", False)
    at_work.window.speak("en")  # every part is made anew
    await at_work.open(files(tmp_path / "in", "a.png"))
    there = await opened(at_work, 2)
    assert not there.erase.isVisible()
    assert there.copy.isVisible()


async def test_nothing_is_erased_by_who_turns_away(at_work: AtWork, desk: Desk, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    there = await opened(at_work, 2)
    there.erase.click()
    await at_work.until(there.panel.isVisible)
    at_work.press(Qt.Key.Key_Escape)
    assert there.isVisible()
    assert there.lines.hasFocus()
    at_work.press(Qt.Key.Key_Escape)
    assert not there.isVisible()
    assert len(desk.queue) == 1


async def test_every_control_has_a_name_and_is_reached_by_tab(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    there = await opened(at_work, 2)
    reached = []
    while there.isVisible() and len(reached) < 9:
        reached.append(QApplication.focusWidget())
        at_work.press(Qt.Key.Key_Tab)
    assert reached == [there.lines, there.copy, there.erase], "and then out of it, which closes it"
    await opened(at_work, 2)
    there.erase.click()
    assert there.lines.accessibleName() == "What happened"
    await at_work.until(there.panel.isVisible)
    assert there.panel.count.accessibleName() == "Type 1 to erase them:"
    assert there.panel.cards.accessibleName()
