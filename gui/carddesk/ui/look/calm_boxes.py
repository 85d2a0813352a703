"""Pick lists and number boxes that a wheel passing over them does not change: it scrolls what they stand on."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox


class CalmSpinBox(QSpinBox):
    """Whole numbers."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmDoubleSpinBox(QDoubleSpinBox):
    """Other numbers."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmComboBox(QComboBox):
    """One of several."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
