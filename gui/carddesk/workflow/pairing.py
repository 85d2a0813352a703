"""Pairing: two images that show the faces of one card become one case, by themselves where that is sure, else by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from uuid import uuid4

from carddesk.cards import events
from carddesk.cards.case import Case, Status, said_of
from carddesk.cards.reading import Reading
from carddesk.language import mark
from carddesk.settings import Settings
from carddesk.store.projection import QueueEntry
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Announcer
from carddesk.workflow.faces import another_face, face_keys
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.likeness import card_named, go_together
from carddesk.workflow.queue import Queue
from carddesk.workflow.seat import Seat
from carddesk.workflow.succession import follows

_MOST_CANDIDATES = 12
"""Among more cards than that, looks alone never make one pair certain, and trying them all would hold up the desk."""

Couple = tuple[int, int]
_TYPED_AGAIN = mark("An accepted card that is typed again stays as it is until that is done.")


class Pairing:
    """Looks at each card that was read, and does what the operator says. Every method takes effect at once.

    A pair that was made by itself is parted by one stroke, which is the operator's own judgement and can be undone; two
    cases that were parted are never paired again by themselves.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        ledger: Ledger,
        seat: Seat,
        announcer: Announcer,
        *,
        settings: Settings,
        today: Callable[[], date],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self._seat = seat
        self._announcer = announcer
        self._settings = settings
        self._today = today

    def look(self, case_ids: Sequence[int]) -> None:
        """These were read just now: pair what is surely of one card by now, in the way that is set."""
        way = self._settings.text("cases.pair")
        ways: dict[str, tuple[Callable[[int], Iterator[Couple]], events.PairedBy]] = {
            "order": (self._by_order, "order"),
            "name": (self._by_name, "name"),
            "content": (self._by_content, "content"),
        }
        if way not in ways:
            return
        for case_id in case_ids:
            self._pair_all(self._in_one_file(case_id), "image")
            find, by = ways[way]
            self._pair_all(find(case_id), by)

    def join_next(self) -> None:
        """The next card in the queue is the other face of the one on the desk."""
        seen = self._seat.current
        other_id = self._queue.neighbour(seen.id, 1) if seen is not None else None
        if seen is None or other_id is None:
            self._announcer.say("info", mark("There is no card after this one to join it with."))
            return
        if seen.look or self._queue.is_blind(other_id):
            self._announcer.say("info", _TYPED_AGAIN)
            return
        case, other = self._workspace.case(seen.id), self._workspace.case(other_id)
        if case.joined is not None or other.joined is not None:
            self._announcer.say("warn", mark("A card has no more than two faces: part those that are together first."))
        elif not case.images or not other.images:
            self._announcer.say("warn", mark("A file that cannot be opened is no face of a card."))
        elif _cannot_be_one(_latest(case), _latest(other)):
            message = mark("The next image shows the same face, or another document: they cannot be one card.")
            self._announcer.say("warn", message)
        else:
            self._write_pair(case, other, "hand")
            self._announcer.say("info", mark("Both images are one card now."))

    def join_scanned(self, case_ids: Sequence[int]) -> None:
        """Each two of these cases, which came just now, are the two sides of one sheet."""
        for first, second in zip(case_ids[::2], case_ids[1::2], strict=False):
            self._write_pair(self._workspace.case(first), self._workspace.case(second), "sheet")

    def part(self) -> None:
        """The two faces on the desk are of two cards; what was said of each goes with it."""
        seen = self._seat.current
        if seen is not None and seen.look:
            self._announcer.say("info", _TYPED_AGAIN)
            return
        case = self._workspace.case(seen.id) if seen is not None else None
        if case is None or case.joined is None:
            self._announcer.say("info", mark("This card has one image: there is nothing to part."))
            return
        own, other = _latest(case), case.joined.reading
        keys = face_keys(other, own) - (face_keys(own, other) if own is not None else frozenset()) if other else ()
        group = uuid4().hex
        back = events.FaceReturned(case.id, said_of(case.human, keys), group)
        with self._ledger.transaction() as writing:
            writing.event(case.joined.case_id, back)
            writing.event(case.id, events.FacesParted(case.joined.case_id, tuple(sorted(keys)), group))
        self._announcer.say("info", mark("The other image is a card of its own now."))

    def _pair_all(self, found: Iterator[Couple], by: events.PairedBy) -> None:
        for one, other in found:
            if self._may_pair(one, other):
                # What the operator looks at stays under their hands; else the first one takes the second in.
                current = self._seat.current
                swap = current is not None and current.id == other
                first, second = (other, one) if swap else (one, other)
                self._write_pair(self._workspace.case(first), self._workspace.case(second), by)

    def _may_pair(self, one: int, other: int) -> bool:
        if not (_is_alone(self._queue.entry(one)) and _is_alone(self._queue.entry(other))):
            return False
        case, second = self._workspace.case(one), self._workspace.case(other)
        return other not in case.parted and one not in second.parted and go_together(case, second, self._today())

    def _write_pair(self, case: Case, other: Case, by: events.PairedBy) -> None:
        own, read = _latest(case), _latest(other)
        mine = face_keys(own, read) if own is not None else frozenset()
        said = tuple(each for each in said_of(other.human, other.human.keys()) if each.key not in mine)
        group = uuid4().hex
        second = other.seconds.get(other.images[0].sha256)
        with self._ledger.transaction() as writing:
            writing.event(other.id, events.FaceGiven(case.id, by, group))
            paired = events.FacesPaired(other.id, by, other.images[0], read, said, group, second, other.noted)
            writing.event(case.id, paired)

    # Ways of finding couples; each is asked of a card that was read just now.

    def _in_one_file(self, case_id: int) -> Iterator[Couple]:
        """A scan with both faces of one card, on one page or on two, and nothing else of that document."""
        entry = self._queue.entry(case_id)
        there = map(self._queue.entry, self._queue.cases_of_image(entry.image) if entry.image is not None else ())
        of_file = list(there)
        faces = [each for each in of_file if each.document == entry.document]
        if len(faces) == 2 and not any(each.status == Status.NEW for each in of_file):
            yield faces[0].case_id, faces[1].case_id

    def _by_order(self, case_id: int) -> Iterator[Couple]:
        """As far around as what is known of this card may have decided of others."""
        for step in range(-4, 3):
            left = self._queue.beside(case_id, step)
            right = follows(left, self._queue.beside) if left is not None else None
            if left is not None and right is not None:
                yield left.case_id, right.case_id

    def _by_name(self, case_id: int) -> Iterator[Couple]:
        rule = self._settings.text("cases.name_rule")
        named = self._source(case_id), rule
        card = card_named(*named)
        if card is None:
            return
        # Names without folders first: what they leave over is looked up.
        bare = card.partition("\n")[2]
        alike = [each for each in self._queue.intake(case_id) if _bare(each.name, rule) == bare]
        same = [each.case_id for each in alike if card_named(self._source(each.case_id), rule) == card]
        if len(same) == 2:
            yield same[0], same[1]

    def _by_content(self, case_id: int) -> Iterator[Couple]:
        """The only two that go together, of all that came in one go."""
        if self._queue.is_still_being_read(case_id):
            return
        entry, came = self._queue.entry(case_id), self._queue.intake(case_id)
        alike = [each for each in came if each.document == entry.document and _is_alone(each)]
        if len(alike) <= _MOST_CANDIDATES:
            partners = {each.case_id: self._partners(each, alike) for each in alike}
            for one, found in partners.items():
                if len(found) == 1 and partners[found[0]] == [one] and one < found[0]:
                    yield one, found[0]

    def _partners(self, entry: QueueEntry, alike: Sequence[QueueEntry]) -> list[int]:
        others = [each.case_id for each in alike if each.face != entry.face]
        return [other for other in others if self._may_pair(entry.case_id, other)]

    def _source(self, case_id: int) -> str:
        return self._workspace.case(case_id).source


def _is_alone(entry: QueueEntry) -> bool:
    """Whether the case shows one face and waits for a human's word."""
    return entry.status == Status.READ and not entry.joined and not entry.given_to


def _bare(name: str, rule: str) -> str | None:
    card = card_named(name, rule)
    return card.partition("\n")[2] if card is not None else None


def _cannot_be_one(one: Reading | None, other: Reading | None) -> bool:
    return one is not None and other is not None and not another_face(one, other)


def _latest(case: Case) -> Reading | None:
    return next(reversed(case.readings.values()), None)
