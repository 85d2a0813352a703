"""Wheel, touch pad and pinch do over the image what people expect, and over a box they have not chosen nothing at all."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget

from carddesk.ui.image.image_view import ImageView
from carddesk.ui.image.wheel import ZOOM_STEP
from tests.ui.desk_at_work import AtWork, files

NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def turn(
    widget: QWidget,
    angle: tuple[int, int],
    *,
    pixels: tuple[int, int] = (0, 0),
    held: Qt.KeyboardModifier = NO_KEY,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> QWheelEvent:
    """Turn the wheel, or move two fingers, in the middle of the widget."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(*pixels),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        held,
        phase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


@pytest.fixture
async def view(at_work: AtWork, tmp_path: Path) -> ImageView:
    await at_work.open(files(tmp_path / "in", "a.png"))
    return at_work.window.image.view


def look(view: ImageView) -> tuple[float, float, float]:
    """Scale, and where the image's origin stands in the view."""
    origin = view.viewportTransform().map(QPointF(0, 0))
    return view.transform().m11(), origin.x(), origin.y()


async def test_a_notch_of_the_wheel_comes_a_step_closer_and_back(view: ImageView) -> None:
    before = look(view)
    turn(view.viewport(), (0, 120))
    assert look(view)[0] == pytest.approx(before[0] * ZOOM_STEP)
    turn(view.viewport(), (0, -120))
    assert look(view) == pytest.approx(before, abs=1.5)


async def test_a_fine_wheel_zooms_by_parts_of_a_step(view: ImageView) -> None:
    before = look(view)
    for _ in range(8):
        turn(view.viewport(), (0, 15))
    assert look(view)[0] == pytest.approx(before[0] * ZOOM_STEP)


async def test_two_fingers_move_the_image_by_just_as_many_pixels(view: ImageView) -> None:
    before = look(view)
    turn(view.viewport(), (24, -56), pixels=(3, -7), phase=Qt.ScrollPhase.ScrollUpdate)
    scale, x, y = look(view)
    assert scale == before[0]
    assert (x - before[1], y - before[2]) == pytest.approx((3, -7), abs=1)


async def test_fingers_without_pixels_move_it_too(view: ImageView) -> None:
    before = look(view)
    turn(view.viewport(), (0, -60), phase=Qt.ScrollPhase.ScrollUpdate)
    scale, x, y = look(view)
    assert scale == before[0]
    assert (x - before[1], y - before[2]) == pytest.approx((0, -30), abs=1)


@pytest.mark.parametrize(("angle", "pixels"), [((0, 120), (0, 0)), ((0, 40), (0, 80))])
async def test_ctrl_zooms_whatever_turns(view: ImageView, angle: tuple[int, int], pixels: tuple[int, int]) -> None:
    before = look(view)
    turn(view.viewport(), angle, pixels=pixels, held=CONTROL)
    assert look(view)[0] == pytest.approx(before[0] * ZOOM_STEP)


@pytest.mark.parametrize(("angle", "held"), [((0, -120), SHIFT), ((-120, 0), NO_KEY)])
async def test_shift_or_a_tilted_wheel_moves_it_sideways(
    view: ImageView, angle: tuple[int, int], held: Qt.KeyboardModifier
) -> None:
    before = look(view)
    turn(view.viewport(), angle, held=held)
    scale, x, y = look(view)
    assert scale == before[0]
    assert (x - before[1], y - before[2]) == pytest.approx((-60, 0), abs=1)


async def test_a_pinch_zooms(view: ImageView) -> None:
    before = look(view)
    at = QPointF(view.viewport().rect().center())
    device = QPointingDevice.primaryPointingDevice()
    pinch = QNativeGestureEvent(Qt.NativeGestureType.ZoomNativeGesture, device, 2, at, at, at, 0.1, QPointF(), 1)
    QApplication.sendEvent(view.viewport(), pinch)
    assert look(view)[0] == pytest.approx(before[0] * 1.1)


async def test_the_image_keeps_the_wheel_to_itself(view: ImageView) -> None:
    assert turn(view.viewport(), (0, 120)).isAccepted()


async def test_the_wheel_changes_no_box_that_was_not_chosen(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.window.who_reads.show_options()
    at_work.window.queue.list.setFocus()
    boxes = [
        each
        for kind in (QComboBox, QAbstractSpinBox)
        for each in at_work.window.findChildren(kind)
        if not each.hasFocus()
    ]

    for box in boxes:
        if isinstance(box, QComboBox) and box.count() < 3:
            box.blockSignals(True)
            box.addItems(["one", "two", "three"])
    assert boxes

    def values() -> list[str]:
        return [each.currentText() if isinstance(each, QComboBox) else each.text() for each in boxes]

    before = values()
    for box in boxes:
        turn(box, (0, -120))
        assert values() == before
        turn(box, (0, 120))
    assert values() == before
