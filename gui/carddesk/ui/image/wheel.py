"""What a wheel, a touch pad and a pinch mean over the image: a wheel comes closer, fingers move the image, a pinch zooms."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

ZOOM_STEP = 1.25
"""How much closer one notch of a wheel comes."""
_NOTCH = 120.0
"""Qt's angle for one notch; finer wheels give parts of it."""
_NOTCH_PX = 60.0
"""How far one notch moves the image where it moves it."""
_STEP_PX = 80.0
"""As many pixels of a touch pad zoom like one notch."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What was meant: come closer by `factor`, or move the image by `way` (view pixels)."""

    factor: float = 1.0
    way: QPointF = field(default_factory=QPointF)


def meaning(event: QWheelEvent) -> Turned:
    """Ctrl always zooms. Without it a touch pad moves the image under the fingers; a wheel zooms, and with Shift, or tilted,
    moves it sideways.
    """
    pixels, notches = QPointF(event.pixelDelta()), QPointF(event.angleDelta()) / _NOTCH
    held = event.modifiers()
    if held & Qt.KeyboardModifier.ControlModifier:
        steps = notches.y() if pixels.isNull() else pixels.y() / _STEP_PX
        return Turned(factor=ZOOM_STEP**steps)
    if _is_pad(event):
        return Turned(way=notches * _NOTCH_PX if pixels.isNull() else pixels)
    if held & Qt.KeyboardModifier.ShiftModifier:
        return Turned(way=QPointF(notches.x() or notches.y(), 0) * _NOTCH_PX)
    if notches.y() == 0:
        return Turned(way=QPointF(notches.x(), 0) * _NOTCH_PX)
    return Turned(factor=ZOOM_STEP ** notches.y())


def _is_pad(event: QWheelEvent) -> bool:
    # Not every platform says what the device is; those that do not give pixels, or phases, for fingers alone.
    named = event.device().type() is QInputDevice.DeviceType.TouchPad
    return named or not event.pixelDelta().isNull() or event.phase() is not Qt.ScrollPhase.NoScrollPhase
