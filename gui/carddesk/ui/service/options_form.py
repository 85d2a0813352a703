"""The small form of a service's options, made from what the service declares."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.services.contract import OptionValue, ServiceInfo
from carddesk.ui.composition import Composition
from carddesk.ui.look.button import Button
from carddesk.ui.look.tokens import GRID
from carddesk.ui.service.option_edits import OptionEdit, option_edit
from carddesk.workflow.options import defaults


class OptionsForm(QWidget):
    """Tells every change at once; there is nothing to save."""

    changed = Signal(object)
    """All values by key, or none for all defaults: `Mapping[str, OptionValue]`."""

    def __init__(self, composition: Composition) -> None:
        super().__init__()
        self._composition = composition
        self._info: ServiceInfo | None = None
        self.edits: dict[str, OptionEdit] = {}
        self._rows = QWidget()
        self.reset = Button(tr("Reset to defaults"))
        self.reset.setProperty("look", "small")
        self.reset.clicked.connect(self._reset)
        heading = QLabel(tr("Options"))
        heading.setProperty("look", "heading")
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self.reset)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GRID)
        self._box.addLayout(head)
        self._box.addWidget(self._rows)

    @property
    def values(self) -> dict[str, OptionValue]:
        """What is chosen, by key."""
        return {key: edit.value for key, edit in self.edits.items()}

    def show_options(self, info: ServiceInfo, values: Mapping[str, OptionValue], lost: Collection[str] = ()) -> None:
        """Show the options of this service with these values; of those that are `lost`, the default waits for a yes."""
        if info != self._info:
            self._build(info)
        for key, edit in self.edits.items():
            edit.show_value(values[key])
        self.reset.setEnabled(bool(lost) or dict(values) != defaults(info))
        self.setVisible(bool(info.options))

    def _build(self, info: ServiceInfo) -> None:
        self._info = info
        self.edits = {}
        rows = QWidget()
        box = QVBoxLayout(rows)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID + 4)
        for option in info.options:
            edit = option_edit(option, self._composition)
            edit.changed.connect(self._tell)
            self.edits[option.key] = edit
            box.addWidget(_row(edit))
        self._box.replaceWidget(self._rows, rows)
        self._rows.deleteLater()
        self._rows.hide()
        self._rows = rows

    def _tell(self) -> None:
        self.changed.emit(self.values)

    def _reset(self) -> None:
        if self._info is not None:
            self.changed.emit({})


def _row(edit: OptionEdit) -> QWidget:
    """A title, the edit, and what it does in small print. A check box bears its title itself."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    if edit.option.kind != "bool":
        title = QLabel(tr(edit.option.title))
        title.setBuddy(edit)
        box.addWidget(title)
    box.addWidget(edit)
    words = QLabel(tr(edit.option.help))
    words.setProperty("look", "caption")
    words.setWordWrap(True)
    words.setTextFormat(Qt.TextFormat.PlainText)
    box.addWidget(words)
    return made
