"""Reading without a desk: files in, one line for each card out. What `carddesk recognize` does."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError, UserError
from carddesk.language import tr
from carddesk.services.calls import told_to
from carddesk.services.contract import OptionValue, ReadingService, ServiceInfo, SourceImage
from carddesk.services.locating import Locating
from carddesk.settings import Settings
from carddesk.workflow import review
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.batch_line import BatchLine, Trouble
from carddesk.workflow.batch_sources import Asked, Given, Sources
from carddesk.workflow.handing_on import handed_on, without_places
from carddesk.workflow.locating import located
from carddesk.workflow.recognition import service_bug
from carddesk.workflow.rules import Rules
from carddesk.workflow.threads import Threads
from carddesk.workflow.usage import MemoryTally, Usage

logger = logging.getLogger(__name__)


async def recognize(  # noqa: PLR0913 - a run may be given this much
    wanted: Sequence[Given] | Sources,
    service: ReadingService,
    *,
    document: str | None = None,
    options: Mapping[str, OptionValue] | None = None,
    now: Callable[[], datetime],
    rules: Rules | None = None,
    usage: Usage | None = None,
    locating: Locating | None = None,
    services: Sequence[ServiceInfo] = (),
) -> AsyncIterator[BatchLine]:
    """Read files, folders and addresses; a line for each card, in the order of the files, as soon as it is there.

    A file or page that cannot be read gives one line that says why, and the rest goes on. The limits of `usage`
    hold; without it there are none but the default ones, for this run by itself. What is paid for is known within this run:
    the same bytes are sent once. With `locating` the places of values are found that the service does not say. `services` are
    named where one of them takes what this one does not.
    """
    sources = wanted if isinstance(wanted, Sources) else Sources(wanted)
    usage = usage or _own_usage(service, now)
    judge = _Judge(service, document, options or {}, rules or Rules(), now=now, usage=usage, locating=locating)
    threads = Threads(1)
    judge.hand_on = lambda image: threads.run(handed_on, image, service.info, services)
    under_way: deque[asyncio.Task[list[BatchLine]]] = deque()
    pages = sources.coming(threads)
    page: asyncio.Task[Asked | None] | None = asyncio.create_task(_next(pages))
    try:
        # What was read is given out while the next page is still being waited for: a scanner takes its time.
        while page is not None or under_way:
            full = len(under_way) >= usage.at_a_time(service.info)
            wanted_now = [each for each in (page if not full else None, *list(under_way)[:1]) if each is not None]
            await asyncio.wait(wanted_now, return_when=asyncio.FIRST_COMPLETED)
            if under_way and under_way[0].done():
                for line in under_way.popleft().result():
                    yield line
            elif page is not None and page.done():
                asked = page.result()
                page = asyncio.create_task(_next(pages)) if asked is not None else None
                if asked is not None:
                    under_way.append(asyncio.create_task(judge.lines(asked)))
    finally:
        left = [*under_way, *([page] if page is not None else [])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()
        await threads.close()


def _own_usage(service: ReadingService, now: Callable[[], datetime]) -> Usage:
    title = Accounts({service.info.id: service}).title
    return Usage(MemoryTally(), Settings(), lambda: [service.info], now=now, title=title)


async def _next(pages: AsyncIterator[Asked]) -> Asked | None:
    return await anext(pages, None)


class _Judge:
    """One run's service, hint, options and rules.

    Attributes:
        hand_on: what of a page the service is given.
    """

    def __init__(
        self,
        service: ReadingService,
        document: str | None,
        options: Mapping[str, OptionValue],
        rules: Rules,
        *,
        now: Callable[[], datetime],
        usage: Usage,
        locating: Locating | None,
    ) -> None:
        self.hand_on: Callable[[SourceImage], Awaitable[SourceImage]]
        self._locating = locating
        self._service = service
        self._document = document
        self._options = options
        self._rules = rules
        self._now = now
        self._usage = usage
        self._answers: dict[tuple[str, str, int], asyncio.Task[Sequence[Reading]]] = {}

    async def lines(self, asked: Asked) -> list[BatchLine]:
        """The lines of one page."""
        if isinstance(asked.what, Trouble):
            return [self._failed(asked, asked.what)]
        try:
            readings = await self._readings(asked.what)
        except UserError as error:
            return [self._failed(asked, Trouble(error.code, error.message, error.retryable, error.vendor_code))]
        except Exception:
            # A bug in a service, or in one that was plugged in: it is reported, and the other files still get their turn.
            logger.exception("%s failed on page %d of '%s'", self._service.info.id, asked.page, asked.source)
            return [self._failed(asked, Trouble("service_bug", service_bug()))]
        moment = self._now().astimezone()
        return [self._read(asked, reading, moment) for reading in readings]

    def _read(self, asked: Asked, reading: Reading, moment: datetime) -> BatchLine:
        judged = review.judge(reading, {}, self._rules, moment.date())
        service = self._service.info.id
        line = BatchLine(asked.source, asked.page, service, reading.document, reading, judged, read_at=moment)
        return replace(line, kind=asked.kind, pages=asked.of)

    def _failed(self, asked: Asked, trouble: Trouble) -> BatchLine:
        service = self._service.info.id
        line = BatchLine(asked.source, asked.page, service, self._document, trouble=trouble)
        return replace(line, kind=asked.kind, pages=asked.of)

    async def _readings(self, image: SourceImage) -> Sequence[Reading]:
        """What the service says; of bytes that it was sent before in this run, what it said then."""
        if self._service.info.offline:
            return await self._asked(image)
        key = (image.kind, sha256(image.data).hexdigest(), image.page)
        if key not in self._answers:
            self._answers[key] = asyncio.create_task(self._asked(image))
        try:
            return await self._answers[key]
        except UserError:
            self._answers.pop(key, None)
            raise

    async def _asked(self, image: SourceImage) -> Sequence[Reading]:
        handed = await self.hand_on(image)
        call = self._usage.call(self._service.info)
        failure: BaseException | None = asyncio.CancelledError()
        try:
            with told_to(call):
                readings = await self._service.read(handed, document=self._document, options=self._options)
            if not readings:
                raise ServiceError("no_card", tr("No card was found in this image."))
            if handed.kind in {"pdf", "ofd"}:
                readings = [without_places(each, handed.kind) for each in readings]
            failure = None
        except UserError as error:
            failure = error
            raise
        finally:
            call.done(failure)
        seen = handed.kind not in {"url", "ofd"}  # else there is no picture on which to look for places
        return await located(readings, image, self._locating) if seen and self._locating is not None else readings
