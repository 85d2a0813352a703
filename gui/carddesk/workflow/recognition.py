"""Recognition: images go to a reading service, the case the operator looks at first, and readings go to cases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carddesk.cards.case import Case, Status
from carddesk.cards.events import ReadingArrived, ReadingFailed
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError, UserError
from carddesk.language import tr
from carddesk.services.contract import ReadingService, ServiceInfo, SourceImage
from carddesk.store.workspace import Workspace
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.matching import matched
from carddesk.workflow.queue import Queue
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import QueueRow

_ASKED_AT_A_TIME = 50
"""Cases looked at before the event loop has its turn."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an image to be read by one service."""

    sha256: str
    page: int
    service: str


@dataclass(slots=True, eq=False)
class _Job:
    page: Page
    service: ReadingService
    done: asyncio.Future[None]
    cases: tuple[int, ...]
    task: asyncio.Task[None] | None = field(default=None)


class Recognition:
    """Jobs waiting and under way, one for each page and service.

    Args:
        urgent: the case the operator looks at; its job goes first.
        on_progress: called with the cases concerned when a job starts, ends or is added.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        ledger: Ledger,
        tasks: Tasks,
        *,
        urgent: Callable[[], int | None],
        on_progress: Callable[[Iterable[int]], None],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._ledger = ledger
        self._tasks = tasks
        self._urgent = urgent
        self._on_progress = on_progress
        self._waiting: dict[str, dict[Page, _Job]] = {}
        self._under_way: dict[str, dict[Page, _Job]] = {}
        self._done = 0
        self._total = 0

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many jobs are done since work began; (0, 0) when there is none."""
        return self._done, self._total

    async def read(self, case_ids: Iterable[int], service: ReadingService, *, again: bool) -> None:
        """Have the images of these cases read; returns when all of them are done, failed or cancelled.

        An image whose latest reading came from this service is passed over unless `again`. When the caller is
        cancelled, so are the jobs it asked for.
        """
        jobs: dict[Page, _Job] = {}
        try:
            for count, case_id in enumerate(case_ids, start=1):
                if (job := self._job(case_id, service, again)) is not None:
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
        everything = (*self._waiting.values(), *self._under_way.values())
        self._drop([job for jobs in everything for job in jobs.values()])

    def _job(self, case_id: int, service: ReadingService, again: bool) -> _Job | None:
        row = self._queue.row(case_id)
        if row.image is None or (not again and self._is_read(row, service.info)):
            return None
        page = Page(row.image, row.page, service.info.id)
        known = self._of(self._waiting, service).get(page) or self._of(self._under_way, service).get(page)
        if known is not None:
            return known
        cases = tuple(self._queue.siblings(case_id))
        job = _Job(page, service, asyncio.get_running_loop().create_future(), cases)
        self._of(self._waiting, service)[page] = job
        self._total += 1
        self._queue.set_waiting(cases)
        return job

    def _is_read(self, row: QueueRow, info: ServiceInfo) -> bool:
        if row.status is Status.NEW:
            return False
        case = self._workspace.case(row.id)
        latest = case.readings.get(row.image or "")
        return latest is not None and latest.service == info.id and case.failure is None

    @staticmethod
    def _of(jobs: dict[str, dict[Page, _Job]], service: ReadingService) -> dict[Page, _Job]:
        return jobs.setdefault(service.info.id, {})

    def _start_more(self, service: ReadingService) -> None:
        """Start waiting jobs as far as the service takes more at a time, the urgent one first."""
        waiting, under_way = self._of(self._waiting, service), self._of(self._under_way, service)
        while waiting and len(under_way) < at_a_time(service.info):
            job = waiting.pop(self._most_urgent(waiting))
            under_way[job.page] = job
            self._queue.set_reading(job.cases)
            self._on_progress(job.cases)
            job.task = self._tasks.spawn(self._run(job))
            # A callback and not `finally`: a task that is cancelled before its first step never gets there.
            job.task.add_done_callback(lambda _task, job=job: self._finish(job))  # type: ignore[misc]

    def _most_urgent(self, waiting: Mapping[Page, _Job]) -> Page:
        first = next(iter(waiting))
        urgent = self._urgent()
        if urgent is None or (row := self._queue.row(urgent)).image is None:
            return first
        wanted = Page(row.image, row.page, first.service)
        return wanted if wanted in waiting else first

    async def _run(self, job: _Job) -> None:
        try:
            data = await self._tasks.in_thread(self._workspace.image, job.page.sha256)
            image = SourceImage(data, job.page.page, self._queue.row(job.cases[0]).name)
            readings = await job.service.read(image)
            if not readings:
                raise ServiceError("no_card", tr("No card was found in this image."))
        except UserError as error:
            self._record_failure(job, error)
        except Exception:
            self._record_failure(job, ServiceError("service_bug", service_bug(), retryable=True))
            raise
        else:
            self._record(job, readings)

    def _record(self, job: _Job, readings: Sequence[Reading]) -> None:
        # Asked anew: a sibling may have come while the service was at work.
        cases = [self._workspace.case(case_id) for case_id in self._queue.siblings(job.cases[0])]
        outlines = {case.id: _outline(case, job.page.sha256) for case in cases}
        indexes = {case.id: case.images[0].index for case in cases}
        given, left = matched(readings, [case.id for case in cases], outlines, indexes)
        first = cases[0]
        with self._ledger.transaction() as writing:
            for case_id, reading in given.items():
                writing.event(case_id, ReadingArrived(reading, job.page.sha256))
            for reading in left:
                case_id = writing.case(behind=first.id, rank=reading.index)
                writing.event(case_id, replace(first.images[0], index=reading.index, face=None))
                writing.event(case_id, ReadingArrived(reading, job.page.sha256))

    def _record_failure(self, job: _Job, error: UserError) -> None:
        failed = ReadingFailed(
            job.page.service, job.page.sha256, error.code, error.message, error.retryable, error.vendor_code
        )
        with self._ledger.transaction() as writing:
            for case_id in job.cases:
                writing.event(case_id, failed)

    def _finish(self, job: _Job) -> None:
        """The job is over, however it ended."""
        self._of(self._waiting, job.service).pop(job.page, None)
        self._of(self._under_way, job.service).pop(job.page, None)
        self._done += 1
        if self._done == self._total:
            self._done = self._total = 0
        self._queue.set_idle(job.cases)
        if not job.done.done():
            job.done.set_result(None)
        self._on_progress(job.cases)
        self._start_more(job.service)

    def _drop(self, jobs: Iterable[_Job]) -> None:
        for job in list(jobs):
            if job.task is not None:
                job.task.cancel()
            elif not job.done.done():
                self._finish(job)


def at_a_time(info: ServiceInfo) -> int:
    """How many images a service is given at a time: one where this machine does the work."""
    return 1 if info.offline else 4


def service_bug() -> str:
    """What is said of an image on which a service failed by a mistake of its own program."""
    return tr("The service failed in a way nobody foresaw. Read again, or pick another service.")


def _outline(case: Case, sha256: str) -> Quad | None:
    latest = case.readings.get(sha256)
    return latest.card_quad if latest is not None else None
