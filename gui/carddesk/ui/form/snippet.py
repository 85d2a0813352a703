"""The snippet: a field's own strip of the image, deskewed, beside its edit box."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

LINE_PX = 30
"""Height of a strip of one line, in logical pixels."""
MAX_PX = 84


class Snippet(QWidget):
    """Paints one strip as large as its place allows, its left edge where the text begins."""

    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.strip: QImage | None = None
        self._lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(GRID * 8)
        theme.changed.connect(self.update)

    def show_strip(self, strip: QImage | None, lines: int = 1) -> None:
        """Show this strip of so many lines of text, or an empty place while there is none."""
        self.strip = strip
        self._lines = lines
        self.setMinimumHeight(self._wanted_height(self.width()))
        self.update()

    def _wanted_height(self, width: int) -> int:
        if self.strip is None or self.strip.isNull():
            return LINE_PX
        natural = width * self.strip.height() / max(self.strip.width(), 1)
        return round(min(max(natural, LINE_PX), LINE_PX * self._lines, MAX_PX))

    def sizeHint(self) -> QSize:
        return QSize(168, self._wanted_height(self.width()))

    def resizeEvent(self, event: object) -> None:
        self.setMinimumHeight(self._wanted_height(self.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.strip is None or self.strip.isNull():
            painter.setPen(QPen(QColor(self._theme.tokens.border), 1, Qt.PenStyle.DashLine))
            line = self.height() / 2
            painter.drawLine(0, int(line), min(self.width(), 24), int(line))
            return
        place = self._place(self.strip)
        path = QPainterPath()
        path.addRoundedRect(place, 3, 3)
        painter.setClipPath(path)
        ratio = self.devicePixelRatioF()
        size = QSize(round(place.width() * ratio), round(place.height() * ratio))
        # Qt's painter only interpolates between neighbours; scaling first keeps strokes when a strip shrinks a lot.
        scaled = self.strip.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(place, scaled)

    def _place(self, strip: QImage) -> QRectF:
        factor = min(self.width() / strip.width(), self.height() / strip.height(), 3.0)
        width, height = strip.width() * factor, strip.height() * factor
        return QRectF(0, (self.height() - height) / 2, width, height)
