"""The box that is drawn on the image to have it read: by Ctrl and drag, or by dragging once after the tool was chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from carddesk.cards.geometry import Quad
from carddesk.ui.image.quad_item import ON_CARD

LEAST_PX = 6
"""Sides of a box in logical pixels on the screen; what is smaller was a slip of the hand."""


class DragBox(QObject):
    """Stands between the mouse and the view: what is meant for a box never pans it.

    The box lies level on the screen, however the image is turned: text in it runs as the operator sees it.
    """

    drawn = Signal(object)
    """The `Quad`, in pixels of what the view shows."""
    changed = Signal()
    """Whether a box is awaited or being drawn."""

    def __init__(self, view: QGraphicsView, allowed: Callable[[], bool]) -> None:
        """`allowed` says whether there is anything to draw on."""
        super().__init__(view)
        self._view = view
        self._allowed = allowed
        self._armed = False
        self._from: QPointF | None = None
        self._item = _BoxItem()
        view.scene().addItem(self._item)
        view.viewport().installEventFilter(self)

    @property
    def awaited(self) -> bool:
        """Whether the next drag draws a box, or one is being drawn."""
        return self._armed or self._from is not None

    def arm(self) -> None:
        """The next drag draws a box; once more and it does not."""
        self._armed = not self._armed and self._allowed()
        self._show_cursor()
        self.changed.emit()

    def cancel(self) -> None:
        """No box after all."""
        self._armed, self._from = False, None
        self.hide()
        self._show_cursor()
        self.changed.emit()

    def show(self, quad: Quad) -> None:
        """This is the box that is read, though nobody drew it."""
        self._item.show_quad(quad)

    def hide(self) -> None:
        """Take the box that was drawn last from the image."""
        self._item.show_quad(None)

    def _begin(self, at: QPointF) -> None:
        self._from = at
        self._show_cursor()
        self.changed.emit()

    def _end(self, at: QPointF) -> None:
        start, self._from, self._armed = self._from, None, False
        assert start is not None
        self._show_cursor()
        quad = self._quad(start, at)
        self._item.show_quad(quad)
        self.changed.emit()
        if quad is not None:
            self.drawn.emit(quad)

    def _quad(self, start: QPointF, stop: QPointF) -> Quad | None:
        """The box between two points of the view, in pixels of what it shows; None for a slip."""
        box = QRectF(start, stop).normalized()
        if box.width() < LEAST_PX or box.height() < LEAST_PX:
            return None
        back, _ = self._view.viewportTransform().inverted()
        corners = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())
        return Quad.from_points([(point.x(), point.y()) for point in map(back.map, corners)])

    def _show_cursor(self) -> None:
        if self.awaited:
            self._view.viewport().setCursor(Qt.CursorShape.CrossCursor)
        else:
            self._view.viewport().unsetCursor()

    def _starts(self, event: QMouseEvent) -> bool:
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return event.button() is Qt.MouseButton.LeftButton and (self._armed or held) and self._allowed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if self._from is None and self._starts(event):
                self._begin(event.position())
            case QEvent.Type.MouseMove if self._from is not None:
                self._item.show_quad(self._quad(self._from, event.position()))
            case QEvent.Type.MouseButtonRelease if self._from is not None:
                self._end(event.position())
            case _:
                return self._from is not None
        return True


class _BoxItem(QGraphicsItem):
    """The box on the image: dashed, with a pale halo so that it shows on any card."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self.setZValue(3)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.hide()

    def show_quad(self, quad: Quad | None) -> None:
        self.prepareGeometryChange()
        self._path = QPainterPath()
        if quad is not None:
            self._path.addPolygon(QPolygonF([QPointF(*point) for point in quad.points]))
            self._path.closeSubpath()
        self.setVisible(quad is not None)

    def boundingRect(self) -> QRectF:
        bounds = self._path.boundingRect()
        margin = max(4.0, bounds.height() * 0.1)
        return bounds.adjusted(-margin, -margin, margin, margin)

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width, style in (
            (QColor(255, 255, 255, 200), 4.0, Qt.PenStyle.SolidLine),
            (QColor(ON_CARD.accent), 2.0, Qt.PenStyle.DashLine),
        ):
            pen = QPen(colour, width, style)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(self._path)
