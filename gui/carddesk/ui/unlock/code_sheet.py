"""Shows a recovery code, once, until the operator says that they have it. It can be copied; it is written to no file."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look.fonts import value_font
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.unlock.sheet import Sheet, small, words

_PX = 22
_IN_LINE = 3
"""Groups in a line."""
_SECRET_HINT = "x-kde-passwordManagerHint"  # noqa: S105 - the name of a clipboard format
"""Clipboard programs that know it keep no copy: KDE's Klipper, GPaste, Windows' history by its like."""

_OURS = "application/x-carddesk-recovery-code"
"""By this format what was copied here is known again."""


class CodeSheet(Sheet):
    """Gives True once they say that they have it."""

    def __init__(self, theme: Theme, place: str, code: str, parent: QWidget | None = None) -> None:
        leave = tr("Cancel") if parent is not None else tr("Quit")
        super().__init__(theme, tr("Recovery code"), parent, go=tr("Continue"), leave=leave)
        self._code = code
        self.shown = QLabel("\n".join(_lines(code)))
        self.shown.setFont(value_font(_PX))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName(code)
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = small(tr("Copy"))
        self.has_it = QCheckBox(tr("I have written it down"))
        self._assemble(place)
        self.copy.clicked.connect(self._copy)
        self.has_it.toggled.connect(self.go.setEnabled)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._give)
        self.has_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def _assemble(self, place: str) -> None:
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID)
        inside.addWidget(self.shown)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.copy)
        inside.addLayout(line)
        self.body.addWidget(words(place, "caption"))
        self.body.addWidget(
            words(
                tr(
                    "With this code the workspace opens when its keyring or passphrase is lost, and on another machine. "
                    "It is shown only now."
                )
            )
        )
        self.body.addWidget(card)
        self.body.addWidget(
            words(
                tr(
                    "Write it down and keep it away from this machine. Who has it and a copy of the folder can read everything."
                ),
                "secondary",
            )
        )
        self.body.addWidget(self.has_it)

    def _copy(self) -> None:
        data = QMimeData()
        data.setText(self._code)
        data.setData(_SECRET_HINT, b"secret")
        data.setData(_OURS, b"")
        QGuiApplication.clipboard().setMimeData(data)
        self.say("info", tr("Copied. Put it where only you find it; a password program is a good place."))

    def _give(self) -> None:
        self.give(True)


def take_back() -> None:
    """Take a copied code out of the clipboard, if it still is there. To be called before the program ends.

    It is no thing to leave lying about; and Qt would let go of it after Python has ended, which ends in a crash.
    """
    clipboard = QGuiApplication.clipboard()
    held: QMimeData | None = clipboard.mimeData()  # None where the clipboard is empty, whatever its stub says
    if held is not None and held.hasFormat(_OURS):
        clipboard.clear()


def _lines(code: str) -> list[str]:
    groups = code.split("-")
    return ["  ".join(groups[start : start + _IN_LINE]) for start in range(0, len(groups), _IN_LINE)]
