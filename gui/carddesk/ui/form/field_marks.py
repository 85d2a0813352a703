"""Marks inside an edit box: doubtful characters waved, those that another service reads otherwise underlined, unusual ones
dotted, long numbers in groups. The text stays untouched.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from carddesk.cards.characters import is_unusual
from carddesk.cards.comparing import differing
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
        self._other = ""

    def apply(self, field: FieldView, threshold: float, tokens: Tokens) -> None:
        """Mark for this field; one that a human has seen to bears no doubt any more."""
        seen = field.state in {FieldState.CONFIRMED, FieldState.CORRECTED}
        other = "" if seen else field.other_shown
        wanted = (field.text, () if seen else field.char_confidences, field.kind, threshold, tokens, other)
        if wanted != (self._read, self._confidences, self._kind, self._threshold, self._tokens, self._other):
            self._read, self._confidences, self._kind, self._threshold, self._tokens, self._other = wanted
            self.rehighlight()

    def dress(self, tokens: Tokens) -> None:
        """The same marks in the colours of another scheme."""
        if tokens != self._tokens:
            self._tokens = tokens
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        document = self.document()
        whole = document.toPlainText()
        start = in_python(whole, self.currentBlock().position())
        doubtful = doubtful_positions(self._read, self._confidences, whole, self._threshold)
        apart = gaps(self._kind, text) if document.blockCount() == 1 else frozenset()
        otherwise = self._otherwise(text)
        place = 0
        for index, character in enumerate(text):
            is_doubtful, is_last_of_group, length = start + index in doubtful, index in apart, _units(character)
            unusual = not is_doubtful and is_unusual(character)
            if is_doubtful or is_last_of_group or unusual or index in otherwise:
                made = self._format(doubtful=is_doubtful, gap=is_last_of_group, unusual=unusual)
                if index in otherwise:
                    self._mark_otherwise(made)
                self.setFormat(place, length, made)
            place += length

    def _otherwise(self, line: str) -> frozenset[int]:
        """Indices into this line of what another service reads otherwise; lines are compared one by one."""
        theirs = self._other.split("\n") if self._other else []
        number = self.currentBlock().blockNumber()
        return differing(line, theirs[number]) if number < len(theirs) else frozenset()

    def _mark_otherwise(self, made: QTextCharFormat) -> None:
        """A line of its own shape and colour, above any other doubt about the character."""
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        made.setUnderlineColor(QColor(self._tokens.accent))
        wash = QColor(self._tokens.accent)
        wash.setAlpha(56)
        made.setBackground(wash)

    def _format(self, *, doubtful: bool, gap: bool, unusual: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        if gap:
            made.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            made.setFontLetterSpacing(GRID)
        if unusual:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            made.setUnderlineColor(QColor(self._tokens.secondary))
        if doubtful:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            made.setUnderlineColor(QColor(self._tokens.doubtful))
            wash = QColor(self._tokens.doubtful)
            wash.setAlpha(52)
            made.setBackground(wash)
        return made


def in_python(text: str, place: int) -> int:
    """The index into `text` of what Qt, which counts UTF-16 units, has at `place`: they differ after a rare character."""
    at = units = 0
    while units < place and at < len(text):
        units += _units(text[at])
        at += 1
    return at


def in_qt(text: str, index: int) -> int:
    """Where Qt has the character at this index into `text`."""
    return sum(_units(character) for character in text[:index])


def _units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1
