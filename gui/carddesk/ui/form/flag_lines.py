"""Flags in words: one line each, with the icon and colour of its level."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.cards.flags import Flag, Level
from carddesk.language import mark, tr
from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import Tokens
from carddesk.ui.words import flag_words

_ICON_PX = 14
_LEVELS = {
    Level.ERROR: ("broken", "circle-x", mark("error")),
    Level.WARN: ("doubtful", "triangle-alert", mark("warn")),
    Level.INFO: ("secondary", "info", mark("info")),
}


class FlagLines(QWidget):
    """Shows any number of flags; takes no room when there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flags: tuple[Flag, ...] = ()
        self._settled = False
        self._lines: list[_Line] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 2, 0, 4)
        self._box.setSpacing(2)
        self._note = QLabel()
        self._note.setProperty("look", "caption")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        self._box.addWidget(self._note)
        self.hide()
        theme.changed.connect(self._render)

    def apply(self, flags: Sequence[Flag], *, settled: bool = False) -> None:
        """Show these flags; more quietly where a human has settled the matter."""
        if (tuple(flags), settled) != (self._flags, self._settled):
            self._flags, self._settled = tuple(flags), settled
            self._render()

    def note(self, words: str) -> None:
        """Say something below the flags; nothing where `words` is empty."""
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self.setVisible(bool(self._flags) or bool(words))

    def _render(self) -> None:
        while len(self._lines) < len(self._flags):
            line = _Line()
            self._lines.append(line)
            self._box.insertWidget(self._box.count() - 1, line)
        for line, flag in zip(self._lines, self._flags, strict=False):
            line.apply(flag, self._theme.tokens, settled=self._settled)
        for index, line in enumerate(self._lines):
            line.setVisible(index < len(self._flags))
        for line in self._lines[len(self._flags) :]:
            line.forget()
        self.setVisible(bool(self._flags) or bool(self._note.text()))


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON_PX, _ICON_PX + 4)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._words, 1)

    def apply(self, flag: Flag, tokens: Tokens, *, settled: bool) -> None:
        role, name, word = _LEVELS[flag.level]
        role = "secondary" if settled else role
        self._icon.setPixmap(icons.pixmap(name, getattr(tokens, role), _ICON_PX, self.devicePixelRatioF()))
        self._icon.setAccessibleName(tr(word))
        self._words.setText(flag_words(flag))
        self._words.setProperty("look", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)

    def forget(self) -> None:
        """Hold nothing of a card any more: what is merely hidden can still be read by assistive technology."""
        self._words.clear()
