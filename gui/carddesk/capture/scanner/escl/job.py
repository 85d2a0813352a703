"""One job on a scanner: begun, its documents fetched one after another, and taken back when they are not all wanted."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from carddesk.capture.scanner.contract import Source
from carddesk.capture.scanner.escl.address import job_path
from carddesk.capture.scanner.escl.chores import Chores
from carddesk.capture.scanner.escl.documents import BadDocument
from carddesk.capture.scanner.escl.line import Line, Reply
from carddesk.capture.scanner.escl.standing import EMPTY, Standing, standing
from carddesk.capture.scanner.troubles import ScannerError, trouble

_DENIED: Final = (401, 403)
_NOT_NOW: Final = (409, 503)
_WRONG_WISH: Final = (400, 409, 415, 422)
_NO_MORE: Final = (404, 410)
_BETWEEN_TRIES_S: Final = 0.5
_MOST_BETWEEN_TRIES_S: Final = 5.0
_UNDER_WAY: Final = ("Pending", "Processing")
_TOO_EARLY_S: Final = 3.0
"""How long a scanner that gave pages and says "no more" and "at work" at the same time is asked again."""


class Job:
    """A job that was taken. `ended` is true once the scanner has said that there is nothing more to come."""

    def __init__(self, line: Line, path: str, source: Source) -> None:
        self._line = line
        self._path = path
        self._source = source
        self._documents = 0
        self.ended = False

    async def next(self) -> bytes | None:
        """The next document, as soon as the scanner has it; None when there is none.

        Raises:
            ScannerError: what keeps it from coming. What came before is whole.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + self._line.limits.page_s
        no_more_since: float | None = None
        while True:
            reply = await self._asked(max(1.0, until - clock()))
            if reply.status == 200:
                self._documents += 1
                return reply.body
            how = await how_it_stands(self._line)
            if reply.status in _NO_MORE:
                no_more_since = no_more_since or clock()
                is_late = self._documents > 0 and clock() - no_more_since > _TOO_EARLY_S
                if is_late or not self._goes_on(how):
                    self._no_more(how)
                    return None
            elif reply.status == 503:
                self._require_well(how)
            else:
                raise refusal(reply, how, self._source)
            if clock() >= until:
                raise trouble("scanner_stalled")
            await asyncio.sleep(_pause(reply))

    async def take_back(self) -> None:
        """Tell the scanner that nothing more is wanted. A scanner that does not hear it is asked once more, and then left."""
        for _ in range(2):
            with suppress(ScannerError):
                if (await self._line.delete(self._path)).status != 503:
                    return
            await asyncio.sleep(_BETWEEN_TRIES_S)

    async def _asked(self, first_s: float) -> Reply:
        """The answer to `NextDocument`; in long silence the scanner is asked on the side how it stands."""
        asking = asyncio.ensure_future(self._line.page(f"{self._path}/NextDocument", first_s))
        watching = asyncio.ensure_future(self._watch())
        try:
            await asyncio.wait([asking, watching], return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                watching.result()
            return asking.result()
        finally:
            for task in (asking, watching):
                task.cancel()
            # What the other one of the two would have said as well is of no interest, and asyncio would complain of it.
            await asyncio.gather(asking, watching, return_exceptions=True)

    async def _watch(self) -> None:
        """Ask for ever how it stands, as long as nothing comes; ends by raising why nothing can come."""
        line = self._line
        clock = asyncio.get_running_loop().time
        line.heard = clock()
        while True:
            await asyncio.sleep(max(0.0, line.heard + line.limits.probe_s - clock()))
            if clock() - line.heard >= line.limits.probe_s:
                self._require_well(await how_it_stands(line, must_be_there=True))
                line.heard = max(line.heard, clock())

    def _require_well(self, how: Standing | None) -> None:
        found = how and (how.trouble(self._source) or how.lost(self._path))
        if found:
            raise trouble(*found)

    def _goes_on(self, how: Standing | None) -> bool:
        """Whether "no more" was said too early: Brother MFC-L2710DW does so when it is asked in a hurry, Xerox B205 in place
        of 503.
        """
        if how is None or not how.is_busy:
            return False
        job = how.of_job(self._path)
        return self._documents == 0 if job is None else job.state in _UNDER_WAY

    def _no_more(self, how: Standing | None) -> None:
        self.ended = not self._goes_on(how)
        # Also behind pages that came: whoever put in ten sheets and got three must hear why.
        self._require_well(how)
        if self._documents == 0:
            is_empty = how is not None and how.feeder == EMPTY and self._source != "flatbed"
            raise trouble("feeder_empty" if is_empty else "scanner_fault")


async def begin(line: Line, body: bytes, source: Source, chores: Chores) -> Job:
    """A job on the scanner for these settings. When who waits is cancelled, it is taken back as soon as it is there.

    Raises:
        ScannerError: why the scanner does not take it.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + line.limits.busy_s
    while True:
        posting = chores.begin(line.post("ScanJobs", body))
        try:
            reply = await asyncio.shield(posting)
        except asyncio.CancelledError:
            await chores.see_through(_undo(line, posting, source))
            raise
        if 200 <= reply.status < 300:
            return _job(line, reply, source)
        failed = refusal(reply, await how_it_stands(line), source)
        if failed.code != "scanner_busy" or clock() >= until:
            raise failed
        await asyncio.sleep(_pause(reply))


async def how_it_stands(line: Line, *, must_be_there: bool = False) -> Standing | None:
    """The scanner's status; None where it cannot be had or read.

    Raises:
        ScannerError: with `must_be_there`, that it is gone.
    """
    try:
        reply = await line.get("ScannerStatus")
        return standing(reply.body) if reply.status == 200 else None
    except BadDocument:
        return None
    except ScannerError as error:
        # A scanner that serves one connection at a time lets others wait, or sends them away; a dead one does not even that.
        if must_be_there and error.code == "scanner_gone" and not await _listens(line):
            raise
        return None


def refusal(reply: Reply, how: Standing | None, source: Source) -> ScannerError:
    """Why the scanner refuses: what a person must see to comes before what the status of HTTP may mean."""
    if reply.status in _DENIED:
        return trouble("scanner_denied")
    found = how and how.trouble(source)
    if found:
        return trouble(*found)
    if reply.status in _NOT_NOW and how is not None and how.is_busy:
        return trouble("scanner_busy")
    if source != "flatbed" and how is not None and how.feeder == EMPTY:
        return trouble("feeder_empty")
    if reply.status == 503:
        return trouble("scanner_busy")
    return trouble("scanner_wish" if reply.status in _WRONG_WISH else "scanner_fault", f"HTTP {reply.status}")


def _job(line: Line, reply: Reply, source: Source) -> Job:
    path = job_path(reply.headers.get("location", ""), line.address)
    if path is None:
        raise trouble("scanner_fault", "no Location")
    return Job(line, path, source)


async def _undo(line: Line, posting: asyncio.Task[Reply], source: Source) -> None:
    with suppress(ScannerError):
        reply = await posting
        if 200 <= reply.status < 300:
            await _job(line, reply, source).take_back()


async def _listens(line: Line) -> bool:
    """Whether anything at its address takes or refuses connections, as only a machine that runs can do."""
    host, port = line.address.host, line.address.port
    try:
        async with asyncio.timeout(line.limits.connect_s):
            _, writer = await asyncio.open_connection(host, port)
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def _pause(reply: Reply) -> float:
    """What the scanner asks for, within reason (RFC 9110 §10.2.3; a date there is no known scanner's habit)."""
    told = reply.headers.get("retry-after", "")
    if not (told.isascii() and told.isdigit() and len(told) < 9):
        return _BETWEEN_TRIES_S
    return min(max(float(told), _BETWEEN_TRIES_S), _MOST_BETWEEN_TRIES_S)
