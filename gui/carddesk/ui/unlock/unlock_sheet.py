"""Asks by what a workspace is to be opened: its passphrase, or its recovery code; or that the keyring be tried again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from carddesk.language import tr
from carddesk.services.secret import Secret
from carddesk.ui.look.fonts import value_font
from carddesk.ui.look.theme import Theme
from carddesk.ui.service.secret_edit import SecretEdit
from carddesk.ui.unlock.sheet import Note, Sheet, link, small, words
from carddesk.workflow.asking import Answer, Question, slip_in


class UnlockSheet(Sheet):
    """Gives an `Answer`. It may be asked again, with what was wrong; what was typed is kept for a code, not for a passphrase."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        go, leave = (tr("Open"), tr("Quit")) if parent is None else (tr("Continue"), tr("Cancel"))
        super().__init__(theme, tr("Unlock the workspace"), parent, go=go, leave=leave)
        self._question: Question | None = None
        self._by_code = False
        self._place = words("", "caption")
        self.keyring = Note(theme)
        self.retry = small(tr("Try again"))
        self.retry.setToolTip(tr("Ask the keyring again"))
        self.keyring.box.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        self._dead_end = words(
            tr("It has neither a passphrase nor a recovery code: only a keyring that has its key opens it.")
        )
        self._label = QLabel()
        self.passphrase = SecretEdit()
        self.code = QLineEdit()
        self.code.setFont(value_font(15))
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.keep = QCheckBox(tr("Keep the key in the keyring, so that nothing is asked the next time"))
        self.other = link("")
        self._assemble()
        self.go.clicked.connect(self._give)
        self.retry.clicked.connect(self._retry)
        self.other.clicked.connect(self._switch)
        self.code.textChanged.connect(self._look)
        self.passphrase.textChanged.connect(self._look)

    def _assemble(self) -> None:
        other = QHBoxLayout()
        other.addWidget(self.other)
        other.addStretch(1)
        self.body.addWidget(self._place)
        self.body.addWidget(self.keyring)
        self.body.addWidget(self._dead_end)
        for part in (self._label, self.passphrase, self.code, self.keep):
            self.body.addWidget(part)
        self.body.addLayout(other)

    def ask(self, question: Question) -> None:
        """Ask, for the first time or again."""
        first = self._question is None
        self._question = question
        if first:
            self._by_code = not question.by_passphrase
        self._place.setText(question.place)
        self._tell_of_keyring(question)
        self.set_busy(False)
        self._render()
        self.say("error", question.wrong)

    def set_busy(self, busy: bool) -> None:
        """An answer is being tried, which takes its time."""
        for each in (self.passphrase, self.code, self.go, self.retry, self.other, self.keep):
            each.setEnabled(not busy)
        if busy:
            self.say("info", tr("Trying…"))
        else:
            self._look()
            (self.code if self._by_code else self.passphrase).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_of_keyring(self, question: Question) -> None:
        self.retry.setVisible(question.trouble is not None)
        if question.once_more:
            self.keyring.say("info", tr("Type its passphrase once more: the new key is sealed with it."))
        elif question.trouble is not None:
            self.keyring.say("warn", f"{question.trouble.what} {question.trouble.advice}")
        else:
            self.keyring.say("info", tr("The keyring of this machine does not have the key of this workspace."))

    def _render(self) -> None:
        question = self._question
        if question is None:
            return
        none = not question.by_passphrase and not question.by_code
        self._label.setText(tr("Recovery code") if self._by_code else tr("Passphrase"))
        edit, away = (self.code, self.passphrase) if self._by_code else (self.passphrase, self.code)
        self._label.setBuddy(edit)
        self.code.setAccessibleName(tr("Recovery code"))
        self.passphrase.setAccessibleName(tr("Passphrase"))
        away.hide()
        edit.setVisible(not none)
        self._label.setVisible(not none)
        # After a recovery code the key is put there anyhow: nobody is to type that each morning.
        self.keep.setVisible(question.trouble is None and not self._by_code and not question.once_more)
        self.other.setText(tr("I have the passphrase") if self._by_code else tr("I have a recovery code"))
        self.other.setVisible(question.by_passphrase and question.by_code)
        self._dead_end.setVisible(none)
        (self.retry if none else edit).setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit()

    def _look(self) -> None:
        edit = self.code if self._by_code else self.passphrase
        self.go.setEnabled(bool(edit.text().strip()))
        if self._by_code:
            self.say("warn", slip_in(self.code.text()))
        elif self.passphrase.peek():
            self.say("info", "")

    def _switch(self) -> None:
        self._by_code = not self._by_code
        self.say("info", "")
        self._render()
        self._look()

    def _retry(self) -> None:
        self.set_busy(True)
        self.give(Answer(retry=True))

    def _give(self) -> None:
        if self._by_code:
            answer = Answer(code=Secret(self.code.text()))
        else:
            answer = Answer(passphrase=self.passphrase.take(), keep=self.keep.isVisible() and self.keep.isChecked())
        self.set_busy(True)
        self.give(answer)

    def done(self, result: int) -> None:
        self.passphrase.wipe()
        self.code.setText("")
        super().done(result)
