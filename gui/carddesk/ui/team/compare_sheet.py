"""What was said here while the desk was cut off and what others said meanwhile, side by side; a human decides which holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.team.views import HeldView, SaidLine


class CompareSheet(LaidOver):
    """One card after the other. Esc leaves them as they are: they wait."""

    on_top_asked = Signal(int)
    """Mine is to be said once more upon theirs: the number of the view."""
    aside_asked = Signal(int)
    """Theirs holds, and mine is kept in the journal."""

    size_wanted = QSize(760, 460)
    follows_focus = False

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme, tr("Compare with what others said"))
        self._held: tuple[HeldView, ...] = ()
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        self._words = QLabel(
            tr(
                "While this desk was cut off you worked on this card, and so did somebody else. Nothing is lost: decide."
            )
        )
        self._words.setWordWrap(True)
        self.theirs = _lines(tr("What stands now"))
        self.mine = _lines(tr("What you said"))
        self.aside = Button(tr("Let theirs stand"))
        self.on_top = Button(tr("Put mine on top"))
        self._assemble()
        self.aside.clicked.connect(self._ask_aside)
        self.on_top.clicked.connect(self._ask_on_top)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        sides = QHBoxLayout()
        sides.setSpacing(GRID * 2)
        for lines in (self.theirs, self.mine):
            column = QVBoxLayout()
            column.setSpacing(GRID // 2)
            caption = QLabel(lines.accessibleName())
            caption.setProperty("look", "secondary")
            column.addWidget(caption)
            column.addWidget(lines, 1)
            sides.addLayout(column, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.aside)
        buttons.addWidget(self.on_top)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self._words)
        box.addSpacing(GRID // 2)
        box.addLayout(sides, 1)
        box.addSpacing(GRID // 2)
        box.addLayout(buttons)

    def open_with(self, held: Sequence[HeldView]) -> None:
        """Show the first of these."""
        self.show_held(held)
        if self._held:
            self._appear(self.aside, Qt.FocusReason.OtherFocusReason)

    def show_held(self, held: Sequence[HeldView]) -> None:
        """These are left; where there are none it goes."""
        self._held = tuple(held)
        if not self._held:
            self.close_sheet()
            return
        first = self._held[0]
        named = ", ".join(f"{case_id:04} {name}".strip() for case_id, name in first.cases)
        more = len(self._held) - 1
        self._title.setText(tr("{cards} · {more} more", cards=named, more=more) if more else named)
        self.theirs.setPlainText(_told(first.theirs))
        self.mine.setPlainText(_told(first.mine))
        self.on_top.setEnabled(first.can_go_on_top)
        self.on_top.setToolTip(
            tr("The card is opened again and what you said is said once more, in your name")
            if first.can_go_on_top
            else tr("Faces that were put together or parted are put together or parted anew, on the card itself")
        )
        self.aside.setToolTip(tr("What you said does not count; the card's history keeps it"))

    def _forget(self) -> None:
        for lines in (self.theirs, self.mine):
            lines.clear()  # nothing of a card is kept where it is not seen

    def _ask_on_top(self) -> None:
        if self._held:
            self.on_top_asked.emit(self._held[0].number)

    def _ask_aside(self) -> None:
        if self._held:
            self.aside_asked.emit(self._held[0].number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.window().focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and focused in {self.aside, self.on_top}:
            focused.click()
        else:
            super().keyPressEvent(event)


def _lines(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setAccessibleName(name)
    made.document().setDocumentMargin(GRID)
    return made


def _told(lines: Sequence[SaidLine]) -> str:
    """With an empty line between two, so that it is seen where each begins."""
    return "\n\n".join(f"{line.at}  {line.who}\n{line.words}" for line in lines)
