"""Ctrl+Shift+W: which folder is watched, what becomes of its files, and what is still waiting there and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from carddesk.capture.watched_places import After
from carddesk.language import tr
from carddesk.ui.capture.watch_words import count_words, held_words
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver, in_the_middle
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.calm_boxes import CalmComboBox
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.watched import WatchedView


class WatchSheet(LaidOver):
    """Renders a view, and says what is wanted."""

    choose_asked = Signal()
    """A folder is to be chosen."""
    start_asked = Signal(str, str, bool)
    """Folder, what becomes of its files (`watch.after`), and whether folders inside are looked into."""
    stop_asked = Signal()
    give_up_asked = Signal()
    """Nobody waits for unfinished files any more."""
    left = Signal()
    """It has gone, and the focus is back."""

    size_wanted = QSize(600, 540)

    def __init__(self, room: QWidget, theme: Theme, composition: Composition, *, taken: str) -> None:
        """`taken`: what `watch.taken` says."""
        super().__init__(room, theme, tr("Watched folder"))
        self._title = QLabel(tr("Watched folder"))
        self._title.setProperty("look", "title")
        self._about = _wrapped(
            tr("New images in this folder become cards by themselves, each of them once."), "secondary"
        )
        self.folder = LineEdit()
        composition.watch(self.folder)
        self.choose = Button(tr("Choose…"))
        self.after = CalmComboBox()
        for after, words in (
            ("leave", tr("stay where they are, and are remembered")),
            ("move", tr("are moved to the folder “{folder}”, day by day", folder=taken)),
            ("mark", tr("get the ending “.{ending}”", ending=taken)),
        ):
            self.after.addItem(words, after)
        self.subfolders = QCheckBox(tr("Folders inside it, too"))
        self.fault = _wrapped("", "broken")
        self.go = Button()
        self.counts = _wrapped("", "heading")
        self.trouble = _wrapped("", "doubtful")
        self.held = QListWidget()
        self.held.setProperty("look", "choices")
        self.held.setAccessibleName(tr("What is waiting"))
        self.held.setWordWrap(True)
        self.held.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.held.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.give_up = Button(tr("Do not wait for unfinished files"))
        self.give_up.setToolTip(tr("They become cards that say that their end is missing"))
        self._view = WatchedView()
        self._lines: tuple[str, ...] = ()
        self._assemble()
        self.choose.clicked.connect(self.choose_asked)
        self.folder.returnPressed.connect(self._go)
        self.folder.textEdited.connect(self._look)
        self.go.clicked.connect(self._go)
        self.give_up.clicked.connect(self.give_up_asked)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        names = (tr("Folder"), tr("Files that were taken"))
        labels = [QLabel(each) for each in names]
        for label, name, box in zip(labels, names, (self.folder, self.after), strict=True):
            label.setBuddy(box)
            box.setAccessibleName(name)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        start = QHBoxLayout()
        start.setSpacing(GRID)
        start.addWidget(self.subfolders)
        start.addStretch(1)
        start.addWidget(self.go)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(labels[0])
        column.addLayout(row)
        column.addWidget(labels[1])
        column.addWidget(self.after)
        column.addLayout(start)
        column.addWidget(self.fault)
        column.addSpacing(GRID)
        for part in (self.counts, self.trouble):
            column.addWidget(part)
        column.addWidget(self.held, 1)
        column.addLayout(end)
        column.addStretch()

    def toggle(self, view: WatchedView, *, masked: bool) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self.folder.setText(view.folder)
        self.after.setCurrentIndex(self.after.findData(view.after))
        self.subfolders.setChecked(view.subfolders)
        self.say("")
        self.show_view(view, masked=masked)
        if view.on:
            first: QWidget = self.go
        else:
            first = self.folder if self.folder.text() else self.choose
        self._appear(first)

    def show_view(self, view: WatchedView, *, masked: bool) -> None:
        """It stands like this now; `masked`: names of files are shown to nobody."""
        turned = view.on != self._view.on
        self._view = view
        for part in (self.folder, self.choose, self.after, self.subfolders):
            if part.isEnabled() == view.on:
                part.setEnabled(not view.on)
        self.go.setText(tr("Stop watching") if view.on else tr("Watch it"))
        if turned or not self.go.property("look"):
            self.go.setProperty("look", "" if view.on else "primary")
            self.go.style().polish(self.go)
        self.counts.setText(count_words(view))
        self.counts.setVisible(view.on)
        self.held.setVisible(view.on)
        self.trouble.setText(view.trouble)
        self.trouble.setVisible(bool(view.trouble))
        if turned and self.isVisible():
            self.place()
        self._list(tuple(held_words(each, masked=masked) for each in view.held))
        self.give_up.setVisible(view.on and any(each.why in {"unfinished", "empty"} for each in view.held))
        self._look()

    def choose_folder(self, folder: str) -> None:
        """This one was chosen."""
        self.folder.setText(folder)
        self.say("")
        self._look()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, fault: str) -> None:
        """This is wrong with the folder; nothing with `""`."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        if self.isVisible():
            self.place()

    def close_sheet(self) -> None:
        """As there."""
        there = self.isVisible()
        super().close_sheet()
        if there:
            self.left.emit()

    def _look(self) -> None:
        self.go.setEnabled(self._view.on or bool(self.folder.text().strip()))

    def _go(self) -> None:
        if self._view.on:
            self.stop_asked.emit()
        elif self.go.isEnabled():
            after = cast(After, self.after.currentData())
            self.start_asked.emit(self.folder.text().strip(), after, self.subfolders.isChecked())

    def _list(self, lines: Sequence[str]) -> None:
        lines = tuple(lines) or (tr("Nothing is waiting."),)
        if lines == self._lines:
            return
        at, self._lines = self.held.verticalScrollBar().value(), lines
        self.held.clear()
        self.held.addItems(lines)
        self.held.verticalScrollBar().setValue(at)

    def _place_for(self, room: QRect) -> QRect:
        """As high as its parts want where nothing is watched."""
        self.layout().activate()  # type: ignore[union-attr]
        low = max(self.heightForWidth(self.size_wanted.width()), self.minimumSizeHint().height())
        wanted = self.size_wanted if self._view.on else QSize(self.size_wanted.width(), low)
        return in_the_middle(wanted.boundedTo(room.size() - QSize(GRID * 2, GRID * 4)), room)

    def _forget(self) -> None:
        self._lines = ()
        self.held.clear()  # no names stay where they are not seen


def _wrapped(text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", look)
    label.setWordWrap(True)
    return label
