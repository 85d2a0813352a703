"""The form: renders a case as rows to confirm or correct, and says what the operator meant."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from carddesk.language import mark, tr
from carddesk.ui.composition import Composition
from carddesk.ui.form.case_header import CaseHeader
from carddesk.ui.form.face_heading import FaceHeading
from carddesk.ui.form.field_row import FieldRow
from carddesk.ui.form.form_state import FormState
from carddesk.ui.form.look_line import LookLine
from carddesk.ui.form.rare_panel import RarePanel
from carddesk.ui.form.reason_panel import LET_STAND, REJECT, ReasonPanel
from carddesk.ui.form.strips import Size, Strip
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import keyboard, shortcut
from carddesk.ui.ways import Way
from carddesk.ui.words import field_names
from carddesk.workflow.views import CaseView


class NotKeptError(CancelledError):
    """What was typed could not be kept, so that nothing goes on. The operator has been told: whoever hears of it is silent."""


class FormPane(QFrame):
    """Rows are made once and serve one case after another. A draft leaves here as `committed` or `confirmed`."""

    committed = Signal(str, str, int)
    """Key and typed text of a field that was left, and the case it belongs to."""
    confirmed = Signal(str, str)
    """Key and typed text of the field on which Enter was pressed."""
    entered = Signal(str)
    """Key of the field that was reached by mouse or Tab."""
    repair_asked = Signal(str, object)
    """Key of a field, and the `Repair` that was clicked."""
    drafted = Signal(int, str, object)
    """Case, key and text of a field in which something is typed and not yet said; None where that is no more."""

    def __init__(self, theme: Theme, composition: Composition, threshold: float) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._theme = theme
        self._composition = composition
        self._threshold = threshold
        self._case: CaseView | None = None
        self._strips: Mapping[str, Strip] = {}
        self._rows: list[FieldRow] = []
        self.headings: list[FaceHeading] = []
        self._rendering = False
        self._refused = self._unkept = False
        self.waiting: Callable[[int], Mapping[str, str]] = lambda _case: {}
        """Gives what was typed in fields of a case and not said, and stands in no box."""
        self.put_aside: Callable[[int, str], None] = lambda _case, _key: None
        """Told of a field whose box goes to another case with what was typed not said."""
        self.header = CaseHeader(theme)
        self.look = LookLine(theme)
        self.state = FormState(theme)
        self.rare = RarePanel(theme)
        self.reject = ReasonPanel(theme, composition, REJECT)
        self.let_stand = ReasonPanel(theme, composition, LET_STAND, remembers=True)
        self._assemble()
        keyboard.changed.connect(self._hint_keys)
        self.show_case(None, None, "")

    def _assemble(self) -> None:
        self._sheet = QWidget()
        self._sheet.setProperty("look", "panel")
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(0, 0, 0, GRID * 2)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.state)
        hint = self._hint = QLabel()
        self._hint_keys()
        hint.setProperty("look", "caption")
        hint.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        hint.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(self.look)
        box.addWidget(self._stack, 1)
        box.addWidget(self.rare)
        box.addWidget(self.reject)
        box.addWidget(self.let_stand)
        box.addWidget(hint)

    def _hint_keys(self) -> None:
        hints = (
            (mark("{key} confirms and goes on"), "confirm"),
            (mark("{key} goes to every field"), "next_field"),
            (mark("{key} lists all keys"), "help"),
        )
        # Where nothing can be said of the card, Enter confirms nothing.
        barred = self._case is not None and bool(self._case.holder or self._case.arriving)
        keys = ((words, shortcut(deed).shown) for words, deed in hints if not (barred and deed == "confirm"))
        self._hint.setText(" · ".join(tr(words, key=key) for words, key in keys if key))

    @property
    def asking(self) -> bool:
        """Whether a reason is asked for."""
        return self.reject.isVisible() or self.let_stand.isVisible()

    @property
    def scrolled(self) -> int:
        """How far down the rows are scrolled, in pixels."""
        return self._scroll.verticalScrollBar().value()

    def scroll_to(self, scrolled: int) -> None:
        """Scroll the rows so far down."""
        self._column.activate()
        self._scroll.verticalScrollBar().setValue(scrolled)

    @property
    def rows(self) -> list[FieldRow]:
        """The rows in use, in order."""
        count = len(self._case.fields) if self._case else 0
        return self._rows[:count]

    def row(self, key: str) -> FieldRow | None:
        """The row of a field."""
        return next((row for row in self.rows if row.key == key), None)

    def show_case(
        self, case: CaseView | None, active: str | None, service: str, ways: tuple[Way, ...] = ("read",)
    ) -> None:
        """Apply what differs from what is shown. Focus goes to the active field when the case is another one.

        `service` is the title of who read it; `ways` lead on where reading failed.
        """
        self._rendering = True
        try:
            self._render(case, service, ways)
        finally:
            self._rendering = False
        self.show_active(active)

    def _render(self, case: CaseView | None, service: str, ways: tuple[Way, ...]) -> None:
        changed = (self._case.id if self._case else None) != (case.id if case else None)
        had_fields = bool(self._case and self._case.fields)
        if changed:
            self._flush_rows()
            self._put_aside()
        self._case = case
        if changed:
            self._strips = {}
            self.rare.close_panel()
            self.reject.hide()
            self.let_stand.hide()
        self.header.setVisible(case is not None)
        self.look.apply(case)
        self._hint_keys()
        if case is not None:
            self.header.apply(case, service, ways)
        if case is None or not case.fields:
            self._forget_from(0)
            self.state.apply(case, ways)
            self._stack.setCurrentWidget(self.state)
        else:
            self._apply_rows(case)
            self._stack.setCurrentWidget(self._scroll)
        if changed or (not had_fields and case is not None and case.fields):
            self._scroll.verticalScrollBar().setValue(0)

    def show_active(self, active: str | None) -> None:
        """Mark the row of the active field and keep it in view."""
        for row in self.rows:
            row.set_active(row.key == active)
        if active and (at_work := self.row(active)) is not None:
            self._column.activate()
            self._scroll.ensureWidgetVisible(at_work, 0, GRID * 3)

    def show_strips(self, strips: Mapping[str, Strip]) -> None:
        """These are the fields' strips of the image, by key; what is known of the other face stays."""
        fields = self._case.fields if self._case is not None else ()
        faces = {field.at for field in fields if field.key in strips}
        elsewhere = {field.key for field in fields if field.quad is not None and field.at not in faces}
        self._strips = {**{key: kept for key, kept in self._strips.items() if key in elsewhere}, **strips}
        for row in self.rows:
            row.show_strip(self._strips.get(row.key))

    def sizes_for(self, case: CaseView, strips: Mapping[str, Strip]) -> dict[str, Size]:
        """How large the rows that serve the present case would show these strips of another, as far as that can be told."""
        placed = ((row, field) for row, field in zip(self.rows, case.fields, strict=False) if field.key in strips)
        sizes = ((field.key, row.size_for(field, strips[field.key])) for row, field in placed)
        return {key: size for key, size in sizes if size is not None}

    def focus_active(self, active: str | None) -> None:
        """Put the caret where the next key is wanted: the active field, else the button that helps."""
        row = self.row(active) if active else None
        if row is not None:
            row.take_focus()
        elif self._stack.currentWidget() is self.state:
            self.state.take_focus()

    @property
    def focused_row(self) -> FieldRow | None:
        """The row that has the caret."""
        return next((row for row in self.rows if row.has_caret), None)

    def explain_character(self) -> None:
        """Open the helper for the character at the caret, go on to what it offers, or close it."""
        row = self.focused_row
        self.rare.toggle(row.edit if row is not None and row.edit.hasFocus() else None)

    def flush(self) -> None:
        """Hand over every draft, as before anything that goes elsewhere.

        Raises:
            NotKeptError: one could not be kept, of which the operator has been told; it stands where it was typed.
        """
        self._unkept = False
        self._flush_rows()
        if self._unkept:
            raise NotKeptError

    def refuse(self) -> None:
        """What was just handed over could not be kept: it stays a draft."""
        self._refused = True

    def _flush_rows(self) -> None:
        for row in self.rows:
            self._commit(row)

    def _apply_rows(self, case: CaseView) -> None:
        while len(self._rows) < len(case.fields):
            self._add_row()
        names = field_names(case)
        for row, field in zip(self._rows, case.fields, strict=False):
            row.apply(case.id, field, names[field.key], self._threshold, closed=case.closed)
            if field.key in self._strips:
                row.show_strip(self._strips[field.key])
        self._put_back(case)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(case.fields))
        self._forget_from(len(case.fields))
        self._place_headings(case)

    def _place_headings(self, case: CaseView) -> None:
        """Each face of a card that has two is headed where its fields begin."""
        while len(self.headings) < len(case.faces):
            self.headings.append(FaceHeading(self._sheet))
        for place, heading in enumerate(self.headings):
            first = next((at for at, field in enumerate(case.fields) if field.at == place), None)
            headed = place < len(case.faces) and first is not None
            heading.setVisible(headed)
            if headed and first is not None:
                heading.apply(case.faces[place], place)
                row = self._rows[first]
                there = self._column.indexOf(heading)
                if there < 0 or there + 1 != self._column.indexOf(row):
                    self._column.removeWidget(heading)
                    self._column.insertWidget(self._column.indexOf(row), heading)

    def _forget_from(self, first: int) -> None:
        for row in self._rows[first:]:
            if row.field is not None:
                self._commit(row)
                row.forget()

    def _add_row(self) -> None:
        row = FieldRow(self._theme)
        self._composition.watch(row.edit)
        row.entered.connect(self._enter)
        row.left.connect(self._commit)
        row.confirmed.connect(self._confirm)
        row.repair_asked.connect(self.repair_asked)
        row.typed.connect(self._tell_draft)
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)

    def _enter(self, row: FieldRow) -> None:
        # When what had the caret is hidden, Qt puts it into some row: that is not the operator's doing.
        if not self._rendering:
            self.entered.emit(row.key)
        if self.rare.isVisible():
            self.rare.attach(row.edit)

    def _commit(self, row: FieldRow) -> None:
        if not row.edit.drafted or row.edit.isReadOnly():
            return
        before = row.edit.rendered
        self.committed.emit(row.key, row.edit.hand_over(), row.case_id)
        self._settle(row, before)

    def _confirm(self, row: FieldRow) -> None:
        case_id, key, before = row.case_id, row.key, row.edit.rendered
        self.confirmed.emit(key, row.edit.hand_over())
        if (row.case_id, row.key) == (case_id, key):
            self._settle(row, before)
        else:
            self._refused = False
            self.drafted.emit(case_id, key, None)

    def _put_back(self, case: CaseView) -> None:
        """What was typed in an earlier run, or could not be kept, stands in its box again, once that shows what it holds."""
        texts = {} if case.closed else self.waiting(case.id)
        for key, text in texts.items():
            row = self.row(key)
            if row is not None and not row.edit.masked and not row.edit.isReadOnly():
                row.put_back(text)

    def _put_aside(self) -> None:
        for row in self.rows:
            if row.edit.drafted and not row.edit.isReadOnly():
                self.put_aside(row.case_id, row.key)

    def _tell_draft(self, row: FieldRow) -> None:
        if row.field is not None and not row.edit.isReadOnly():
            self.drafted.emit(row.case_id, row.key, row.edit.text if row.edit.drafted else None)

    def _settle(self, row: FieldRow, before: str) -> None:
        """Show the value that holds now in its own form, even where the desk found nothing to change."""
        refused, self._refused = self._refused, False
        if refused:
            self._unkept = True
            row.edit.take_up(before)
        elif row.field is not None:
            row.edit.apply(row.field, self._threshold, anew=False)
        self._tell_draft(row)
