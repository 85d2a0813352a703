"""The side of the process that has a scanner's driver: it answers one question after another, and dies with its parent.

Drivers are foreign code in C: they hang, they crash, and some keep Python from running meanwhile. Hence two watchmen: the
parent, which kills this process when it hears nothing, and a timer in C that ends it when the parent is not there any more.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from typing import BinaryIO, Protocol

from carddesk.capture.scanner.contract import Capabilities, ScannedPage, Wish
from carddesk.capture.scanner.driver_protocol import (
    Able,
    Answer,
    AtWork,
    Describe,
    Done,
    Failed,
    Found,
    Look,
    Message,
    Page,
    Question,
    Ready,
    Scan,
    Seen,
    Stop,
    Stuck,
    receive,
    send,
)
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.pipes import pipes_to_parent

STALL_SECONDS = "CARDDESK_SCANNER_STALL_SECONDS"
"""Name in the environment for how long the parent waits for a sign; somewhat later this process gives itself up."""
_BEAT_SECONDS = 0.2
_FAREWELL_SECONDS = 3.0
_ALONE_SECONDS = 2.0


GoingOn = Callable[[], bool]
"""Called as often as a device shows that it is at work; tells whether to go on. It never raises while a driver calls it."""


class Driver(Protocol):
    """One way of talking to scanners, blocking, used from one thread alone but for `stop`. Raises `DriverTrouble`.

    Attributes:
        is_stuck: whether a device could not be freed, so that only the end of the process frees it.
    """

    is_stuck: bool

    def devices(self) -> Sequence[Found]:
        """The scanners there are."""

    def capabilities(self, device: str) -> Capabilities:
        """What the device with this key can do."""

    def scan(self, device: str, wish: Wish, going_on: GoingOn) -> Generator[ScannedPage, None, None]:
        """Pages. Its end, and closing it, free the device."""

    def stop(self) -> None:
        """Make the scan under way end soon; called from another thread, also when there is none."""


def serve(load: Callable[[], Driver]) -> int:
    """Says it is ready once `load` has given the driver, then answers until the parent is gone."""
    questions, answers = pipes_to_parent()
    worker = _Worker(answers)
    worker.watch()
    try:
        driver = load()
    except DriverTrouble as trouble:
        send(answers, Failed(trouble.code, trouble.said))
        return 1
    except (ImportError, OSError, RuntimeError) as error:
        send(answers, Failed("scanner_fault", f"{type(error).__name__}: {error}"))
        return 1
    threading.Thread(target=worker.listen, args=(questions, driver), daemon=True).start()
    worker.tell(Ready())
    try:
        worker.work(driver)
    except OSError:  # the parent has gone in the middle of an answer
        return 1
    return 0


class _Worker:
    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._inbox: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._nothing = open(os.devnull, "wb")  # noqa: PTH123, SIM115  (open as long as the process is)
        self._seconds = float(os.environ.get(STALL_SECONDS, "60")) + _ALONE_SECONDS
        self._beat = 0.0

    def tell(self, message: Message) -> None:
        send(self._answers, message)

    def watch(self, seconds: float | None = None) -> None:
        """End this process unless something is heard of the driver within this time."""
        faulthandler.dump_traceback_later(seconds or self._seconds, exit=True, file=self._nothing)

    def listen(self, questions: BinaryIO, driver: Driver) -> None:
        """Hands on questions, one at a time as the parent asks them; a `Stop` always means the one under way."""
        while (message := receive(questions)) is not None:
            if isinstance(message, Look | Describe | Scan):
                self._stopped.clear()
                self._inbox.put(message)
            elif isinstance(message, Stop):
                self._stop(driver)
        # The parent is gone: the device is brought to rest if it lets itself be, and this process ends in any case.
        self._stopped.set()
        self.watch(_FAREWELL_SECONDS)
        self._inbox.put(None)
        self._stop(driver)

    def _stop(self, driver: Driver) -> None:
        self._stopped.set()
        driver.stop()

    def work(self, driver: Driver) -> None:
        """Answers until the parent is gone."""
        faulthandler.cancel_dump_traceback_later()
        while (question := self._inbox.get()) is not None:
            self.watch()
            last = self._answer(driver, question)
            faulthandler.cancel_dump_traceback_later()
            if driver.is_stuck:
                self.tell(Stuck())
            self.tell(last)

    def _answer(self, driver: Driver, question: Question) -> Answer:
        try:
            match question:
                case Look():
                    return Seen(tuple(driver.devices()))
                case Describe(device):
                    return Able(driver.capabilities(device))
                case Scan(device, wish):
                    return self._scan(driver, device, wish)
        except DriverTrouble as trouble:
            # What a driver says when it was told to stop is no trouble.
            return Done() if self._stopped.is_set() else Failed(trouble.code, trouble.said)
        except Exception as error:  # noqa: BLE001
            # A driver's surprise costs one scan, never the process.
            return Failed("scanner_fault", f"{type(error).__name__}: {error}")

    def _scan(self, driver: Driver, device: str, wish: Wish) -> Answer:
        with closing(driver.scan(device, wish, self._going_on)) as pages:
            for page in pages:
                self.tell(Page(page))
                self.watch()
                if self._stopped.is_set():
                    break
        return Done()

    def _going_on(self) -> bool:
        if not self._stopped.is_set() and time.monotonic() - self._beat > _BEAT_SECONDS:
            self._beat = time.monotonic()
            self.watch()
            with suppress(OSError):  # the parent is gone: whoever listens to it sees that, too
                self.tell(AtWork())
        return not self._stopped.is_set()
