"""Which pages of a document become cards: a sheet over the window, with all of them ticked but the blank ones."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from carddesk.language import sentences, tr
from carddesk.ui.capture.page_grid import PageGrid
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.elided import ElidedLabel
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow import page_list


class PagesSheet(LaidOver):
    """Says which pages are wanted. It stays until it is answered; what is taken is not its affair."""

    wanted = Signal(object, bool)
    """These pages, as a tuple of numbers; and whether all are from now on, without asking."""
    left = Signal()
    """None of them."""

    size_wanted = QSize(780, 620)
    follows_focus = False

    def __init__(self, parent: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("Pages of a document"))
        self.title = ElidedLabel()
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setProperty("look", "title")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("look", "secondary")
        self.grid = PageGrid(theme)
        self.numbers = LineEdit()
        self.numbers.setAccessibleName(tr("Pages, such as 1-3, 7"))
        self.numbers.setPlaceholderText(tr("such as 1-3, 7"))
        composition.watch(self.numbers)
        self.always = QCheckBox(tr("Always take all pages, without asking"))
        self.take = Button()
        self.take.setProperty("look", "primary")
        self.none = Button(tr("Take none"))
        self._count = 0
        self._more = 0
        self._assemble()
        self.grid.ticked.connect(self._grid_changed)
        self.grid.taken.connect(self._take)
        self.numbers.textEdited.connect(self._typed)
        self.numbers.returnPressed.connect(self._take)
        self.take.clicked.connect(self._take)
        self.none.clicked.connect(self.close_sheet)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self._close)
        typed = QHBoxLayout()
        typed.setSpacing(GRID)
        label = QLabel(tr("Pages:"))
        label.setBuddy(self.numbers)
        typed.addWidget(label)
        typed.addWidget(self.numbers, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.always)
        buttons.addStretch(1)
        buttons.addWidget(self.none)
        buttons.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self._words)
        box.addWidget(self.grid, 1)
        box.addLayout(typed)
        box.addLayout(buttons)

    def show_document(self, name: str, count: int, more: int) -> None:
        """This document has so many pages; so many further ones wait behind it."""
        self.title.setText(tr("Pages of {name}", name=name))
        self._count, self._more = count, more
        self.always.setChecked(False)
        self.grid.show_pages(count)
        self._grid_changed()

    def show_more(self, more: int) -> None:
        """So many further documents wait."""
        self._more = more
        self._say()

    def show_leaf(self, page: int, image: QImage, *, blank: bool) -> None:
        """What a page looks like."""
        self.grid.show_leaf(page, image, blank=blank)

    def appear(self) -> None:
        """Come, with the first page at hand."""
        self._appear(self.grid)

    def _grid_changed(self) -> None:
        if not self.numbers.hasFocus():
            with QSignalBlocker(self.numbers):
                self.numbers.setText(page_list.written(self.grid.pages))
        self._say()

    def _typed(self, text: str) -> None:
        pages = page_list.parsed(text, self._count) if text.strip() else ()
        beyond = pages is not None and any(page > self._count for page in pages)
        if pages is None or beyond:
            self._words.setText(tr("Write pages from 1 to {count}, such as 1-3, 7.", count=self._count))
            self.take.setEnabled(False)
        else:
            self.grid.tick(pages)

    def _say(self) -> None:
        chosen, blanks = len(self.grid.pages), self.grid.blanks
        parts = [tr("Space ticks a page, Ctrl+A all or none. Each page taken becomes a card.")]
        if blanks:
            parts.append(tr("Blank pages: {count}; they are not ticked.", count=blanks))
        if self._more:
            parts.append(tr("Documents that wait behind this one: {count}.", count=self._more))
        self._words.setText(sentences(*parts))
        self.take.setText(tr("Take {count} of {all}", count=chosen, all=self._count))
        self.take.setEnabled(chosen > 0)

    def _take(self) -> None:
        if self.take.isEnabled() and self.grid.pages:
            pages, always = self.grid.pages, self.always.isChecked()
            self.wanted.emit(pages, always)
            super().close_sheet()

    def close_sheet(self) -> None:
        """Take none, and go."""
        if not self.isHidden():
            self.left.emit()
        super().close_sheet()

    def _forget(self) -> None:
        self.grid.clear()  # nothing of a document is kept where it is not seen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.none.hasFocus():
            self._take()
        else:
            super().keyPressEvent(event)
