"""Recognition: images go to a reading service, first the case at hand, then those next in line, and readings go to cases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carddesk.cards.case import Case, Status
from carddesk.cards.events import Body, Event, ReadingArrived, ReadingFailed, SecondReadingArrived, SecondReadingFailed
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError, UserError
from carddesk.language import tr
from carddesk.services.calls import told_to
from carddesk.services.contract import OptionValue, ReadingService, ServiceInfo, SourceImage
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow.failures import Failure
from carddesk.workflow.kept import Arrived, first_arrived, second_arrived
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.matching import matched
from carddesk.workflow.queue import Queue
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.tempo import Tempo
from carddesk.workflow.usage import Call, Usage, account_of
from carddesk.workflow.views import QueueRow

_ASKED_AT_A_TIME = 50
"""Cases looked at before the event loop has its turn."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an image to be read by one service, with options written as the journal keeps them."""

    sha256: str
    page: int
    service: str
    options: str = ""
    second: bool = False
    """Whether a second opinion is asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who is to read, and how.

    Attributes:
        options: a value for every option declared.
        written: what of them differs from the defaults, as the journal keeps it.
        second: whether the reading shall stand beside the one that holds, and not take its place.
    """

    service: ReadingService
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    written: str = ""
    second: bool = False

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return self.service.info


@dataclass(slots=True, eq=False)
class _Job:
    page: Page
    request: Request
    done: asyncio.Future[None]
    cases: tuple[int, ...]
    task: asyncio.Task[None] | None = field(default=None)
    waits_until: float = 0.0
    """On the clock of `time.monotonic`; 0 when it is at work."""
    retold: Callable[[], None] = lambda: None
    twin: asyncio.Future[None] | None = None
    """Of a job that asks the same service about the same page for the other purpose, and was there before: paid for once."""

    @property
    def service(self) -> ReadingService:
        """Who reads."""
        return self.request.service


class _Told:
    """The listener to what the service tells while it reads for a job."""

    def __init__(self, job: _Job, call: Call) -> None:
        self._job = job
        self._call = call

    def sent(self) -> None:
        self._job.waits_until = 0.0
        self._call.sent()
        self._job.retold()

    def waiting(self, seconds: float) -> None:
        self._job.waits_until = time.monotonic() + seconds
        self._job.retold()


class Recognition:
    """Jobs waiting and under way, one for each page and service.

    Args:
        usage: counts calls, and says how many may be made.
        urgent: the case the operator looks at; its job goes first, then those of the cases that come next.
        on_progress: called with the cases concerned when a job starts, ends or is added.

    Attributes:
        on_read: called with the cases on whose image a reading has just come.
        on_places: called with the cases whose reading is new, or in force again: its fields may have no places yet.
        on_rest: called when all that was asked for is done, with what failed of it and of how many images.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        ledger: Ledger,
        tasks: Tasks,
        *,
        usage: Usage,
        urgent: Callable[[], int | None],
        on_progress: Callable[[Iterable[int]], None],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self._tasks = tasks
        self._usage = usage
        self._urgent = urgent
        self._on_progress = on_progress
        self.on_read: Callable[[Sequence[int]], None] = lambda _cases: None
        self.on_faces: Callable[[Sequence[int]], None] = lambda _cases: None
        self.on_places: Callable[[Sequence[int]], None] = lambda _cases: None
        self._waiting: dict[str, dict[Page, _Job]] = {}
        self._under_way: dict[str, dict[Page, _Job]] = {}
        self._done = 0
        self._total = 0
        self._tempo = Tempo()
        self._failures: list[Failure] = []
        self.on_rest: Callable[[Sequence[Failure], int], None] = lambda _failures, _total: None

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many jobs are done since work began; (0, 0) when there is none."""
        return self._done, self._total

    @property
    def waiting(self) -> tuple[str, float] | None:
        """The account that all readings under way wait for, and until when; None while one of them is at work."""
        jobs = [job for each in self._under_way.values() for job in each.values()]
        if not jobs or any(job.waits_until <= time.monotonic() for job in jobs):
            return None
        soonest = min(jobs, key=lambda job: job.waits_until)
        return account_of(soonest.request.info), soonest.waits_until

    @property
    def tempo(self) -> tuple[float, float]:
        """Images a minute, and seconds until all are done; 0 each where that cannot be told."""
        waiting = self.waiting
        waits_s = max(0.0, waiting[1] - time.monotonic()) if waiting is not None else 0.0
        return self._tempo.a_minute, self._tempo.left_s(self._total - self._done, waits_s)

    def is_seconded(self, case_id: int) -> bool:
        """Whether a second opinion on a case waits for its turn or is under way."""
        everything = (*self._waiting.values(), *self._under_way.values())
        seconds = (job for jobs in everything for job in jobs.values() if job.page.second)
        return any(self._queue.seen_as(each) == case_id for job in seconds for each in job.cases)

    def is_read(self, case_id: int, request: Request) -> bool:
        """Whether the latest word on the case's image came from this service, asked in this way."""
        row = self._queue.row(case_id)
        return row.image is not None and self._standing(row, row.image, request)[0]

    async def read(self, case_ids: Iterable[int], request: Request, *, again: bool) -> None:
        """Have the images of these cases read; returns when all of them are done, failed or cancelled.

        Unless `again`, an image whose latest reading came from this service, asked in the same way, is passed over; and
        one that such a reading was paid for before gets that reading back without another call. When the caller is
        cancelled, so are the jobs it asked for.
        """
        service = request.service
        jobs: dict[Page, _Job] = {}
        try:
            for count, case_id in enumerate(case_ids, start=1):
                if (job := self._job(case_id, request, again)) is not None:
                    jobs[job.page] = job
                if count % _ASKED_AT_A_TIME == 0:
                    self._start_more(service)
                    await asyncio.sleep(0)
            self._start_more(service)
            self._on_progress(case_id for job in jobs.values() for case_id in job.cases)
            if jobs:
                await asyncio.wait([job.done for job in jobs.values()])
        except asyncio.CancelledError:
            self._drop(jobs.values())
            raise

    def cancel(self) -> None:
        """Stop every job, those under way too. What was read before stays."""
        self._failures.clear()
        everything = (*self._waiting.values(), *self._under_way.values())
        self._drop([job for jobs in everything for job in jobs.values()])

    def _job(self, case_id: int, request: Request, again: bool) -> _Job | None:
        row = self._queue.row(case_id)
        if row.image is None or (not again and self._is_known(row, row.image, request)):
            return None
        service = request.service
        page = Page(row.image, row.page, service.info.id, request.written, request.second)
        known = self._of(self._waiting, service).get(page) or self._of(self._under_way, service).get(page)
        if known is not None:
            return known
        cases = tuple(self._queue.siblings(case_id))
        job = _Job(page, request, asyncio.get_running_loop().create_future(), cases)
        self._of(self._waiting, service)[page] = job
        if not self._total:
            self._tempo.start()
        self._total += 1
        if not page.second:
            self._queue.set_waiting(cases)
        return job

    def _is_known(self, row: QueueRow, image: str, request: Request) -> bool:
        """Whether nothing has to be sent; an older reading that was paid for is put in force again."""
        stands, kept = self._standing(row, image, request)
        if stands or kept is None or (request.info.offline and not request.second):
            return stands
        with self._ledger.transaction() as writing:
            for case_id in self._queue.siblings(row.id):
                _, own = self._arrived(self._workspace.events(case_id), image, request)
                if own is not None:
                    self._tell(writing, case_id, own)
        if not request.second:
            self.on_places(self._queue.siblings(row.id))
        return True

    def _standing(self, row: QueueRow, image: str, request: Request) -> tuple[bool, Arrived | None]:
        if row.status is Status.NEW:
            return False, None
        return self._arrived(self._workspace.events(row.id), image, request)

    @staticmethod
    def _arrived(history: Iterable[Event], image: str, request: Request) -> tuple[bool, Arrived | None]:
        look = second_arrived if request.second else first_arrived
        return look(history, image, request.info.id, request.written)

    @staticmethod
    def _of(jobs: dict[str, dict[Page, _Job]], service: ReadingService) -> dict[Page, _Job]:
        return jobs.setdefault(service.info.id, {})

    def _start_more(self, service: ReadingService) -> None:
        """Start waiting jobs as far as the service takes more at a time, in the order in which they will be wanted."""
        waiting, under_way = self._of(self._waiting, service), self._of(self._under_way, service)
        while waiting and len(under_way) < self._usage.at_a_time(service.info):
            job = waiting.pop(self._most_urgent(waiting))
            twin = under_way.get(replace(job.page, second=not job.page.second))
            job.twin = twin.done if twin is not None else None
            under_way[job.page] = job
            if not job.page.second:
                self._queue.set_reading(job.cases)
            self._on_progress(job.cases)
            job.retold = lambda: self._on_progress(())
            job.task = self._tasks.spawn(self._run(job))
            # A callback and not `finally`: a task that is cancelled before its first step never gets there.
            job.task.add_done_callback(lambda _task, job=job: self._finish(job))  # type: ignore[misc]

    def _most_urgent(self, waiting: Mapping[Page, _Job]) -> Page:
        # A second opinion waits until every card has a first one.
        first = next((page for page in waiting if not page.second), next(iter(waiting)))
        urgent = self._urgent()
        if urgent is None:
            return first
        for case_id in (urgent, self._queue.next_waiting(urgent)):
            faces = self._queue.pages(case_id) if case_id is not None else set()
            wanted = [page for page in waiting if (page.sha256, page.page) in faces]
            if wanted:
                return min(wanted, key=lambda page: page.second)
        return first

    async def _run(self, job: _Job) -> None:
        try:
            if job.twin is not None and await self._came_meanwhile(job):
                return
            data = await self._tasks.in_thread(self._workspace.image, job.page.sha256)
            image = SourceImage(data, job.page.page, self._queue.row(job.cases[0]).name)
            readings = await self._asked(job, image)
        except UserError as error:
            self._record_failure(job, error)
        except Exception:
            self._record_failure(job, ServiceError("service_bug", service_bug(), retryable=True))
            raise
        else:
            self._record(job, readings)

    async def _came_meanwhile(self, job: _Job) -> bool:
        """Whether what this job would ask for has just been answered to its twin."""
        assert job.twin is not None
        await asyncio.wait([job.twin])
        return self._is_known(self._queue.row(job.cases[0]), job.page.sha256, job.request)

    async def _asked(self, job: _Job, image: SourceImage) -> Sequence[Reading]:
        call = self._usage.call(job.request.info)
        failure: BaseException | None = asyncio.CancelledError()
        try:
            with told_to(_Told(job, call)):
                readings = await job.service.read(image, options=job.request.options)
            if not readings:
                raise ServiceError("no_card", tr("No card was found in this image."))
            failure = None
        except UserError as error:
            failure = error
            raise
        finally:
            call.done(failure)
        # Who was asked is what is paid for, whatever name a plugged-in service gives itself in its answer.
        return [replace(reading, service=job.page.service) for reading in readings]

    def _record(self, job: _Job, readings: Sequence[Reading]) -> None:
        # Asked anew: a sibling may have come while the service was at work.
        cases = [self._workspace.case(case_id) for case_id in self._queue.siblings(job.cases[0])]
        outlines = {case.id: _outline(case, job.page.sha256) for case in cases}
        indexes = {case.id: case.images[0].index for case in cases}
        given, left = matched(readings, [case.id for case in cases], outlines, indexes)
        first, request = cases[0], job.request
        arrived = SecondReadingArrived if request.second else ReadingArrived
        if request.second:
            left = []  # cards that the first reading did not see are no case of this one's
        with self._ledger.transaction() as writing:
            for case_id, reading in given.items():
                self._tell(writing, case_id, arrived(reading, job.page.sha256, job.page.options))
            for reading in left:
                case_id = writing.case(behind=first.id, rank=reading.index)
                writing.event(case_id, replace(first.images[0], index=reading.index, face=None))
                writing.event(case_id, ReadingArrived(reading, job.page.sha256, job.page.options))
        if not request.second:
            self.on_faces(self._queue.siblings(first.id))
            self.on_places(self._queue.siblings(first.id))
            self.on_read(self._queue.siblings(first.id))

    def _record_failure(self, job: _Job, error: UserError) -> None:
        failure = SecondReadingFailed if job.page.second else ReadingFailed
        failed = failure(
            job.page.service, job.page.sha256, error.code, error.message, error.retryable, error.vendor_code
        )
        if isinstance(failed, ReadingFailed):
            self._failures += [Failure.of(self._queue.seen_as(each), failed) for each in job.cases]
        with self._ledger.transaction() as writing:
            for case_id in job.cases:
                self._tell(writing, case_id, failed)
        if not job.page.second:
            self.on_faces(job.cases)

    def _tell(self, writing: Writing, case_id: int, body: Body) -> None:
        """Write what was heard of a case's image, and tell the case that took the image in as well."""
        writing.event(case_id, body)
        host = self._queue.seen_as(case_id)
        heard = ReadingArrived | ReadingFailed | SecondReadingArrived | SecondReadingFailed
        if host != case_id and isinstance(body, heard):
            writing.event(host, replace(body, of=case_id))

    def _finish(self, job: _Job) -> None:
        """The job is over, however it ended."""
        self._of(self._waiting, job.service).pop(job.page, None)
        self._of(self._under_way, job.service).pop(job.page, None)
        self._done += 1
        if job.task is not None:
            self._tempo.done()
        total, over = self._total, self._done == self._total
        if over:
            self._done = self._total = 0
        if not job.page.second:
            self._queue.set_idle(job.cases)
        if not job.done.done():
            job.done.set_result(None)
        self._on_progress(job.cases)
        self._start_more(job.service)
        if over:
            failures, self._failures = self._failures, []
            self.on_rest(failures, total)

    def _drop(self, jobs: Iterable[_Job]) -> None:
        for job in list(jobs):
            if job.task is not None:
                job.task.cancel()
            elif not job.done.done():
                self._finish(job)


def service_bug() -> str:
    """What is said of an image on which a service failed by a mistake of its own program."""
    return tr("The service failed in a way nobody foresaw. Read again, or pick another service.")


def _outline(case: Case, sha256: str) -> Quad | None:
    latest = case.readings.get(sha256)
    return latest.card_quad if latest is not None else None
