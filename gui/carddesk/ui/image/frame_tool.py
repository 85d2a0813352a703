"""The frame tool: laid over the page, with corners to drag or to move by keys. It decides nothing; it says what was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from carddesk.cards.geometry import Point, Quad
from carddesk.language import mark, tr
from carddesk.ui.image.camera import turned
from carddesk.ui.image.frame_bar import FrameBar
from carddesk.ui.image.frame_edit import FrameEdit
from carddesk.ui.image.frame_marks import paint
from carddesk.ui.image.frame_side import FrameSide
from carddesk.ui.image.image_view import ImageView
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

_NEAR_PX = 14.0
_LARGE_STEP = 10
_WIDE_ROOM = 520
"""Logical pixels of a room in which the page finds its place beside the card's preview."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CORNERS = (mark("upper left"), mark("upper right"), mark("lower right"), mark("lower left"))
_OWN_KEYS = {
    *_ARROWS,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_R,
    Qt.Key.Key_W,
    Qt.Key.Key_Insert,
    Qt.Key.Key_Delete,
    *range(Qt.Key.Key_0, Qt.Key.Key_9 + 1),
}


class FrameTool(QWidget):
    """Shows frames over the page and has the keys while it is open."""

    taken = Signal(object)
    """The frames, a tuple of `Quad`, as they were when they were taken."""
    left = Signal()
    """All is to stay as it was."""
    several_asked = Signal()
    """There are more cards on the page than one."""

    def __init__(self, over: QWidget, view: ImageView, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._edit = FrameEdit((1, 1))
        self._drag: tuple[tuple[int, ...], QPointF] | None = None
        self._passed_on = False
        self._before: QWidget | None = None
        self._note = ""
        self.touched = False
        """Whether the operator has moved anything."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.side = FrameSide(over, view)
        self.bar = FrameBar(over, theme)
        self.bar.asked.connect(self._do)
        view.looked.connect(self.update)
        view.installEventFilter(self)
        over.installEventFilter(self)
        self._over = over
        for each in (self, self.side, self.bar):
            each.hide()

    @property
    def edit(self) -> FrameEdit:
        """What is drawn now."""
        return self._edit

    def open(self, size: tuple[int, int], frames: Sequence[Quad], *, several: bool = False) -> None:
        """Come with these frames over a page of this size, and take the keys."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.touched, self._note = False, ""
        self._edit = FrameEdit(size, tuple(frames), several=several)
        self._view.show_page()
        name = tr("Cards on this page") if several else tr("Frame of the card")
        self.setAccessibleName(name)
        self.bar.set_several(several)
        for each in (self, self.side, self.bar):
            each.show()
            each.raise_()
        self._make_room()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_frames(self, frames: Sequence[Quad]) -> None:
        """These were found meanwhile."""
        self._edit = self._edit.with_frames(frames)
        self._render()

    def say(self, words: str) -> None:
        """Something to know about what is drawn."""
        self._note = words
        self._render()

    def close_tool(self) -> None:
        """Go, and give the focus back."""
        if not self.isVisible():
            return
        had = self.hasFocus()
        for each in (self, self.side, self.bar):
            each.hide()
        self._view.show_frame()
        if had and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    # What strokes mean.

    def _do(self, deed: str) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "take": self._take,
            "leave": self.left.emit,
            "turn_left": lambda: self._change(self._edit.turn(-1)),
            "turn_right": lambda: self._change(self._edit.turn(1)),
            "whole": lambda: self._change(self._edit.whole()),
            "add": lambda: self._change(self._edit.add()),
            "remove": lambda: self._change(self._edit.remove()),
            "several": self.several_asked.emit,
        }
        deeds[deed]()
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self._edit.wrong:
            self._edit = self._edit.choose(self._edit.wrong[0])
            self.say(tr("These corners make no card: move one of them, or take the whole page."))
        else:
            self.taken.emit(self._edit.frames)

    def _change(self, edit: FrameEdit) -> None:
        self.touched, self._note = True, ""
        self._edit = edit
        self._render()

    def _go(self, edit: FrameEdit) -> None:
        self._edit = edit
        self._render()

    def _nudge(self, across: int, down: int, by: int) -> None:
        """One way on the screen, whichever way the page lies on it."""
        flat = Quad(*([(across * by, down * by)] * 4))
        x, y = turned(flat, -self._view.camera.angle).lt
        self._change(self._edit.move(round(x, 6), round(y, 6)))

    def _render(self) -> None:
        edit = self._edit
        words = ""
        if edit.point is not None:
            corner = tr(_CORNERS[edit.corner])
            x, y = (f"{value:.0f}" for value in edit.point)
            words = tr("Corner {corner}: {x}, {y}", corner=corner, x=x, y=y)
            if edit.several:
                words = tr("Card {number} of {count}, {words}", number=edit.at + 1, count=len(edit.frames), words=words)
        self.setAccessibleDescription(f"{words} {self._note}".strip())
        self.side.setVisible(self.isVisible() and edit.frame is not None)
        self.side.show_frame(edit.frame, edit.point, words)
        self.bar.show_state(edit, self._note)
        self._place()
        self.update()

    def _make_room(self) -> None:
        """Have the page beside what is laid over it, where there is room for both."""
        self.side.fit(self._over.width())
        self._render()
        beside = self.side.width() + 2 * GRID if self._over.width() >= _WIDE_ROOM else 0
        self._view.show_page((float(beside), float(self.bar.height() + 3 * GRID)))

    def _place(self) -> None:
        self.setGeometry(self._view.rect())
        room = self._over.rect()
        # On the side where the corner at work is not, should both meet.
        at = self._screen(self._edit.point).x() if self._edit.point is not None else 0.0
        wide = room.width() >= _WIDE_ROOM or at < room.width() / 2
        self.side.move(room.right() - self.side.width() - GRID if wide else GRID, GRID)
        self.bar.fit(room.width() - GRID * 2)
        self.bar.move((room.width() - self.bar.width()) // 2, room.height() - self.bar.height() - GRID * 2)

    # Where things are on the screen.

    def _screen(self, point: Point) -> QPointF:
        return self._view.screen_point(point)

    def _hit(self, at: QPointF) -> tuple[int, tuple[int, ...]] | None:
        """The frame and its corners that a press here takes hold of."""
        order = [self._edit.at, *(each for each in range(len(self._edit.frames)) if each != self._edit.at)]
        for number in order:
            corners = [self._screen(point) for point in self._edit.frames[number].points]
            for each, corner in enumerate(corners):
                if hypot(corner.x() - at.x(), corner.y() - at.y()) <= _NEAR_PX:
                    return number, (each,)
            for each in range(4):
                middle = (corners[each] + corners[(each + 1) % 4]) / 2
                if hypot(middle.x() - at.x(), middle.y() - at.y()) <= _NEAR_PX:
                    return number, (each, (each + 1) % 4)
        for number in order:
            if QPolygonF([self._screen(point) for point in self._edit.frames[number].points]).containsPoint(
                at, Qt.FillRule.OddEvenFill
            ):
                return number, (0, 1, 2, 3)
        return None

    # What Qt says.

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS and not self._is_for_window(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return event.isAccepted()
        return super().event(event)

    @staticmethod
    def _is_for_window(event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return held != Qt.KeyboardModifier.NoModifier

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        event.accept()
        if key in _ARROWS:
            self._nudge(*_ARROWS[key], _LARGE_STEP if shift else 1)
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self._go(self._edit.step(-1 if key == Qt.Key.Key_Backtab or shift else 1))
        elif key == Qt.Key.Key_R:
            self._do("turn_left" if shift else "turn_right")
        elif key == Qt.Key.Key_W:
            self._do("whole")
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._do("take")
        elif key == Qt.Key.Key_Escape:
            self._do("leave")
        elif key == Qt.Key.Key_Insert and self._edit.several:
            self._do("add")
        elif key == Qt.Key.Key_Delete and self._edit.several:
            self._do("remove")
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self._go(self._edit.choose((int(key) - int(Qt.Key.Key_1)) % 10))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        self._passed_on = hit is None
        if hit is None:
            self._view.mousePressEvent(event)
            return
        number, corners = hit
        corner = corners[0] if len(corners) < 4 else self._edit.corner if number == self._edit.at else 0
        self._go(self._edit.choose(number, corner))
        self._drag = corners, event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._passed_on:
            self._view.mouseMoveEvent(event)
        elif self._drag is not None:
            corners, before = self._drag
            then, now = (self._view.stage_point(each.toPoint()) for each in (before, event.position()))
            self._drag = corners, event.position()
            self._change(self._edit.move(now[0] - then[0], now[1] - then[1], corners))
        else:
            hit = self._hit(event.position())
            small = hit is not None and len(hit[1]) < 4
            shape = Qt.CursorShape.CrossCursor if small else Qt.CursorShape.SizeAllCursor
            self.setCursor(shape) if hit is not None else self.unsetCursor()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._passed_on:
            self._view.mouseReleaseEvent(event)
        self._passed_on, self._drag = False, None
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._make_room()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlines = [QPolygonF([self._screen(point) for point in each.points]) for each in self._edit.frames]
        paint(painter, QRectF(self.rect()), outlines, self._edit, focused=self.hasFocus())
