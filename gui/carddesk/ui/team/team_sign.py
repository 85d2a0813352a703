"""The sign in the status bar that says which team this desk is of, as whom, and what waits while it is cut off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.elided import ElidedLabel
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import ICON_PX
from carddesk.workflow.team.views import TeamView


class TeamSign(QWidget):
    """An icon and words, and a way to the cards that others contradict; nothing for a desk by itself."""

    contradicted_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: TeamView | None = None
        self._icon = QLabel()
        self._words = ElidedLabel()
        self.contradicted = Button()
        self.contradicted.setProperty("look", "small")
        self.contradicted.clicked.connect(self.contradicted_asked)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._icon)
        box.addWidget(self._words)
        box.addWidget(self.contradicted)
        self.hide()
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self.isHidden() else self._words.text()

    def show_team(self, view: TeamView | None) -> None:
        """How the desk stands with its team."""
        if view == self._view:
            return
        self._view = view
        self.setVisible(view is not None)
        if view is None:
            return
        self._words.setText(team_words(view))
        self.setToolTip(view.trouble or team_words(view))
        self.contradicted.setText(tr("{count} to compare", count=view.contradicted))
        self.contradicted.setToolTip(tr("Show the cards with which others went on meanwhile"))
        self.contradicted.setVisible(view.contradicted > 0)
        self._dress()

    def _dress(self) -> None:
        view, tokens = self._view, self._theme.tokens
        if view is None:
            return
        wrong = view.cut_since or view.outdated or view.trouble
        name, colour = ("triangle-alert", tokens.doubtful) if wrong else ("users", tokens.secondary)
        self._icon.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self._words.setStyleSheet(f"color: {colour};")


def team_words(view: TeamView) -> str:
    """How the desk stands with its team, in a few words."""
    kept = tr("edits kept here: {count}", count=view.unsent)
    if view.outdated:
        said = [tr("The team uses a newer version: restart CardDesk after its update"), kept]
    elif view.cut_since:
        said = [tr("Cut off since {time}", time=view.cut_since), kept]
    elif view.trouble:
        said = [tr("The team's database takes nothing now"), kept]
    elif view.waits_for:
        said = [_team(view), tr("waiting for {who}", who=view.waits_for), kept]
    else:
        said = [_team(view)]
    return " · ".join(said)


def _team(view: TeamView) -> str:
    return tr("{team} as {operator}", team=view.name, operator=view.operator)
