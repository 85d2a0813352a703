"""Framing and splitting by keyboard in the real window: the tool has the keys, and nothing is said until Enter."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from carddesk.cards.geometry import Quad
from carddesk.imaging import frame as geometry
from carddesk.services.contract import SourceImage
from carddesk.ui.image.frame_edit import FrameEdit
from carddesk.ui.image.frame_tool import FrameTool
from tests.ui.desk_at_work import AtWork, Script, files
from tests.unit.workflow.fakes import FakeService

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SIZE = (800, 500)
ONE = Quad.from_bounds(40, 60, 360, 262)
TWO = Quad((420, 80), (740, 90), (734, 292), (414, 282))


class Sighted(FakeService):
    """Sees two cards on every page."""

    async def outlines(self, _image: SourceImage) -> Sequence[Quad]:
        return (ONE, TWO)


@pytest.fixture
def service(script: Script) -> FakeService:
    return Sighted(script)


@pytest.fixture
async def tool(at_work: AtWork, tmp_path: Path) -> FrameTool:
    at_work.desk.settings.set("reading.auto", False)
    at_work.window.resize(1280, 800)
    await at_work.desk.add_files(files(tmp_path / "in", "a.png", "b.png"))
    await at_work.until(lambda: at_work.window.image.view.has_picture and at_work.window.image.isVisible())
    return at_work.window.capture.framing.tool


def frames(at_work: AtWork) -> list[Quad | None]:
    return [row.frame for row in at_work.desk.queue]


async def found(at_work: AtWork, tool: FrameTool, count: int) -> None:
    await at_work.until(lambda: len(tool.edit.frames) == count and tool.edit.frames[0] == ONE)


async def test_the_frame_starts_at_the_card_that_the_engine_sees_and_enter_takes_it(
    at_work: AtWork, tool: FrameTool
) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    assert tool.hasFocus()
    assert tool.edit.frame == geometry.page(*SIZE)
    await at_work.until(lambda: tool.edit.frame in {ONE, TWO})
    chosen = tool.edit.frame
    at_work.press(Qt.Key.Key_Return)
    assert not tool.isVisible()
    assert frames(at_work)[0] == chosen
    at_work.press(Qt.Key.Key_Z, CTRL)
    assert frames(at_work)[0] is None


async def test_corners_are_reached_and_moved_by_keys_alone(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    await at_work.until(lambda: tool.edit.frame != geometry.page(*SIZE))
    at_work.press(Qt.Key.Key_W)
    at_work.press(Qt.Key.Key_Right, SHIFT)
    at_work.press(Qt.Key.Key_Down)
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Left)
    at_work.press(Qt.Key.Key_Tab, SHIFT)
    at_work.press(Qt.Key.Key_Down, SHIFT)
    assert "upper right" in tool.accessibleDescription()
    at_work.press(Qt.Key.Key_Return)
    assert frames(at_work)[0] == Quad((10, 1), (800, 10), (799, 500), (0, 500))


async def test_escape_leaves_all_as_it_was_and_gives_the_focus_back(at_work: AtWork, tool: FrameTool) -> None:
    before = at_work.window.focusWidget()
    at_work.press(Qt.Key.Key_K, CTRL)
    at_work.press(Qt.Key.Key_R)
    at_work.press(Qt.Key.Key_Right, SHIFT)
    at_work.press(Qt.Key.Key_Escape)
    assert not tool.isVisible()
    assert frames(at_work) == [None, None]
    assert at_work.window.focusWidget() is before
    assert not at_work.desk.judging.can_undo


async def test_corners_that_make_no_card_are_told_and_not_taken(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    tool.open(SIZE, [Quad((100, 100), (130, 100), (130, 300), (100, 300))])
    for _ in range(5):
        at_work.press(Qt.Key.Key_Right, SHIFT)
    at_work.press(Qt.Key.Key_Return)
    assert tool.isVisible()
    assert "make no card" in tool.bar.words
    assert frames(at_work)[0] is None


async def test_a_quarter_turn_is_a_frame_that_turns(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    await at_work.until(lambda: tool.edit.frame != geometry.page(*SIZE))
    at_work.press(Qt.Key.Key_W)
    at_work.press(Qt.Key.Key_R, SHIFT)
    at_work.press(Qt.Key.Key_Return)
    taken = frames(at_work)[0]
    assert taken is not None
    assert geometry.turns_of(taken, *SIZE) == 3


async def test_a_corner_is_dragged_by_the_mouse(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    tool.open(SIZE, [ONE])
    view = at_work.window.image.view
    start = view.screen_point(ONE.rb).toPoint()
    stop = start + QPoint(24, 16)
    QTest.mousePress(tool, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(tool, stop)
    QTest.mouseRelease(tool, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, stop)
    frame = tool.edit.frame
    assert frame is not None
    scale = view.camera.scale
    assert frame.rb == pytest.approx((ONE.rb[0] + 24 / scale, ONE.rb[1] + 16 / scale), abs=1.5 / scale)
    assert (frame.lt, frame.rt, frame.lb) == (ONE.lt, ONE.rt, ONE.lb)


async def test_a_page_is_split_by_keyboard(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_I, CTRL | SHIFT)
    await found(at_work, tool, 2)
    at_work.press(Qt.Key.Key_Insert)
    assert len(tool.edit.frames) == 3
    at_work.press(Qt.Key.Key_Delete)
    at_work.press(Qt.Key.Key_2)
    at_work.press(Qt.Key.Key_Right)
    moved = tool.edit.frames[1]
    at_work.press(Qt.Key.Key_Return)
    assert frames(at_work) == [ONE, moved, None]
    at_work.press(Qt.Key.Key_Z, CTRL)
    assert frames(at_work) == [None, None]


async def test_what_is_shown_anew_takes_no_keys_from_the_tool(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    assert tool.hasFocus()
    at_work.window.at_hand.show_case()
    assert tool.hasFocus()


async def test_the_tool_goes_with_its_card(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    at_work.press(Qt.Key.Key_PageDown)
    assert not tool.isVisible()
    assert frames(at_work) == [None, None]


async def test_within_its_frame_the_card_is_shown_straight_and_the_page_on_wish(at_work: AtWork) -> None:
    at_work.desk.settings.set("reading.auto", False)
    at_work.window.resize(1280, 800)
    pixels = np.full((SIZE[1], SIZE[0], 3), 40, np.uint8)
    corners = Quad((500, 60), (620, 330), (440, 410), (320, 140))
    image = Image.fromarray(pixels)
    from PIL import ImageDraw

    ImageDraw.Draw(image).polygon([tuple(map(int, point)) for point in corners.points], fill=(230, 90, 20))
    out = io.BytesIO()
    image.save(out, "PNG")
    await at_work.desk.add_image(out.getvalue(), "askew.png")
    view = at_work.window.image.view
    await at_work.until(lambda: view.has_picture)
    framing = at_work.desk.capturing.framing
    assert framing.page is not None
    framing.take(framing.page, corners)
    assert view.camera.angle == 0
    shown = view.grab().toImage()
    width, height = view.stage_size
    for x, y in ((0.04, 0.04), (0.96, 0.04), (0.96, 0.96), (0.04, 0.96), (0.5, 0.5)):
        at = view.screen_point((width * x, height * y)).toPoint() * shown.devicePixelRatio()
        assert QColor(shown.pixel(at)).red() > 200, (x, y)
    outside = view.screen_point((-width * 0.03, height / 2)).toPoint() * shown.devicePixelRatio()
    assert QColor(shown.pixel(outside)).red() not in (40, 230)
    at_work.press(Qt.Key.Key_0, CTRL)
    assert view.shows_page
    assert view.stage_size == SIZE
    at_work.press(Qt.Key.Key_0, CTRL)
    assert not view.shows_page


def test_behind_the_last_corner_of_a_frame_comes_the_next_frame() -> None:
    edit = FrameEdit(SIZE, (ONE, TWO), several=True)
    places = []
    for _ in range(9):
        places.append((edit.at, edit.corner))
        edit = edit.step(1)
    assert places == [*((at, corner) for at in range(2) for corner in range(4)), (0, 0)]
    assert FrameEdit(SIZE).step(1) == FrameEdit(SIZE)
    assert FrameEdit(SIZE, (ONE, TWO)).remove().frames == (TWO,)


async def test_a_card_that_was_turned_stands_so_the_next_time(at_work: AtWork, tool: FrameTool) -> None:
    view = at_work.window.image.view
    at_work.press(Qt.Key.Key_L, CTRL)
    assert view.camera.angle == 90
    at_work.press(Qt.Key.Key_PageDown)
    assert view.camera.angle == 0
    at_work.press(Qt.Key.Key_PageUp)
    assert view.stage_size == (SIZE[1], SIZE[0])
    assert view.camera.angle == 0
    taken = frames(at_work)[0]
    assert taken is not None
    assert geometry.turns_of(taken, *SIZE) == 1
    assert not at_work.window.image.reframed.isVisible()
    assert not tool.isVisible()


async def test_what_was_read_in_another_frame_is_told_over_the_image(at_work: AtWork, tool: FrameTool) -> None:
    await at_work.desk.read()
    await at_work.until(lambda: at_work.desk.current is not None and bool(at_work.desk.current.fields))
    assert not at_work.window.image.reframed.isVisible()
    at_work.press(Qt.Key.Key_K, CTRL)
    # The card was read: the frame starts at its outline, and no engine is asked.
    assert tool.edit.frame == Quad.from_bounds(20, 20, SIZE[0] - 20, SIZE[1] - 20)
    at_work.press(Qt.Key.Key_Return)
    assert at_work.window.image.reframed.isVisible()
    quads = at_work.window.image.view.quads
    assert quads["name"].quad is not None
    assert quads["name"].quad.lt == pytest.approx((80, 40), abs=0.1)  # on the stage, 20 px from the page's corner


async def test_in_privacy_mode_the_straight_card_is_as_coarse_as_the_image(at_work: AtWork, tool: FrameTool) -> None:
    at_work.press(Qt.Key.Key_K, CTRL)
    tool.open(SIZE, [ONE])
    plain = tool.side.card.pixmap().toImage()
    at_work.press(Qt.Key.Key_Escape)
    at_work.desk.privacy.switch()
    at_work.press(Qt.Key.Key_K, CTRL)
    tool.open(SIZE, [ONE])
    assert at_work.desk.current is not None
    assert at_work.desk.current.masked
    assert tool.side.card.pixmap().toImage() != plain


async def test_nothing_lies_over_the_corners_of_a_card_with_two_faces(at_work: AtWork, tool: FrameTool) -> None:
    at_work.desk.select_case(at_work.desk.queue[0].id)
    at_work.press(Qt.Key.Key_J, CTRL)
    faces = at_work.window.image.faces
    assert faces.isVisible()
    at_work.press(Qt.Key.Key_K, CTRL)
    assert tool.isVisible()
    assert not faces.isVisible()
    at_work.press(Qt.Key.Key_Escape)
    assert faces.isVisible()
