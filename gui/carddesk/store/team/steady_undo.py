"""What the operator of a desk of a team can undo and redo: by what is in memory, and by the server where that must be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from carddesk.cards.events import Event
from carddesk.store.team import recalling
from carddesk.store.team.reach import Reach


class Remembered(Protocol):
    """What a desk has in memory."""

    reach: Reach

    @property
    def changes(self) -> int:
        """Another number whenever something was said, or taken back."""

    def remembers(self, case_id: int) -> bool:
        """Whether the case is in memory."""

    def remembered(self) -> list[list[Event]]:
        """The histories of all cases in memory, with what the server does not have yet."""


class Undoing:
    """Answers once after each word."""

    def __init__(self, memory: Remembered, began: int) -> None:
        """`began`: the last line of the journal as the desk was opened."""
        self._memory = memory
        self._began = began
        self._undoable: tuple[int, Event | None] | None = None
        self._redoable: tuple[int, Event | None] | None = None

    def to_undo(self, operator: str, asked: Callable[[str], Event | None]) -> Event | None:
        """The operator's last judgement that still counts; `asked` is how the server tells."""
        if self._undoable is None or self._undoable[0] != self._memory.changes:
            self._undoable = (self._memory.changes, self._recalled(recalling.to_undo, asked, operator))
        return self._undoable[1]

    def to_redo(self, operator: str, asked: Callable[[str], Event | None]) -> Event | None:
        """The judgement that the operator took back last, unless they judged anew since."""
        if self._redoable is None or self._redoable[0] != self._memory.changes:
            self._redoable = (self._memory.changes, self._recalled(recalling.to_redo, asked, operator))
        return self._redoable[1]

    def _recalled(
        self,
        recall: Callable[[Sequence[Sequence[Event]], str], Event | None],
        asked: Callable[[str], Event | None],
        operator: str,
    ) -> Event | None:
        histories: Sequence[list[Event]] = self._memory.remembered()
        found = recall(histories, operator)
        if self._memory.reach.cut_since is not None or recalling.has_judged(histories, operator, self._began):
            return found
        before = asked(operator)
        # What is in memory knows more than the server: a word of a case that is there would have been found.
        return found if before is None or self._memory.remembers(before.case_id) else before
