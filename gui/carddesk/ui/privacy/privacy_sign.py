"""The sign in the status bar that values are masked, or that those of the card at hand are laid open."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import ICON_PX


class PrivacySign(QWidget):
    """An icon and words; nothing where privacy mode is off."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown = False
        self._icon = QLabel()
        self._words = QLabel()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._icon)
        box.addWidget(self._words)
        self.hide()
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self.isHidden() else self._words.text()

    def show_privacy(self, *, on: bool, shown: bool) -> None:
        """Whether privacy mode is on, and whether the case at hand is laid open all the same."""
        self._shown = shown
        self._words.setText(tr("This card is laid open") if shown else tr("Values are masked"))
        self.setVisible(on)
        self._dress()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        name, colour = ("eye", tokens.doubtful) if self._shown else ("eye-off", tokens.secondary)
        self._icon.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self._words.setStyleSheet(f"color: {colour};")
