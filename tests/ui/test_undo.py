"""Undo takes back typing first, then judgements, without limit and over all cards."""

from pathlib import Path

from PySide6.QtCore import Qt

from carddesk.cards.case import Status
from tests.ui.desk_at_work import AtWork, Script, files, permit


async def test_typing_first_then_what_was_decided(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    at_work.type("李四")
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    at_work.press(Qt.Key.Key_End)
    at_work.insert("x")
    assert at_work.row("name").edit.text == "李四x"
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.row("name").edit.text == "李四"
    assert at_work.value("name") == "李四"
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.value("name", first) == "张三"
    assert at_work.row("name").edit.text == "张三"


async def test_typing_can_be_redone(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.press(Qt.Key.Key_End)
    at_work.insert("x")
    at_work.ctrl(Qt.Key.Key_Z)
    at_work.ctrl(Qt.Key.Key_Z, shift=True)
    assert at_work.row("name").edit.text == "张三x"


async def test_over_all_cards_back_to_the_beginning_and_forth_again(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    names = [f"{at}.png" for at in range(4)]
    script.by_name = {name: [permit(doubtful=("address",))] for name in names}
    await at_work.open(files(tmp_path / "in", *names))
    at_work.enter(8)
    assert [row.status for row in at_work.desk.queue] == [Status.ACCEPTED] * 4
    for _ in range(8):
        at_work.ctrl(Qt.Key.Key_Z)
    assert [row.status for row in at_work.desk.queue] == [Status.READ] * 4
    assert at_work.case.id == at_work.desk.queue[0].id
    assert at_work.focused_key == "address", "undo goes to the field concerned"
    for _ in range(8):
        at_work.ctrl(Qt.Key.Key_Z, shift=True)
    assert [row.status for row in at_work.desk.queue] == [Status.ACCEPTED] * 4
