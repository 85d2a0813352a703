"""A scanner back-end whose drivers live in a process of their own: what SANE's and Windows' have in common."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage, Wish
from carddesk.capture.scanner.driver_process import DriverProcess, environment
from carddesk.capture.scanner.driver_protocol import (
    Able,
    Answer,
    AtWork,
    Describe,
    Done,
    Failed,
    Look,
    Message,
    Page,
    Question,
    Ready,
    Scan,
    Seen,
    Stop,
    Stuck,
)
from carddesk.capture.scanner.driver_worker import STALL_SECONDS
from carddesk.capture.scanner.troubles import ScannerError, trouble
from carddesk.language import tr

logger = logging.getLogger(__name__)


class DriverBackend:
    """One process at a time, kept for the next scan. One question at a time: who asks meanwhile is told `scanner_busy`.

    Attributes:
        stall_seconds: how long nothing may be heard of a device. Old lamps take the better part of a minute to warm up.
        start_seconds: how long the process may take until its drivers are loaded.
        look_seconds: how long looking for devices may take.
        stop_seconds: how long a device has to obey a cancel, and to park, before its driver is ended by force.
        variables: more of the environment for the process.
        process: the one at work, if there is one.
    """

    id = ""
    title = ""
    advice = ""
    """What to install where something is missing; English source string."""
    module = ""
    """The module that is the process, as `python -m` names it; a frozen program is told by `--carddesk-<id>`."""

    def __init__(self, setting: Callable[[str], object] = lambda _key: None) -> None:
        del setting  # nothing of this is for people to set
        self.stall_seconds = 60.0
        self.start_seconds = 30.0
        self.look_seconds = 15.0
        self.stop_seconds = 5.0
        self.variables: Mapping[str, str] = {}
        self.process: DriverProcess | None = None
        self._turn = asyncio.Lock()
        self._scanning = False
        self._seen: tuple[Device, ...] = ()

    def missing(self) -> str | None:
        """What keeps this back-end from working here, in words."""
        raise NotImplementedError

    async def devices(self) -> Sequence[Device]:
        """Looked for by a new process: drivers remember what was there when they were loaded. A scan is not disturbed;
        while there is one, those last seen are given.
        """
        if self._scanning:
            return self._seen
        async with self._turn:
            await self._end()
            answer = await self._ask(Look(), self.look_seconds)
            found = answer.devices if isinstance(answer, Seen) else ()
            self._seen = tuple(Device(f"{self.id}:{each.key}", each.title, self.id, each.where) for each in found)
            return self._seen

    async def capabilities(self, device: str) -> Capabilities:
        """As the driver says."""
        self._require_free()
        async with self._turn:
            answer = await self._ask(Describe(self._key(device)), self.stall_seconds)
            if isinstance(answer, Able):
                return answer.capabilities
            raise trouble("scanner_fault")

    async def scan(self, device: str, wish: Wish) -> AsyncGenerator[ScannedPage, None]:
        """Pages, each as soon as the driver has it whole."""
        self._require_free()
        self._scanning = True
        try:
            async with self._turn:
                answer = await self._ask(Scan(self._key(device), wish), self.stall_seconds)
                while isinstance(answer, Page):
                    try:
                        yield answer.page
                    except BaseException:
                        await self._stop()
                        raise
                    answer = await self._answer(self.stall_seconds)
        finally:
            self._scanning = False

    async def close(self) -> None:
        """End the process."""
        await self._end()

    def _require_free(self) -> None:
        if self._scanning:
            raise trouble("scanner_busy")

    async def _ask(self, question: Question, seconds: float) -> Answer:
        process = await self._at_hand()
        process.ask(question)
        return await self._answer(seconds)

    async def _at_hand(self) -> DriverProcess:
        """The process that is there, or a new one."""
        if self.process is not None and not self.process.is_over:
            return self.process
        if missing := self.missing():
            raise ScannerError("scanner_none", missing)
        self.process = DriverProcess(self._command(), self._environment())
        message = await self._hear(self.start_seconds)
        if isinstance(message, Ready):
            return self.process
        if isinstance(message, Failed):
            await self._end()
            raise ScannerError("scanner_none", tr("{words} ({said})", words=tr(self.advice), said=message.said))
        raise await self._failure(message)

    async def _answer(self, seconds: float) -> Answer:
        """The next answer that is one; a failure is raised."""
        process = self.process
        while isinstance(message := await self._hear(seconds), AtWork | Stuck):
            if process is not None:
                process.is_stuck |= isinstance(message, Stuck)
        if process is not None and process.is_stuck:
            logger.warning("%s: the device could not be freed, its drivers are ended", self.id)
            await self._kill()
        if isinstance(message, Seen | Able | Page | Done):
            return message
        raise await self._failure(message)

    async def _hear(self, seconds: float) -> Message | None:
        """What the process says within this time. Whoever stops waiting for it stops the device."""
        process = self.process
        if process is None:
            return None
        try:
            async with asyncio.timeout(seconds):
                message = await process.hear()
        except TimeoutError as error:
            logger.warning("%s: nothing was heard for %g s, its drivers are ended", self.id, seconds)
            await self._kill()
            raise trouble("scanner_stalled") from error
        except asyncio.CancelledError:
            await self._stop()
            raise
        # Closed meanwhile: what came is an end, and no whole answer.
        return message if process is self.process else None

    async def _stop(self) -> None:
        """Bring the device to rest: as it is done in order, or else by force."""
        process = self.process
        if process is None or process.is_over:
            return
        if not process.is_scanning:
            await self._kill()
            return
        process.ask(Stop())
        try:
            async with asyncio.timeout(self.stop_seconds):
                while not isinstance(await process.hear(), Done | Failed | None):
                    pass
        except TimeoutError:
            logger.warning("%s: the device did not obey a cancel, its drivers are ended", self.id)
            await self._kill()
        except asyncio.CancelledError:
            process.kill()
            raise

    async def _failure(self, message: Message | None) -> ScannerError:
        if isinstance(message, Failed):
            return trouble(message.code, message.said)
        process = self.process
        if process is None:  # closed meanwhile
            return trouble("scanner_gone")
        await self._kill()
        crashed = process.crashed
        logger.warning("%s: the process with the drivers ended with %s", self.id, crashed)
        return trouble("scanner_fault", tr("its driver crashed"))

    async def _kill(self) -> None:
        if (process := self.process) is not None:
            process.kill()
        await self._end()

    async def _end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            await process.end()

    def _key(self, device: str) -> str:
        return device.removeprefix(f"{self.id}:")

    def _command(self) -> list[str]:
        if getattr(sys, "frozen", False):
            return [sys.executable, f"--carddesk-{self.id}"]
        return [sys.executable, "-m", self.module]

    def _environment(self) -> dict[str, str]:
        # Somewhat longer than the parent waits, so that the parent is the one who ends it as long as it is there.
        longest = max(self.stall_seconds, self.start_seconds, self.look_seconds)
        return environment(**{STALL_SECONDS: f"{longest:g}", **self.variables})
