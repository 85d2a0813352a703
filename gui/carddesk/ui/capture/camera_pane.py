"""F11: the camera's picture, docked at the lower left over the queue or laid large beside the form; it stays while one works."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.capture import camera_words
from carddesk.ui.capture.camera_meter import CameraMeter
from carddesk.ui.capture.camera_options import CameraOptions
from carddesk.ui.capture.camera_picture import CameraPictureView
from carddesk.ui.composition import Composition
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.ui.shortcuts import set_tip, shortcut
from carddesk.workflow.camera_view import CameraPicture, CameraView

_LEAST_WIDTH: Final = 248
_WIDEST_TAKE: Final = 240
_SIGNS: Final = {"sure": "circle-check", "doubtful": "triangle-alert", "broken": "octagon-x", "secondary": "camera"}


class CameraPane(QFrame):
    """Renders the camera's view; says what is wanted."""

    take_asked = Signal()
    auto_chosen = Signal(bool)
    close_asked = Signal()
    left = Signal()
    """The caret is to go back to the work."""
    placed_anew = Signal()
    """It wants another place, or more room."""
    seen = Signal()
    unseen = Signal()
    """It is hidden, as when the window is covered: nobody sees the picture."""

    def __init__(self, room: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(room)
        self.setProperty("look", "card")
        self.setAccessibleName(tr("Camera"))
        self._theme = theme
        self._mark: camera_words.Mark = "secondary"
        self._taken = 0
        self.large = False
        self._title = QLabel(tr("Camera"))
        self._title.setProperty("look", "heading")
        self._size = QLabel()
        self._size.setProperty("look", "caption")
        self.adjust = _tool(tr("Camera options"))
        self.adjust.setCheckable(True)
        self.enlarge = _tool(tr("Larger"))
        self.enlarge.setCheckable(True)
        self.close_button = _tool(tr("Close the camera"))
        self.picture = CameraPictureView(theme)
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.meter = CameraMeter(theme)
        self.take = Button(tr("Capture"))
        self.take.setProperty("look", "primary")
        self.auto = QCheckBox(tr("By itself"))
        self.auto.setAccessibleName(tr("Take cards by themselves"))
        self.auto.setToolTip(tr("Each card once, as soon as it lies still and sharp"))
        self.options = CameraOptions(theme, composition)
        self._scroll = QScrollArea()
        self._assemble()
        self._connect()
        set_tip(self.close_button, tr("Close the camera"), "camera")
        set_tip(self.take, tr("Take what is seen now"), "camera_take")
        self._dress()
        self.hide()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addSpacing(GRID)
        head.addWidget(self._size, 1)
        for button in (self.adjust, self.enlarge, self.close_button):
            head.addWidget(button)
        told = QHBoxLayout()
        told.setSpacing(GRID // 2)
        told.addWidget(self._sign)
        told.addWidget(self.words, 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(GRID)
        deeds.addWidget(self.take, 1)
        deeds.addWidget(self.auto)
        deeds.addStretch(0)
        self.take.setMaximumWidth(_WIDEST_TAKE)
        self._scroll.setWidget(self.options)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, GRID // 2, GRID, GRID)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        box.addWidget(self._scroll)
        box.addWidget(self.picture, 1)
        box.addLayout(told)
        box.addWidget(self.meter)
        box.addSpacing(GRID // 2)
        box.addLayout(deeds)

    def _connect(self) -> None:
        self.picture.take_asked.connect(self.take_asked)
        self.picture.left.connect(self.left)
        self.take.clicked.connect(self.take_asked)
        self.auto.toggled.connect(self.auto_chosen)
        self.close_button.clicked.connect(self.close_asked)
        self.adjust.toggled.connect(self._show_options)
        self.enlarge.toggled.connect(self._enlarge)
        self._theme.changed.connect(self._dress)

    @property
    def has_focus(self) -> bool:
        """Whether the caret is somewhere in it."""
        focused: QWidget | None = self.window().focusWidget()
        return self.isVisible() and focused is not None and self.isAncestorOf(focused)

    def show_view(self, view: CameraView, *, auto: bool, wanted: bool) -> None:
        """The camera stands like this; `wanted` says that a basis must be noted before a card is taken."""
        self._mark = camera_words.mark_of(view, wanted=wanted)
        words = camera_words.said(view, auto=auto, wanted=wanted, key=shortcut("camera_take").shown)
        if words != self.words.text():
            self.words.setText(words)
            self.words.setProperty("look", self._mark if self._mark != "secondary" else "secondary")
            self.words.style().polish(self.words)
            self.picture.setAccessibleDescription(words)
            if view.trouble is not None:
                self.placed_anew.emit()
        self._dress_sign()
        self._size.setText(f"{view.size[0]} × {view.size[1]}" if view.size[0] else "")
        self.meter.show_advice(view.advice)
        self.take.setEnabled(view.advice is not None)
        if self.auto.isChecked() != auto:
            self.auto.blockSignals(True)
            self.auto.setChecked(auto)
            self.auto.blockSignals(False)
        if view.taken > self._taken:
            self.picture.flash()
        self._taken = view.taken

    def show_picture(self, picture: CameraPicture | None, *, mirrored: bool, coarse: bool) -> None:
        """This is seen now."""
        self.picture.show_picture(picture, self._mark, mirrored=mirrored, coarse=coarse)

    def place(self, room: QRect, queue: QRect, form: QRect) -> int:
        """Stand in this room: docked over the queue, or large up to the form. How much of the queue's foot it covers."""
        if self.large:
            right = form.left() if form.isValid() else room.right()
            self.setGeometry(QRect(room.left(), room.top(), max(_LEAST_WIDTH, right - room.left()), room.height()))
            return 0
        width = max(_LEAST_WIDTH, queue.width() if queue.isValid() else _LEAST_WIDTH + 10 * GRID)
        height = min(self._height_for(width), room.height())
        self.setGeometry(QRect(room.left(), room.bottom() + 1 - height, width, height))
        return height

    def _height_for(self, width: int) -> int:
        inner = width - 2 * GRID
        image = self.picture.picture
        ratio = image.height() / image.width() if image is not None else 9 / 16
        words = max(self.words.heightForWidth(inner - ICON_PX - GRID), 2 * self.words.fontMetrics().lineSpacing())
        parts = self.close_button.sizeHint().height() + words + self.meter.sizeHint().height()
        options = self._options_height() + GRID // 2 if not self._scroll.isHidden() else 0
        return round(parts + options + self.take.sizeHint().height() + min(inner * min(ratio, 1.0), 240) + 6 * GRID)

    def _show_options(self, on: bool) -> None:
        self._scroll.setVisible(on)
        self._scroll.setFixedHeight(self._options_height())
        self.placed_anew.emit()

    def fit_options(self) -> None:
        """They need another height now."""
        wanted = self._options_height()
        if not self._scroll.isHidden() and wanted != self._scroll.height():
            self._scroll.setFixedHeight(wanted)
            self.placed_anew.emit()

    def _options_height(self) -> int:
        return self.options.height_at(self.width() - 2 * GRID) + 4

    def _enlarge(self, on: bool) -> None:
        self.large = on
        self.enlarge.setAccessibleName(tr("Smaller") if on else tr("Larger"))
        self.enlarge.setToolTip(self.enlarge.accessibleName())
        self._dress()
        self.placed_anew.emit()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self.adjust.setIcon(icons.icon("sliders-horizontal", tokens))
        self.enlarge.setIcon(icons.icon("minus" if self.large else "maximize", tokens))
        self.close_button.setIcon(icons.icon("x", tokens))
        self._dress_sign()

    def _dress_sign(self) -> None:
        colour = getattr(self._theme.tokens, self._mark)
        self._sign.setPixmap(icons.pixmap(_SIGNS[self._mark], colour, ICON_PX, self.devicePixelRatioF()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.picture.forget()
        self.unseen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # What is pressed on the pane is not for what lies under it.
        if event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}:
            event.accept()
            return True
        return super().event(event)


def _tool(name: str) -> Button:
    made = Button()
    made.setProperty("look", "tool")
    made.setIconSize(icons.icon_size())
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
