"""One row of the form: printed label, snippet, edit box, state mark, and the flags in words below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout

from carddesk.cards.documents import FieldKind
from carddesk.cards.lines import lines_in
from carddesk.cards.repairs import Repair
from carddesk.language import tr
from carddesk.ui.form.field_edit import FieldEdit
from carddesk.ui.form.flag_lines import FlagLines
from carddesk.ui.form.portrait_box import PortraitBox
from carddesk.ui.form.rare_words import missing_glyphs
from carddesk.ui.form.repair_lines import RepairLines
from carddesk.ui.form.said_once import beside
from carddesk.ui.form.snippet import Snippet
from carddesk.ui.form.strips import Size, Strip
from carddesk.ui.look import icons
from carddesk.ui.look.states import look_of
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX, ROW
from carddesk.ui.shortcuts import keyboard
from carddesk.ui.words import flag_words
from carddesk.workflow.views import FieldState, FieldView

LABEL_PX = 84
_SETTLED = {FieldState.CONFIRMED, FieldState.CORRECTED}
_MARKED = {FieldState.DOUBTFUL: "doubtful", FieldState.BROKEN: "broken"}


def _lines(field: FieldView) -> int:
    """About how many lines the field fills on the card."""
    if field.lines or field.quad is None:
        return field.lines or 1
    return lines_in(field.text, field.quad.width / max(field.quad.height, 1))


class FieldRow(QFrame):
    """Serves one field after another: going to the next card changes what differs and builds nothing."""

    entered = Signal(object)
    left = Signal(object)
    confirmed = Signal(object)
    repair_asked = Signal(str, object)
    """Key of the field, and the `Repair` that was clicked."""
    typed = Signal(object)
    """What stands in the box is another text now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.case_id = 0
        self.field: FieldView | None = None
        self._active = False
        self._stacked: bool | None = None
        self._put_back = False
        self.label = QLabel()
        # A service may name a field as it likes; its words are never markup.
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setFixedWidth(LABEL_PX)
        self.snippet = Snippet(theme)
        self.edit = FieldEdit(theme)
        self.portrait: PortraitBox | None = None
        self.label.setBuddy(self.edit)
        self.mark = QLabel()
        self.mark.setFixedSize(ICON_PX, ICON_PX)
        self.flags = FlagLines(theme)
        self.repairs = RepairLines(theme)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GRID * 2, GRID // 2, GRID * 2, GRID // 2)
        outer.addLayout(self._grid)
        self.setMinimumHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange(stacked=False)
        self.edit.entered.connect(self._enter)
        self.edit.left.connect(self._leave)
        self.edit.confirmed.connect(self._confirm)
        self.edit.textChanged.connect(self._type)
        self.snippet.clicked.connect(self.take_focus)
        self.repairs.taken.connect(self._take)
        theme.changed.connect(self._dress)
        keyboard.changed.connect(self._dress)

    @property
    def has_caret(self) -> bool:
        """Whether the keys go to this row."""
        return self.edit.hasFocus() or (self.portrait is not None and self.portrait.hasFocus())

    @property
    def key(self) -> str:
        """The key of the field it serves now, or `""`."""
        return self.field.key if self.field else ""

    def apply(self, case_id: int, field: FieldView, name: str, threshold: float, *, closed: bool) -> None:
        """Serve this field of this case from now on."""
        anew = case_id != self.case_id or field.key != self.key
        before, self.case_id, self.field = self.field, case_id, field
        self._arrange(stacked=field.kind is FieldKind.MRZ)
        was_closed = self.edit.isReadOnly()
        self._show_picture(field.picture, name, veiled=field.hidden)
        self.snippet.set_veiled(field.hidden)
        if self.label.text() != name:
            self.label.setText(name)
        if self.edit.isReadOnly() != closed:
            self.edit.setReadOnly(closed)
            self._polish()
        self.edit.apply(field, threshold, anew=anew)
        if before != field or anew or was_closed != closed:
            self.edit.setAccessibleName(name)
            settled = field.state in _SETTLED
            offered = () if closed else field.offered
            self.flags.apply(beside(field.flags, offered), settled=settled)
            self._note(field)
            self.repairs.apply(field.kind, field.shown, offered)
            self._dress()
        if anew:
            self.snippet.show_strip(None)

    def put_back(self, text: str) -> None:
        """This was typed here once and is not yet said."""
        self.edit.draft(text, len(text))
        self._put_back = True
        self._type()

    def _note(self, field: FieldView) -> None:
        self._put_back = self._put_back and self.edit.drafted
        stands = field.reason and field.state in _SETTLED
        said = (
            tr("Put back: typed before, not yet confirmed") if self._put_back else "",
            tr("Let stand: {reason}", reason=field.reason) if stands else "",
            missing_glyphs(field.shown),
        )
        self.flags.note("\n".join(words for words in said if words))

    def _type(self) -> None:
        if self.field is not None:
            self._note(self.field)
        self.typed.emit(self)

    def forget(self) -> None:
        """Serve no field: what is merely hidden could still be read by assistive technology."""
        self.case_id, self.field = 0, None
        self.edit.forget()
        self.edit.setAccessibleDescription("")
        self.flags.apply(())
        self.flags.note("")
        self.repairs.apply(FieldKind.TEXT, "", ())
        self.snippet.show_strip(None)
        if self.portrait is not None:
            self.portrait.show_picture("")
            self.portrait.setAccessibleDescription("")

    def show_strip(self, strip: Strip | None) -> None:
        """This is the field's strip of the image."""
        self.snippet.show_strip(strip, _lines(self.field) if self.field else 1)

    def size_for(self, field: FieldView, strip: Strip) -> Size | None:
        """How large it would show the strip of this field; None where it is arranged for another kind of field."""
        stacked = field.kind is FieldKind.MRZ
        return self.snippet.size_for(strip, _lines(field)) if stacked == self._stacked else None

    def set_active(self, active: bool) -> None:
        """Show or hide the bar that says: here."""
        if active != self._active:
            self._active = active
            self.repairs.set_active(active)
            self.update()

    def take_focus(self) -> None:
        """Put the caret into the edit box."""
        stop = self.portrait if self.portrait is not None and not self.portrait.isHidden() else self.edit
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picture(self, picture: str, name: str, *, veiled: bool) -> None:
        """An image in place of the edit box, where the field is one."""
        if picture and self.portrait is None:
            self.portrait = PortraitBox()
            self.portrait.entered.connect(self._enter)
            self.portrait.confirmed.connect(self._confirm)
            self._grid.addWidget(self.portrait, 0, 2)
        if self.portrait is not None:
            self.portrait.setVisible(bool(picture))
            if picture:
                self.portrait.show_picture(picture)
                self.portrait.set_veiled(veiled)
                self.portrait.setAccessibleName(name)
        self.edit.setVisible(not picture)

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.label, 0, 0)
        if stacked:
            self._grid.addWidget(self.snippet, 0, 1, 1, 2)
            self._grid.addWidget(self.edit, 1, 0, 1, 3, top)
        else:
            self._grid.addWidget(self.snippet, 0, 1, 1, 1)
            self._grid.addWidget(self.edit, 0, 2, 1, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.mark, 1 if stacked else 0, 3, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.flags, 2, 1, 1, 3)
        self._grid.addWidget(self.repairs, 3, 1, 1, 3)

    def _dress(self) -> None:
        if self.field is None:
            return
        colour, name, word = look_of(self.field.state, self._theme.tokens)
        agreed = tr("{service} reads the same", service=self.field.agreed_by) if self.field.agreed_by else ""
        name = "shield-check" if agreed and self.field.state is FieldState.SURE else name
        self.mark.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self.mark.setAccessibleName(tr(word))
        self.mark.setToolTip("\n".join(part for part in (tr(word), agreed) if part))
        said = [tr(self.field.title), tr(word), agreed, *(flag_words(flag) for flag in self.field.flags)]
        said += self.repairs.words
        words = ". ".join(part.rstrip(".。") for part in said if part)
        self.edit.setAccessibleDescription(words)
        if self.portrait is not None:
            self.portrait.setAccessibleDescription(words)
        self.edit.setProperty("state", _MARKED.get(self.field.state, ""))
        self._polish()
        self.update()

    def _polish(self) -> None:
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _take(self, repair: Repair) -> None:
        self.repair_asked.emit(self.key, repair)

    def _enter(self) -> None:
        self.entered.emit(self)

    def _leave(self) -> None:
        self.left.emit(self)

    def _confirm(self) -> None:
        self.confirmed.emit(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._active:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.window))
        painter.fillRect(0, 0, 3, self.height(), QColor(self._theme.tokens.accent))
