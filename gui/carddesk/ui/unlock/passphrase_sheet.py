"""Asks for the passphrase that a workspace is to have, typed twice, and says what makes a good one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.ui.look.theme import Theme
from carddesk.ui.service.secret_edit import SecretEdit
from carddesk.ui.unlock.sheet import Note, Sheet, small, words
from carddesk.workflow.asking import Answer, strength, weakness


class PassphraseSheet(Sheet):
    """Gives an `Answer` with a passphrase that may be one, or with `retry`.

    Args:
        trouble: the keyring's, if that is why a passphrase is needed.
    """

    def __init__(self, theme: Theme, place: str, trouble: Trouble | None, parent: QWidget | None = None) -> None:
        leave = tr("Cancel") if parent is not None else tr("Quit")
        super().__init__(theme, tr("A passphrase for the workspace"), parent, go=tr("Set"), leave=leave)
        self.keyring = Note(theme)
        self.retry = small(tr("Try again"))
        self.retry.setToolTip(tr("Ask the keyring again"))
        self.keyring.box.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        self.first = SecretEdit()
        self.second = SecretEdit()
        self.body.addWidget(words(place, "caption"))
        self.body.addWidget(self.keyring)
        self.body.addWidget(
            words(tr("Everything in the workspace is encrypted. The passphrase opens it, and is asked at each start."))
        )
        self.body.addWidget(words(strength(), "secondary"))
        for title, edit in ((tr("Passphrase"), self.first), (tr("Once more"), self.second)):
            label = QLabel(title)
            label.setBuddy(edit)
            edit.setAccessibleName(title)
            edit.textChanged.connect(self._look)
            self.body.addWidget(label)
            self.body.addWidget(edit)
        if trouble is not None:
            self.keyring.say("warn", f"{trouble.what} {trouble.advice}")
        self.retry.clicked.connect(self._retry)
        self.go.clicked.connect(self._give)
        self._look()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        typed = self.first.copied().reveal()
        weak = weakness(typed) if typed else ""
        differs = self.second.peek() and self.second.copied() != self.first.copied()
        self.go.setEnabled(bool(typed) and not weak and self.second.peek() and not differs)
        if weak:
            self.say("warn", weak)
        else:
            self.say("warn", tr("The two are not the same yet.") if differs else "")

    def _retry(self) -> None:
        self.give(Answer(retry=True))

    def _give(self) -> None:
        answer = Answer(passphrase=self.first.take())
        self.second.wipe()
        self.give(answer)

    def done(self, result: int) -> None:
        self.first.wipe()
        self.second.wipe()
        super().done(result)
