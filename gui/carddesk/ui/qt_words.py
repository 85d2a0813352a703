"""Qt's own words, as in file dialogs and menus of text boxes, in the language of the run."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from carddesk.language import current

_NAME = "qt_words"


def speak(app: QApplication) -> None:
    """Have Qt speak the language that `language.use` chose, instead of the one before."""
    before = app.findChild(QTranslator, _NAME)
    if before is not None:
        app.removeTranslator(before)
        before.setParent(None)
    translator = QTranslator(app)
    translator.setObjectName(_NAME)
    if translator.load(f"qtbase_{current()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
