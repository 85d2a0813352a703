"""A box for a secret: shown as dots, never copied out, never undone into sight, never told to assistive technology."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from carddesk.services.secret import Secret

_KEPT_OUT = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
)


class SecretEdit(QLineEdit):
    """Qt keeps a hidden text from the clipboard and from accessibility; here it is kept from the undo list as well."""

    def __init__(self, *, hidden: bool = True) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)

    def take(self) -> Secret:
        """What was typed; the box is empty afterwards, its undo list too."""
        typed = Secret(self.text().strip())
        self.wipe()
        return typed

    def peek(self) -> bool:
        """Whether anything was typed."""
        return bool(self.text().strip())

    def copied(self) -> Secret:
        """What was typed, which stays in the box."""
        return Secret(self.text().strip())

    def wipe(self) -> None:
        """Empty the box and its undo list."""
        self.setText("")  # unlike `clear`, this begins a new undo list

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_kept_out(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_kept_out(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore()


def _is_kept_out(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _KEPT_OUT)
