"""The workbench: queue, image and form side by side, as wide as the window makes them or the operator wants them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

WINDOW_SIZE = QSize(1280, 800)
"""Of a window that was never sized by hand, where the screen has room for it."""
_LEAST_QUEUE = 160
_LEAST_FORM = 420


def widths(window: int) -> tuple[int, int, int]:
    """How wide queue, image and form are in a window of this width: most of a larger one goes to the image."""
    more = window - WINDOW_SIZE.width()
    queue, form = 232 + min(more // 6, 88), 536 + min(more // 8, 64)
    if more < 0:
        queue, form = max(232 + more // 4, _LEAST_QUEUE), max(536 + more // 2, _LEAST_FORM)
    return queue, window - queue - form, form


class Workbench(QSplitter):
    """Shares out its width until the operator has said how wide the parts are to be."""

    parted = Signal()
    """The operator has moved a border between two parts."""

    def __init__(self, queue: QWidget, image: QWidget, form: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._by_hand = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for part in (queue, image, form):
            self.addWidget(part)
        self.setStretchFactor(1, 1)
        image.setMinimumWidth(280)
        form.setMinimumWidth(_LEAST_FORM)
        self.splitterMoved.connect(self.keep)

    @property
    def wished(self) -> tuple[int, ...]:
        """The widths that the operator gave the parts; none where they gave none."""
        return tuple(self.sizes()) if self._by_hand else ()

    def keep(self) -> None:
        """The operator wants the parts as wide as they are now."""
        self._by_hand = True
        self.parted.emit()

    def part(self, sizes: Sequence[int]) -> None:
        """Give the parts widths that the operator gave them once; nothing where there are none."""
        if sizes:
            self._by_hand = True
            self.setSizes(list(sizes))

    def take_over(self, before: Workbench) -> None:
        """Part the room as another one did."""
        self._by_hand = before._by_hand
        self.setSizes(before.sizes())

    def fit(self, window: int) -> None:
        """The window is so wide now."""
        if not self._by_hand:
            self.setSizes(list(widths(window)))
