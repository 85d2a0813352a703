"""What goes on inside the scanner: sheets, jobs, states, and everything that can go wrong with them."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.escl import documents, pages
from tests.fakes.escl.documents import Build, JobLine, Order

Mishap = Literal["stall", "stall_midway", "reset", "cut", "cut_unsaid", "slow"]
"""How a page can go wrong on its way.

- `stall`: no answer comes, until the scanner is closed.
- `stall_midway`: half of the page, then nothing more.
- `reset`: half of the page, then the connection is broken off.
- `cut`: half of the page that was announced, then the connection is closed in order.
- `cut_unsaid`: the same without any length announced: to HTTP that is a whole answer.
- `slow`: whole, in pieces that take their time.
"""


@dataclass(slots=True)
class Job:
    """One job: which sides are still to come, and how it stands."""

    path: str
    uuid: str
    order: Order
    sides: list[int]
    state: str = "Processing"
    reason: str = "JobScanning"
    given: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, and what goes wrong with it."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    mishap: Mishap | None = None


@dataclass(slots=True)
class Temper:
    """How this scanner behaves; may be changed at any time.

    Attributes:
        page_s: how long it takes for a side.
        not_ready: how often it says 503 with `Retry-After` before each side.
        not_ready_status: what it says in place of 503, as Xerox B205 has it.
        retry_after: what it says then, in seconds; empty for no such header.
        busy: what it answers to a new job, 503 or 409, as though it did somebody else's; 0 for taking it.
        denies: 401 or 403 to everything but what it can do; 0 for none.
        location: how it names a job: whole address, path, path without its beginning, address of a host that does not
            exist, or an IPv6 address that breaks off as Xerox B205 has it.
        ignores_delete: answers 404 to DELETE and scans on.
        chunked, closes: how it sends, and whether it closes the connection after each answer.
        whole_pdf: all sides of a feeder job as one document.
        kind: gives this media type whatever was asked for; empty for what was asked for.
        accept_s: how long it takes to answer to a new job that it has begun already.
        status_s: how long it takes to say how it stands.
        server: what it calls its web server; HP_Compact_Server takes jobs from who calls it localhost alone.
        moves_to: sends everybody there, such as to its own https, `https://127.0.0.1:40002`; empty for nowhere.
        early_404: says once, before the last side, that there is no further one, as Brother MFC-L2710DW does.
        adf: what it says of its feeder in place of the truth (`ScannerAdfJam` …).
        jam_after: sides after which paper is jammed; None for never.
        jam_status: what it answers then to who wants another side.
        drops: of the next requests, so many get no answer but a closed connection, as of a scanner that had just closed it.
    """

    page_s: float = 0.0
    not_ready: int = 0
    not_ready_status: int = 503
    retry_after: str = "1"
    busy: int = 0
    denies: int = 0
    location: Literal["absolute", "path", "relative", "wrong_host", "broken_ipv6"] = "absolute"
    ignores_delete: bool = False
    chunked: bool = False
    closes: bool = False
    whole_pdf: bool = False
    kind: str = ""
    accept_s: float = 0.0
    status_s: float = 0.0
    server: str = ""
    moves_to: str = ""
    early_404: bool = False
    adf: str = ""
    jam_after: int | None = None
    jam_status: int = 409
    drops: int = 0
    mishaps: dict[int, Mishap] = field(default_factory=dict)
    """By the number of the side in its job, from 0."""


class Device:
    """The scanner without its HTTP. Every method may be called from any thread.

    Attributes:
        sheets: in the feeder.
        jobs: every job there ever was, the last one last.
        finished: when each side was ready, by `time.perf_counter`.
        cancelled: paths of the jobs that were ended by the client before their last side was given.
    """

    def __init__(self, build: Build, temper: Temper, title: str, identity: str) -> None:
        self.build = build
        self.temper = temper
        self.title = title
        self.uuid = identity
        self.sheets = 0
        self.jobs: list[Job] = []
        self.finished: list[float] = []
        self.cancelled: list[str] = []
        self.closing = threading.Event()
        self._lock = threading.RLock()
        self._sides_seen = 0

    @property
    def is_free(self) -> bool:
        """Whether no job goes on."""
        with self._lock:
            return not any(job.state == "Processing" for job in self.jobs)

    def capabilities(self) -> bytes:
        return documents.capabilities(self.build, self.title, self.uuid)

    def status(self) -> bytes:
        self.closing.wait(self.temper.status_s)
        with self._lock:
            lines = [JobLine(job.path, job.uuid, job.state, job.reason, job.given) for job in self.jobs[-3:]]
            state = "Processing" if self.temper.busy or not self.is_free else "Idle"
            return documents.status(state, self._adf(), lines, self.build.prefixes)

    def new_job(self, body: bytes) -> Answer | Job:
        """The job that was begun, or why not (specification §8: 409 for what cannot be done, 503 for not now)."""
        with self._lock:
            if self.temper.busy or not self.is_free:
                status = self.temper.busy or 503
                return Answer(status, {"Retry-After": self.temper.retry_after} if self.temper.retry_after else {})
            try:
                order = documents.order(body, self.build)
            except ValueError:
                return Answer(409)
            if order.source == "Feeder" and self._adf() != "ScannerAdfLoaded":
                return Answer(409)
            identity = str(uuid.uuid4())
            job = Job(f"/eSCL/ScanJobs/{identity}", identity, order, self._sides(order))
            self.jobs.append(job)
            return job

    def next_document(self, path: str) -> Answer:
        """The next side, as soon as it is scanned."""
        with self._lock:
            job = self._job(path)
            early = self._early(job)
            if early is not None or job is None:
                return early or Answer(404)
            whole = self.temper.whole_pdf and job.order.source == "Feeder"
            taken = job.sides[: len(job.sides) if whole else 1]
        # The paper moves while others may ask how the scanner stands, or end the job.
        if self.closing.wait(self.temper.page_s * len(taken)):
            return Answer(503)
        with self._lock:
            if job.state != "Processing":
                return Answer(410)
            return self._given(job, taken)

    def delete(self, path: str) -> Answer:
        with self._lock:
            job = self._job(path)
            if job is None or self.temper.ignores_delete:
                return Answer(404)
            if job.state == "Processing":
                if job.sides:
                    self.cancelled.append(job.path)
                job.state, job.reason = "Canceled", "JobCanceledByUser"
            return Answer(200)

    def _early(self, job: Job | None) -> Answer | None:
        if job is None:
            return Answer(404)
        if job.state in {"Canceled", "Aborted"}:
            return Answer(410)
        if (
            self._adf() in {"ScannerAdfJam", "ScannerAdfHatchOpen", "ScannerAdfMispick"}
            and job.order.source == "Feeder"
        ):
            job.state, job.reason = "Aborted", "AbortedBySystem"
            return Answer(self.temper.jam_status)
        if not job.sides:
            job.state, job.reason = "Completed", "JobCompletedSuccessfully"
            return Answer(404)
        return self._not_now(job)

    def _not_now(self, job: Job) -> Answer | None:
        if self.temper.early_404 and len(job.sides) == 1:
            self.temper.early_404 = False
            return Answer(404)
        if job.refused < self.temper.not_ready:
            job.refused += 1
            headers = {"Retry-After": self.temper.retry_after} if self.temper.retry_after else {}
            return Answer(self.temper.not_ready_status, headers)
        return None

    def _given(self, job: Job, taken: list[int]) -> Answer:
        order, kind = job.order, self.temper.kind or job.order.kind
        sight = pages.Sight(order.region, order.dpi, order.colour)
        whole = len(taken) > 1 or self.temper.whole_pdf
        body = pages.pdf(taken, sight) if whole else pages.encoded(taken[0], sight, kind)
        mishap = self.temper.mishaps.get(job.given)
        job.sides = job.sides[len(taken) :]
        job.given += len(taken)
        job.refused = 0
        if order.source == "Feeder":
            self.sheets -= sum(1 for number in taken if not order.duplex or number % 2 == 0)
        if self.temper.jam_after is not None and job.given >= self.temper.jam_after:
            self.temper.adf = "ScannerAdfJam"
        self.finished.append(time.perf_counter())
        headers = {
            "Content-Type": "application/pdf" if whole else kind,
            "Content-Location": f"{job.path}/NextDocument/{job.given}",
        }
        return Answer(200, headers, body, mishap)

    def _sides(self, order: Order) -> list[int]:
        first = self._sides_seen
        count = 1 if order.source == "Platen" else self.sheets * (2 if order.duplex else 1)
        self._sides_seen += count if order.duplex else 2 * count
        return list(range(first, first + count)) if order.duplex else list(range(first, first + 2 * count, 2))

    def _adf(self) -> str | None:
        if not self.build.feeder:
            return None
        return self.temper.adf or ("ScannerAdfLoaded" if self.sheets else "ScannerAdfEmpty")

    def _job(self, path: str) -> Job | None:
        return next((job for job in self.jobs if job.path == path), None)
