"""Where the value of a label would stand that was not read: learnt from how the card's other values lie to their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from carddesk.cards.geometry import Quad
from carddesk.reader.lines import Line

_BELOW = 0.7
_USUAL_WIDTH = 6.0
_AIR = 0.3


@dataclass(frozen=True, slots=True)
class Habit:
    """How values lie to their labels on one card: below or beside them, how high they are, and in which column."""

    below: bool
    height: float
    drop: float
    column: float | None

    @classmethod
    def of(cls, pairs: Sequence[tuple[Line, Line]], usual_height: float) -> Habit:
        """The habit of these labels and first lines of values; beside them, as most are, where there are none."""
        under = [(label, value) for label, value in pairs if value.middle - label.middle > _BELOW * label.height]
        below = 2 * len(under) > len(pairs)
        height = median([value.height for _, value in pairs]) if pairs else usual_height
        drop = median([value.middle - label.middle for label, value in under]) if under else 0.0
        return cls(below, height, drop, None if below else _column([value.left for _, value in pairs], height))

    def place(self, label: Line, others: Sequence[Line], width: float) -> Quad:
        """The place of the value of this label; it ends before the next of the other lines on its row, or at the card's
        edge (`width` is the card's).
        """
        middle = label.middle + (self.drop if self.below else 0.0)
        left = label.left if self.below else label.right + _AIR * label.height
        if self.column is not None and self.column > label.right:
            left = self.column
        left = min(left, width - self.height)
        ahead = [
            line.left - _AIR * self.height
            for line in others
            if abs(line.middle - middle) < _BELOW * self.height and line.left > left + 0.5 * self.height
        ]
        right = max(left + self.height, min([left + _USUAL_WIDTH * self.height, 0.98 * width, *ahead]))
        return Quad.from_bounds(left, middle - self.height / 2, right, middle + self.height / 2)


def _column(lefts: Sequence[float], height: float) -> float | None:
    """Where most values begin, if most begin at one place."""
    if len(lefts) < 2:
        return None
    most = max(lefts, key=lambda left: sum(abs(left - other) < 0.7 * height for other in lefts))
    return most if 2 * sum(abs(most - other) < 0.7 * height for other in lefts) > len(lefts) else None
