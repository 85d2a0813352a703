"""The pixels of an image on the view's stage: painted from a pyramid, through the frame's map where there is one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from carddesk.ui.image.pyramid import Pyramid
from carddesk.ui.image.stage import Stage
from carddesk.ui.privacy.veil import coarse


class PixelsItem(QGraphicsItem):
    """The image itself, painted from a pyramid: only the exposed part, at the level that fits the zoom."""

    def __init__(self) -> None:
        super().__init__()
        self.pyramid: Pyramid | None = None
        self._stage = Stage()
        self._gap: QPainterPath | None = None
        self._share = 1.0
        self._coarse: QImage | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_stage(self, stage: Stage) -> None:
        """Lie so to the page."""
        if stage != self._stage:
            self.prepareGeometryChange()
            self._stage = stage

    def veil(self, gap: QPainterPath | None, share: float) -> None:
        """Show the image coarse but for this gap in the veil; without one, as it is."""
        if (gap, share) != (self._gap, self._share):
            self._gap, self._share, self._coarse = gap, share, None
            self.update()

    def hold(self, pyramid: Pyramid) -> None:
        """These are its pixels."""
        self.pyramid = pyramid
        self._coarse = None
        self.update()

    def forget(self) -> None:
        """There are none to show."""
        self.pyramid = None
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._stage.size)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.pyramid is None:
            return
        scale = painter.worldTransform().m11() ** 2 + painter.worldTransform().m12() ** 2
        exposed = option.exposedRect.intersected(self.boundingRect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = QRectF(0, 0, *self._stage.page)
        if self._stage.frame is not None:
            painter.setClipRect(exposed, Qt.ClipOperation.IntersectClip)
            exposed = self._stage.seen(exposed)
            painter.setTransform(self._stage.transform, combine=True)
        if self._gap is not None:
            if self._coarse is None:
                self._coarse = coarse(self.pyramid.levels[-1], self._share)
            painter.drawImage(page, self._coarse)
            painter.setClipPath(self._gap, Qt.ClipOperation.IntersectClip)
        self.pyramid.paint(painter, exposed, scale**0.5)
