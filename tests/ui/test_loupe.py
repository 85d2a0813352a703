"""The loupe opens over the field at work and leaves the caret where it is, unless it is asked to take the keys."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from carddesk.ui.image.loupe import Loupe
from tests.ui.desk_at_work import AtWork, files

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
async def loupe(at_work: AtWork, tmp_path: Path) -> Loupe:
    at_work.window.resize(1280, 800)
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    at_work.desk.select_field("name")
    at_work.window.intents.focus_field()
    await asyncio.sleep(0.2)
    return at_work.window.image.loupe


async def test_it_opens_at_the_field_closer_than_the_view_and_the_caret_stays(at_work: AtWork, loupe: Loupe) -> None:
    assert at_work.focused_key == "name"
    at_work.press(Qt.Key.Key_F2)
    assert loupe.isVisible()
    assert at_work.focused_key == "name"
    quad = at_work.window.image.view.active_quad
    assert quad is not None
    assert abs(loupe.centre[1] - quad.centre[1]) < 1
    assert loupe.scale > at_work.window.image.view.camera.scale * 1.4
    at_work.press(Qt.Key.Key_F2)
    assert not loupe.isVisible()


async def test_it_follows_the_field_and_shows_where_it_begins(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2)
    before = loupe.centre
    at_work.press(Qt.Key.Key_Tab)
    await asyncio.sleep(0.2)
    quad = at_work.window.image.view.active_quad
    assert quad is not None
    assert loupe.centre != before
    assert abs(loupe.centre[1] - quad.centre[1]) < 1
    assert loupe.centre[0] - loupe.width() / loupe.scale / 2 < quad.lt[0], "the first character is in sight"


async def test_escape_closes_it_from_the_edit_box_and_the_caret_stays(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2)
    at_work.press(Qt.Key.Key_Escape)
    assert not loupe.isVisible()
    assert at_work.focused_key == "name"


async def test_asked_to_it_takes_the_arrow_keys_and_gives_the_caret_back(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2, SHIFT)
    assert loupe.hasFocus()
    x, y = loupe.centre
    at_work.press(Qt.Key.Key_Right)
    at_work.press(Qt.Key.Key_Down)
    assert loupe.centre[0] > x
    assert loupe.centre[1] > y
    strength = loupe.strength
    at_work.press(Qt.Key.Key_Plus)
    assert loupe.strength > strength
    at_work.press(Qt.Key.Key_Minus)
    at_work.press(Qt.Key.Key_Minus)
    assert loupe.strength < strength
    at_work.press(Qt.Key.Key_F2, SHIFT)
    assert at_work.focused_key == "name"
    assert loupe.isVisible()


async def test_closed_by_escape_it_gives_the_caret_back(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2, SHIFT)
    at_work.press(Qt.Key.Key_Escape)
    assert not loupe.isVisible()
    assert at_work.focused_key == "name"


async def test_it_cannot_be_moved_off_the_image(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2, SHIFT)
    for _ in range(100):
        loupe.step(-1, -1)
    assert loupe.centre == (0, 0)


async def test_it_can_be_dragged_and_the_caret_comes_back_when_it_closes(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2)
    x, middle = loupe.centre[0], loupe.rect().center()
    QTest.mousePress(loupe, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(loupe, middle - QPoint(10, 0))
    QTest.mouseRelease(loupe, Qt.MouseButton.LeftButton, pos=middle)
    assert loupe.centre[0] == pytest.approx(x + 10 / loupe.scale, abs=0.5)
    at_work.press(Qt.Key.Key_Escape)
    assert at_work.focused_key == "name"


async def test_it_shows_what_is_there_magnified(at_work: AtWork, loupe: Loupe) -> None:
    at_work.press(Qt.Key.Key_F2)
    loupe._look_at((21 - loupe.centre[0], 440 - loupe.centre[1]))
    shot = loupe.grab().toImage()
    row = [shot.pixelColor(x, loupe.height() // 2).lightness() for x in range(loupe.width() // 2, loupe.width() - 60)]
    assert min(row[:4]) < 60, "the dark frame of the picture runs through the middle"
    assert row[-1] > 90, "and yellow paper beside it"
    dark = sum(lightness < 80 for lightness in row)
    assert dark >= loupe.scale, "magnified: each of its pixels is so wide"


async def test_without_a_picture_it_does_not_open(at_work: AtWork) -> None:
    at_work.window.image.loupe.toggle()
    assert not at_work.window.image.loupe.isVisible()


async def test_in_privacy_mode_it_shows_no_more_than_the_view(at_work: AtWork, loupe: Loupe) -> None:
    at_work.desk.privacy.switch()
    await at_work.shown()
    at_work.press(Qt.Key.Key_F2)
    loupe._look_at((21 - loupe.centre[0], 440 - loupe.centre[1]))
    shot = loupe.grab().toImage()
    row = [shot.pixelColor(x, loupe.height() // 2).lightness() for x in range(8, loupe.width() - 60)]
    assert min(row) > 40, "the frame's dark line is washed out"
