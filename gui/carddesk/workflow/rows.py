"""Rows of the queue as they stood at one moment: cheap to take, to compare and to look into, even a hundred thousand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from carddesk.cards.case import Status
from carddesk.cards.looks import Wanted, is_blind, wanted_of
from carddesk.cards.masking import masked_name
from carddesk.store.projection import Place, QueueEntry
from carddesk.workflow.views import QueueRow

WANTED_AT: dict[str, Wanted] = {Status.SECOND_LOOK: "second", Status.THIRD_LOOK: "third"}
"""The look that a case waits for, by its status."""


class Rows(Sequence[QueueRow]):
    """In order; each row is made when it is looked at, since a window shows forty of them.

    Args:
        entries: not to be changed any more.
        places: of every case there is, by its number.
        waiting: the cases in line to be read.
        reading: the cases that a service is at work on.
        hidden: whether names are masked.
        viewer: the operator who looks at them.
    """

    def __init__(
        self,
        entries: Sequence[QueueEntry] = (),
        places: Mapping[int, Place] | None = None,
        waiting: frozenset[int] = frozenset(),
        reading: frozenset[int] = frozenset(),
        *,
        hidden: bool = False,
        viewer: str = "",
    ) -> None:
        self._viewer = viewer
        self._entries = entries
        self._places = places or {}
        self._waiting = waiting
        self._reading = reading
        self._hidden = hidden

    def masked(self) -> Rows:
        """The same rows without what names a person; a filter has looked in what is behind them."""
        return Rows(self._entries, self._places, self._waiting, self._reading, hidden=True, viewer=self._viewer)

    def place_of(self, case_id: int) -> int | None:
        """Where a case stands among these; None when it is not one of them."""
        place = self._places.get(case_id)
        if place is None:
            return None
        at = bisect_left(self._entries, place, key=place_in_queue)
        return at if at < len(self._entries) and self._entries[at].case_id == case_id else None

    def changed_since(self, before: Rows) -> list[int] | None:
        """Where there is another row than there was, as far as both go; None when there is another case somewhere."""
        now, then = self._entries, before._entries
        all_differ = self._hidden != before._hidden
        changed = {at for at, (one, other) in enumerate(zip(now, then, strict=False)) if all_differ or one is not other}
        if any(now[at].case_id != then[at].case_id for at in changed):
            return None
        for case_id in (self._waiting ^ before._waiting) | (self._reading ^ before._reading):
            at = self.place_of(case_id)
            if at is not None and at < len(then):
                changed.add(at)
        return sorted(changed)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> QueueRow: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> QueueRow | Rows:
        if isinstance(at, slice):
            return Rows(
                self._entries[at],
                self._places,
                self._waiting,
                self._reading,
                hidden=self._hidden,
                viewer=self._viewer,
            )
        return self.row(self._entries[at])

    def __iter__(self) -> Iterator[QueueRow]:
        return map(self.row, self._entries)

    def row(self, entry: QueueEntry) -> QueueRow:
        """The row of an entry."""
        return QueueRow(
            id=entry.case_id,
            name=masked_name(entry.name) if self._hidden else entry.name,
            status=Status(entry.status),
            document=entry.document,
            open_fields=entry.open_fields,
            has_error=entry.has_error,
            waiting=entry.case_id in self._waiting,
            reading=entry.case_id in self._reading,
            image=entry.image,
            page=entry.page,
            search="" if self._hidden else seen_words(entry, self._viewer),
            hidden=self._hidden,
            joined=entry.joined,
            look=look_of(entry, self._viewer),
        )


def place_in_queue(entry: QueueEntry) -> Place:
    """What the queue is sorted by."""
    return entry.anchor, entry.rank, entry.case_id


def look_of(entry: QueueEntry, viewer: str) -> Wanted:
    """The look that this operator can take at a case."""
    return wanted_of(WANTED_AT.get(entry.status, ""), entry.barred, viewer) if entry.barred else ""


def seen_words(entry: QueueEntry, viewer: str) -> str:
    """What a filter looks in: of a card that this operator must not know yet its name alone."""
    if entry.barred and is_blind(WANTED_AT.get(entry.status, ""), entry.barred, viewer):
        return entry.name.lower()
    return entry.search
