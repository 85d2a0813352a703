"""Edits for a service's options, one for each kind that an option can have."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from carddesk.language import tr
from carddesk.services.choices import named
from carddesk.services.contract import Option, OptionValue
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.calm_boxes import CalmComboBox, CalmDoubleSpinBox, CalmSpinBox

_HEIGHT = 30
_MOST = 2_147_483_647
_SHORT_LIST = 8
"""Choices beyond this number get a box to filter them."""
_ROW_PX = 24


class OptionEdit(QWidget):
    """Shows one option's value and tells when the operator changed it."""

    changed = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)

    @property
    def value(self) -> OptionValue:
        """What is chosen."""
        raise NotImplementedError

    def show_value(self, value: OptionValue) -> None:
        """Show this value; nothing is told."""
        raise NotImplementedError

    def _take(self, control: QWidget) -> None:
        # What is typed into a number box stands in a box inside it, which screen readers come upon as well.
        for each in (control, *control.findChildren(QLineEdit)):
            each.setAccessibleName(tr(self.option.title))
        control.setAccessibleDescription(tr(self.option.help))
        control.setMinimumHeight(_HEIGHT)
        self.setFocusProxy(control)
        self._box.addWidget(control)

    def _tell(self) -> None:
        self.changed.emit()


class _Switch(OptionEdit):
    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self._control = QCheckBox(tr(option.title))
        self._take(self._control)
        self._control.clicked.connect(self._tell)

    @property
    def value(self) -> OptionValue:
        return self._control.isChecked()

    def show_value(self, value: OptionValue) -> None:
        self._control.setChecked(bool(value))


class _Whole(OptionEdit):
    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self._control = CalmSpinBox()
        least, most = _range(option)
        self._control.setRange(ceil(least), floor(most))
        self._take(self._control)
        self._control.editingFinished.connect(self._tell)

    @property
    def value(self) -> OptionValue:
        return self._control.value()

    def show_value(self, value: OptionValue) -> None:
        self._control.setValue(int(value) if isinstance(value, int | float) else 0)


class _Fraction(OptionEdit):
    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self._control = CalmDoubleSpinBox()
        self._control.setDecimals(4)
        self._control.setRange(*_range(option))
        self._control.setSingleStep(0.05)
        self._take(self._control)
        self._control.editingFinished.connect(self._tell)

    @property
    def value(self) -> OptionValue:
        return self._control.value()

    def show_value(self, value: OptionValue) -> None:
        self._control.setValue(float(value) if isinstance(value, int | float) else 0.0)


class _Text(OptionEdit):
    def __init__(self, option: Option, composition: Composition) -> None:
        super().__init__(option)
        self._control = LineEdit()
        composition.watch(self._control)
        self._take(self._control)
        self._control.editingFinished.connect(self._tell)

    @property
    def value(self) -> OptionValue:
        return self._control.text()

    def show_value(self, value: OptionValue) -> None:
        if self._control.text() != value:
            self._control.setText(str(value))


class _Choice(OptionEdit):
    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self._control = CalmComboBox()
        for choice in option.choices:
            self._control.addItem(named(option, choice), choice)
        self._take(self._control)
        self._control.activated.connect(self._tell)

    @property
    def value(self) -> OptionValue:
        return str(self._control.currentData())

    def show_value(self, value: OptionValue) -> None:
        self._control.setCurrentIndex(max(0, self._control.findData(value)))


class _Choices(OptionEdit):
    """Any number of choices, ticked in a list; a long list can be filtered."""

    def __init__(self, option: Option, composition: Composition) -> None:
        super().__init__(option)
        self._filter = LineEdit()
        self._filter.setPlaceholderText(tr("Filter {count} choices", count=len(option.choices)))
        self._filter.setAccessibleName(tr("Filter {count} choices", count=len(option.choices)))
        self._filter.setVisible(len(option.choices) > _SHORT_LIST)
        composition.watch(self._filter)
        self._box.addWidget(self._filter)
        self._list = QListWidget()
        self._list.setProperty("look", "choices")
        for choice in option.choices:
            item = QListWidgetItem(named(option, choice))
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._take(self._list)
        self._list.setFixedHeight(_ROW_PX * min(max(len(option.choices), 2), 6) + 4)
        self._said = QLabel()
        self._said.setProperty("look", "caption")
        self._said.setWordWrap(True)
        self._box.addWidget(self._said)
        self._filter.textChanged.connect(self._narrow)
        self._list.itemChanged.connect(self._ticked)

    @property
    def value(self) -> OptionValue:
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in self._items() if item.checkState() is Qt.CheckState.Checked
        )

    def show_value(self, value: OptionValue) -> None:
        picked = value if isinstance(value, tuple) else ()
        self._list.blockSignals(True)
        for item in self._items():
            ticked = item.data(Qt.ItemDataRole.UserRole) in picked
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)
        self._list.viewport().update()
        self._say()

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(at) for at in range(self._list.count())]

    def _narrow(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip().lower() not in item.text().lower())

    def _ticked(self, _item: QListWidgetItem) -> None:
        self._say()
        self._tell()

    def _say(self) -> None:
        picked = [item.text() for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        self._said.setText(tr("Chosen: {choices}", choices=", ".join(picked)) if picked else tr("None chosen"))


def _range(option: Option) -> tuple[float, float]:
    """The option's bounds, as far as a box for numbers can hold them."""
    least = -_MOST if option.least is None else max(option.least, -_MOST)
    return least, _MOST if option.most is None else min(option.most, _MOST)


def option_edit(option: Option, composition: Composition) -> OptionEdit:
    """The edit for an option of this kind."""
    with_text: dict[str, Callable[[Option, Composition], OptionEdit]] = {"text": _Text, "choices": _Choices}
    if option.kind in with_text:
        return with_text[option.kind](option, composition)
    plain: dict[str, Callable[[Option], OptionEdit]] = {
        "bool": _Switch,
        "int": _Whole,
        "float": _Fraction,
        "choice": _Choice,
    }
    return plain[option.kind](option)
