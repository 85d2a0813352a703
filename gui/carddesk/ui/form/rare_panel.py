"""The helper for rare characters: what the character at the caret is, and what looks like it or is written for it, to be put in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from carddesk.cards.characters import Character, character, is_han, is_private
from carddesk.language import tr
from carddesk.ui.form.field_edit import FieldEdit
from carddesk.ui.form.field_marks import in_python, in_qt
from carddesk.ui.form.rare_words import facts_of, missing_glyphs
from carddesk.ui.look import fonts, icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.escape import on_escape
from carddesk.ui.look.glyphs import can_be_drawn
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

_GLYPH_PX = 40
_MOST = 7


class RarePanel(QFrame):
    """Opens below the fields and leaves the caret where it is; it follows the caret until it is closed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._edit: FieldEdit | None = None
        self._known: Character | None = None
        self.setProperty("look", "footer")
        self.setAccessibleName(tr("About the character"))
        self._glyph = QLabel()
        self._glyph.setFont(fonts.value_font(_GLYPH_PX))
        self._glyph.setFixedSize(_GLYPH_PX + GRID * 2, _GLYPH_PX + GRID * 3)
        self._glyph.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._facts = _label("heading")
        self._note = _label("caption")
        self._close = Button()
        self._close.setProperty("look", "tool")
        self._close.setIconSize(icons.icon_size())
        self._close.setAccessibleName(tr("Close"))
        self._close.clicked.connect(self.close_panel)
        self._variants = _Offers(tr("Also written"), self._take)
        self._alike = _Offers(tr("Looks like"), self._take)
        self._assemble()
        on_escape(self, self.close_panel)
        self._dress()
        theme.changed.connect(self._dress)
        self.hide()

    def _assemble(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._facts)
        words.addWidget(self._note)
        words.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(GRID * 2, GRID, GRID, GRID)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._glyph, 0, 0)
        grid.addLayout(words, 0, 1)
        grid.addWidget(self._close, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._variants, 1, 0, 1, 3)
        grid.addWidget(self._alike, 2, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    @property
    def character(self) -> str:
        """The character it tells of, or `""`."""
        return self._known.text if self._known is not None else ""

    @property
    def facts(self) -> str:
        """What is said of it."""
        return self._facts.text()

    @property
    def offers(self) -> list[str]:
        """What can be put in its place, in order."""
        return [*self._variants.offered, *self._alike.offered]

    def toggle(self, edit: FieldEdit | None) -> None:
        """Open at the caret of this box; from there go to the offers; from these close and go back."""
        if not self.isVisible():
            if edit is not None:
                self.attach(edit)
                self.show()
        elif self._has_focus() or not self.offers:
            self.close_panel()
        else:
            (self._variants if self._variants.offered else self._alike).take_focus()

    def attach(self, edit: FieldEdit) -> None:
        """Tell of the character at the caret of this box from now on."""
        if edit is not self._edit:
            self._let_go()
            self._edit = edit
            edit.cursorPositionChanged.connect(self._render)
            edit.textChanged.connect(self._render)
        self._render()

    def close_panel(self) -> None:
        """Go; the caret is in the box again if it was here."""
        had, edit = self._has_focus(), self._edit
        if had and edit is not None:
            edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self._let_go()
        self.hide()

    def _let_go(self) -> None:
        if self._edit is not None:
            self._edit.cursorPositionChanged.disconnect(self._render)
            self._edit.textChanged.disconnect(self._render)
        self._edit = None

    def _has_focus(self) -> bool:
        focused: QWidget | None = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _render(self) -> None:
        text, index = self._at_caret()
        self._known = character(text[index]) if index is not None else None
        known = self._known
        if known is None:
            self._glyph.setText("")
            self._facts.setText(tr("No Chinese character at the caret"))
            self._note.setText("")
        else:
            self._glyph.setText(known.text if can_be_drawn(known.text) else "?")
            self._facts.setText(facts_of(known))
            self._note.setText(_note(known))
        self._note.setVisible(bool(self._note.text()))
        changeable = self._edit is not None and not self._edit.isReadOnly() and not self._edit.masked
        self._variants.apply(known.variants if known and changeable else ())
        self._alike.apply(known.look_alikes if known and changeable else ())

    def _at_caret(self) -> tuple[str, int | None]:
        """The text of the box, and which of its characters is meant: the one before the caret, else the one behind it."""
        if self._edit is None or self._edit.masked:
            return "", None
        text = self._edit.text
        caret = in_python(text, self._edit.textCursor().selectionEnd())
        near = [at for at in (caret - 1, caret) if 0 <= at < len(text)]
        return text, next((at for at in near if is_han(text[at]) or is_private(text[at])), None)

    def _take(self, offered: str) -> None:
        """Put this in the place of the character; typing, which undo takes back."""
        text, index = self._at_caret()
        if self._edit is None or index is None:
            return
        cursor = self._edit.textCursor()
        cursor.setPosition(in_qt(text, index))
        cursor.setPosition(in_qt(text, index + 1), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(offered)
        self._edit.setTextCursor(cursor)
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _dress(self) -> None:
        self._close.setIcon(icons.icon("x", self._theme.tokens))


class _Offers(QWidget):
    """A heading and a button for each character."""

    def __init__(self, heading: str, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take
        self.offered: tuple[str, ...] = ()
        self._buttons: list[Button] = []
        label = QLabel(heading)
        label.setProperty("look", "secondary")
        self._heading = heading
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(label)
        self._row.addStretch(1)

    def apply(self, offered: Sequence[str]) -> None:
        self.offered = tuple(each for each in offered if can_be_drawn(each))[:_MOST]
        while len(self._buttons) < len(self.offered):
            button = Button()
            button.setProperty("look", "small")
            button.setFont(fonts.value_font())
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(self._taken)
            self._buttons.append(button)
            self._row.insertWidget(self._row.count() - 1, button)
        for button, text in zip(self._buttons, self.offered, strict=False):
            known = character(text)
            button.setText(text)
            button.setAccessibleName(f"{self._heading} {text}")
            button.setToolTip(facts_of(known) if known is not None else "")
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self.offered))
        self.setVisible(bool(self.offered))

    def take_focus(self) -> None:
        self._buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)  # the field is not left

    def _taken(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._take(sender.text())


def _note(known: Character) -> str:
    if missing := missing_glyphs(known.text):
        return missing
    if is_private(known.text):
        return tr("A private number: other machines show something else for it, or nothing.")
    return "" if known.common else tr("Not in 通用规范汉字表: rare, traditional, or misread.")


def _label(look: str) -> QLabel:
    made = QLabel()
    made.setProperty("look", look)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made
