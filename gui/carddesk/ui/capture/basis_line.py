"""The line below the top bar that says what will be written on the next cards: quiet, and not there where nobody notes it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from carddesk.cards.basis import Basis
from carddesk.language import tr
from carddesk.ui.form.basis_link import basis_words
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.elided import ElidedLabel
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.ui.shortcuts import keyboard, shortcut


class BasisLine(QFrame):
    """Words, a way to change them, and one to take them back."""

    change_asked = Signal()
    forget_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wanted = False
        self._icon = QLabel()
        self._words = ElidedLabel()
        self.change = Button()
        self.forget = Button(tr("Take back"))
        for button in (self.change, self.forget):
            button.setProperty("look", "link")
        self.change.clicked.connect(self.change_asked)
        self.forget.clicked.connect(self.forget_asked)
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID * 2, 2, GRID * 2, 2)
        box.setSpacing(GRID)
        for part in (self._icon, self._words, self.change, self.forget):
            box.addWidget(part)
        box.addStretch(1)
        self.show_basis(Basis(), wanted=False)
        self.hide()
        theme.changed.connect(self._dress)
        keyboard.changed.connect(self._say)

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self.isHidden() else self._words.text()

    def show_basis(self, basis: Basis, *, wanted: bool) -> None:
        """This is written on the next cards; `wanted` says that none comes before something is noted."""
        self._basis, self._wanted = basis, wanted
        self._say()
        self._dress()

    def _say(self) -> None:
        if self._basis:
            words = tr("Next cards: {basis}", basis=basis_words(self._basis))
        elif self._wanted:
            words = tr("No card is captured before its purpose is noted.")
        else:
            words = tr("No purpose is noted for the next cards.")
        self._words.setText(words)
        key = shortcut("basis").shown
        deed = tr("Change…") if self._basis else tr("Note it…")
        self.change.setText(f"{deed}  ({key})" if key else deed)
        self.forget.setVisible(bool(self._basis))

    def _dress(self) -> None:
        tokens = self._theme.tokens
        wanted = self._wanted and not self._basis
        name, colour = ("triangle-alert", tokens.doubtful) if wanted else ("pencil", tokens.secondary)
        self._icon.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self._words.setStyleSheet(f"color: {colour};")
