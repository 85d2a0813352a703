"""Repairs on offer: one line each, with its key, the value with what differs marked, and why it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from carddesk.cards.comparing import differing
from carddesk.cards.documents import FieldKind
from carddesk.cards.normal import shown
from carddesk.cards.repairs import Repair
from carddesk.language import tr
from carddesk.ui.form.reckoning import gaps
from carddesk.ui.look import fonts
from carddesk.ui.look.elided import ElidedLabel
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import Tokens
from carddesk.ui.shortcuts import keyboard, shortcut

_VALUE_PX = 15
_ONE_LINE_PX = 200
"""A wider value leaves no room in the narrowest form for why it is offered."""
_WRAPPED = {FieldKind.TEXT, FieldKind.LATIN}
_AT_REST = 2
"""So many lines show while the operator is elsewhere; all of them where the keys take them."""


class RepairLines(QWidget):
    """Shows any number of repairs; takes no room when there are none."""

    taken = Signal(object)
    """The `Repair` that was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._offered: tuple[FieldKind, str, tuple[Repair, ...]] = (FieldKind.TEXT, "", ())
        self._active = False
        self._lines: list[_Line] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 6)
        self._box.setSpacing(2)
        self.hide()
        theme.changed.connect(self._render)
        keyboard.changed.connect(self._render)

    @property
    def words(self) -> list[str]:
        """What is offered, for those who listen."""
        kind, _, repairs = self._offered
        keyed = ((shortcut(f"repair_{at}").shown, shown(kind, each.value)) for at, each in enumerate(repairs, start=1))
        said = ((key, value or tr("(nothing)")) for key, value in keyed)
        return [tr("{key} takes {value}", key=key, value=value) if key else value for key, value in said]

    @property
    def marked(self) -> list[str]:
        """Of each that is offered, what of it is marked as different."""
        kind, standing, repairs = self._offered
        said = ((getattr(each, "against", standing), shown(kind, each.value)) for each in repairs)
        return ["".join(after[at] for at in sorted(differing(after, before))) for before, after in said]

    def apply(self, kind: FieldKind, standing: str, repairs: Sequence[Repair]) -> None:
        """Offer these in place of `standing`, which is shown now."""
        wanted = (kind, standing, tuple(repairs))
        if wanted != self._offered:
            self._offered = wanted
            self._render()

    def set_active(self, active: bool) -> None:
        """Whether the keys take what is offered here."""
        if active != self._active:
            self._active = active
            self._render()

    def _render(self) -> None:
        kind, standing, repairs = self._offered
        while len(self._lines) < len(repairs):
            line = _Line()
            line.clicked.connect(self.taken)
            self._lines.append(line)
            self._box.addWidget(line)
        for number, (line, repair) in enumerate(zip(self._lines, repairs, strict=False), start=1):
            line.apply(number, kind, standing, repair, self._theme.tokens)
        seen = len(repairs) if self._active else min(len(repairs), _AT_REST)
        for index, line in enumerate(self._lines):
            line.setVisible(index < seen)
        for line in self._lines[len(repairs) :]:
            line.forget()
        self.setVisible(bool(repairs))


class _Line(QWidget):
    clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._repair: Repair | None = None
        self._wrapped = False
        self._arranged: tuple[bool, bool] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._key = QLabel()
        self._key.setProperty("look", "key")
        self._value = QLabel()
        self._value.setFont(fonts.value_font(_VALUE_PX))
        self._value.setTextFormat(Qt.TextFormat.RichText)
        self._key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._why = ElidedLabel()
        self._why.setProperty("look", "caption")
        self._arrange()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _arrange(self) -> None:
        """A short value with why it is offered beside it; a long one in several lines with that below, where it also stands
        if there is no room for all of it.
        """
        wrapped, below = self._wrapped, self._wrapped or not self._fits_beside()
        if (wrapped, below) == self._arranged:
            return
        self._arranged = wrapped, below
        left = Qt.AlignmentFlag.AlignLeft
        middle, top = left | Qt.AlignmentFlag.AlignVCenter, left | Qt.AlignmentFlag.AlignTop
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self._value.setWordWrap(wrapped)
        self._value.setSizePolicy(free if wrapped else fixed, QSizePolicy.Policy.Preferred if wrapped else fixed)
        self._grid.addWidget(self._key, 0, 0, top if wrapped else middle)
        if below:
            # With an alignment a value that wraps would be as wide as its longest word.
            self._grid.addWidget(self._value, 0, 1, 1, 2, Qt.AlignmentFlag(0) if wrapped else middle)
            self._grid.addWidget(self._why, 1, 1, 1, 2, left)
        else:
            self._grid.addWidget(self._value, 0, 1, middle)
            self._grid.addWidget(self._why, 0, 2, middle)

    def _fits_beside(self) -> bool:
        """Whether why it is offered has room for all of it beside the value."""
        parts = [self._value, self._why] + [self._key] * (not self._key.isHidden())
        gaps_px = self._grid.horizontalSpacing() * (len(parts) - 1)
        return sum(each.sizeHint().width() for each in parts) + gaps_px <= self.width()

    def apply(self, number: int, kind: FieldKind, standing: str, repair: Repair, tokens: Tokens) -> None:
        self._repair = repair
        value = shown(kind, repair.value) or tr("(nothing)")
        standing = getattr(repair, "against", standing)  # of two operators' words each is held against the other
        key = shortcut(f"repair_{number}").shown
        self._key.setText(key)
        self._key.setVisible(bool(key))
        wide = self._value.fontMetrics().horizontalAdvance(value)
        self._wrapped = kind in _WRAPPED and wide > _ONE_LINE_PX
        self._value.setText(_marked(standing, value, gaps(kind, value), tokens))
        self._why.setText(tr(repair.message, **dict(repair.arguments)))
        self._arrange()
        self.setAccessibleName(value)

    def forget(self) -> None:
        """Hold nothing of a card any more: what is merely hidden can still be read by assistive technology."""
        self._repair = None
        self._value.clear()
        self._why.clear()
        self.setAccessibleName("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._repair is not None:
            self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._repair is not None:
            self.clicked.emit(self._repair)


def _marked(before: str, after: str, apart: frozenset[int], tokens: Tokens) -> str:
    """`after` as rich text; what differs from `before` is bold and underlined too, since colour is never the only sign.

    Behind the characters at `apart` there is a gap, as in the edit box.
    """
    changed = differing(after, before)
    signs = []
    for at, sign in enumerate(after):
        plain = "<br>" if sign == "\n" else escape(sign)
        signs.append(f'<b style="color:{tokens.accent}"><u>{plain}</u></b>' if at in changed else plain)
        signs.append("\u2009" if at in apart else "")
    return "".join(signs)
