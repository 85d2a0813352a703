"""Offers the last good backup of a damaged workspace: which one it is, what would be missing, and one key to take it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from carddesk.language import tr
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.sheet import Sheet, words
from carddesk.workflow.moving import Offer, missing_in_words


class RestoreSheet(Sheet):
    """Gives True for the backup to be taken, and once more when what came of it was read; None when it was left."""

    def __init__(self, theme: Theme, place: str, offer: Offer) -> None:
        super().__init__(theme, tr("The workspace is damaged"), go=tr("Restore the backup"), leave=tr("Quit"))
        backup = offer.backup
        moment = backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        self._offered = [
            words(place, "caption"),
            words(tr("There is a good backup of {moment} with {cases} cards.", moment=moment, cases=backup.cases)),
            words(missing_in_words(offer)),
            words(tr("The damaged files are put aside as they are; nothing of them is deleted."), "secondary"),
        ]
        for each in self._offered:
            self.body.addWidget(each)
        self.go.clicked.connect(self._take)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """It is being restored, which takes its time."""
        self.go.setEnabled(not busy)
        self.leave.setEnabled(not busy)
        self.say("info", tr("Restoring and proving…") if busy else "")

    def tell_done(self, said: str) -> None:
        """What came of it; the desk opens when that was read."""
        for each in self._offered[1:]:
            each.hide()
        self.setWindowTitle(tr("The backup is restored"))
        self.heading.setText(tr("The backup is restored"))
        self.go.setText(tr("Open the desk"))
        self.set_busy(False)
        self.say("info", said)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_failed(self, said: str) -> None:
        """What went wrong; it can be tried again."""
        self.set_busy(False)
        self.say("error", said)

    def reject(self) -> None:
        # While it is being restored there is nothing to leave: it is done in a moment, or says why not.
        if self.leave.isEnabled():
            super().reject()

    def _take(self) -> None:
        self.give(True)
