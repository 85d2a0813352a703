"""The snippet: a field's own strip of the image, deskewed, beside its edit box."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from carddesk.ui.form.strips import Size, Strip, room_when_folded
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

LINE_PX = 30
"""Height of a strip of one line, in logical pixels."""
MAX_PX = 84
LEAST_LINE_PX = 11
"""A line that would stand lower than this is folded, so that it can be read; before that, one line beside one is easier to compare."""
READ_LINE_PX = 17
"""How tall the rows of a folded line are wished to stand."""
_MOST_ROWS = 4
_FILLED = 0.75
"""A folded line stands no taller than this much of a place for one line."""
_MOST_ENLARGED = 3.0
"""More would show no more than fewer pixels do."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a strip stands in its place: its size in logical pixels, and in how many rows a long line is folded."""

    width: float
    height: float
    rows: int = 1


def fit(strip: Strip, lines: int, width: float, height: float) -> Fit:
    """The largest way to show a strip of so many lines of text in this place."""
    factor = min(width / strip.width, height / strip.height, _MOST_ENLARGED)
    if lines > 1 or strip.height * factor >= LEAST_LINE_PX:
        return Fit(strip.width * factor, strip.height * factor)
    best = Fit(strip.width * factor, strip.height * factor)
    for rows in range(2, _MOST_ROWS + 1):
        line = min(width / room_when_folded(strip.aspect, rows), height / rows, strip.height * _MOST_ENLARGED)
        if best.height / best.rows < min(line, READ_LINE_PX):
            line = min(line, LINE_PX * _FILLED)
            best = Fit(width, line * rows, rows)
    return best


def _wanted_height(strip: Strip, lines: int, width: int) -> int:
    if lines > 1:
        return round(min(max(width / strip.aspect, LINE_PX), LINE_PX * lines, MAX_PX))
    too_low = width / strip.aspect < LEAST_LINE_PX  # one line, as wide as there is room
    return round(max(LINE_PX, fit(strip, 1, width, MAX_PX).height if too_low else LINE_PX))


def _device_size(shape: Fit, ratio: float) -> Size:
    return round(shape.width * ratio), round(shape.height * ratio), shape.rows


class Snippet(QWidget):
    """Paints one strip as large as its place allows, its left edge where the text begins, pixel for pixel."""

    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.strip: Strip | None = None
        self._lines = 1
        self._veiled = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(GRID * 8)
        theme.changed.connect(self.update)

    def show_strip(self, strip: Strip | None, lines: int = 1) -> None:
        """Show this strip of so many lines of text, or an empty place while there is none."""
        self.strip = strip
        self._lines = lines
        self.setMinimumHeight(self._wanted_height(self.width()))
        self.update()

    def set_veiled(self, veiled: bool) -> None:
        """Cover the strip, in privacy mode, or show it."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.update()

    def size_for(self, strip: Strip, lines: int) -> Size:
        """How large it would be cut for this place, which grows where it must."""
        height = max(self.height(), _wanted_height(strip, lines, self.width()))
        return _device_size(fit(strip, lines, self.width(), height), self.devicePixelRatioF())

    def _wanted_height(self, width: int) -> int:
        return LINE_PX if self.strip is None else _wanted_height(self.strip, self._lines, width)

    def sizeHint(self) -> QSize:
        return QSize(168, self._wanted_height(self.width()))

    def resizeEvent(self, event: object) -> None:
        self.setMinimumHeight(self._wanted_height(self.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.strip is None:
            painter.setPen(QPen(QColor(self._theme.tokens.border), 1, Qt.PenStyle.DashLine))
            line = self.height() / 2
            painter.drawLine(0, int(line), min(self.width(), 24), int(line))
            return
        if self._veiled:
            painter.fillRect(0, (self.height() - GRID * 2) // 2, GRID * 8, GRID * 2, QColor(self._theme.tokens.border))
            return
        # The scale of what is painted on: cut for it, no pixel is made of another.
        ratio = painter.deviceTransform().m11()
        shape = fit(self.strip, self._lines, self.width(), self.height())
        picture = self.strip.at(*_device_size(shape, ratio))
        top = round((self.height() * ratio - picture.height()) / 2) / ratio
        size = QRectF(0, top, picture.width() / ratio, picture.height() / ratio)
        painter.drawImage(size, picture)
        painter.setPen(QPen(QColor(self._theme.tokens.border), 0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if size.height() > 2:
            painter.drawLine(QPointF(size.left(), size.bottom()), QPointF(size.right(), size.bottom()))
