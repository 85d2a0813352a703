"""The theme: which tokens hold now. Follows the system's colour scheme live."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from carddesk.ui.look import fonts
from carddesk.ui.look.stylesheet import stylesheet
from carddesk.ui.look.tokens import DARK, LIGHT, Tokens


class Theme(QObject):
    """Dresses the program. `changed` follows every switch of the system between light and dark."""

    changed = Signal()

    def __init__(self, app: QApplication, preference: str = "system") -> None:
        """`preference`: `light`, `dark`, or `system` for what the system has."""
        super().__init__()
        self._app = app
        self._preference = preference
        app.setStyle("Fusion")
        fonts.adopt(app)
        # Simple desktops name no scheme, but their colours do.
        system = app.palette()
        self._dark_by_palette = system.window().color().lightness() < system.windowText().color().lightness()
        self.tokens = self._wanted()
        self._dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    def prefer(self, preference: str) -> None:
        """Take these colours from now on: `light`, `dark`, or `system` for what the system has."""
        self._preference = preference
        self._follow()

    def _wanted(self) -> Tokens:
        if self._preference != "system":
            return DARK if self._preference == "dark" else LIGHT
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = self._dark_by_palette if scheme is Qt.ColorScheme.Unknown else scheme is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def _follow(self) -> None:
        if self._wanted() != self.tokens:
            self.tokens = self._wanted()
            self._dress()
            self.changed.emit()

    def _dress(self) -> None:
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens))


def palette(tokens: Tokens) -> QPalette:
    """What Qt's own drawing (selections, menus, tool tips, disabled text) takes its colours from."""
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.panel,
        QPalette.ColorRole.AlternateBase: tokens.window,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.panel,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.on_accent,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.PlaceholderText: tokens.secondary,
        QPalette.ColorRole.ToolTipBase: tokens.text,
        QPalette.ColorRole.ToolTipText: tokens.panel,
        QPalette.ColorRole.Light: tokens.panel,
        QPalette.ColorRole.Midlight: tokens.hover,
        QPalette.ColorRole.Mid: tokens.border,
        QPalette.ColorRole.Dark: tokens.control,
        QPalette.ColorRole.Shadow: tokens.control,
        QPalette.ColorRole.Accent: tokens.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.control))
    return made
