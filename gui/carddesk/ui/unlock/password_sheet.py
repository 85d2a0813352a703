"""Asks for the password of a login at a team's server, and whether the keyring is to keep it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from carddesk.language import tr
from carddesk.services.secret import Secret
from carddesk.ui.look.theme import Theme
from carddesk.ui.service.secret_edit import SecretEdit
from carddesk.ui.unlock.sheet import Sheet, words
from carddesk.workflow.asking import PasswordAnswer, PasswordQuestion


class PasswordSheet(Sheet):
    """Gives a `PasswordAnswer`. It may be asked again, with what was wrong; what was typed does not stay."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        go, leave = (tr("Open"), tr("Quit")) if parent is None else (tr("Continue"), tr("Cancel"))
        super().__init__(theme, tr("Sign in to the team"), parent, go=go, leave=leave)
        self._place = words("", "caption")
        self.login = words("")
        self._label = QLabel(tr("Password"))
        self.password = SecretEdit()
        self.password.setAccessibleName(tr("Password"))
        self._label.setBuddy(self.password)
        self.keep = QCheckBox(tr("Keep it in the keyring, so that nothing is asked the next time"))
        why = words(tr("The server wants the password of your login, and this machine has none that it takes."))
        for part in (self._place, why, self.login, self._label, self.password, self.keep):
            self.body.addWidget(part)
        self.go.clicked.connect(self._give)
        self.password.textChanged.connect(self._look)

    def ask(self, question: PasswordQuestion) -> None:
        """Ask, for the first time or again."""
        self._place.setText(" · ".join(filter(None, (question.team, question.server))))
        self.login.setText(tr("Login: {name}", name=question.login) if question.login else "")
        self.login.setVisible(bool(question.login))
        self.keep.setVisible(question.may_keep)
        self.set_busy(False)
        self.say("error", question.wrong)

    def set_busy(self, busy: bool) -> None:
        """An answer is being tried, which takes its time."""
        for each in (self.password, self.go, self.keep):
            each.setEnabled(not busy)
        if busy:
            self.say("info", tr("Trying…"))
        else:
            self._look()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        typed = bool(self.password.text())
        self.go.setEnabled(typed)
        if typed:
            self.say("info", "")

    def _give(self) -> None:
        # Not stripped as a passphrase is: the server compares each character.
        given = Secret(self.password.text())
        self.password.wipe()
        answer = PasswordAnswer(given, keep=self.keep.isVisible() and self.keep.isChecked())
        self.set_busy(True)
        self.give(answer)

    def done(self, result: int) -> None:
        self.password.wipe()
        super().done(result)
