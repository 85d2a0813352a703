"""The meter of the camera pane: how steady and how sharp the card is, as two bars with words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from carddesk.language import tr
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import CAPTION_PX, GRID
from carddesk.workflow.camera_auto import Advice

_BAR_PX: Final = 6
_ENOUGH: Final = 0.6
"""From here on a bar is green: where cards are taken."""
_STEPS: Final = 10


class CameraMeter(QWidget):
    """Two bars."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._names = (tr("Steady"), tr("Sharp"))
        self._values = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Steadiness and sharpness"))
        theme.changed.connect(self.update)

    @property
    def values(self) -> tuple[int, int]:
        """Steadiness and sharpness in tenths."""
        return self._values

    def show_advice(self, advice: Advice | None) -> None:
        """So steady and sharp is it now."""
        values = (0, 0) if advice is None else (round(advice.steady * _STEPS), round(advice.sharp * _STEPS))
        if values == self._values:
            return
        self._values = values
        told = (f"{name} {value * 100 // _STEPS} %" for name, value in zip(self._names, values, strict=True))
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, CAPTION_PX + _BAR_PX + GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, CAPTION_PX + _BAR_PX + GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        half = (self.width() - 2 * GRID) / 2
        font = self.font()
        font.setPixelSize(CAPTION_PX)
        painter.setFont(font)
        for place, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            left = place * (half + 2 * GRID)
            painter.setPen(QColor(tokens.secondary))
            painter.drawText(QRectF(left, 0, half, CAPTION_PX + 4), Qt.AlignmentFlag.AlignLeft, name)
            track = QRectF(left, self.height() - _BAR_PX, half, _BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.border))
            painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
            painter.setBrush(QColor(tokens.sure if value >= _ENOUGH * _STEPS else tokens.doubtful))
            if value:
                track.setWidth(max(_BAR_PX, half * value / _STEPS))
                painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
