"""The edit box of one field: what is typed is a draft until the field is left or confirmed."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QToolTip

from carddesk.cards.documents import FieldKind
from carddesk.ui.form.field_marks import FieldMarks, in_python
from carddesk.ui.form.rare_words import tip_of
from carddesk.ui.intake import holds_images, pastes_images
from carddesk.ui.look import fonts
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import VALUE_PX
from carddesk.ui.shortcuts import is_shortcut, presses
from carddesk.workflow.views import FieldView

_PADDING = 4
MRZ_PX = 15
"""Lets the 44 characters of a passport's line stand side by side in the narrowest form."""
_STAYING = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason}
"""Reasons for which focus goes away without the field being left: it comes back by itself."""
_WRAPPED = {FieldKind.TEXT, FieldKind.LATIN}


class FieldEdit(QTextEdit):
    """Plain text; one line that wraps, or the lines of an MRZ. Grows with its text, so that nothing is cut."""

    entered = Signal()
    """The field was reached."""
    left = Signal()
    """The field was left for another place in this window: the draft counts now."""
    confirmed = Signal()
    """Enter, or the key that was given to confirming."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = FieldKind.TEXT
        self._rendered = ""
        self._masked = False
        self.setProperty("look", "field")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.value_font())
        self.document().setDocumentMargin(_PADDING)
        self._marks = FieldMarks(self.document(), theme.tokens)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()
        theme.changed.connect(self._dress)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.toPlainText()

    @property
    def drafted(self) -> bool:
        """Whether it differs from what was last rendered."""
        return self.text != self._rendered

    @property
    def masked(self) -> bool:
        """Whether a mask stands in place of the value: nothing can be typed or copied until the field is gone to."""
        return self._masked

    def apply(self, field: FieldView, threshold: float, *, anew: bool) -> None:
        """Show this field. A draft stays unless `anew`, that is, unless the box now serves another field."""
        self._set_kind(field.kind)
        drafted, before, self._rendered = self.drafted, self._rendered, field.shown
        revealed, self._masked = self._masked and not field.hidden, field.hidden and (anew or not drafted)
        if anew or (field.shown != before and not drafted):
            self._write(field.shown, at_end=revealed)
        elif self.text == field.shown and self.document().isUndoAvailable():
            # The draft has become the value: what was typed can no longer be undone as typing, only as a judgement.
            self.document().clearUndoRedoStacks()
        self._marks.apply(field, threshold, self._theme.tokens)

    def forget(self) -> None:
        """Hold nothing of a card any more."""
        self._rendered = ""
        self._masked = False
        self.clear()

    def hand_over(self) -> str:
        """The draft, which from now on counts as said: the next `apply` may put its normal form in its place."""
        self._rendered = self.text
        return self.text

    def take_up(self, rendered: str) -> None:
        """What was handed over could not be kept: it is a draft again, over what was `rendered` before."""
        self._rendered = rendered

    @property
    def rendered(self) -> str:
        """What the box shows where nothing is typed."""
        return self._rendered

    def draft(self, text: str, caret: int) -> None:
        """Type this over what stands here, so that `take_back` brings that again."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(min(caret, len(text)))
        self.setTextCursor(cursor)

    def take_back(self) -> bool:
        """Undo the last typing; False when there is none."""
        if not self.document().isUndoAvailable():
            return False
        self.undo()
        return True

    def bring_back(self) -> bool:
        """Redo typing; False when there is none."""
        if not self.document().isRedoAvailable():
            return False
        self.redo()
        return True

    def _set_kind(self, kind: FieldKind) -> None:
        if kind is self._kind:
            return
        self._kind = kind
        self.setFont(fonts.value_font(MRZ_PX if kind is FieldKind.MRZ else VALUE_PX))
        wrapped = kind in _WRAPPED
        self.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth if wrapped else QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(
            QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wrapped else QTextOption.WrapMode.NoWrap
        )
        self._grow()

    def _write(self, text: str, *, at_end: bool = False) -> None:
        caret = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        if self.hasFocus() and not at_end:
            cursor.setPosition(min(caret, len(text)))
        elif self._kind is not FieldKind.MRZ:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def _dress(self) -> None:
        self._marks.dress(self._theme.tokens)

    def _grow(self) -> None:
        wanted = ceil(self.document().size().height()) + 4
        if wanted != self.height() and not (self._masked and wanted < self.height()):
            self.setFixedHeight(wanted)  # under a mask rows keep their height, so that going on moves none

    def sizeHint(self) -> QSize:
        return QSize(216, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.height())

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self._masked or not source.hasText():
            return
        lines = [line.strip() for line in source.text().splitlines() if line.strip()]
        self.insertPlainText(("\n" if self._kind is FieldKind.MRZ else "").join(lines))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not holds_images(source)

    def _tell_character(self, event: QHelpEvent) -> None:
        """Over a marked character its tip says why it is marked."""
        cursor = self.cursorForPosition(event.pos())
        text, at = self.text, in_python(self.text, cursor.position())
        near = [each for each in (at - 1, at) if 0 <= each < len(text)]
        words = next((words for each in near if (words := tip_of(text[each]))), "")
        QToolTip.showText(event.globalPos(), words, self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            self._tell_character(event)
            return True
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if pastes_images(event) or is_shortcut(event):
                event.ignore()  # leaves the key to the window
                return True
            if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()  # the window asks back whether there is typing to undo
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._masked and event.key() not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self.entered.emit()  # the caret came here by no doing of the operator's; now they are here
            event.accept()
            return
        if presses(event, "confirm"):
            if not event.isAutoRepeat():
                self.confirmed.emit()
            event.accept()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and self._kind is FieldKind.MRZ:
                self.insertPlainText("\n")
            event.accept()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self._masked:
            self.entered.emit()
            event.accept()
        else:
            super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _STAYING:
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()
