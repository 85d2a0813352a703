"""A quad over the image: state told by colour, by line and by badge; the active one bold, one that CardDesk found dashed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneHoverEvent, QStyleOptionGraphicsItem, QToolTip, QWidget

from carddesk.cards.geometry import Quad
from carddesk.language import tr
from carddesk.ui.image.camera import character_px
from carddesk.ui.image.widened import widened
from carddesk.ui.look import icons
from carddesk.ui.look.states import look_of
from carddesk.ui.look.tokens import LIGHT
from carddesk.workflow.views import FieldState, FieldView

ON_CARD = LIGHT
"""Cards are pale by day and by night, so what is drawn on them keeps its dark colours in both schemes."""
BADGE_PX = 18
_AROUND = 0.15
"""Room between a field's ink and the line around it, as a share of a character's height."""
_LINES = {
    FieldState.DOUBTFUL: Qt.PenStyle.DashLine,
    FieldState.BROKEN: Qt.PenStyle.DashDotLine,
}
_FOUND = (7.0, 4.0)
"""Dashes of a place that the engine inside found, and the gaps between, in widths of the line: longer than those of doubt."""


def outline(quad: Quad) -> QPainterPath:
    """The closed outline of a quad, in the image's pixels."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(*point) for point in quad.points]))
    path.closeSubpath()
    return path


class QuadItem(QGraphicsItem):
    """The quad of one field."""

    def __init__(self, field: FieldView, quad: Quad | None = None) -> None:
        """`quad` is where it stands on the stage; without one that is where it stands on the page."""
        super().__init__()
        self.field = field
        self.quad = quad
        self._active = False
        self._hovered = False
        self._path = QPainterPath()
        self._badge = _Badge(self)
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.apply(field, quad)

    @property
    def active(self) -> bool:
        """Whether it is the bold one."""
        return self._active

    @property
    def path(self) -> QPainterPath:
        """The outline, in the image's pixels."""
        return self._path

    def apply(self, field: FieldView, quad: Quad | None = None) -> None:
        """Show this field, which stands here on the stage."""
        at = quad or field.quad
        assert at is not None
        self.prepareGeometryChange()
        self.field, self.quad = field, at
        shown = widened(at, _AROUND * character_px(at, len(field.text)))
        self._path = outline(shown)
        self._badge.setPos(QPointF(*shown.rt))
        self._badge.apply(field.state)
        self.update()

    def set_active(self, active: bool) -> None:
        """Make it the bold one, or not."""
        if active != self._active:
            self._active = active
            self.setZValue(2 if active else 1)
            self.update()

    @property
    def pen(self) -> QPen:
        """What its outline is drawn with."""
        colour, _, _ = look_of(self.field.state, ON_CARD)
        width = 3.5 if self._active else 2.5 if self._hovered else 1.6
        line = Qt.PenStyle.SolidLine if self._active else _LINES.get(self.field.state, Qt.PenStyle.SolidLine)
        pen = QPen(QColor(colour), width, line, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
        if self.field.found:
            pen.setDashPattern(_FOUND)
        pen.setCosmetic(True)
        return pen

    @property
    def told(self) -> str:
        """What the tool tip says of it."""
        said = f"{self.field.label}  {self.field.shown}"
        return f"{said}\n{tr('located by CardDesk')}" if self.field.found else said

    def boundingRect(self) -> QRectF:
        bounds = self._path.boundingRect()
        margin = max(8.0, bounds.height() * 0.2)
        return bounds.adjusted(-margin, -margin, margin, margin)

    def shape(self) -> QPainterPath:
        return self._path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Cosmetic lines are measured in pixels of the screen, of which fine screens have more.
        ratio = painter.device().devicePixelRatio()
        pen = self.pen
        pen.setWidthF(pen.widthF() * ratio)
        # A pale halo keeps the line visible on any card, whatever its colour there.
        halo = QPen(QColor(255, 255, 255, 190), pen.widthF() + 2 * ratio)
        halo.setCosmetic(True)
        painter.setPen(halo)
        painter.drawPath(self._path)
        painter.setPen(pen)
        if self._active or self._hovered:
            wash = QColor(pen.color())
            wash.setAlpha(26)
            painter.setBrush(wash)
        painter.drawPath(self._path)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self._hovered = True
        self.update()
        QToolTip.showText(event.screenPos(), self.told, event.widget())

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self._hovered = False
        self.update()
        QToolTip.hideText()


class _Badge(QGraphicsItem):
    """The mark at a quad's corner that says doubtful or broken without colour. Keeps its size at every zoom."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._state = FieldState.SURE
        # Beside the corner, so that it covers no character of the field.
        self._circle = QRectF(2, -BADGE_PX * 0.6, BADGE_PX, BADGE_PX)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def apply(self, state: FieldState) -> None:
        self._state = state
        self.setVisible(state in _LINES)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._circle.adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        colour, name, _ = look_of(self._state, ON_CARD)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 220), 1.5))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(self._circle)
        side = round(BADGE_PX * 0.62)
        scale = widget.devicePixelRatioF() if widget else 1.0
        mark = icons.pixmap(name, ON_CARD.panel, side, scale)
        painter.drawPixmap(self._circle.center() - QPointF(side / 2, side / 2), mark)
