"""The image pane: the view, its few buttons, and what to say while there is no picture."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from carddesk.language import mark, tr
from carddesk.ui.image.face_switch import FaceSwitch
from carddesk.ui.image.image_view import ImageView
from carddesk.ui.image.loupe import Loupe
from carddesk.ui.image.picture import Picture
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import keyboard, set_tip, tip
from carddesk.workflow.views import CaseView

_TOOLS = (
    ("zoom_out", "zoom-out", mark("Zoom out")),
    ("zoom_in", "zoom-in", mark("Zoom in")),
    ("fit", "maximize", mark("Fit")),
    ("turn_left", "rotate-ccw", mark("Turn to the left")),
    ("turn_right", "rotate-cw", mark("Turn to the right")),
    ("loupe", "scan-search", mark("Loupe")),
    ("hold", "lock", mark("Hold the view still")),
    ("box", "scan-line", mark("Read a box into the field")),
    ("frame", "crop", mark("Frame the card")),
)
_TOGGLES = frozenset({"loupe", "hold", "box", "frame"})


class ImagePane(QFrame):
    """The view with its tools floating below the card."""

    asked = Signal(str)
    """Id of the shortcut that does what was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "stage")
        self._theme = theme
        self.view = ImageView(theme)
        self._words = QLabel(self)
        self._words.setProperty("look", "secondary")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self.reframed = QLabel(self)
        self.reframed.setProperty("look", "tools")
        self.reframed.setMargin(GRID // 2)
        self.reframed.hide()
        self._name_key()
        keyboard.changed.connect(self._name_key)
        self._tools = QFrame(self)
        self._tools.setProperty("look", "tools")
        self._buttons: dict[str, Button] = {}
        self._on: dict[str, bool] = {}
        self._percent = QLabel()
        self._percent.setProperty("look", "caption")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setFixedWidth(44)
        self._assemble()
        self.faces = FaceSwitch(self)
        self._aside = False
        self.loupe = Loupe(self, self.view, theme)
        self._dress()
        self.view.scale_changed.connect(self._show_scale)
        self.view.follows_changed.connect(self._show_hold)
        self.view.activated.connect(self._lead_loupe)
        self.loupe.shown.connect(self._show_loupe)
        theme.changed.connect(self._dress)

    def _assemble(self) -> None:
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(4, 2, 4, 2)
        tools.setSpacing(2)
        for deed, _icon, text in _TOOLS:
            button = Button()
            button.setProperty("look", "tool")
            button.setIconSize(icons.icon_size())
            button.setAccessibleName(tr(text))
            set_tip(button, tr(text), deed)
            button.setObjectName(deed)
            button.setCheckable(deed in _TOGGLES)
            button.clicked.connect(self._ask)
            self._buttons[deed] = button
            tools.addWidget(button)
            if deed == "zoom_out":
                tools.addWidget(self._percent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def show_case(self, case: CaseView | None) -> None:
        """Render the image's part of this case."""
        self.view.show_case(case)
        self.faces.apply(case)
        words = ""
        if case is not None and case.image is None:
            erased = tr("The image of this card was erased, since its time was over.")
            words = erased if case.image_erased else tr("There is no picture to show for this file.")
        self.say(words)
        self.reframed.setVisible(case is not None and case.image is not None and case.image.reframed)
        self._place()
        self._make_room()

    def _name_key(self) -> None:
        self.reframed.setText(tip(tr("Read in another frame than this"), "read"))

    def show_picture(self, picture: Picture) -> None:
        """The pixels have come."""
        self.say("")
        self.view.show_picture(picture)

    def say(self, words: str) -> None:
        """Put a sentence where the picture would be, or take it away."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._place()

    def toggle_hold(self) -> None:
        """Hold the view still, or let it follow the active field again."""
        self.view.set_follows(not self.view.follows)

    def show_tool(self, deed: str, *, on: bool) -> None:
        """Whether this tool is at work."""
        self._on[deed] = on
        self._buttons[deed].setChecked(on)

    def tools_aside(self, *, aside: bool) -> None:
        """Make room where another tool has buttons of its own, and its handles may be anywhere on the page."""
        self._aside = aside
        self._make_room()

    def _make_room(self) -> None:
        self._tools.setVisible(not self._aside and self.view.image_there)
        self.faces.setVisible(not self._aside and self.faces.has_both)

    def _show_hold(self, follows: bool) -> None:
        self._buttons["hold"].setChecked(not follows)

    def _show_loupe(self, shown: bool) -> None:
        self._buttons["loupe"].setChecked(shown)
        self._tools.raise_()

    def _lead_loupe(self) -> None:
        self.loupe.follow(self.view.active_quad)

    def _ask(self) -> None:
        self._show_hold(self.view.follows)  # Qt has ticked it already; what was asked for says whether it is so
        self._show_loupe(self.loupe.isVisible())
        for deed in ("box", "frame"):
            self.show_tool(deed, on=self._on.get(deed, False))
        self.asked.emit(self.sender().objectName())

    def _show_scale(self, scale: float) -> None:
        self._percent.setText(f"{scale * self.devicePixelRatioF() * 100:.0f} %")

    def _dress(self) -> None:
        for deed, icon, _text in _TOOLS:
            self._buttons[deed].setIcon(icons.icon(icon, self._theme.tokens))

    def _place(self) -> None:
        self._tools.adjustSize()
        self._tools.move((self.width() - self._tools.width()) // 2, self.height() - self._tools.height() - GRID * 2)
        self.faces.move((self.width() - self.faces.width()) // 2, GRID * 2)
        self.faces.raise_()
        self.reframed.adjustSize()
        below = self.faces.geometry().bottom() + GRID if self.faces.isVisible() else GRID * 2
        self.reframed.move((self.width() - self.reframed.width()) // 2, below)
        self.reframed.raise_()
        self._words.setGeometry(self.rect().adjusted(GRID * 4, 0, -GRID * 4, 0))
        # Above the view, which came into this pane after them.
        self._words.raise_()
        self._tools.raise_()
        self.loupe.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
