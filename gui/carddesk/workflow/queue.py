"""The queue in memory: every case in brief, in order, with counts and a filter. A mirror of the store's projection."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from carddesk.cards.case import Status
from carddesk.cards.checks import Mate
from carddesk.cards.looks import is_blind
from carddesk.store.projection import Place, QueueEntry
from carddesk.workflow.filter_words import status_asked
from carddesk.workflow.rows import WANTED_AT, Rows, look_of, place_in_queue, seen_words
from carddesk.workflow.views import QueueRow

UNDECIDED = frozenset({Status.NEW, Status.FAILED, Status.READ})
"""Where a human's word is still wanted."""

_OPEN = UNDECIDED | {Status.POSTPONED}


class Queue:
    """Cases in order. Finding a row, its neighbours and its place costs no walk through the queue."""

    def __init__(self, entries: Iterable[QueueEntry], viewer: str = "") -> None:
        """`viewer`: the operator for whom looks at accepted cards are open work, or not."""
        self._viewer = viewer
        in_order = sorted(entries, key=place_in_queue)
        self._by_id = {entry.case_id: entry for entry in in_order}
        self._order = [place_in_queue(entry) for entry in in_order]
        self._place_of = {entry.case_id: place for entry, place in zip(in_order, self._order, strict=True)}
        self._entries = [entry for entry in in_order if not self._is_given(entry)]
        self._places = [self._place_of[entry.case_id] for entry in self._entries]
        self._by_image: dict[str, list[int]] = {}
        self._by_number: dict[str, set[int]] = {}
        self._statuses: Counter[str] = Counter()
        self._flagged = 0
        self._waiting: set[int] = set()
        self._reading: set[int] = set()
        self._words: tuple[str, ...] = ()
        self._only_open = False
        self._only_looks = False
        self._looks = 0
        self._filtered: list[QueueEntry] | None = None
        for entry in in_order:
            self._note_image(entry)
            self._note_number(entry)
        for entry in self._entries:
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
    def failed(self) -> int:
        """How many cases have an image that could not be read."""
        return self._statuses[Status.FAILED]

    @property
    def rejected(self) -> int:
        """How many cases a human has refused."""
        return self._statuses[Status.REJECTED]

    @property
    def open(self) -> int:
        """How many cases wait for the viewer's word, those put off among them."""
        return sum(self._statuses[status] for status in _OPEN) + self._looks

    @property
    def looks(self) -> int:
        """How many accepted cases wait for the viewer's second or third look."""
        return self._looks

    @property
    def awaiting(self) -> int:
        """How many wait for one that somebody else must take."""
        return self._statuses[Status.SECOND_LOOK] + self._statuses[Status.THIRD_LOOK] - self._looks

    @property
    def flagged(self) -> int:
        """How many undecided cases have fields that need a human."""
        return self._flagged

    def __len__(self) -> int:
        return len(self._entries)

    def set_filter(self, text: str, only_open: bool, only_looks: bool = False) -> None:
        """Let through the rows in which every word of `text` occurs, or that stand as `:failed` and the like ask; with `only_open` the undecided ones alone, with
        `only_looks` those that wait for the viewer's second or third look.
        """
        self._only_looks = only_looks
        self._words = tuple(text.lower().split())
        self._only_open = only_open
        self._filtered = None

    def put(self, entry: QueueEntry) -> None:
        """Take in a new case, or what is new about one."""
        before = self._by_id.get(entry.case_id)
        self._by_id[entry.case_id] = entry
        if before is None:
            self._place_of[entry.case_id] = place_in_queue(entry)
            insort(self._order, place_in_queue(entry))
        else:
            self._by_number.get(before.number, set()).discard(entry.case_id)
            if before.image is not None and before.image != entry.image:
                self._by_image[before.image].remove(entry.case_id)
        self._note_image(entry)
        self._note_number(entry)
        # A case is out of sight only while another one shows its face: so neither is ever lost.
        concerned = {entry.case_id, entry.joined, before.joined if before is not None else 0}
        for case_id in concerned & self._by_id.keys():
            self._show(self._by_id[case_id])

    def remove(self, case_ids: Iterable[int]) -> None:
        """Forget cases that are no more; those not known are passed over."""
        for case_id in case_ids:
            entry = self._by_id.get(case_id)
            if entry is None:
                continue
            place = self._place_of[case_id]
            self._show(entry, gone=True)
            del self._by_id[case_id], self._place_of[case_id]
            del self._order[bisect_left(self._order, place)]
            self._by_number.get(entry.number, set()).discard(case_id)
            if entry.image is not None:
                self._by_image[entry.image].remove(case_id)
            self.set_idle([case_id])

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

    @property
    def under_way(self) -> set[int]:
        """The cases that wait for a service, or that one is at work on."""
        return self._waiting | self._reading

    def row(self, case_id: int) -> QueueRow:
        """The row of a case.

        Raises:
            KeyError: there is no such case.
        """
        entry = self._entry(case_id)
        faces = {case_id, entry.joined}  # a row costs no walk through all that wait
        waiting, reading = self._in_sight(faces & self._waiting), self._in_sight(faces & self._reading)
        return Rows([entry], self._place_of, waiting, reading, viewer=self._viewer)[0]

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

    def is_blind(self, case_id: int) -> bool:
        """Whether the viewer must not read what others said of this card."""
        entry = self._entry(case_id)
        return entry.barred != "" and is_blind(WANTED_AT.get(entry.status, ""), entry.barred, self._viewer)

    def number(self, case_id: int) -> str:
        """The number on the card of a case; empty where it is not known, or there is no such case."""
        return self._entry(case_id).number if case_id in self._place_of else ""

    def person(self, case_id: int) -> str:
        """The name on the card of a case; empty where it is not known, or there is no such case."""
        return self._entry(case_id).person if case_id in self._place_of else ""

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
            if entry.status in UNDECIDED or look_of(entry, self._viewer):
                return entry.case_id
            if postponed is None and entry.status == Status.POSTPONED:
                postponed = entry.case_id
        return postponed

    def with_status(self, status: Status) -> list[int]:
        """The cases that stand so, in order."""
        return [entry.case_id for entry in self._entries if entry.status == status]

    def next_waiting(self, case_id: int) -> int | None:
        """The first case in line to be read as the operator comes to them: this one, those after it, then from the top.

        None when nothing waits among those that the filter lets through.
        """
        if not self._waiting:
            return None
        shown = self._shown()
        start = bisect_left(shown, self._place_of[case_id], key=place_in_queue)
        ahead = (shown[at] for at in chain(range(start, len(shown)), range(start)))
        return next((each.case_id for each in ahead if self._waits(each)), None)

    def pages(self, case_id: int) -> set[tuple[str | None, int]]:
        """Where the faces of a case are to be read from: images, and pages in them."""
        faces = [self._entry(each) for each in self.with_faces([case_id])]
        return {(face.image, face.page) for face in faces}

    def seen_as(self, case_id: int) -> int:
        """The case in the queue that shows this one: itself, or the one that took its face in."""
        entry = self._by_id.get(case_id)
        return entry.given_to if entry is not None and self._is_given(entry) else case_id

    def with_faces(self, case_ids: Iterable[int]) -> list[int]:
        """These cases, each followed by the one whose face it took in."""
        return [each for case_id in case_ids for each in (case_id, self._entry(case_id).joined) if each]

    def beside(self, case_id: int, step: int) -> QueueEntry | None:
        """The case `step` places further of all there are, in sight or not, as they came; None where there is none."""
        at = bisect_left(self._order, self._place_of[case_id]) + step
        return self._by_id[self._order[at][2]] if 0 <= at < len(self._order) else None

    def intake(self, case_id: int) -> list[QueueEntry]:
        """All that came in one go with this case, itself among them, in order; itself alone where that is not known."""
        entry = self._entry(case_id)
        if not entry.intake:
            return [entry]
        before, after = self._same_intake(entry, -1), self._same_intake(entry, 1)
        return [*reversed(before), entry, *after]

    def _same_intake(self, entry: QueueEntry, step: int) -> list[QueueEntry]:
        found = []
        at = bisect_left(self._order, self._place_of[entry.case_id]) + step
        while 0 <= at < len(self._order):
            following = self._by_id[self._order[at][2]]
            if following.intake != entry.intake:
                break
            found.append(following)
            at += step
        return found

    def entry(self, case_id: int) -> QueueEntry:
        """What is known of a case in brief, in sight or not.

        Raises:
            KeyError: there is no such case.
        """
        return self._entry(case_id)

    def _entry(self, case_id: int) -> QueueEntry:
        return self._by_id[case_id]

    def _is_given(self, entry: QueueEntry) -> bool:
        host = self._by_id.get(entry.given_to) if entry.given_to else None
        return host is not None and host.joined == entry.case_id

    def _show(self, entry: QueueEntry, *, gone: bool = False) -> None:
        """Have the entry stand among those in sight, or no more."""
        place = self._place_of[entry.case_id]
        at = bisect_left(self._places, place)
        there = at < len(self._places) and self._places[at] == place
        shown = [] if gone or self._is_given(entry) else [entry]
        for before in self._entries[at : at + there]:
            self._count(before, -1)
        for come in shown:
            self._count(come, 1)
        self._entries[at : at + there] = shown
        self._places[at : at + there] = [place] * len(shown)
        self._filter_anew(shown, entry.case_id, place)

    def _waits(self, entry: QueueEntry) -> bool:
        return entry.case_id in self._waiting or (entry.joined in self._waiting and not self._is_given(entry))

    def _in_sight(self, case_ids: set[int]) -> frozenset[int]:
        return frozenset(map(self.seen_as, case_ids))

    def _as_rows(self, entries: Sequence[QueueEntry]) -> Rows:
        waiting, reading = self._in_sight(self._waiting), self._in_sight(self._reading)
        return Rows(list(entries), self._place_of, waiting, reading, viewer=self._viewer)

    def _shown(self) -> list[QueueEntry]:
        if not self._words and not self._only_open and not self._only_looks:
            return self._entries
        if self._filtered is None:
            self._filtered = self._passing(self._entries)
        return self._filtered

    def _passing(self, entries: list[QueueEntry]) -> list[QueueEntry]:
        if self._only_open:
            entries = [entry for entry in entries if entry.status in _OPEN or look_of(entry, self._viewer)]
        if self._only_looks:
            entries = [entry for entry in entries if look_of(entry, self._viewer)]
        for word in self._words:
            if (status := status_asked(word)) is not None:
                entries = [entry for entry in entries if entry.status == status]
                continue
            entries = [entry for entry in entries if word in seen_words(entry, self._viewer)]
        return entries

    def _filter_anew(self, shown: list[QueueEntry], case_id: int, place: Place) -> None:
        """See whether the filter lets this case through now, without looking at the others again."""
        if self._filtered is not None:
            at = bisect_left(self._filtered, place, key=place_in_queue)
            there = at < len(self._filtered) and self._filtered[at].case_id == case_id
            self._filtered[at : at + there] = self._passing(shown)

    def _note_image(self, entry: QueueEntry) -> None:
        if entry.image is not None and entry.case_id not in (known := self._by_image.setdefault(entry.image, [])):
            known.append(entry.case_id)

    def _note_number(self, entry: QueueEntry) -> None:
        if entry.number:
            self._by_number.setdefault(entry.number, set()).add(entry.case_id)

    def _count(self, entry: QueueEntry, step: int) -> None:
        self._statuses[entry.status] += step
        if look_of(entry, self._viewer):
            self._looks += step
        if entry.open_fields and entry.status in UNDECIDED:
            self._flagged += step
