"""The head of the form: which card this is, how it stands, and what is said against the card as a whole."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.ui.form.basis_link import BasisLink
from carddesk.ui.form.flag_lines import FlagLines
from carddesk.ui.form.not_checked import NotChecked
from carddesk.ui.form.second_line import SecondLine
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.states import look_of_case
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.ui.shortcuts import set_tip
from carddesk.ui.ways import Way, way_words
from carddesk.ui.words import document_name, document_title, face_name
from carddesk.workflow.views import CaseView

_DECIDED = {Status.ACCEPTED, Status.SECOND_LOOK, Status.THIRD_LOOK, Status.REJECTED, Status.POSTPONED}


class CaseHeader(QWidget):
    """Renders the case at hand; offers to reopen it where it is decided."""

    reopen_asked = Signal()
    way_asked = Signal(str)
    """What the operator wants done about a reading that failed: a `Way`."""
    second_asked = Signal()
    """Another service shall read this card, too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._case: CaseView | None = None
        self._service = ""
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_PX, ICON_PX + 4)
        self._state = QLabel()
        self._source = QLabel()
        self._source.setProperty("look", "caption")
        self._source.setWordWrap(True)
        self.basis = BasisLink()
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self._reason.setProperty("look", "broken")
        self._reopen = Button(tr("Reopen"))
        self._reopen.setProperty("look", "small")
        set_tip(self._reopen, tr("Reopen"), "reopen")
        self._reopen.clicked.connect(self.reopen_asked)
        self.second = SecondLine(theme)
        self.ask_second = Button()
        self.ask_second.setProperty("look", "tool")
        self.ask_second.setIconSize(icons.icon_size())
        self.ask_second.setAccessibleName(tr("Second reading…"))
        set_tip(self.ask_second, tr("Second reading…"), "second")
        self.ask_second.clicked.connect(self.second_asked)
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble.setProperty("look", "broken")
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.way = Button()
        self.way.setProperty("look", "small")
        self.way.clicked.connect(self._go)
        self._ways: tuple[Way, ...] = ()
        self._flags = FlagLines(theme)
        self.not_checked = NotChecked()
        self._assemble()
        theme.changed.connect(self._dress)

    def _assemble(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._title, 1)
        first.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        second = QHBoxLayout()
        second.addWidget(self._source, 1)
        second.addWidget(self.ask_second)
        second.addWidget(self._reopen)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID)
        box.setSpacing(4)
        box.addLayout(first)
        box.addLayout(second)
        box.addWidget(self.basis)
        box.addWidget(self.second)
        third = QHBoxLayout()
        third.addWidget(self._trouble, 1)
        third.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._reason)
        box.addLayout(third)
        box.addWidget(self._flags)
        box.addWidget(self.not_checked)

    @property
    def state(self) -> str:
        """How the case stands, in words."""
        return self._state.text()

    @property
    def trouble(self) -> str:
        """What is said of a reading that failed after another had come."""
        return self._trouble.text()

    def apply(self, case: CaseView, service: str, ways: tuple[Way, ...] = ()) -> None:
        """Show this case; `service` is the title of who read it, `ways` lead on where a later reading failed."""
        if (case, service, ways) == (self._case, self._service, self._ways):
            return
        self._case, self._service, self._ways = case, service, ways
        faces = [face_name(face.face) for face in case.faces] or [face_name(case.face)]
        files = [PurePath(face.source).name for face in case.faces] or [PurePath(case.source).name]
        parts = [document_name(case.document), " + ".join(face for face in faces if face)]
        self._title.setText(" · ".join(part for part in parts if part) or PurePath(case.source).name)
        self._title.setToolTip(document_title(case.document))
        source = [
            f"{case.id:04d}",
            " + ".join(dict.fromkeys(files)),
            tr("read by {service}", service=service) if service else "",
        ]
        self._source.setText(" · ".join(part for part in source if part))
        self._source.setToolTip(case.source)
        self.basis.apply(case)
        self._reopen.setVisible(case.status in _DECIDED and not case.look and not case.arriving)
        self.ask_second.setVisible(bool(case.fields) and not case.status.closed)
        self.second.apply(case.second)
        self._reason.setText(tr("Reason: {reason}", reason=case.reason))
        self._reason.setVisible(bool(case.reason))
        failed = bool(case.trouble and case.fields and not case.reading)
        self._trouble.setText(tr("The last reading failed: {why}", why=tr(case.trouble)) if failed else "")
        self._trouble.setVisible(failed)
        self.way.setText(way_words(ways[0]) if ways else "")
        self.way.setVisible(failed and bool(ways))
        self._flags.apply(case.flags)
        self.not_checked.apply(case.not_checked)
        self._dress()

    def _go(self) -> None:
        self.way_asked.emit(self._ways[0])

    def _dress(self) -> None:
        self.ask_second.setIcon(icons.icon("glasses", self._theme.tokens))
        if self._case is None:
            return
        case = self._case
        colour, name, word = look_of_case(
            case.status,
            self._theme.tokens,
            open_fields=case.open_fields,
            has_error=case.has_error,
            awaits=case.look in {"", "sealed"},
        )
        self._icon.setPixmap(icons.pixmap(name, colour, ICON_PX, self.devicePixelRatioF()))
        self._state.setText(tr(word, count=case.open_fields))
        self._state.setStyleSheet(f"color: {colour}; font-weight: 600;")
