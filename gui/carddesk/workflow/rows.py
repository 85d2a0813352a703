"""Rows of the queue as they stood at one moment: cheap to take, to compare and to look into, even a hundred thousand."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from carddesk.cards.case import Status
from carddesk.cards.masking import masked_name
from carddesk.store.projection import QueueEntry, frame_of
from carddesk.workflow.packed import Kin, Pack
from carddesk.workflow.standings import codes_of, look_of, seen_words
from carddesk.workflow.views import QueueRow

_NONE = Pack(Kin(lambda entries: bytes(len(entries))))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise than it was: from row `at` on `gone` rows went and `come` rows came in their place; the rows that
    stand at `changed` now were there before and look otherwise.
    """

    at: int
    gone: int
    come: int
    changed: tuple[int, ...] = ()


class Rows(Sequence[QueueRow]):
    """In order; each row is made when it is looked at, since a window shows forty of them.

    Args:
        pack: of every case there is.
        ids: of those that are rows here; not to be changed any more.
        waiting: the cases in line to be read.
        reading: the cases that a service is at work on.
        codes: how each row stands.
        hidden: whether names are masked.
        viewer: the operator who looks at them.
    """

    def __init__(
        self,
        pack: Pack = _NONE,
        ids: array[int] | None = None,
        waiting: frozenset[int] = frozenset(),
        reading: frozenset[int] = frozenset(),
        *,
        codes: bytes = b"",
        hidden: bool = False,
        viewer: str = "",
    ) -> None:
        self._viewer = viewer
        self._taken: Mapping[int, str] = {}
        self._codes = codes
        self._pack = pack
        self._ids = array("q") if ids is None else ids
        self._waiting = waiting
        self._reading = reading
        self._hidden = hidden

    def beside(self, taken: Mapping[int, str]) -> Rows:
        """The same rows, where others have these cases on their desks; not to be changed any more."""
        self._taken = taken
        return self

    def masked(self) -> Rows:
        """The same rows without what names a person; a filter has looked in what is behind them."""
        return self._like(self._ids, self._codes, hidden=True)

    def standing(self, *statuses: Status) -> list[int]:
        """The cases that stand so, in order."""
        codes = codes_of(*statuses)
        return [case_id for case_id, code in zip(self._ids, self._codes, strict=True) if code in codes]

    def place_of(self, case_id: int) -> int | None:
        """Where a case stands among these; None when it is not one of them."""
        at = bisect_left(self._ids, self._pack.place_of(case_id), key=self._pack.place_of)
        return at if at < len(self._ids) and self._ids[at] == case_id else None

    def since(self, before: Rows) -> Difference:
        """What is otherwise than it was. Costs as little as the difference is small."""
        at, gone, come = _replaced(before._ids, self._ids)
        if at == 0 and come == len(self._ids):
            return Difference(at, gone, come)
        if self._hidden != before._hidden:
            return Difference(at, gone, come, tuple(range(len(self._ids))))
        changed = {*(self._waiting ^ before._waiting), *(self._reading ^ before._reading)}
        changed.update(self._pack.otherwise(before._pack))
        if self._taken is not before._taken:
            changed.update(each for each, _ in self._taken.items() ^ before._taken.items())
        places = (self.place_of(case_id) for case_id in changed)
        stayed = (each for each in places if each is not None and not at <= each < at + come)
        return Difference(at, gone, come, tuple(sorted(stayed)))

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> QueueRow: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> QueueRow | Rows:
        if isinstance(at, slice):
            return self._like(self._ids[at], self._codes[at], hidden=self._hidden)
        return self.row(self._pack.entry(self._ids[at]))

    def __iter__(self) -> Iterator[QueueRow]:
        return map(self.row, map(self._pack.entry, self._ids))

    def _like(self, ids: array[int], codes: bytes, *, hidden: bool) -> Rows:
        marks = self._waiting, self._reading
        return Rows(self._pack, ids, *marks, codes=codes, hidden=hidden, viewer=self._viewer).beside(self._taken)

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
            frame=frame_of(entry.frame),
            search="" if self._hidden else seen_words(entry, self._viewer),
            hidden=self._hidden,
            joined=entry.joined,
            look=look_of(entry, self._viewer),
            holder=self._taken.get(entry.case_id, ""),
        )


def _replaced(before: array[int], now: array[int]) -> tuple[int, int, int]:
    """Where the two begin to differ, and how many are another up to where they are the same again to their ends."""
    if before is now or before == now:
        return len(now), 0, 0
    most = min(len(before), len(now))
    at = _same(before, now, most)
    rest = _same(before[: at - 1 if at else None : -1], now[: at - 1 if at else None : -1], most - at)
    return at, len(before) - at - rest, len(now) - at - rest


def _same(one: array[int], other: array[int], most: int) -> int:
    """How many are the same from the beginning on. Halved again and again: whole stretches are compared at once."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
