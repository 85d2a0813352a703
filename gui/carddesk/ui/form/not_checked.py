"""Rules that could not be checked, since what they need was not read: a quiet line that opens into the list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.workflow.views import NotCheckedView


class NotChecked(QWidget):
    """Takes no room when every rule was checked. Stays open from card to card once it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self._rules: tuple[NotCheckedView, ...] = ()
        self.button = Button()
        self.button.setProperty("look", "link")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._render)
        self.list = QLabel()
        self.list.setProperty("look", "caption")
        self.list.setWordWrap(True)
        self.list.setTextFormat(Qt.TextFormat.PlainText)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.list)
        self.hide()

    def apply(self, rules: tuple[NotCheckedView, ...]) -> None:
        """These rules could not be checked."""
        if rules != self._rules:
            self._rules = rules
            self._render()

    def _words(self) -> str:
        """How many there are; that they need the other face, which was not read, is no fault of this image."""
        count = len(self._rules)
        if all(rule.other_face for rule in self._rules):
            return tr("Not checked without the other face: {count} rules", count=count)
        return tr("1 rule was not checked") if count == 1 else tr("{count} rules were not checked", count=count)

    def _render(self) -> None:
        opened = self.button.isChecked()
        count = len(self._rules)
        words = self._words()
        self.button.setText(f"{words}  {'▴' if opened else '▾'}")
        self.button.setAccessibleName(words)
        lines = (f"– {tr(rule.title)} ({', '.join(rule.missing)})" for rule in self._rules)
        self.list.setText("\n".join(lines))
        self.list.setVisible(opened and count > 0)
        self.setVisible(count > 0)
