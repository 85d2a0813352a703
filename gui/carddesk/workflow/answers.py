"""Answers: what services said of images goes into the journal, and what they said before is found there again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from carddesk.cards.case import Case, Status
from carddesk.cards.events import Body, Event, ReadingArrived, ReadingFailed, SecondReadingArrived, SecondReadingFailed
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import UserError
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow.basis import passed_on
from carddesk.workflow.jobs import Job, Request
from carddesk.workflow.kept import Arrived, Asked, first_arrived, second_arrived
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.matching import matched
from carddesk.workflow.queue import Queue
from carddesk.workflow.views import QueueRow


class Answers:
    """Writes answers to every case that shows the image.

    Attributes:
        on_faces: called with the cases on whose image a first reading has come, or has failed to come.
        on_places: called with the cases whose reading is new, or in force again: its fields may have no places yet.
        on_read: called with the cases on whose image a first reading has just come.
    """

    def __init__(self, workspace: Workspace, queue: Queue, ledger: Ledger) -> None:
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self.on_faces: Callable[[Sequence[int]], None] = lambda _cases: None
        self.on_places: Callable[[Sequence[int]], None] = lambda _cases: None
        self.on_read: Callable[[Sequence[int]], None] = lambda _cases: None

    def is_read(self, row: QueueRow, request: Request) -> bool:
        """Whether the latest word on the case's image came from this service, asked in this way."""
        return row.image is not None and self._standing(row, row.image, request)[0]

    def is_known(self, row: QueueRow, image: str, request: Request) -> bool:
        """Whether nothing has to be sent; an older reading that was paid for is put in force again."""
        stands, kept = self._standing(row, image, request)
        if stands or kept is None or (request.info.offline and not request.second):
            return stands
        with self._ledger.transaction() as writing:
            for case_id in self._queue.siblings(row.id):
                _, own = _arrived(self._workspace.events(case_id), image, request, row.frame)
                if own is not None:
                    self._tell(writing, case_id, own)
        if not request.second:
            self.on_places(self._queue.siblings(row.id))
        return True

    def record(self, job: Job, readings: Sequence[Reading]) -> None:
        """The service has answered; cards in the image that have no case yet get one."""
        cases = self._about(job)
        if not cases:
            return
        outlines = {case.id: _outline(case, job.page.sha256) for case in cases}
        indexes = {case.id: case.images[0].index for case in cases}
        given, left = matched(readings, [case.id for case in cases], outlines, indexes)
        first, request = cases[0], job.request
        others, left = self._of_others(cases, left)
        given |= others
        arrived = SecondReadingArrived if request.second else ReadingArrived
        if request.second:
            left = []  # cards that the first reading did not see are no case of this one's
        with self._ledger.transaction() as writing:
            for case_id, reading in given.items():
                self._tell(writing, case_id, arrived(reading, job.page.sha256, job.page.options, frame=job.page.frame))
            for reading in left:
                case_id = writing.case(behind=first.id, rank=reading.index)
                writing.event(case_id, replace(first.images[0], index=reading.index, face=None))
                for noted in passed_on(first):
                    writing.event(case_id, noted)
                writing.event(case_id, ReadingArrived(reading, job.page.sha256, job.page.options, frame=job.page.frame))
        if not request.second:
            read = list(dict.fromkeys([*self._queue.siblings(first.id), *given]))
            self.on_faces(read)
            self.on_places(read)
            self.on_read(read)

    def _about(self, job: Job) -> list[Case]:
        """The cases that the answer is about: those that waited for it, and any that came while the service was at work."""
        siblings = (each for case_id in job.cases for each in self._queue.siblings(case_id))
        found = map(self._workspace.case, dict.fromkeys([*siblings, *job.cases]))
        # A command may have erased them beside the desk.
        cases = [case for case in found if case.erased is None and case.images]
        here = [case for case in cases if case.images[0].frame == job.page.frame]
        return here or cases

    def _of_others(
        self, cases: Sequence[Case], readings: Sequence[Reading]
    ) -> tuple[dict[int, Reading], list[Reading]]:
        """Which of these cards other cases of the page are about, split off or cut out since; and those that are of none.

        A case gets one only where it has none; no card gets a second case.
        """
        mine = {case.id for case in cases}
        others = [self._workspace.case(each) for each in self._queue.of_page(cases[0].id) if each not in mine]
        given: dict[int, Reading] = {}
        left: list[Reading] = []
        for reading in readings:
            owner = next((each for each in others if _shows(each, reading)), None)
            if owner is None:
                left.append(reading)
            elif not owner.readings and owner.id not in given:
                given[owner.id] = reading
        return given, left

    def record_failure(self, job: Job, error: UserError) -> None:
        """The service has not answered."""
        failure = SecondReadingFailed if job.page.second else ReadingFailed
        failed = failure(
            job.page.service, job.page.sha256, error.code, error.message, error.retryable, error.vendor_code
        )
        with self._ledger.transaction() as writing:
            for case_id in job.cases:
                self._tell(writing, case_id, failed)
        if not job.page.second:
            self.on_faces(job.cases)

    def _standing(self, row: QueueRow, image: str, request: Request) -> tuple[bool, Arrived | None]:
        if row.status is Status.NEW:
            return False, None
        return _arrived(self._workspace.events(row.id), image, request, row.frame)

    def _tell(self, writing: Writing, case_id: int, body: Body) -> None:
        """Write what was heard of a case's image, and tell the case that took the image in as well."""
        writing.event(case_id, body)
        host = self._queue.seen_as(case_id)
        heard = ReadingArrived | ReadingFailed | SecondReadingArrived | SecondReadingFailed
        if host != case_id and isinstance(body, heard):
            writing.event(host, replace(body, of=case_id))


def _arrived(history: Iterable[Event], image: str, request: Request, frame: Quad | None) -> tuple[bool, Arrived | None]:
    look = second_arrived if request.second else first_arrived
    return look(history, image, Asked(request.info.id, request.written, frame))


def _shows(case: Case, reading: Reading) -> bool:
    """Whether the case is about the card that was read."""
    place = _outline(case, case.images[0].sha256)
    return place is not None and reading.card_quad is not None and place.contains(reading.card_quad.centre)


def _outline(case: Case, sha256: str) -> Quad | None:
    """Where the case's card lies: as it was read, else in its frame."""
    latest = case.readings.get(sha256)
    return (latest.card_quad if latest is not None else None) or case.images[0].frame
