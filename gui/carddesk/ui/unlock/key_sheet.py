"""How the workspace is locked, and the three things that can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.sheet import Sheet, words
from carddesk.workflow.key_care import KeyState


class KeySheet(Sheet):
    """Says what is wanted; it changes nothing itself."""

    code_asked = Signal()
    lock_asked = Signal()
    """Another way to open it: by a passphrase if the keyring does now, and the other way round."""
    change_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, tr("Key of the workspace"), parent, go="", leave=tr("Close"))
        self.go.hide()
        self.leave.setDefault(True)
        self._place = words("", "caption")
        self._state = words("")
        self.code = Button(tr("New recovery code…"))
        self.lock = Button("")
        self.change = Button(tr("Change the key…"))
        self._lock_words = words("", "secondary")
        self.body.addWidget(self._place)
        self.body.addWidget(self._state)
        for button, said in (
            (self.code, words(tr("The old one is worth nothing from then on."), "secondary")),
            (self.lock, self._lock_words),
            (
                self.change,
                words(
                    tr("Encrypts everything anew, if somebody may know the key. Done when CardDesk is opened next."),
                    "secondary",
                ),
            ),
        ):
            button.setAutoDefault(False)
            button.setMinimumWidth(200)
            line = QHBoxLayout()
            line.addWidget(button)
            line.addWidget(said, 1)
            self.body.addLayout(line)
        self.code.clicked.connect(self.code_asked)
        self.lock.clicked.connect(self.lock_asked)
        self.change.clicked.connect(self.change_asked)
        self.set_busy(True)

    @property
    def state(self) -> str:
        """How it is locked, as it is said."""
        return self._state.text()

    def show_state(self, state: KeyState) -> None:
        """How it is locked now."""
        self._place.setText(state.place)
        self._state.setText(state.words[:1].upper() + state.words[1:])
        if state.by_passphrase:
            self.lock.setText(tr("Open by the keyring…"))
            self._lock_words.setText(tr("Nothing is asked at the start any more; the passphrase is not needed."))
        else:
            self.lock.setText(tr("Open by a passphrase…"))
            self._lock_words.setText(tr("It is asked at each start, and the keyring lets go of the key."))
        self.set_busy(False)
        for button in (self.code, self.lock, self.change):
            button.setEnabled(not state.changing)
        self.fit()

    def set_busy(self, busy: bool) -> None:
        """Something is under way."""
        for button in (self.code, self.lock, self.change):
            button.setEnabled(not busy)
