"""The wall in the window: by keyboard from opening to confirming."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from carddesk.workflow.views import FieldState
from tests.ui.desk_at_work import AtWork, Script, files, number_of, permit


async def opened(at_work: AtWork, script: Script, folder: Path) -> list[int]:
    script.by_name["b.png"] = [permit({"id_number": number_of("b.png")}, doubtful=("sex",))]
    await at_work.open(files(folder / "in", "a.png", "b.png", "c.png"))
    at_work.ctrl(Qt.Key.Key_G)
    await at_work.until(at_work.window.wall.isVisible)
    return [row.id for row in at_work.desk.queue]


async def test_the_wall_opens_at_the_field_checked_most_and_takes_the_keys(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await opened(at_work, script, tmp_path)
    wall = at_work.window.wall
    assert wall.field.currentData() == "sex"
    assert at_work.focused is wall.tiles
    assert wall.model.rowCount() == 3


async def test_space_marks_enter_confirms_the_rest_and_leads_to_what_was_marked(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    first, second, third = await opened(at_work, script, tmp_path)
    at_work.press(Qt.Key.Key_Right)
    at_work.press(Qt.Key.Key_Right)
    at_work.press(Qt.Key.Key_Space)
    assert at_work.window.wall.model.marked == {third}
    at_work.enter()
    assert not at_work.window.wall.isVisible()
    assert (at_work.case.id, at_work.focused_key) == (third, "sex")
    states = {}
    for case in (first, second, third):
        at_work.desk.select_case(case)
        field = at_work.case.field("sex")
        assert field is not None
        states[case] = field.state
    assert states == {first: FieldState.CONFIRMED, second: FieldState.CONFIRMED, third: FieldState.DOUBTFUL}


async def test_escape_says_nothing_and_gives_the_caret_back(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await opened(at_work, script, tmp_path)
    at_work.press(Qt.Key.Key_Space)
    at_work.press(Qt.Key.Key_Escape)
    assert not at_work.window.wall.isVisible()
    assert at_work.focused_key == "name"
    assert not at_work.desk.judging.can_undo


async def test_the_wall_fills_the_window_between_its_bars(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await opened(at_work, script, tmp_path)
    window = at_work.window
    wall, top, foot = (each.geometry() for each in (window.wall, window.top, window.status))
    assert (wall.left(), wall.width()) == (0, window._frame.width())
    assert (wall.top(), wall.bottom()) == (top.bottom() + 1, foot.top() - 1)


async def test_strips_are_cut_for_the_tiles_in_sight(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await opened(at_work, script, tmp_path)
    wall = at_work.window.wall
    wall.tiles.viewport().repaint()
    strips = wall.strips
    await at_work.until(lambda: all(strips.get(item) is not None for item in wall.model.items))


async def test_a_click_marks_and_a_second_one_does_not_any_more(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await opened(at_work, script, tmp_path)
    wall = at_work.window.wall
    place = wall.tiles.visualRect(wall.model.index(1)).center()
    for expected in (1, 0):
        QTest.mouseClick(wall.tiles.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert len(wall.model.marked) == expected


async def test_one_card_alone_has_no_wall(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.ctrl(Qt.Key.Key_G)
    await at_work.until(lambda: at_work.window.notices.words)
    assert not at_work.window.wall.isVisible()
