"""Says what takes so long before the desk is there."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from carddesk.language import tr
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.sheet import Sheet, words


class WaitingSheet(Sheet):
    """Has nothing to answer; closing it leaves the program."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Opening the workspace"), go="", leave=tr("Quit"))
        self.go.hide()
        self._words = words("")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Work under way"))
        self.body.addWidget(self._words)
        self.body.addWidget(bar)

    @property
    def said(self) -> str:
        """What is said."""
        return self._words.text()

    def tell(self, said: str) -> None:
        """Say it."""
        self._words.setText(said)
        self.setAccessibleDescription(said)
        self.fit()
