"""The image view: the card under the quads of its fields; zoom, pan, turn, and following the active field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsView,
)

from carddesk.cards.geometry import Quad
from carddesk.language import tr
from carddesk.ui.image.camera import MAX_SCALE, Camera, carried, fitted, following, spared, upright_angle
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.pixels_item import PixelsItem
from carddesk.ui.image.quad_item import ON_CARD, QuadItem, outline
from carddesk.ui.image.stage import Stage
from carddesk.ui.image.wheel import ZOOM_STEP, meaning
from carddesk.ui.look import motion
from carddesk.ui.look.theme import Theme
from carddesk.ui.privacy.veil import card_share, gap
from carddesk.workflow.views import CaseView

MIN_SCALE = 0.01


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the operator has the view look, and whether it goes with the field."""

    camera: Camera
    turns: int
    fit: str | None
    follows: bool
    by_hand: bool
    framed: bool = True


class ImageView(QGraphicsView):
    """Shows one case's image. Everything it knows comes from `show_case`, `show_picture` and `set_active`."""

    field_clicked = Signal(str)
    """Key of the field whose quad was clicked."""
    scale_changed = Signal(float)
    """Screen pixels for one pixel of the image."""
    looked = Signal()
    """The view moved, came closer, or shows other pixels."""
    activated = Signal()
    """Another field is the one at work; `active_quad` is where."""
    follows_changed = Signal(bool)
    """Whether the view goes with the active field from now on."""
    turned = Signal(int)
    """The operator turned the view by so many quarters, clockwise."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._case: CaseView | None = None
        self._quads: dict[str, QuadItem] = {}
        self._active: str | None = None
        self._camera = Camera((0.0, 0.0), 1.0, 0.0)
        self._turns = 0
        self._stage = Stage()
        self._framed = True
        self._spared = (0.0, 0.0)
        self._fit: str | None = "card"
        self._follows = True
        self._by_hand = False
        self._pan_from: QPointF | None = None
        self._space_held = False
        self._motion = QVariantAnimation(self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._move_on)
        self._journey = (self._camera, self._camera)
        self.setAcceptDrops(False)  # what is dropped here is for the window
        self._scene = QGraphicsScene(self)
        self._pixels = PixelsItem()
        self._card = QGraphicsPathItem()
        self._scene.addItem(self._pixels)
        self._scene.addItem(self._card)
        self._dress()
        theme.changed.connect(self._show_theme)

    def _dress(self) -> None:
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Card image"))
        pen = QPen(QColor(ON_CARD.accent), 1.2)
        pen.setCosmetic(True)
        self._card.setPen(pen)
        self._show_theme()

    def _show_theme(self) -> None:
        self.setBackgroundBrush(QColor(self._theme.tokens.stage))

    @property
    def quads(self) -> Mapping[str, QuadItem]:
        """The quads shown, by field key."""
        return self._quads

    @property
    def follows(self) -> bool:
        """Whether the view goes with the active field."""
        return self._follows

    @property
    def active_quad(self) -> Quad | None:
        """Where the field at work stands on the stage."""
        item = self._quads.get(self._active or "")
        return item.quad if item is not None else None

    @property
    def active_length(self) -> int:
        """How many characters were read there."""
        item = self._quads.get(self._active or "")
        return len(item.field.text) if item is not None else 1

    @property
    def camera(self) -> Camera:
        """Where the view looks."""
        return self._camera

    @property
    def outlook(self) -> Outlook:
        """What `look_from` takes."""
        return Outlook(self._camera, self._turns, self._fit, self._follows, self._by_hand, self._framed)

    def look_from(self, outlook: Outlook) -> None:
        """Look where another view of the same case did."""
        self._motion.stop()
        if outlook.framed != self._framed:
            self._set_framed(outlook.framed)
        self._turns, self._fit, self._by_hand = outlook.turns, outlook.fit, outlook.by_hand
        self._look(outlook.camera)
        if outlook.follows != self._follows:
            self._follows = outlook.follows
            self.follows_changed.emit(outlook.follows)

    @property
    def image_there(self) -> bool:
        """Whether the case has an image, whether or not its pixels are here."""
        return self._case is not None and self._case.image is not None

    @property
    def has_picture(self) -> bool:
        """Whether there are pixels to look at."""
        return self._pixels.pyramid is not None

    @property
    def stage(self) -> Stage:
        """How what is shown lies to the image: as it is, or straight within its frame."""
        return self._stage

    @property
    def shows_page(self) -> bool:
        """Whether the whole page is shown, though the image has a frame."""
        return not self._framed

    @property
    def stage_size(self) -> tuple[float, float]:
        """Width and height of what is shown, in pixels of the stage."""
        return self._stage.size

    def stage_point(self, at: QPoint) -> tuple[float, float]:
        """The point of the stage under a point of the view."""
        point = self._to_scene(QPointF(at))
        return point.x(), point.y()

    def screen_point(self, at: tuple[float, float]) -> QPointF:
        """Where a point of the stage stands in the view."""
        return QPointF(self.viewportTransform().map(QPointF(*at)))

    def show_page(self, room: tuple[float, float] = (0.0, 0.0)) -> None:
        """Show the whole page and all of it, whatever frame the image has; `room` is left free at the right and below."""
        self._spared = room
        self._set_framed(False)
        self._fit, self._by_hand = "image", False
        self._refit()

    def show_frame(self) -> None:
        """Show the image within its frame again."""
        self._spared = (0.0, 0.0)
        self._set_framed(True)
        self._fit, self._by_hand = "card", False
        self._refit()

    def show_case(self, case: CaseView | None) -> None:
        """Apply what differs from what is shown. The same case keeps zoom and place; another one starts anew, unless the
        operator has zoomed by hand or holds the view still: then the same part of the next card is shown as large.
        """
        before, frame = self._case, self._frame("card")
        self._case = case
        reframed = _frame_of(before) != _frame_of(case)
        if case is None or case.image is None or _pixels_of(before) != _pixels_of(case):
            self._pixels.forget()
        new_image = _address(before) != _address(case)
        if new_image or reframed:
            self._turns = 0
            self._framed = True
        if new_image:
            self._active = None
        self._stage = self._stage_of(case)
        self._apply_quads(case)
        if new_image or _lie(before) != _lie(case):
            self._settle_on(frame)

    def set_follows(self, follows: bool) -> None:
        """Go with the active field, or stay where the operator has put the view."""
        if follows == self._follows:
            return
        self._follows = follows
        if follows:
            self._follow()
        self.follows_changed.emit(follows)

    def show_picture(self, picture: Picture) -> None:
        """These are the pixels of the case's image."""
        if self._case is not None and picture.shows(self._case.image):
            self._pixels.hold(picture.pyramid)
            self.looked.emit()

    def set_active(self, key: str | None) -> None:
        """The field with this key is the one at work: bold, and brought into view when it was not so before."""
        if key == self._active:
            return
        self._active = key
        for each, item in self._quads.items():
            item.set_active(each == key)
        if self._follows:
            self._follow()
        self.activated.emit()

    def _follow(self) -> None:
        at_work = self._quads.get(self._active or "")
        if at_work is not None and (quad := at_work.quad) is not None:
            frame = self._frame("card") or quad
            self._fly(following(self._camera, quad, len(at_work.field.text), frame, self._size()))

    def fit(self) -> None:
        """Show the whole card; when that is shown already, the whole image, though it has a frame."""
        if self._fit == "card" and self._stage.crops:
            self.show_page()
            return
        if not self._framed:
            self.show_frame()
            return
        self._fit = "image" if self._fit == "card" and self._frame("card") != self._frame("image") else "card"
        self._by_hand = False
        self._refit(moving=True)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come closer (factor above 1) or go back, keeping the image point under `at` (view pixels) in its place."""
        self._motion.stop()
        scale = min(max(self._camera.scale * factor, MIN_SCALE), MAX_SCALE)
        anchor = at or QPointF(self.viewport().rect().center())
        before = self._to_scene(anchor)
        self._fit = None
        self._by_hand = True
        self._look(Camera(self._camera.centre, scale, self._camera.angle))
        after = self._to_scene(anchor)
        x, y = self._camera.centre
        self._look(Camera((x + before.x() - after.x(), y + before.y() - after.y()), scale, self._camera.angle))

    def zoom_in(self) -> None:
        """One step closer."""
        self.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.zoom(1 / ZOOM_STEP)

    def turn(self, quarter_turns: int) -> None:
        """Turn the view clockwise by quarters; the image itself stays as it came."""
        self._turns += quarter_turns
        self._fit = self._fit or "card"
        self._refit()
        self.turned.emit(quarter_turns)

    def _set_framed(self, framed: bool) -> None:
        """Show the image within its frame, or the page as it came."""
        self._framed = framed
        self._stage = self._stage_of(self._case)
        self._apply_quads(self._case)
        self.looked.emit()

    def _stage_of(self, case: CaseView | None) -> Stage:
        image = case.image if case is not None else None
        if image is None:
            return Stage()
        return Stage.of(image.width, image.height, image.frame if self._framed else None)

    def _apply_quads(self, case: CaseView | None) -> None:
        wanted = {field.key: field for field in case.fields if field.quad and field.at == case.shown} if case else {}
        for key in self._quads.keys() - wanted.keys():
            self._scene.removeItem(self._quads.pop(key))
        for key, field in wanted.items():
            item = self._quads.get(key)
            assert field.quad is not None
            quad = self._stage.inward(field.quad)
            if item is None:
                self._quads[key] = item = QuadItem(field, quad)
                item.setZValue(1)
                self._scene.addItem(item)
            elif (item.field, item.quad) != (field, quad):
                item.apply(field, quad)
            item.set_active(key == self._active)
        card = case.card_quad if case else None
        self._card.setPath(outline(self._stage.inward(card)) if card else QPainterPath())
        size = self._stage.size
        self._pixels.set_stage(self._stage)
        self._pixels.veil(gap(case) if case and case.masked else None, card_share(case) if case else 1.0)
        margin = max(size) * 2.0
        self._scene.setSceneRect(-margin, -margin, size[0] + 2 * margin, size[1] + 2 * margin)

    def _frame(self, what: str) -> Quad | None:
        if self._case is None or self._case.image is None:
            return None
        if what == "card" and self._case.card_quad is not None and not self._stage.crops:
            return self._stage.inward(self._case.card_quad)
        return Quad.from_bounds(0, 0, *self._stage.size)

    def _angle(self) -> float:
        if self._case is None or self._case.image is None:
            return 0.0
        card, image = self._case.card_quad, self._case.image
        if image.frame is None:
            return upright_angle(card, image.quarter_turns) + 90.0 * self._turns
        if not self._framed:
            return upright_angle(image.frame, 0) + 90.0 * self._turns
        # The frame says which side is up; a card on a page that is only turned may lie a little askew.
        askew = 0.0 if self._stage.crops or card is None else upright_angle(self._stage.inward(card), 0)
        return askew - 90.0 * round(askew / 90.0) + 90.0 * self._turns

    def _settle_on(self, before: Quad | None) -> None:
        """Look at what came; `before` is the card that was looked at until now."""
        now = self._frame("card")
        if before is not None and now is not None and self._fit is None and (self._by_hand or not self._follows):
            self._motion.stop()
            self._look(carried(self._camera, before, now, self._angle()))
        else:
            self._fit = "card"
            self._refit()

    def _refit(self, *, moving: bool = False) -> None:
        frame = self._frame(self._fit or "card")
        if frame is None or self.viewport().width() < 8:
            return
        target = spared(fitted(frame, self._angle(), self._room()), self._spared)
        if moving:
            self._fly(target, keep_fit=True)
        else:
            self._motion.stop()
            self._look(target)

    def _fly(self, target: Camera, *, keep_fit: bool = False) -> None:
        if not keep_fit and abs(target.scale / self._camera.scale - 1) > 0.001:
            self._fit = None
        self._motion.stop()
        lasting = motion.duration_ms()
        if lasting == 0 or not self.isVisible() or target == self._camera:
            self._look(target)
            return
        self._journey = (self._camera, target)
        self._motion.setDuration(lasting)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.start()

    def _move_on(self, share: float) -> None:
        start, target = self._journey
        self._look(target if share >= 1.0 else start.between(target, share))

    def _look(self, camera: Camera) -> None:
        changed = camera.scale != self._camera.scale
        self._camera = camera
        self.setTransform(QTransform().scale(camera.scale, camera.scale).rotate(camera.angle))
        self.centerOn(QPointF(*camera.centre))
        if changed:
            self.scale_changed.emit(camera.scale)
        self.looked.emit()

    def _to_scene(self, at: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(at)

    def _room(self) -> tuple[float, float]:
        """As much of the view as nothing is laid over."""
        width, height = self._size()
        return max(width - self._spared[0], 80.0), max(height - self._spared[1], 80.0)

    def _size(self) -> tuple[float, float]:
        return float(self.viewport().width()), float(self.viewport().height())

    def _pan(self, to: QPointF) -> None:
        assert self._pan_from is not None
        before, after = self._to_scene(self._pan_from), self._to_scene(to)
        x, y = self._camera.centre
        self._pan_from = to
        self._fit = None
        self._by_hand = True
        centre = (x + before.x() - after.x(), y + before.y() - after.y())
        self._look(Camera(centre, self._camera.scale, self._camera.angle))

    def _starts_pan(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.MiddleButton:
            return True
        over_quad = isinstance(self.itemAt(event.position().toPoint()), QuadItem)
        return event.button() == Qt.MouseButton.LeftButton and (self._space_held or not over_quad)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._starts_pan(event):
            self._motion.stop()
            self._pan_from = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            item = self.itemAt(event.position().toPoint())
            if isinstance(item, QuadItem):
                self.field_clicked.emit(item.field.key)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan(event.position())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pan_from = None
        self.viewport().unsetCursor()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = meaning(event)
        if turned.factor != 1.0:
            self.zoom(turned.factor, event.position())
        elif not turned.way.isNull():
            self._motion.stop()
            self._pan_from = event.position()
            self._pan(event.position() + turned.way)
            self._pan_from = None
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
            and event.value() > -1
        ):
            self.zoom(1 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._space_held = True
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit:
            self._refit()
        else:
            self._look(self._camera)


def _address(case: CaseView | None) -> tuple[object, ...] | None:
    return (case.id, case.image.sha256, case.image.page) if case and case.image else None


def _pixels_of(case: CaseView | None) -> tuple[object, ...] | None:
    return (case.image.sha256, case.image.page) if case and case.image else None


def _lie(case: CaseView | None) -> tuple[object, ...] | None:
    return (case.card_quad, case.image.quarter_turns, case.image.frame) if case and case.image else None


def _frame_of(case: CaseView | None) -> Quad | None:
    return case.image.frame if case and case.image else None
