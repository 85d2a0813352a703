"""The queue in memory: every case in brief, in order, with counts and a filter. A mirror of the store's projection."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from carddesk.cards.case import Status
from carddesk.store.projection import QueueEntry
from carddesk.workflow.views import QueueRow

Place = tuple[int, int, int]

UNDECIDED = frozenset({Status.NEW, Status.FAILED, Status.READ})
"""Where a human's word is still wanted."""


class Queue:
    """Rows in order. Finding a row, its neighbours and its place costs no walk through the queue."""

    def __init__(self, entries: Iterable[QueueEntry]) -> None:
        self._rows: list[QueueRow] = []
        self._places: list[Place] = []
        self._place_of: dict[int, Place] = {}
        self._by_image: dict[str, list[int]] = {}
        self._statuses: Counter[Status] = Counter()
        self._flagged = 0
        self._words: tuple[str, ...] = ()
        self._only_open = False
        self._filtered: list[QueueRow] | None = None
        for entry in entries:
            self.put(entry)

    @property
    def rows(self) -> Sequence[QueueRow]:
        """Every row, in order. Not to be changed by the caller."""
        return self._rows

    @property
    def filtered(self) -> Sequence[QueueRow]:
        """The rows that the filter lets through, in order."""
        if not self._words and not self._only_open:
            return self._rows
        if self._filtered is None:
            self._filtered = [row for row in self._rows if self._passes(row)]
        return self._filtered

    @property
    def verified(self) -> int:
        """How many cases a human has decided."""
        return sum(count for status, count in self._statuses.items() if status.closed)

    @property
    def flagged(self) -> int:
        """How many undecided cases have fields that need a human."""
        return self._flagged

    def set_filter(self, text: str, only_open: bool) -> None:
        """Let through the rows in which every word of `text` occurs; with `only_open` the undecided ones alone."""
        self._words = tuple(text.lower().split())
        self._only_open = only_open
        self._filtered = None

    def put(self, entry: QueueEntry) -> None:
        """Take in a new case, or what is new about one."""
        known = entry.case_id in self._place_of
        at = bisect_left(self._places, entry.place)
        row = _row(entry, reading=known and self._rows[at].reading)
        if known:
            self._count(self._rows[at], -1)
            self._rows[at] = row
        else:
            self._rows.insert(at, row)
            self._places.insert(at, entry.place)
            self._place_of[entry.case_id] = entry.place
        if row.image is not None and entry.case_id not in self._by_image.setdefault(row.image, []):
            self._by_image[row.image].append(entry.case_id)
        self._count(row, 1)
        self._filtered = None

    def set_reading(self, case_ids: Iterable[int], reading: bool) -> None:
        """Say of these cases whether a service is at work on them."""
        for case_id in case_ids:
            at = self._index(case_id)
            self._rows[at] = replace(self._rows[at], reading=reading)
        self._filtered = None

    def __contains__(self, case_id: int) -> bool:
        return case_id in self._place_of

    def row(self, case_id: int) -> QueueRow:
        """The row of a case.

        Raises:
            KeyError: there is no such case.
        """
        return self._rows[self._index(case_id)]

    def cases_of_image(self, sha256: str) -> list[int]:
        """The cases about cards in this image, over all its pages, in the order in which they came."""
        return list(self._by_image.get(sha256, ()))

    def siblings(self, case_id: int) -> list[int]:
        """The cases about cards on the same page of the same image, this one among them, in order."""
        row = self.row(case_id)
        if row.image is None:
            return [case_id]
        same = [each for each in self._by_image[row.image] if self.row(each).page == row.page]
        return sorted(same, key=self._place_of.__getitem__)

    def neighbour(self, case_id: int | None, step: int) -> int | None:
        """The case `step` rows further in the filtered queue; None at its end. From None: its first or last."""
        rows = self.filtered
        if case_id is None:
            return (rows[0] if step > 0 else rows[-1]).id if rows else None
        at = bisect_left(rows, self._place_of[case_id], key=lambda row: self._place_of[row.id])
        inside = at < len(rows) and rows[at].id == case_id
        target = at + step if inside or step < 0 else at + step - 1
        return rows[target].id if 0 <= target < len(rows) else None

    def next_open(self, case_id: int) -> int | None:
        """The next undecided case of the filtered queue after this one, from the top again if need be.

        When none is left, the next postponed one; None when there is none of these either.
        """
        rows = self.filtered
        start = bisect_left(rows, self._place_of[case_id], key=lambda row: self._place_of[row.id])
        postponed: int | None = None
        for offset in range(len(rows)):
            row = rows[(start + offset) % len(rows)]
            if row.id == case_id:
                continue
            if row.status in UNDECIDED:
                return row.id
            if postponed is None and row.status is Status.POSTPONED:
                postponed = row.id
        return postponed

    def _index(self, case_id: int) -> int:
        return bisect_left(self._places, self._place_of[case_id])

    def _count(self, row: QueueRow, step: int) -> None:
        self._statuses[row.status] += step
        self._flagged += step * (row.open_fields > 0 and row.status in UNDECIDED)

    def _passes(self, row: QueueRow) -> bool:
        if self._only_open and row.status not in UNDECIDED | {Status.POSTPONED}:
            return False
        return all(word in row.search for word in self._words)


def _row(entry: QueueEntry, *, reading: bool) -> QueueRow:
    brief = entry.summary
    return QueueRow(
        id=entry.case_id,
        name=brief.name,
        status=brief.status,
        document=brief.document,
        open_fields=brief.open_fields,
        has_error=brief.has_error,
        reading=reading,
        image=brief.image,
        page=brief.page,
        search=brief.search,
    )
