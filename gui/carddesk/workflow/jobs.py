"""Jobs: one page that one service is asked to read, and where that stands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from carddesk.cards.geometry import Quad
from carddesk.services.contract import OptionValue, ReadingService, ServiceInfo
from carddesk.workflow.usage import Call


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an image to be read by one service, with options written as the journal keeps them."""

    sha256: str
    page: int
    service: str
    options: str = ""
    second: bool = False
    """Whether a second opinion is asked for."""
    frame: Quad | None = None
    """The part of the page that is to be read; None for all of it."""


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
class Job:
    """A page that waits for its service, or is under way there.

    Attributes:
        done: set when the job is over, however it ended.
        cases: those that show this page.
        retold: called when it begins or ends to wait.
    """

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


class Told:
    """The listener to what the service tells while it reads for a job."""

    def __init__(self, job: Job, call: Call) -> None:
        self._job = job
        self._call = call

    def sent(self) -> None:
        """The image goes out now.

        Raises:
            ServiceError: `daily_cap`; it must not.
        """
        self._job.waits_until = 0.0
        self._call.sent()
        self._job.retold()

    def waiting(self, seconds: float) -> None:
        """The service waits so long before it goes on."""
        self._job.waits_until = time.monotonic() + seconds
        self._job.retold()
