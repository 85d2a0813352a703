"""Marks inside an edit box: doubtful characters underlined, long numbers in groups. The text itself stays untouched."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from carddesk.cards.documents import FieldKind
from carddesk.ui.form.reckoning import doubtful_positions, gaps
from carddesk.ui.look.tokens import GRID, Tokens
from carddesk.workflow.views import FieldState, FieldView


class FieldMarks(QSyntaxHighlighter):
    """Draws over the layout only: neither the text, nor what is copied, nor the undo list knows of it."""

    def __init__(self, document: QTextDocument, tokens: Tokens) -> None:
        super().__init__(document)
        self._tokens = tokens
        self._read = ""
        self._confidences: tuple[float, ...] = ()
        self._kind = FieldKind.TEXT
        self._threshold = 0.0

    def apply(self, field: FieldView, threshold: float, tokens: Tokens) -> None:
        """Mark for this field; one that a human has seen to bears no doubt any more."""
        seen = field.state in {FieldState.CONFIRMED, FieldState.CORRECTED}
        wanted = (field.text, () if seen else field.char_confidences, field.kind, threshold, tokens)
        if wanted != (self._read, self._confidences, self._kind, self._threshold, self._tokens):
            self._read, self._confidences, self._kind, self._threshold, self._tokens = wanted
            self.rehighlight()

    def dress(self, tokens: Tokens) -> None:
        """The same marks in the colours of another scheme."""
        if tokens != self._tokens:
            self._tokens = tokens
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        document = self.document()
        start = self.currentBlock().position()
        whole = document.toPlainText()
        doubtful = doubtful_positions(self._read, self._confidences, whole, self._threshold)
        apart = gaps(self._kind, text) if document.blockCount() == 1 else frozenset()
        for index in range(len(text)):
            is_doubtful, is_last_of_group = start + index in doubtful, index in apart
            if is_doubtful or is_last_of_group:
                self.setFormat(index, 1, self._format(doubtful=is_doubtful, gap=is_last_of_group))

    def _format(self, *, doubtful: bool, gap: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        if gap:
            made.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            made.setFontLetterSpacing(GRID)
        if doubtful:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            made.setUnderlineColor(QColor(self._tokens.doubtful))
            wash = QColor(self._tokens.doubtful)
            wash.setAlpha(52)
            made.setBackground(wash)
        return made
