"""Facts in lines: an icon that says how grave, and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.ui.service.facts import Fact


class FactLines(QWidget):
    """Shows any number of facts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._facts: tuple[Fact, ...] = ()
        self._lines: list[_Line] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        theme.changed.connect(self._render)

    @property
    def words(self) -> str:
        """Everything that is said, a line each."""
        return "\n".join(fact.words for fact in self._facts)

    def apply(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._render()

    def _render(self) -> None:
        while len(self._lines) < len(self._facts):
            self._lines.append(_Line())
            self._box.addWidget(self._lines[-1])
        for line, fact in zip(self._lines, self._facts, strict=False):
            colour = getattr(self._theme.tokens, fact.role)
            line.icon.setPixmap(icons.pixmap(fact.icon, colour, ICON_PX, self.devicePixelRatioF()))
            line.words.setText(fact.words)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(self._facts))


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.icon = QLabel()
        self.icon.setFixedSize(ICON_PX, ICON_PX + 2)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self.words, 1)
