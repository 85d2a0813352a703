"""Recognition: images go to a reading service, first the case at hand, then those next in line, and readings go to cases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError, UserError
from carddesk.language import tr
from carddesk.services.calls import told_to
from carddesk.services.contract import ReadingService, ServiceInfo, SourceImage
from carddesk.store.workspace import Workspace
from carddesk.workflow.answers import Answers
from carddesk.workflow.failures import Failure
from carddesk.workflow.framed import framed
from carddesk.workflow.handing_on import by_title, handed_on, without_places
from carddesk.workflow.jobs import Job, Page, Request, Told
from carddesk.workflow.queue import Queue
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.tempo import Tempo
from carddesk.workflow.usage import Usage, account_of

_ASKED_AT_A_TIME = 50
"""Cases looked at before the event loop has its turn."""


class Leave(Protocol):
    """Whoever knows what other desks have read."""

    async def given(self, job: Job) -> bool:
        """Whether the page is to be read here: nobody else is at it, and nobody has just read it.

        Raises:
            UserError: that cannot be told, so that nothing is sent.
        """

    def over(self, job: Job) -> None:
        """The job is over, however it ended."""


class Recognition:
    """Jobs waiting and under way, one for each page and service.

    Args:
        answers: where what services say is kept.
        usage: counts calls, and says how many may be made.
        urgent: the case the operator looks at; its job goes first, then those of the cases that come next.
        on_progress: called with the cases concerned when a job starts, ends or is added.

    Attributes:
        on_rest: called when all that was asked for is done, with what failed of it and of how many images.
        services: all there are, to name those that take what another does not.
        leave: asked before an image is given to a service; None where nobody else has the same images.
        on_asked: called before it is looked up what there is to read.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        tasks: Tasks,
        *,
        answers: Answers,
        usage: Usage,
        urgent: Callable[[], int | None],
        on_progress: Callable[[Iterable[int]], None],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._tasks = tasks
        self._answers = answers
        self._usage = usage
        self._urgent = urgent
        self._on_progress = on_progress
        self._waiting: dict[str, dict[Page, Job]] = {}
        self._under_way: dict[str, dict[Page, Job]] = {}
        self._done = 0
        self._total = 0
        self._tempo = Tempo()
        self._failures: list[Failure] = []
        self.on_rest: Callable[[Sequence[Failure], int], None] = lambda _failures, _total: None
        self.services: Sequence[ServiceInfo] = ()
        self.leave: Leave | None = None
        self.on_asked: Callable[[], None] = lambda: None

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
        return self._answers.is_read(self._queue.row(case_id), request)

    async def read(self, case_ids: Iterable[int], request: Request, *, again: bool) -> None:
        """Have the images of these cases read; returns when all of them are done, failed or cancelled.

        Unless `again`, an image whose latest reading came from this service, asked in the same way, is passed over; and
        one that such a reading was paid for before gets that reading back without another call. When the caller is
        cancelled, so are the jobs it asked for.
        """
        self.on_asked()
        service = request.service
        jobs: dict[Page, Job] = {}
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

    def _job(self, case_id: int, request: Request, again: bool) -> Job | None:
        row = self._queue.row(case_id)
        if row.image is None or (not again and self._answers.is_known(row, row.image, request)):
            return None
        service = request.service
        page = Page(row.image, row.page, service.info.id, request.written, request.second, row.frame)
        known = self._of(self._waiting, service).get(page) or self._of(self._under_way, service).get(page)
        if known is not None:
            return known
        cases = tuple(self._queue.siblings(case_id))
        job = Job(page, request, asyncio.get_running_loop().create_future(), cases)
        self._of(self._waiting, service)[page] = job
        if not self._total:
            self._tempo.start()
        self._total += 1
        if not page.second:
            self._queue.set_waiting(cases)
        return job

    @staticmethod
    def _of(jobs: dict[str, dict[Page, Job]], service: ReadingService) -> dict[Page, Job]:
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

    def _most_urgent(self, waiting: Mapping[Page, Job]) -> Page:
        # A second opinion waits until every card has a first one.
        first = next((page for page in waiting if not page.second), next(iter(waiting)))
        urgent = self._urgent()
        if urgent is None:
            return first
        for case_id in (urgent, self._queue.next_waiting(urgent)):
            faces = self._queue.pages(case_id) if case_id is not None else set()
            wanted = [page for page in waiting if (page.sha256, page.page, page.frame) in faces]
            if wanted:
                return min(wanted, key=lambda page: page.second)
        return first

    async def _run(self, job: Job) -> None:
        try:
            if job.twin is not None and await self._came_meanwhile(job):
                return
            if self.leave is not None and not await self.leave.given(job):
                return
            data = await self._tasks.in_thread(self._workspace.image, job.page.sha256)
            image = SourceImage(data, job.page.page, self._queue.row(job.cases[0]).name)
            handed = await self._tasks.in_thread(self._handed_on, image, job)
            seen = await self._tasks.in_thread(framed, handed, job.page.frame)
            readings = [seen.back(without_places(each, handed.kind)) for each in await self._asked(job, seen.image)]
        except UserError as error:
            self._failed(job, error)
        except Exception:
            self._failed(job, ServiceError("service_bug", service_bug(), retryable=True))
            raise
        else:
            self._answers.record(job, readings)

    def _handed_on(self, image: SourceImage, job: Job) -> SourceImage:
        return handed_on(image, job.request.info, self.services, framed=job.page.frame is not None, called=by_title)

    async def _came_meanwhile(self, job: Job) -> bool:
        """Whether what this job would ask for has just been answered to its twin."""
        assert job.twin is not None
        await asyncio.wait([job.twin])
        return self._answers.is_known(self._queue.row(job.cases[0]), job.page.sha256, job.request)

    async def _asked(self, job: Job, image: SourceImage) -> Sequence[Reading]:
        call = self._usage.call(job.request.info)
        failure: BaseException | None = asyncio.CancelledError()
        try:
            with told_to(Told(job, call)):
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

    def _failed(self, job: Job, error: UserError) -> None:
        if not job.page.second:
            failure = (job.page.service, error.message, error.retryable)
            self._failures += [Failure(self._queue.seen_as(each), *failure) for each in job.cases]
        self._answers.record_failure(job, error)

    def _finish(self, job: Job) -> None:
        """The job is over, however it ended."""
        self._of(self._waiting, job.service).pop(job.page, None)
        self._of(self._under_way, job.service).pop(job.page, None)
        if self.leave is not None:
            self.leave.over(job)
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

    def _drop(self, jobs: Iterable[Job]) -> None:
        for job in list(jobs):
            if job.task is not None:
                job.task.cancel()
            elif not job.done.done():
                self._finish(job)


def service_bug() -> str:
    """What is said of an image on which a service failed by a mistake of its own program."""
    return tr("The service failed in a way nobody foresaw. Read again, or pick another service.")
