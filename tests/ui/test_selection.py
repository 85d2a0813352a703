"""The form and the image always show the same field as the one at work."""

from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit, quad_of


async def test_clicking_a_quad_goes_to_its_field(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    view = at_work.window.image.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(QPointF(*quad_of(3).centre)))
    assert at_work.desk.active == "address"
    assert at_work.focused_key == "address"


async def test_the_head_of_the_form_says_the_same_as_the_queue(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER}, doubtful=["name"])]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    header = at_work.window.form.header
    assert header.state == "2 to check"
    at_work.enter()
    assert header.state == "2 to check", "what cannot be right comes first, and asks for a reason"
    at_work.insert("so printed")
    at_work.enter()
    assert header.state == "1 to check"
    at_work.enter()
    assert header.state == "Ready"


async def test_a_file_without_a_picture_says_so_where_the_picture_would_be(at_work: AtWork, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"")
    await at_work.open([tmp_path / "broken.png"])
    image = at_work.window.image
    words = next(each for each in image.findChildren(QLabel) if "no picture" in each.text())
    assert image.childAt(words.geometry().center()) is words


async def test_the_line_around_a_field_leaves_its_ink_free(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    for place, item in enumerate(at_work.window.image.view.quads.values()):
        left, top, right, bottom = quad_of(place).bounds
        around = item.path.boundingRect()
        room = (left - around.left(), top - around.top(), around.right() - right, around.bottom() - bottom)
        assert min(room) > 2
        assert max(room) < (bottom - top) / 4


async def test_going_to_a_field_makes_its_quad_the_bold_one(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.row("id_number").take_focus()
    view = at_work.window.image.view
    assert [key for key, item in view.quads.items() if item.active] == ["id_number"]


async def test_the_field_at_work_is_in_view_however_close_the_view_was(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    view = at_work.window.image.view
    view.zoom(4.0)
    for place, key in enumerate(("name", "sex", "birth_date", "address", "id_number")):
        at_work.row(key).take_focus()
        middle = QPointF(*quad_of(place).centre)
        await at_work.until(lambda middle=middle: view.viewport().rect().contains(view.mapFromScene(middle)))


async def test_the_same_case_anew_keeps_zoom_and_place(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    view = at_work.window.image.view
    view.zoom(2.0)
    before = view.transform()
    script.by_name["a.png"] = [permit({"name": "李四"})]
    await at_work.desk.read([at_work.case.id], again=True)
    await at_work.until(lambda: at_work.row("name").edit.text == "李四")
    assert view.transform() == before


async def test_zooming_keeps_the_point_under_the_pointer(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    view = at_work.window.image.view
    at = QPointF(120, 200)
    before = view.mapToScene(at.toPoint())
    view.zoom(2.5, at)
    after = view.mapToScene(at.toPoint())
    assert (before - after).manhattanLength() < 3


async def test_fit_shows_the_card_and_then_the_whole_image(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    view = at_work.window.image.view
    card = view.transform().m11()
    at_work.ctrl(Qt.Key.Key_0)
    await at_work.until(lambda: view.transform().m11() < card)
    at_work.ctrl(Qt.Key.Key_0)
    await at_work.until(lambda: abs(view.transform().m11() - card) < 1e-6)


async def test_both_dates_of_a_validity_can_be_told_apart(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit(emblem=True)]
    await at_work.open(files(tmp_path / "in", "a.png"))
    names = [row.edit.accessibleName() for row in at_work.window.form.rows]
    assert names[:4] == ["签发机关", "有效期限 起", "有效期限 止", "通行证号码"]
    assert len(set(names)) == len(names)


async def test_each_field_shows_its_own_strip_of_the_image(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    await at_work.until(lambda: all(row.snippet.strip is not None for row in at_work.window.form.rows))
    widths = {row.snippet.strip.width for row in at_work.window.form.rows}  # type: ignore[union-attr]
    assert min(widths) > 300, "400 pixels of the image and a little around them"
