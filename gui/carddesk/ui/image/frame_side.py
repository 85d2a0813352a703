"""Beside the frame that is drawn: the card as it will be seen, and the corner at work from close by."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from carddesk.cards.geometry import Point, Quad
from carddesk.imaging.frame import is_sound
from carddesk.language import tr
from carddesk.ui.image.image_view import ImageView
from carddesk.ui.image.stage import Stage
from carddesk.ui.look.tokens import GRID, LIGHT

_WIDEST, _NARROWEST = 232, 120
_OF_ROOM = 0.34
"""As much of the room's width it may take."""
_CARD, _CLOSE = 0.64, 0.5
"""Heights of both, as shares of their width."""
_CLOSER = 4.0
"""How many pixels of the screen a pixel of the page fills."""


class FrameSide(QFrame):
    """Shows the view's own scene, so that whatever is masked there is so here."""

    def __init__(self, over: QWidget, view: ImageView) -> None:
        super().__init__(over)
        self.setProperty("look", "tools")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = view
        self.card = QLabel()
        self.corner = QLabel()
        self.where = QLabel()
        self.where.setProperty("look", "caption")
        self.card.setAccessibleName(tr("The card as it will be seen"))
        self.corner.setAccessibleName(tr("The corner from close by"))
        self.where.setWordWrap(True)
        for label in (self.card, self.corner):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fit(_WIDEST)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, GRID, GRID, GRID)
        box.setSpacing(GRID // 2)
        for each in (self.card, self.corner, self.where):
            box.addWidget(each)

    def fit(self, room: int) -> None:
        """Take no more of a room of this width than leaves the page in sight."""
        width = min(_WIDEST, max(_NARROWEST, round(room * _OF_ROOM)))
        self.card.setFixedSize(width, round(width * _CARD))
        self.corner.setFixedSize(width, round(width * _CLOSE))
        self.where.setFixedWidth(width)

    def show_frame(self, frame: Quad | None, corner: Point | None, words: str) -> None:
        """This is the frame at work, and its corner."""
        width, height = (int(side) for side in self._view.stage_size)
        sound = frame is not None and is_sound(frame, width, height)
        self.card.setPixmap(self._straight(frame, width, height) if sound and frame is not None else QPixmap())
        self.card.setText("" if sound or frame is None else tr("These corners make no card."))
        self.card.setWordWrap(True)
        self.corner.setPixmap(self._closely(corner) if corner is not None else QPixmap())
        self.where.setText(words)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = layout.totalMinimumSize().width()
        self.resize(width, max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height()))

    def _straight(self, frame: Quad, width: int, height: int) -> QPixmap:
        stage = Stage.of(width, height, frame)
        fit = min(self.card.width() / stage.size[0], self.card.height() / stage.size[1])
        size = QSize(max(1, round(stage.size[0] * fit)), max(1, round(stage.size[1] * fit)))
        left, top, right, bottom = frame.bounds
        around = QRectF(left, top, right - left, bottom - top)
        return self._painted(size, stage.transform * QTransform.fromScale(fit, fit), around)

    def _closely(self, corner: Point) -> QPixmap:
        angle, size = self._view.camera.angle, self.corner.size()
        way = QTransform().translate(size.width() / 2, size.height() / 2).scale(_CLOSER, _CLOSER).rotate(angle)
        way = way.translate(-corner[0], -corner[1])
        reach = max(size.width(), size.height()) / _CLOSER
        around = QRectF(corner[0] - reach, corner[1] - reach, 2 * reach, 2 * reach)
        made = self._painted(size, way, around)
        painter = QPainter(made)
        middle = QPointF(size.width() / 2, size.height() / 2)
        for colour, pen_width in ((QColor(255, 255, 255, 200), 3), (QColor(LIGHT.accent), 1)):
            painter.setPen(QPen(colour, pen_width))
            painter.drawLine(middle - QPointF(size.height(), 0), middle + QPointF(size.height(), 0))
            painter.drawLine(middle - QPointF(0, size.height()), middle + QPointF(0, size.height()))
        painter.end()
        return made

    def _painted(self, size: QSize, way: QTransform, around: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        image = QImage(size * ratio, QImage.Format.Format_RGB32)
        image.fill(self._view.backgroundBrush().color())
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(way * QTransform.fromScale(ratio, ratio))
        self._view.scene().render(painter, around, around)
        painter.end()
        made = QPixmap.fromImage(image)
        made.setDevicePixelRatio(ratio)
        return made
