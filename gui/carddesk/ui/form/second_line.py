"""How it stands with a second reading, in one quiet line of the form's head."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.spinner import Spinner
from carddesk.ui.look.theme import Theme
from carddesk.workflow.views import SecondView

_ICON_PX = 14


class SecondLine(QFrame):
    """Takes no room where there is no second reading."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._second: SecondView | None = None
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON_PX, _ICON_PX)
        self._spinner = Spinner(theme, _ICON_PX)
        self._words = QLabel()
        self._words.setProperty("look", "caption")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._icon)
        box.addWidget(self._spinner)
        box.addWidget(self._words, 1)
        self.hide()
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self._second is None else self._words.text()

    def apply(self, second: SecondView | None) -> None:
        """Say how it stands."""
        if second == self._second:
            return
        self._second = second
        self.setVisible(second is not None)
        self._spinner.set_turning(second is not None and second.under_way)
        self._icon.setVisible(second is not None and not second.under_way)
        self._words.setText(_said(second) if second is not None else "")
        self._dress()

    def _dress(self) -> None:
        if self._second is None:
            return
        tokens = self._theme.tokens
        if self._second.trouble:
            name, colour = "circle-alert", tokens.secondary
        elif self._second.differ:
            name, colour = "triangle-alert", tokens.doubtful
        elif self._second.agree:
            name, colour = "shield-check", tokens.sure
        else:
            name, colour = "info", tokens.secondary
        self._icon.setPixmap(icons.pixmap(name, colour, _ICON_PX, self.devicePixelRatioF()))


def _said(second: SecondView) -> str:
    if second.under_way:
        return tr("A second reading is under way…")
    if second.trouble:
        return tr("No second reading by {service}: {why}", service=second.title, why=tr(second.trouble))
    if not second.agree and not second.differ:
        return tr("Second reading by {service}: nothing to compare", service=second.title)
    if second.differ:
        return tr(
            "Second reading by {service}: {agree} fields alike, {differ} different",
            service=second.title,
            agree=second.agree,
            differ=second.differ,
        )
    return tr("Second reading by {service}: {agree} fields alike", service=second.title, agree=second.agree)
