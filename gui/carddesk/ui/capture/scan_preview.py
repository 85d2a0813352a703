"""What lies on the glass, and the area to be scanned: drawn with the mouse, or moved and sized by arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from carddesk.capture.scanner.contract import Area
from carddesk.language import tr
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, RADIUS

_LEAST_MM = 10.0
_STEP_MM = 2.0
_PAGE_MM = (216.0, 297.0)
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP_MM, 0.0),
    Qt.Key.Key_Right: (_STEP_MM, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP_MM),
    Qt.Key.Key_Down: (0.0, _STEP_MM),
}


class ScanPreview(QWidget):
    """Shows the glass to scale, with or without a picture of what lies there."""

    area_drawn = Signal(object)
    """An `Area`: millimetres from the upper left corner of the glass."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QPixmap()
        self._glass = _PAGE_MM
        self._area: Area | None = None
        self._from: QPointF | None = None
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Preview and area"))
        self.setAccessibleDescription(tr("Arrow keys move the area, with Shift they make it larger or smaller"))
        self.setToolTip(tr("Drag to draw the area. Arrow keys move it, with Shift they make it larger or smaller."))
        theme.changed.connect(self.update)

    @property
    def has_picture(self) -> bool:
        """Whether a preview is shown."""
        return not self._picture.isNull()

    def show_glass(self, glass: tuple[float, float] | None, area: Area | None, words: str) -> None:
        """The glass is so large, this part of it is scanned (None: all), and so much is said where there is no picture."""
        self._glass, self._area, self._words = glass or _PAGE_MM, area, words
        self.update()

    def show_picture(self, picture: QImage | None) -> None:
        """This lies there; None: nobody knows."""
        self._picture = QPixmap.fromImage(picture) if picture is not None else QPixmap()
        self.update()

    @property
    def _room(self) -> QRectF:
        """Where the glass is drawn, in pixels."""
        width, height = self._glass
        scale = min((self.width() - 2) / width, (self.height() - 2) / height)
        return QRectF((self.width() - width * scale) / 2, 1, width * scale, height * scale)

    def _to_pixels(self, area: Area) -> QRectF:
        room, (left, top, width, height) = self._room, area
        scale = room.width() / self._glass[0]
        return QRectF(room.left() + left * scale, room.top() + top * scale, width * scale, height * scale)

    def _to_area(self, start: QPointF, stop: QPointF) -> Area | None:
        """The millimetres between two points; None for a slip."""
        room = self._room
        box = QRectF(start, stop).normalized() & room
        scale = self._glass[0] / room.width()
        left, top, width, height = box.left() - room.left(), box.top() - room.top(), box.width(), box.height()
        if min(width, height) * scale < _LEAST_MM:
            return None
        return left * scale, top * scale, width * scale, height * scale

    def _moved(self, across: float, down: float, *, sized: bool) -> Area:
        left, top, width, height = self._area or (0.0, 0.0, *self._glass)
        if sized:
            width = min(max(width + across, _LEAST_MM), self._glass[0] - left)
            height = min(max(height + down, _LEAST_MM), self._glass[1] - top)
        else:
            left = min(max(left + across, 0.0), self._glass[0] - width)
            top = min(max(top + down, 0.0), self._glass[1] - height)
        return left, top, width, height

    def sizeHint(self) -> QSize:
        return QSize(GRID * 34, GRID * 46)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and (area := self._to_area(self._from, event.position())) is not None:
            self._area = area
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._from = self._from, None
        if start is not None and (area := self._to_area(start, event.position())) is not None:
            self.area_drawn.emit(area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (step := _ARROWS.get(Qt.Key(event.key()))) is None:
            super().keyPressEvent(event)
            return
        sized = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.area_drawn.emit(self._moved(*step, sized=sized))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, room = self._theme.tokens, self._room
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(room, QColor(tokens.stage))
        if self.has_picture:
            painter.drawPixmap(room, self._picture, QRectF(self._picture.rect()))
        else:
            painter.setPen(QColor(tokens.secondary))
            inside = room.adjusted(GRID * 2, GRID * 2, -GRID * 2, -GRID * 2)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        if self._area is not None:
            box = self._to_pixels(self._area)
            for colour, width, style in (
                (QColor(255, 255, 255, 200), 4.0, Qt.PenStyle.SolidLine),
                (QColor(tokens.accent), 2.0, Qt.PenStyle.DashLine),
            ):
                painter.setPen(QPen(colour, width, style))
                painter.drawRect(box)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.control), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        painter.end()
