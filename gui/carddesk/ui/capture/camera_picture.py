"""The camera's picture with the outline of the card; Space or Enter takes it. It paints what it is given, and nothing else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from carddesk.language import tr
from carddesk.ui.capture.camera_words import Mark
from carddesk.ui.look import icons, motion
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, RADIUS
from carddesk.workflow.camera_view import CameraPicture

_THUMB_PX: Final = 64
_THUMB_MS: Final = 4000
_FLASH: Final = 170
_LINE_PX: Final = 2.5


class CameraPictureView(QFrame):
    """The live picture, fitted."""

    take_asked = Signal()
    left = Signal()
    """Esc: the caret goes back to where it was."""
    sized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._quad: tuple[tuple[float, float], ...] | None = None
        self._mark: Mark = "secondary"
        self._mirrored = False
        self._coarse = False
        self._thumb: QImage | None = None
        self._flashing = False
        self._pressed = False
        self.setProperty("look", "stage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMinimumHeight(96)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Picture of the camera"))
        self._flash_over = self._timer(self._end_flash)
        self._thumb_over = self._timer(self._end_thumb)
        theme.changed.connect(self.update)

    def _timer(self, done: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.timeout.connect(done)
        return made

    @property
    def picture(self) -> QImage | None:
        """What is shown now."""
        return self._image

    @property
    def thumbnail(self) -> QImage | None:
        """What was taken just now, as long as it is shown."""
        return self._thumb

    @property
    def pixels(self) -> QSize:
        """How large a picture fills it, in the screen's own pixels."""
        return self.contentsRect().size() * self.devicePixelRatioF()

    def show_picture(self, picture: CameraPicture | None, mark: Mark, *, mirrored: bool, coarse: bool) -> None:
        """This is seen now; `coarse` is so little of it that nobody can read it."""
        self._mark, self._mirrored, self._coarse = mark, mirrored, coarse
        if picture is None:
            self._image = self._quad = None
        else:
            row = picture.width * 3
            shown = QImage(picture.pixels, picture.width, picture.height, row, QImage.Format.Format_BGR888)
            self._image = shown.copy()
            self._quad = picture.quad
        self.update()

    def flash(self) -> None:
        """What is shown has been taken: it flashes, and stands small in the corner for a while."""
        if self._image is None:
            return
        ratio = self.devicePixelRatioF()
        side = round(_THUMB_PX * ratio)
        self._thumb = self._image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._thumb.setDevicePixelRatio(ratio)
        self._thumb_over.start(_THUMB_MS)
        if motion.duration_ms():
            self._flashing = True
            self._flash_over.start(motion.duration_ms())
        self.update()

    def forget(self) -> None:
        """Nothing of what was seen is kept."""
        self._thumb_over.stop()
        self._flash_over.stop()
        self._image = self._thumb = self._quad = None
        self._flashing = False
        self.update()

    def _end_flash(self) -> None:
        self._flashing = False
        self.update()

    def _end_thumb(self) -> None:
        self._thumb = None
        self.update()

    def _place(self, image: QImage) -> QRectF:
        """Where the picture stands: fitted, in the middle."""
        room = QRectF(self.contentsRect())
        scale = min(room.width() / image.width(), room.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)

    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    def hasHeightForWidth(self) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._image is not None:
            place = self._place(self._image)
            painter.save()
            if self._mirrored:
                painter.translate(2 * place.center().x(), 0)
                painter.scale(-1, 1)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._coarse)
            painter.drawImage(place, self._image)
            self._paint_outline(painter, place)
            painter.restore()
            if self._flashing:
                painter.fillRect(place, QColor(255, 255, 255, _FLASH))
        if self._thumb is not None:
            self._paint_thumb(painter, self._thumb)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.tokens.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_outline(self, painter: QPainter, place: QRectF) -> None:
        if self._quad is None:
            return
        points = [QPointF(place.x() + x * place.width(), place.y() + y * place.height()) for x, y in self._quad]
        tokens = self._theme.tokens
        colour = {"sure": tokens.sure, "doubtful": tokens.doubtful}.get(self._mark, tokens.secondary)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(255, 255, 255, 200), _LINE_PX + 2), QPen(QColor(colour), _LINE_PX)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if self._mark != "sure":
                pen.setStyle(Qt.PenStyle.DashLine)  # the colour is not the only sign
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(points))

    def _paint_thumb(self, painter: QPainter, thumb: QImage) -> None:
        size = thumb.deviceIndependentSize()
        at = QPointF(self.width() - size.width() - GRID, self.height() - size.height() - GRID)
        frame = QRectF(at, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.sure))
        painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), RADIUS / 2, RADIUS / 2)
        painter.drawImage(at, thumb)
        sign = icons.pixmap("check", self._theme.tokens.on_accent, 16, self.devicePixelRatioF())
        painter.setBrush(QColor(self._theme.tokens.sure))
        painter.drawEllipse(QRectF(frame.right() - 16, frame.top() - 4, 20, 20))
        painter.drawPixmap(QPointF(frame.right() - 14, frame.top() - 2), sign)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        takes = event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if takes and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():
                self.take_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
