"""The credentials of one vendor: what is set, boxes to set or replace it, and buttons to try or delete it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.services.contract import Vendor
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.ui.service.secret_edit import SecretEdit
from carddesk.workflow.accounts import Account

Level = Literal["info", "done", "error"]
_LOOKS: dict[Level, tuple[str, str]] = {
    "info": ("secondary", "loader-circle"),
    "done": ("sure", "circle-check"),
    "error": ("broken", "circle-alert"),
}
_WIDTH = 520


class CredentialsDialog(QDialog):
    """Renders an account and says what the operator wants; it keeps, tries and deletes nothing itself."""

    save_asked = Signal(object)
    """Fields that were typed: `Mapping[str, Secret]`."""
    delete_asked = Signal()
    test_asked = Signal()
    look_asked = Signal()
    """Try the keyring anew."""

    def __init__(self, parent: QWidget, theme: Theme, vendor: Vendor, title: str, *, testable: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._vendor = vendor
        self._level: Level = "info"
        self._sure_to_delete = False
        self._busy = False
        self._account: Account | None = None
        self._testable = testable
        self.setWindowTitle(tr("Credentials of {vendor}", vendor=title))
        self.setMinimumWidth(_WIDTH)
        self.edits = {field.key: SecretEdit(hidden=field.secret) for field in vendor.fields}
        self._states = {field.key: QLabel() for field in vendor.fields}
        self.save = Button(tr("Save"))
        self.save.setProperty("look", "primary")
        self.save.setDefault(True)
        self.delete = Button(tr("Delete"))
        self.test = Button(tr("Test connection"))
        self.test.setToolTip(tr("Asks the vendor whether it knows this account. No card is sent."))
        self.leave = Button(tr("Close"))
        self.retry = Button(tr("Try again"))
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_PX, ICON_PX + 2)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notice = QFrame()
        self._assemble()
        self._connect()
        self._weigh()

    def _assemble(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        heading = QLabel(self.windowTitle())
        heading.setProperty("look", "title")
        box.addWidget(heading)
        intro = _caption(tr("Kept in the keyring of this system, and nowhere else: in no file, log or export."))
        box.addWidget(intro)
        if len(self._vendor.sets) > 1:
            box.addWidget(_caption(self._needed()))
        for field in self._vendor.fields:
            title = QLabel(tr(field.title))
            edit, state = self.edits[field.key], self._states[field.key]
            edit.setAccessibleName(tr(field.title))
            title.setBuddy(edit)
            state.setProperty("look", "caption")
            head = QHBoxLayout()
            head.addWidget(title, 1)
            head.addWidget(state)
            box.addSpacing(GRID // 2)
            box.addLayout(head)
            box.addWidget(edit)
        line = QHBoxLayout(self._notice)
        line.setContentsMargins(0, GRID, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        line.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._notice)
        box.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, GRID, 0, 0)
        buttons.addWidget(self.delete)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        box.addLayout(buttons)
        for button in (self.delete, self.test, self.leave, self.retry):
            button.setAutoDefault(False)
        self._notice.hide()

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)
        self.test.clicked.connect(self.test_asked)
        self.retry.clicked.connect(self.look_asked)
        self.leave.clicked.connect(self.close)
        self._theme.changed.connect(self._dress)
        for edit in self.edits.values():
            edit.textChanged.connect(self._weigh)

    @property
    def words(self) -> str:
        """What is said below the boxes."""
        return "" if self._notice.isHidden() else self._words.text()

    def state_of(self, key: str) -> str:
        """What is said of a field."""
        return self._states[key].text()

    def show_account(self, account: Account) -> None:
        """Show what is set now."""
        self._account = account
        sources = {state.field.key: state for state in account.fields}
        for field in self._vendor.fields:
            state = sources.get(field.key)
            source = state.source if state is not None else None
            words = {"keyring": tr("in the keyring"), "environment": tr("from the environment")}
            self._states[field.key].setText(words.get(source or "", tr("not set")))
            edit = self.edits[field.key]
            edit.setPlaceholderText(tr("leave empty to keep what is set") if source == "keyring" else "")
            edit.setEnabled(source != "environment")
            edit.setAccessibleDescription(self._states[field.key].text())
        if account.fault is not None:
            self.say("error", account.fault.message, again=True)
        self._weigh()

    def say(self, level: Level, words: str, *, again: bool = False) -> None:
        """Say how it went, in place; `again` offers to ask the keyring anew."""
        self._level = level
        self._words.setText(words)
        self._notice.setVisible(bool(words))
        self.retry.setVisible(again)
        self._dress()
        self._fit()
        if words:
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self._words, QAccessible.Event.Alert))

    def set_busy(self, words: str) -> None:
        """Something is under way, or with `""` over."""
        self._busy = bool(words)
        if words:
            self.say("info", words)
        self._weigh()

    def wipe(self) -> None:
        """Empty every box."""
        for edit in self.edits.values():
            edit.wipe()

    def first(self) -> QWidget:
        """Where the caret begins."""
        return next((edit for edit in self.edits.values() if edit.isEnabled()), self.leave)

    def _needed(self) -> str:
        titles = {field.key: tr(field.title) for field in self._vendor.fields}
        sets = [tr(" and ").join(titles.get(key, key) for key in each) for each in self._vendor.sets]
        return tr("Needed: {sets}.", sets=tr("; or ").join(sets))

    def _weigh(self) -> None:
        typed = any(edit.peek() for edit in self.edits.values())
        fields = self._account.fields if self._account else ()
        self.save.setEnabled(typed and not self._busy)
        self.delete.setEnabled(any(state.source == "keyring" for state in fields) and not self._busy)
        self.test.setVisible(self._testable)
        self.test.setEnabled(bool(self._account and self._account.configured) and not typed and not self._busy)
        self._sure_to_delete = False
        self.delete.setText(tr("Delete"))

    def _save(self) -> None:
        self.save_asked.emit({key: edit.copied() for key, edit in self.edits.items() if edit.peek()})

    def _delete(self) -> None:
        if not self._sure_to_delete:
            self._sure_to_delete = True
            self.delete.setText(tr("Really delete"))
            return
        self.delete_asked.emit()

    def _fit(self) -> None:
        """Grow with what is said, so that no sentence is cut."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(layout.totalHeightForWidth(self.width()), self.minimumHeight()))

    def _dress(self) -> None:
        role, name = _LOOKS[self._level]
        colour = getattr(self._theme.tokens, role)
        self._icon.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self._words.setProperty("look", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)

    def done(self, result: int) -> None:
        self.wipe()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.wipe()
        super().closeEvent(event)


def _caption(words: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("look", "caption")
    made.setWordWrap(True)
    return made
