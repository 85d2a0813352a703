"""Pick lists and number boxes that a wheel passing over them does not change: it scrolls what they stand on."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox

_INSET = (4, 0, 0, 0)
"""In pixels; the style sheet's padding does not reach what is typed in a number box."""


class CalmSpinBox(QSpinBox):
    """Whole numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_INSET)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmDoubleSpinBox(QDoubleSpinBox):
    """Other numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_INSET)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmComboBox(QComboBox):
    """One of several."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
