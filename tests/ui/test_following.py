"""The view goes with the active field, unless it is held still; what the operator zoomed to by hand stays."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from carddesk.ui.look import motion
from tests.ui.desk_at_work import AtWork, files


async def opened(at_work: AtWork, tmp_path: Path, *names: str) -> None:
    await at_work.open(files(tmp_path / "in", *names))
    at_work.window.resize(1280, 800)
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    await at_work.shown()


async def rested(at_work: AtWork) -> None:
    await asyncio.sleep(0.2)


async def test_the_view_goes_to_the_field_within_the_time_a_movement_may_last(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path, "a.png")
    view = at_work.window.image.view
    view.zoom(6)
    before = view.camera.centre
    at_work.desk.select_field("id_number")
    await rested(at_work)
    assert view.camera.centre != before
    quad = view.active_quad
    assert quad is not None
    at = view.screen_point(quad.centre)
    assert view.viewport().rect().contains(at.toPoint())
    assert 0 <= motion.duration_ms() <= 120


async def test_without_motion_the_view_is_there_at_once(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(at_work, tmp_path, "a.png")
    view = at_work.window.image.view
    view.zoom(6)
    await rested(at_work)
    monkeypatch.setattr(motion, "duration_ms", lambda: 0)
    before = view.camera
    view.set_active("id_number")
    assert view.camera != before
    assert view.active_quad is not None


async def test_held_still_the_view_stays_and_the_field_is_marked_all_the_same(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path, "a.png")
    view = at_work.window.image.view
    view.zoom(6)
    at_work.press(Qt.Key.Key_F3)
    before = view.camera
    at_work.desk.select_field("id_number")
    await rested(at_work)
    assert view.camera == before
    assert view.quads["id_number"].active
    at_work.press(Qt.Key.Key_F3)
    await rested(at_work)
    assert view.camera != before, "let go, it is back at the field"


async def test_to_hold_the_view_is_remembered_and_told_by_its_button(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path, "a.png")
    button = at_work.window.image.findChild(QPushButton, "hold")
    assert isinstance(button, QPushButton)
    assert not button.isChecked()
    button.click()
    assert button.isChecked()
    assert at_work.desk.settings.switch("ui.follow_field") is False
    at_work.press(Qt.Key.Key_F3)
    assert not button.isChecked()
    assert at_work.desk.settings.switch("ui.follow_field") is True


async def test_what_was_zoomed_to_by_hand_is_shown_as_large_on_the_next_card(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path, "a.png", "b.png")
    view = at_work.window.image.view
    fitted = view.camera.scale
    view.zoom(1.5)
    at_work.press(Qt.Key.Key_PageDown)
    await rested(at_work)
    assert view.camera.scale == pytest.approx(fitted * 1.5)
    at_work.ctrl(Qt.Key.Key_0)
    await rested(at_work)
    at_work.press(Qt.Key.Key_PageUp)
    await rested(at_work)
    assert view.camera.scale == pytest.approx(fitted), "fitted again, the next card is fitted, too"


async def test_held_still_the_next_card_is_seen_at_the_same_place(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path, "a.png", "b.png")
    view = at_work.window.image.view
    view.zoom(4)
    at_work.press(Qt.Key.Key_F3)
    before = view.camera
    at_work.press(Qt.Key.Key_PageDown)
    await rested(at_work)
    assert view.camera.centre == pytest.approx(before.centre)
    assert view.camera.scale == pytest.approx(before.scale)
