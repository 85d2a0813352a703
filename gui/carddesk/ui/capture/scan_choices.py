"""What a scan profile says, as choices among what its scanner can do. Every change is told at once; there is nothing to save."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from carddesk.capture.scanner.contract import Capabilities, Mode, Source
from carddesk.language import mark, tr
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.calm_boxes import CalmComboBox
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.scan_profiles import LONGEST_NAME, Profile

_SOURCES: dict[Source, str] = {
    "flatbed": mark("Glass"),
    "feeder": mark("Feeder, one side"),
    "duplex": mark("Feeder, both sides"),
}
_MODES: dict[Mode, str] = {"colour": mark("Colour"), "grey": mark("Grey"), "lineart": mark("Black and white")}
_AREAS = {"whole": mark("All of it"), "card": mark("A card, with a margin"), "own": mark("Drawn on the preview")}
_PAGES = {"card": mark("One card"), "all": mark("Until the feeder is empty")}
Choice = tuple[Hashable, str]


class ScanChoices(QWidget):
    """Boxes below one another."""

    changed = Signal(object)
    """The `Profile` as it is wanted now."""
    renamed = Signal(str)

    def __init__(self, composition: Composition) -> None:
        super().__init__()
        self._profile = Profile("", "")
        self.name = LineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        composition.watch(self.name)
        self.source, self.mode, self.dpi, self.area, self.pages = (CalmComboBox() for _ in range(5))
        self.faces = QCheckBox(tr("Both sides are the two faces of a card"))
        rows = (
            (tr("Profile name"), self.name),
            (tr("Where the card lies"), self.source),
            (tr("Colour mode"), self.mode),
            (tr("Resolution"), self.dpi),
            (tr("Area"), self.area),
            (tr("Pages"), self.pages),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for at, (words, edit) in enumerate(rows):
            title = QLabel(words)
            title.setBuddy(edit)
            edit.setAccessibleName(words)
            grid.addWidget(title, at, 0)
            grid.addWidget(edit, at, 1)
        grid.addWidget(self.faces, len(rows), 0, 1, 2)
        self.name.editingFinished.connect(self._rename)
        for box in (self.source, self.mode, self.dpi, self.area, self.pages):
            box.activated.connect(self._tell)
        self.faces.toggled.connect(self._tell)

    def show_profile(self, profile: Profile | None, can: Capabilities | None) -> None:
        """Show this one; without knowing what its scanner can do nothing but its name may be changed."""
        self.setEnabled(profile is not None)
        self._profile = shown = profile or Profile("", "")
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(shown.name)
        _fill(self.source, _among(_SOURCES, can.sources if can else ()), shown.source)
        _fill(self.mode, _among(_MODES, can.modes if can else ()), shown.mode)
        _fill(self.dpi, [(each, tr("{dpi} dpi", dpi=each)) for each in (can.resolutions if can else ())], shown.dpi)
        _fill(self.area, _among(_AREAS, _AREAS), "own" if isinstance(shown.area, tuple) else shown.area)
        _fill(self.pages, _among(_PAGES, _PAGES), shown.pages)
        self.faces.blockSignals(True)
        self.faces.setChecked(shown.faces)
        self.faces.blockSignals(False)
        for box in (self.source, self.mode, self.dpi, self.area):
            box.setEnabled(can is not None)
        self.pages.setEnabled(can is not None and shown.source != "flatbed")
        self.faces.setEnabled(can is not None and shown.source == "duplex")

    def _tell(self) -> None:
        before = self._profile
        area = self.area.currentData()
        if area == "own":  # what was drawn stays; until something is, a card lies in the corner
            area = before.area if isinstance(before.area, tuple) else (0.0, 0.0, 100.0, 70.0)
        self.changed.emit(
            replace(
                before,
                source=self.source.currentData(),
                mode=self.mode.currentData(),
                dpi=self.dpi.currentData(),
                area=area,
                pages=self.pages.currentData(),
                faces=self.faces.isChecked(),
            )
        )

    def _rename(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.renamed.emit(self.name.text())


def _among(words: dict[Any, str], keys: Sequence[str] | dict[str, str]) -> list[Choice]:
    return [(key, tr(words[key])) for key in keys]


def _fill(box: CalmComboBox, choices: Sequence[Choice], chosen: Hashable) -> None:
    """These can be chosen. What a profile says that the scanner cannot do stands there as well, until another is chosen."""
    there = list(choices)
    if chosen not in dict(there):
        known: dict[Hashable, str] = dict([*_SOURCES.items(), *_MODES.items()])
        words = tr(known[chosen]) if chosen in known else tr("{dpi} dpi", dpi=chosen)
        there.append((chosen, tr("{choice} (not on this scanner)", choice=words) if choices else words))
    box.blockSignals(True)
    if [(box.itemData(at), box.itemText(at)) for at in range(box.count())] != there:
        box.clear()
        for key, text in there:
            box.addItem(text, key)
    box.setCurrentIndex([key for key, _ in there].index(chosen))
    box.blockSignals(False)
