"""The queue in memory: every case in brief, in order, with counts and a filter. A mirror of the store's projection."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, takewhile

from carddesk.cards.case import Status
from carddesk.cards.checks import Mate
from carddesk.cards.geometry import Quad
from carddesk.cards.looks import is_blind
from carddesk.store.projection import QueueEntry, frame_of
from carddesk.workflow.lookup import Lookup
from carddesk.workflow.packed import Pack
from carddesk.workflow.rows import Rows
from carddesk.workflow.sieve import Sieve
from carddesk.workflow.standings import LOOKS, OPEN, POSTPONED, STILL_OPEN, UNDECIDED, WANTED_AT, Codes, codes_of
from carddesk.workflow.views import QueueRow

__all__ = ["UNDECIDED", "Queue"]


class Shown:
    """Cases in order as the operator sees them, and how each stands. The numbers are never changed, only replaced."""

    def __init__(self, ids: array[int], codes: bytearray) -> None:
        self.ids = ids
        self.codes = codes

    def take(self, at: int, there: bool, case_id: int, code: int | None) -> None:
        """Have the case stand here, or no more where `code` is None; `there` says whether it did."""
        if code is None or not there:
            come = array("q", [] if code is None else [case_id])
            self.ids = self.ids[:at] + come + self.ids[at + there :]
        self.codes[at : at + there] = b"" if code is None else bytes([code])

    def first(self, codes: bytes, start: int, stop: int | None = None) -> int | None:
        """Where the first one stands as one of these, from here on."""
        found = (self.codes.find(code, start, stop) for code in codes)
        return min((at for at in found if at >= 0), default=None)

    def every(self, codes: bytes, start: int, stop: int | None = None) -> Iterator[int]:
        """Where they stand as one of these, from here on, one after the other."""
        while (at := self.first(codes, start, stop)) is not None:
            yield at
            start = at + 1


class Queue:
    """Cases in order. Finding a row, its neighbours and its place costs no walk through the queue.

    Attributes:
        within_reach: whether a case can be opened now; not all can where a team's server is out of reach.
    """

    def __init__(self, entries: Iterable[QueueEntry], viewer: str = "") -> None:
        """`viewer`: the operator for whom looks at accepted cards are open work, or not. Quick where they come in order."""
        self._viewer = viewer
        self._codes = Codes(viewer)
        self._images, self._numbers = Lookup(), Lookup()
        self._standings: Counter[int] = Counter()
        self._flagged = 0
        self._waiting: set[int] = set()
        self._reading: set[int] = set()
        self._marks: tuple[frozenset[int], frozenset[int]] | None = None
        self._sieve = Sieve()
        self._filtered: Shown | None = None
        self.within_reach: Callable[[int], bool] = lambda _case_id: True
        self._taken: Mapping[int, str] = {}
        """Who has a case on another desk of the team."""
        self._given: dict[int, int] = {}
        """The cases out of sight, and those that show their faces."""
        taken: list[QueueEntry] = []
        self._pack = Pack.of(entries, self._codes.of, lambda group: self._note_all(group, taken))
        self._given.update((each.case_id, abs(each.given_to)) for each in taken if self._is_given(each))
        ids, codes = Sieve().through(self._pack, self._given)
        self._sight = Shown(ids, codes)
        for code, count in Counter(codes).items():
            self._standings[code] = count
        for each in taken:
            if each.case_id in self._given:
                self._flagged -= self._is_flagged(each)

    @property
    def rows(self) -> Rows:
        """Every row, in order, as they stand now."""
        return self._as_rows(self._sight)

    @property
    def filtered(self) -> Rows:
        """The rows that the filter lets through, in order, as they stand now."""
        return self._as_rows(self._shown())

    @property
    def verified(self) -> int:
        """How many cases a human has accepted."""
        return self._count_of(Status.ACCEPTED)

    @property
    def failed(self) -> int:
        """How many cases have an image that could not be read."""
        return self._count_of(Status.FAILED)

    @property
    def rejected(self) -> int:
        """How many cases a human has refused."""
        return self._count_of(Status.REJECTED)

    @property
    def open(self) -> int:
        """How many cases wait for the viewer's word, those put off among them."""
        return self._count_of(*OPEN) + self.looks

    @property
    def looks(self) -> int:
        """How many accepted cases wait for the viewer's second or third look."""
        return sum(self._standings[code] for code in LOOKS)

    @property
    def awaiting(self) -> int:
        """How many wait for one that somebody else must take."""
        return self._count_of(Status.SECOND_LOOK, Status.THIRD_LOOK) - self.looks

    @property
    def flagged(self) -> int:
        """How many undecided cases have fields that need a human."""
        return self._flagged

    def __len__(self) -> int:
        return len(self._sight.ids)

    def set_filter(self, text: str, only_open: bool, only_looks: bool = False) -> None:
        """Let through the rows in which every word of `text` occurs, or that stand as `:failed` and the like ask; with `only_open` the undecided ones alone, with
        `only_looks` those that wait for the viewer's second or third look.
        """
        self._sieve = Sieve.asking(text, only_open, only_looks, self._viewer)
        self._filtered = None

    def put(self, entry: QueueEntry) -> None:
        """Take in a new case, or what is new about one."""
        before = self._pack.entry(entry.case_id) if entry.case_id in self._pack else None
        if before is not None and before.number != entry.number:
            self._numbers.discard(before.number, entry.case_id)
        if before is not None and before.image is not None and before.image != entry.image:
            self._images.discard(before.image, entry.case_id)
        if entry.number and (before is None or before.number != entry.number):
            self._numbers.add(entry.number, entry.case_id)
        if entry.image is not None and (before is None or before.image != entry.image):
            self._images.add(entry.image, entry.case_id)
        # A case is out of sight only while another one shows its face: so neither is ever lost.
        concerned = {entry.case_id, entry.joined, before.joined if before is not None else 0}
        concerned = {each for each in concerned if each == entry.case_id or each in self._pack}
        for case_id in concerned:
            self._leave_out(case_id)
        self._pack = self._pack.having(entry)
        for case_id in concerned:
            self._show(self._pack.entry(case_id))

    def remove(self, case_ids: Iterable[int]) -> None:
        """Forget cases that are no more; those not known are passed over."""
        for case_id in case_ids:
            if case_id not in self._pack:
                continue
            entry = self._pack.entry(case_id)
            self._leave_out(case_id)
            for shown in (self._sight, self._filtered):
                self._place(shown, case_id, None)
            self._pack = self._pack.without(case_id)
            self._given.pop(case_id, None)
            self._numbers.discard(entry.number, case_id)
            self._images.discard(entry.image or "", case_id)
            self.set_idle([case_id])
            if self._given.get(entry.joined) == case_id:
                self._show(self._pack.entry(entry.joined))

    def set_waiting(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that they wait for a service's turn."""
        self._waiting.update(case_ids)
        self._marks = None

    def set_reading(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that a service is at work on them."""
        self._waiting.difference_update(case_ids)
        self._reading.update(case_ids)
        self._marks = None

    def set_idle(self, case_ids: Sequence[int]) -> None:
        """Say of these cases that no service has anything to do with them."""
        self._waiting.difference_update(case_ids)
        self._reading.difference_update(case_ids)
        self._marks = None

    @property
    def under_way(self) -> set[int]:
        """The cases that wait for a service, or that one is at work on."""
        return self._waiting | self._reading

    def row(self, case_id: int) -> QueueRow:
        """The row of a case.

        Raises:
            KeyError: there is no such case.
        """
        entry = self._pack.entry(case_id)
        waiting, reading = self._marked()
        ids = array("q", [case_id])
        return Rows(self._pack, ids, waiting, reading, viewer=self._viewer).beside(self._taken).row(entry)

    def cases_of_image(self, sha256: str) -> list[int]:
        """The cases about cards in this image, over all its pages, in order."""
        found = (self._pack.entry(each) for each in self._images.find(sha256) if each in self._pack)
        # One whose card was taken back into the page it came from is about no card any more.
        about = (each.case_id for each in found if each.image == sha256 and each.given_to >= 0)
        return sorted(about, key=self._pack.place_of)

    def siblings(self, case_id: int) -> list[int]:
        """The cases about cards in the same frame of the same page of an image, this one among them, in order."""
        entry = self._pack.entry(case_id)
        if entry.image is None or entry.given_to < 0:
            return [case_id]
        return [each for each in self.of_page(case_id) if self._pack.entry(each).frame == entry.frame]

    def of_page(self, case_id: int) -> list[int]:
        """The cases about cards on the same page of the same image, in whatever frame, in order."""
        entry = self._pack.entry(case_id)
        there = self.cases_of_image(entry.image) if entry.image is not None else [case_id]
        return [each for each in there if self._pack.entry(each).page == entry.page]

    def mates(self, number: str, but: int) -> tuple[Mate, ...]:
        """The cases with this number on the card, in order, all but the case `but`; none where there is no number."""
        found = self._numbers.find(number) - {but} if number else set()
        entries = [self._pack.entry(each) for each in sorted(found, key=self._pack.place_of) if each in self._pack]
        return tuple(Mate(each.case_id, each.person) for each in entries if each.number == number)

    def is_blind(self, case_id: int) -> bool:
        """Whether the viewer must not read what others said of this card."""
        entry = self._pack.entry(case_id)
        return entry.barred != "" and is_blind(WANTED_AT.get(entry.status, ""), entry.barred, self._viewer)

    def number(self, case_id: int) -> str:
        """The number on the card of a case; empty where it is not known, or there is no such case."""
        return self._pack.entry(case_id).number if case_id in self._pack else ""

    def person(self, case_id: int) -> str:
        """The name on the card of a case; empty where it is not known, or there is no such case."""
        return self._pack.entry(case_id).person if case_id in self._pack else ""

    def neighbour(self, case_id: int | None, step: int) -> int | None:
        """The case `step` rows further in the filtered queue; None at its end. From None: its first or last."""
        ids = self._shown().ids
        if case_id is None:
            return (ids[0] if step > 0 else ids[-1]) if ids else None
        at = self._at(ids, case_id)
        inside = at < len(ids) and ids[at] == case_id
        target = at + step if inside or step < 0 else at + step - 1
        return ids[target] if 0 <= target < len(ids) else None

    def next_open(self, case_id: int) -> int | None:
        """The next undecided case of the filtered queue after this one, from the top again if need be.

        When none is left, the next postponed one; None when there is none of these either. Cases on other desks are passed
        over, and so are those that are not within reach.
        """
        return next(filter(self.within_reach, self._upcoming(case_id)), None)

    def upcoming(self, case_id: int | None, most: int) -> tuple[int, ...]:
        """The next open cases that are on no other desk, within reach or not, one after the other; from None: from the top."""
        return tuple(islice(self._upcoming(case_id), most))

    def _upcoming(self, case_id: int | None) -> Iterator[int]:
        shown = self._shown()
        start = self._at(shown.ids, case_id) if case_id is not None else 0
        inside = start < len(shown.ids) and shown.ids[start] == case_id
        found = (
            shown.ids[at]
            for codes in (STILL_OPEN, POSTPONED)
            for first, stop in ((start + inside, None), (0, start))
            for at in shown.every(codes, first, stop)
        )
        return (each for each in found if each not in self._taken)

    def set_taken(self, taken: Mapping[int, str]) -> None:
        """Say who has which cases on other desks of the team."""
        self._taken = {case_id: who for case_id, who in taken.items() if case_id in self._pack}

    def first_open(self) -> int | None:
        """The first undecided case that is on no other desk, or the first at all; None where there is none."""
        ids = self._sight.ids
        free = (ids[at] for at in self._sight.every(STILL_OPEN, 0) if ids[at] not in self._taken)
        return next(free, ids[0] if ids else None)

    def with_status(self, *statuses: Status) -> list[int]:
        """The cases that stand so, in order."""
        return self.rows.standing(*statuses)

    def next_waiting(self, case_id: int) -> int | None:
        """The first case in line to be read as the operator comes to them: this one, those after it, then from the top.

        None when nothing waits among those that the filter lets through.
        """
        waiting, _ = self._marked()
        if not waiting:
            return None
        ids = self._shown().ids
        start = self._at(ids, case_id)
        return next((each for part in (ids[start:], ids[:start]) for each in part if each in waiting), None)

    def pages(self, case_id: int) -> set[tuple[str | None, int, Quad | None]]:
        """Where the faces of a case are to be read from: images, pages in them, and frames on these."""
        faces = [self._pack.entry(each) for each in self.with_faces([case_id])]
        return {(face.image, face.page, frame_of(face.frame)) for face in faces}

    def seen_as(self, case_id: int) -> int:
        """The case in the queue that shows this one: itself, or the one that took its face in."""
        return self._given.get(case_id, case_id)

    def with_faces(self, case_ids: Iterable[int]) -> list[int]:
        """These cases, each followed by the one whose face it took in."""
        return [each for case_id in case_ids for each in (case_id, self._pack.entry(case_id).joined) if each]

    def beside(self, case_id: int, step: int) -> QueueEntry | None:
        """The case `step` places further of all there are, in sight or not, as they came; None where there is none."""
        return self._pack.beside(case_id, step)

    def intake(self, case_id: int) -> list[QueueEntry]:
        """All that came in one go with this case, itself among them, in order; itself alone where that is not known."""
        before, after = self._same_intake(case_id, back=True), self._same_intake(case_id)
        return [*reversed(list(before)), self._pack.entry(case_id), *after]

    def is_still_being_read(self, case_id: int) -> bool:
        """Whether some of all that came in one go with this case have not been read yet. They are seldom far."""
        came = chain(self._same_intake(case_id), self._same_intake(case_id, back=True), [self._pack.entry(case_id)])
        return any(each.status == Status.NEW for each in came)

    def _same_intake(self, case_id: int, *, back: bool = False) -> Iterator[QueueEntry]:
        number = self._pack.entry(case_id).intake
        others = self._pack.onwards(case_id, back=back) if number else iter(())
        return takewhile(lambda each: each.intake == number, others)

    def entry(self, case_id: int) -> QueueEntry:
        """What is known of a case in brief, in sight or not.

        Raises:
            KeyError: there is no such case.
        """
        return self._pack.entry(case_id)

    def _is_given(self, entry: QueueEntry) -> bool:
        if not entry.given_to or abs(entry.given_to) not in self._pack:
            return False
        return entry.given_to < 0 or self._pack.entry(entry.given_to).joined == entry.case_id

    def _note_all(self, group: Sequence[QueueEntry], taken: list[QueueEntry]) -> None:
        """These are taken in with all others; those that may be out of sight are noted by themselves."""
        columns = list(zip(*group, strict=True))
        at = QueueEntry._fields.index
        self._images.add_all(columns[at("image")], columns[0])
        self._numbers.add_all(columns[at("number")], columns[0])
        if any(columns[at("open_fields")]):
            self._flagged += sum(map(self._is_flagged, group))
        if any(columns[at("given_to")]):
            taken += (each for each in group if each.given_to)

    def _is_flagged(self, entry: QueueEntry) -> bool:
        return entry.open_fields > 0 and entry.status in UNDECIDED

    def _leave_out(self, case_id: int) -> None:
        """Count it no more, if it is in sight."""
        if case_id in self._pack and case_id not in self._given:
            entry = self._pack.entry(case_id)
            self._standings[self._codes.of([entry])[0]] -= 1
            self._flagged -= self._is_flagged(entry)

    def _show(self, entry: QueueEntry) -> None:
        """Have the entry stand among those in sight, or out of it. It is not counted yet."""
        code: int | None = self._codes.of([entry])[0]
        self._given.pop(entry.case_id, None)
        if self._is_given(entry):
            self._given[entry.case_id] = abs(entry.given_to)
            code = None
        elif code is not None:
            self._standings[code] += 1
            self._flagged += self._is_flagged(entry)
        self._marks = None
        self._place(self._sight, entry.case_id, code)
        self._place(self._filtered, entry.case_id, code if self._sieve.passes(entry) else None)

    def _place(self, shown: Shown | None, case_id: int, code: int | None) -> None:
        if shown is not None:
            at = self._at(shown.ids, case_id)
            there = at < len(shown.ids) and shown.ids[at] == case_id
            if there or code is not None:
                shown.take(at, there, case_id, code)

    def _at(self, ids: array[int], case_id: int) -> int:
        """Where the case stands among these, or would."""
        return bisect_left(ids, self._pack.place_of(case_id), key=self._pack.place_of)

    def _count_of(self, *statuses: Status) -> int:
        return sum(self._standings[code] for code in codes_of(*statuses))

    def _marked(self) -> tuple[frozenset[int], frozenset[int]]:
        """The cases in sight that wait, and those at which a service is at work."""
        if self._marks is None:
            waiting, reading = (frozenset(map(self.seen_as, each)) for each in (self._waiting, self._reading))
            self._marks = waiting, reading
        return self._marks

    def _as_rows(self, shown: Shown) -> Rows:
        codes = bytes(shown.codes)
        return Rows(self._pack, shown.ids, *self._marked(), codes=codes, viewer=self._viewer).beside(self._taken)

    def _shown(self) -> Shown:
        if not self._sieve:
            return self._sight
        if self._filtered is None:
            self._filtered = Shown(*self._sieve.through(self._pack, self._given))
        return self._filtered
