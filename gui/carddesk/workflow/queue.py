"""The queue in memory: every case in brief, in order, with counts and a filter. A mirror of the store's projection."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from carddesk.cards.case import Status
from carddesk.cards.checks import Mate
from carddesk.store.projection import Place, QueueEntry
from carddesk.workflow.rows import Rows, place_in_queue
from carddesk.workflow.views import QueueRow

UNDECIDED = frozenset({Status.NEW, Status.FAILED, Status.READ})
"""Where a human's word is still wanted."""

_OPEN = UNDECIDED | {Status.POSTPONED}


class Queue:
    """Cases in order. Finding a row, its neighbours and its place costs no walk through the queue."""

    def __init__(self, entries: Iterable[QueueEntry]) -> None:
        self._entries = sorted(entries, key=place_in_queue)
        self._places = [place_in_queue(entry) for entry in self._entries]
        self._place_of = {entry.case_id: place for entry, place in zip(self._entries, self._places, strict=True)}
        self._by_image: dict[str, list[int]] = {}
        self._by_number: dict[str, set[int]] = {}
        self._statuses: Counter[str] = Counter()
        self._flagged = 0
        self._waiting: set[int] = set()
        self._reading: set[int] = set()
        self._words: tuple[str, ...] = ()
        self._only_open = False
        self._filtered: list[QueueEntry] | None = None
        for entry in self._entries:
            self._note_image(entry)
            self._note_number(entry)
            self._count(entry, 1)

    @property
    def rows(self) -> Rows:
        """Every row, in order, as they stand now."""
        return self._as_rows(self._entries)

    @property
    def filtered(self) -> Rows:
        """The rows that the filter lets through, in order, as they stand now."""
        return self._as_rows(self._shown())

    @property
    def verified(self) -> int:
        """How many cases a human has accepted."""
        return self._statuses[Status.ACCEPTED]

    @property
    def rejected(self) -> int:
        """How many cases a human has refused."""
        return self._statuses[Status.REJECTED]

    @property
    def open(self) -> int:
        """How many cases wait for a human's word, those put off among them."""
        return sum(self._statuses[status] for status in _OPEN)

    @property
    def flagged(self) -> int:
        """How many undecided cases have fields that need a human."""
        return self._flagged

    def __len__(self) -> int:
        return len(self._entries)

    def set_filter(self, text: str, only_open: bool) -> None:
        """Let through the rows in which every word of `text` occurs; with `only_open` the undecided ones alone."""
        self._words = tuple(text.lower().split())
        self._only_open = only_open
        self._filtered = None

    def put(self, entry: QueueEntry) -> None:
        """Take in a new case, or what is new about one."""
        place = place_in_queue(entry)
        at = bisect_left(self._places, place)
        if entry.case_id in self._place_of:
            self._count(self._entries[at], -1)
            self._by_number.get(self._entries[at].number, set()).discard(entry.case_id)
            self._entries[at] = entry
        else:
            self._entries.insert(at, entry)
            self._places.insert(at, place)
            self._place_of[entry.case_id] = place
        self._note_image(entry)
        self._note_number(entry)
        self._count(entry, 1)
        self._filter_anew(entry, place)

    def set_waiting(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that they wait for a service's turn."""
        self._waiting.update(case_ids)

    def set_reading(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that a service is at work on them."""
        self._waiting.difference_update(case_ids)
        self._reading.update(case_ids)

    def set_idle(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that no service has anything to do with them."""
        self._waiting.difference_update(case_ids)
        self._reading.difference_update(case_ids)

    def row(self, case_id: int) -> QueueRow:
        """The row of a case.

        Raises:
            KeyError: there is no such case.
        """
        return self._as_rows([self._entry(case_id)])[0]

    def cases_of_image(self, sha256: str) -> list[int]:
        """The cases about cards in this image, over all its pages, in order."""
        return sorted(self._by_image.get(sha256, ()), key=self._place_of.__getitem__)

    def siblings(self, case_id: int) -> list[int]:
        """The cases about cards on the same page of the same image, this one among them, in order."""
        entry = self._entry(case_id)
        if entry.image is None:
            return [case_id]
        return [each for each in self.cases_of_image(entry.image) if self._entry(each).page == entry.page]

    def mates(self, number: str, but: int) -> tuple[Mate, ...]:
        """The cases with this number on the card, in order, all but the case `but`; none where there is no number."""
        found = self._by_number.get(number, set()) - {but} if number else set()
        return tuple(Mate(each, self._entry(each).person) for each in sorted(found, key=self._place_of.__getitem__))

    def number(self, case_id: int) -> str:
        """The number on the card of a case; empty where it is not known, or there is no such case."""
        return self._entry(case_id).number if case_id in self._place_of else ""

    def neighbour(self, case_id: int | None, step: int) -> int | None:
        """The case `step` rows further in the filtered queue; None at its end. From None: its first or last."""
        shown = self._shown()
        if case_id is None:
            return (shown[0] if step > 0 else shown[-1]).case_id if shown else None
        at = bisect_left(shown, self._place_of[case_id], key=place_in_queue)
        inside = at < len(shown) and shown[at].case_id == case_id
        target = at + step if inside or step < 0 else at + step - 1
        return shown[target].case_id if 0 <= target < len(shown) else None

    def next_open(self, case_id: int) -> int | None:
        """The next undecided case of the filtered queue after this one, from the top again if need be.

        When none is left, the next postponed one; None when there is none of these either.
        """
        shown = self._shown()
        start = bisect_left(shown, self._place_of[case_id], key=place_in_queue)
        postponed: int | None = None
        for offset in range(len(shown)):
            entry = shown[(start + offset) % len(shown)]
            if entry.case_id == case_id:
                continue
            if entry.status in UNDECIDED:
                return entry.case_id
            if postponed is None and entry.status == Status.POSTPONED:
                postponed = entry.case_id
        return postponed

    def _entry(self, case_id: int) -> QueueEntry:
        return self._entries[bisect_left(self._places, self._place_of[case_id])]

    def _as_rows(self, entries: Sequence[QueueEntry]) -> Rows:
        return Rows(list(entries), self._place_of, frozenset(self._waiting), frozenset(self._reading))

    def _shown(self) -> list[QueueEntry]:
        if not self._words and not self._only_open:
            return self._entries
        if self._filtered is None:
            self._filtered = self._passing(self._entries)
        return self._filtered

    def _passing(self, entries: list[QueueEntry]) -> list[QueueEntry]:
        if self._only_open:
            entries = [entry for entry in entries if entry.status in _OPEN]
        for word in self._words:
            entries = [entry for entry in entries if word in entry.search]
        return entries

    def _filter_anew(self, entry: QueueEntry, place: Place) -> None:
        """See whether the filter lets this case through now, without looking at the others again."""
        if self._filtered is not None:
            at = bisect_left(self._filtered, place, key=place_in_queue)
            there = at < len(self._filtered) and self._filtered[at].case_id == entry.case_id
            self._filtered[at : at + there] = self._passing([entry])

    def _note_image(self, entry: QueueEntry) -> None:
        if entry.image is not None and entry.case_id not in (known := self._by_image.setdefault(entry.image, [])):
            known.append(entry.case_id)

    def _note_number(self, entry: QueueEntry) -> None:
        if entry.number:
            self._by_number.setdefault(entry.number, set()).add(entry.case_id)

    def _count(self, entry: QueueEntry, step: int) -> None:
        self._statuses[entry.status] += step
        if entry.open_fields and entry.status in UNDECIDED:
            self._flagged += step
