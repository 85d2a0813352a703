"""The loupe: a window onto the image, much closer, laid over it where the work is. It takes no caret unless it is asked to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from carddesk.cards.geometry import Point, Quad
from carddesk.language import tr
from carddesk.ui.image.camera import character_px, turned
from carddesk.ui.image.image_view import ImageView
from carddesk.ui.look import motion
from carddesk.ui.look.escape import on_escape
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import CAPTION_PX, GRID, RADIUS

SIZE = (440, 200)
"""Logical pixels."""
STRENGTHS = (1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""How many times larger than in the view."""
CHARACTER_PX = 44.0
"""How tall a character of the field stands in the loupe when it opens, in logical pixels."""
MAX_SCALE = 24.0
_STEP = 0.12
"""How far an arrow key moves it, as a share of what it shows."""
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Loupe(QWidget):
    """Shows the view's own scene, so that whatever is marked or masked there is so here."""

    shown = Signal(bool)
    """It came or went."""

    def __init__(self, parent: QWidget, view: ImageView, theme: Theme) -> None:
        super().__init__(parent)
        self._room = parent
        self._view = view
        self._theme = theme
        self._centre: Point = (0.0, 0.0)
        self._strength = STRENGTHS[2]
        self._journey = (self._centre, self._centre)
        self._drag_from: QPointF | None = None
        self._before: QWidget | None = None
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.valueChanged.connect(self._move_on)
        self.setFixedSize(*SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # neither a click nor Tab: only who asks for its keys gets them
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAccessibleName(tr("Loupe"))
        self.setAccessibleDescription(tr("Arrow keys move it, + and - change its strength, Esc closes it."))
        theme.changed.connect(self.update)
        view.looked.connect(self._stay_at_work)
        on_escape(self, self.close_loupe)
        self.hide()

    @property
    def strength(self) -> float:
        """How many times larger than in the view."""
        return self._strength

    @property
    def centre(self) -> Point:
        """The image point in its middle."""
        return self._centre

    @property
    def scale(self) -> float:
        """Logical screen pixels for one pixel of the image."""
        return min(self._view.camera.scale * self._strength, MAX_SCALE)

    def toggle(self) -> None:
        """Open at the field at work, else under the pointer, else in the middle of the view; or close."""
        if self.isVisible():
            self.close_loupe()
        elif self._view.has_picture:
            self._open()

    def follow(self, quad: Quad | None) -> None:
        """The field at work is here now."""
        if self.isVisible() and quad is not None:
            self._go(_start_of(quad, self._shown()[0]))

    def take_keys(self) -> None:
        """Have the arrow keys from now on, opening if need be; once more gives them back to where they went before."""
        if self.hasFocus():
            self._give_back()
            return
        if not self.isVisible():
            self.toggle()
        if self.isVisible():
            self._before = self.window().focusWidget()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_loupe(self) -> None:
        """Go, and give the caret back to whom it was taken from."""
        self._motion.stop()
        if self.hasFocus():
            self._give_back()
        self.hide()
        self.shown.emit(False)

    def _give_back(self) -> None:
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def stronger(self) -> None:
        """One step closer."""
        self._strengthen(next((each for each in STRENGTHS if each > self._strength + 0.01), STRENGTHS[-1]))

    def weaker(self) -> None:
        """One step back."""
        self._strengthen(next((each for each in reversed(STRENGTHS) if each < self._strength - 0.01), STRENGTHS[0]))

    def step(self, across: int, down: int) -> None:
        """Move it so many steps over the image, as the image lies on the screen."""
        width, height = self._shown()
        self._motion.stop()
        self._look_at(self._turned(across * width * _STEP, down * height * _STEP))

    def _open(self) -> None:
        quad = self._view.active_quad
        self._strength = STRENGTHS[2]
        if quad is not None:
            tall = max(character_px(quad, self._view.active_length) * self._view.camera.scale, 0.1)
            self._strength = min(STRENGTHS, key=lambda each: abs(each - CHARACTER_PX / tall))
            self._centre = _start_of(quad, self._shown()[0])
        else:
            at = self._view.viewport().mapFromGlobal(self.cursor().pos())
            inside = self._view.viewport().rect().contains(at)
            self._centre = self._view.stage_point(at if inside else self._view.viewport().rect().center())
        self.place()
        self.show()
        self.raise_()
        self.shown.emit(True)

    def _strengthen(self, strength: float) -> None:
        self._strength = strength
        self.place()
        self.update()

    def _go(self, to: Point) -> None:
        self._motion.stop()
        lasting = motion.duration_ms()
        self._journey = (self._centre, to)
        if lasting == 0:
            self._move_on(1.0)
            return
        self._motion.setDuration(lasting)
        self._motion.start()

    def _move_on(self, share: float) -> None:
        (x, y), (to_x, to_y) = self._journey
        self._centre = (x + (to_x - x) * share, y + (to_y - y) * share)
        self.place()
        self.update()

    def _look_at(self, by: Point) -> None:
        """Move by so many pixels of the image, but not off it."""
        width, height = self._view.stage_size
        self._centre = (
            min(max(self._centre[0] + by[0], 0), width),
            min(max(self._centre[1] + by[1], 0), height),
        )
        self.place()
        self.update()

    def _stay_at_work(self) -> None:
        if self.isVisible():
            if not self._view.has_picture:
                self.close_loupe()
                return
            self.place()
            self.update()

    def place(self) -> None:
        """Stand over what it shows, all of it inside the view."""
        room = self._room.rect().adjusted(GRID, GRID, -GRID, -GRID)
        at = self._view.screen_point(self._centre)
        left = min(max(round(at.x() - self.width() / 2), room.left()), room.right() - self.width())
        top = min(max(round(at.y() - self.height() / 2), room.top()), room.bottom() - self.height())
        self.move(QPoint(max(left, 0), max(top, 0)))

    def _shown(self) -> tuple[float, float]:
        """How much of the image it shows: width and height in the image's pixels."""
        return self.width() / self.scale, self.height() / self.scale

    def _turned(self, x: float, y: float) -> Point:
        """A way on the screen, in the image's pixels, as a way on the image."""
        flat = Quad((x, y), (x, y), (x, y), (x, y))
        return turned(flat, -self._view.camera.angle).lt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag_from = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            way = (self._drag_from - event.position()) / self.scale
            self._drag_from = event.position()
            self._look_at(self._turned(way.x(), way.y()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_from = None
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y() > 0:
            self.stronger()
        elif event.angleDelta().y() < 0:
            self.weaker()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.step(*_KEYS[key])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.stronger()
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.weaker()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(tokens.stage))
        painter.save()
        painter.setClipRect(self.rect())
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(self.scale, self.scale)
        painter.rotate(self._view.camera.angle)
        painter.translate(-self._centre[0], -self._centre[1])
        reach = max(self._shown())
        around = QRectF(self._centre[0] - reach, self._centre[1] - reach, 2 * reach, 2 * reach)
        self._view.scene().render(painter, around, around)
        painter.restore()
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.control), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        self._label(painter)

    def _label(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        font = painter.font()
        font.setPixelSize(CAPTION_PX)
        painter.setFont(font)
        words = f"x{self._strength:g}"
        box = painter.fontMetrics().boundingRect(words).adjusted(-6, -2, 6, 2)
        box.moveBottomRight(self.rect().bottomRight() - QPoint(GRID, GRID))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.panel))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _start_of(quad: Quad, width: float) -> Point:
    """The point to look at: the field's middle, or, where it is wider than the loupe, so that its beginning is in sight."""
    x, y = quad.centre
    hidden = quad.width - width * 0.9
    if hidden <= 0:
        return x, y
    back = hidden / 2 / max(quad.width, 1)
    return x - (quad.rt[0] - quad.lt[0]) * back, y - (quad.rt[1] - quad.lt[1]) * back
