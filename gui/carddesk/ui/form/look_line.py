"""What stands in the way of typing, or is asked by a second or third look, in a line below the form's head."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.workflow.views import CaseView


class LookLine(QWidget):
    """Takes no room for a card with which no look is concerned."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._case: CaseView | None = None
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_PX, ICON_PX + 4)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID * 2, 0, GRID * 2, GRID)
        box.setSpacing(6)
        box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._words, 1)
        theme.changed.connect(self._render)
        self.hide()

    @property
    def words(self) -> str:
        """What is asked of the operator, or `""`."""
        return self._words.text() if not self.isHidden() else ""

    def apply(self, case: CaseView | None) -> None:
        """Say what this case asks for."""
        if case is not self._case:
            self._case = case
            self._render()

    def _render(self) -> None:
        icon, words = _said(self._case)
        self.setVisible(bool(words))
        if words:
            colour = self._theme.tokens.accent
            self._icon.setPixmap(icons.pixmap(icon, colour, ICON_PX, self.devicePixelRatioF()))
            self._words.setText(words)


def _said(case: CaseView | None) -> tuple[str, str]:
    """Icon and words."""
    if case is not None and case.holder:
        return "users", tr(
            "{who} is at this card. It can be read here; what is typed comes in once it is free.", who=case.holder
        )
    match case.look if case is not None else "":
        case "second":
            return "eye-off", tr("Type what you see on the card; what was accepted is hidden.")
        case "third":
            return "git-compare", tr("Two operators differ. Take the word that the card bears, or type it.")
        case "sealed":
            return "eye-off", tr(
                "You have typed this card. Someone else decides what holds; until then the other word is hidden."
            )
    if case is not None and case.status is Status.SECOND_LOOK:
        return "users", tr(
            "Accepted, and chosen for a second look: it counts as verified once another operator has typed the same."
        )
    return "", ""
