"""The sign in the status bar that a folder is watched; it leads to where that is set."""

from __future__ import annotations

from PySide6.QtCore import Qt

from carddesk.language import sentences, tr
from carddesk.ui.capture.watch_words import count_words, sign_words
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.workflow.watched import WatchedView

_WIDEST_PX = 240


class WatchSign(Button):
    """There only while one is watched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "link")
        self.setIconSize(icons.icon_size(gap=True))
        self._theme = theme
        self._view = WatchedView()
        self.hide()
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self.isHidden() else self.accessibleName()

    def show_view(self, view: WatchedView) -> None:
        """It stands like this now."""
        self._view = view
        words = sign_words(view)
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _WIDEST_PX))
        self.setAccessibleName(words)
        self.setToolTip("\n".join(filter(None, [view.folder, view.trouble, count_words(view)])))
        self.setAccessibleDescription(sentences(view.trouble, tr("Shows the watched folder.")))
        if self.hasFocus() and not view.on:
            self.clearFocus()
        self.setVisible(view.on)
        self._dress()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        wrong = bool(self._view.trouble)
        name, colour = ("triangle-alert", tokens.doubtful) if wrong else ("folder", tokens.secondary)
        self.setIcon(icons.icon(name, tokens, colour=colour, gap=True))
