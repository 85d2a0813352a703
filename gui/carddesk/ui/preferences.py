"""Preferences: what the operator chooses of the look holds at once and is kept in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from carddesk.errors import UserError
from carddesk.language import use
from carddesk.settings import Settings
from carddesk.ui import qt_words
from carddesk.ui.look.theme import Theme


class Preferences(QObject):
    """Language, colours, and whether the view goes with the field."""

    not_kept = Signal(str)
    """Why a choice holds for this run only, in words."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme

    def speak(self, language: str) -> None:
        """Words are of this language from now on, one of `LANGUAGES` or `""` for the system's; what is shown stays."""
        self._keep("ui.language", language)
        use(language)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            qt_words.speak(app)

    def take_colours(self, colours: str) -> None:
        """Take these colours from now on: `system`, `light` or `dark`."""
        self._keep("ui.theme", colours)
        self._theme.prefer(colours)

    def follow(self, follows: bool) -> None:
        """Whether views go with the active field from now on."""
        self._keep("ui.follow_field", follows)

    def _keep(self, key: str, value: str | bool) -> None:
        try:
            self._settings.set(key, value)
        except UserError as error:  # it holds for this run
            self.not_kept.emit(error.message)
