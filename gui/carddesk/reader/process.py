"""The program's side of the reading process: started when first needed, asked one card at a time, replaced when it fails.

A plain `Popen` on pipes rather than `multiprocessing`: nothing re-runs the program's main module, no resource tracker is
left beside it, it is the same on all systems and when frozen, and the process sees its parent's death as the end of a pipe.
Neither asyncio's subprocesses (qasync has no child watcher) nor its executors are used: one thread owns the process.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import carddesk
from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, ServiceError
from carddesk.language import current, tr
from carddesk.reader.protocol import Answer, Failure, Message, Ready, Request, receive, send
from carddesk.reader.worker import FLAG, LANGUAGE
from carddesk.secrets.environment import for_children

_START_SECONDS = 60.0
_CLOSE_SECONDS = 0.8
_TRIES = 2
"""So often an image is read at most when the process dies over it."""


@dataclass(frozen=True, slots=True)
class _Job:
    request: Request
    seconds: float
    answer: Future[tuple[Reading, ...]]


class ReaderProcess:
    """Reads cards in a process of its own. Every method may be called from any thread; none of them blocks but `close`."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = tuple(command or default_command())
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: Request, seconds: float) -> Future[tuple[Reading, ...]]:
        """The cards in an image. `seconds` may pass from when the work on it begins; cancelling frees only the caller.

        The future raises ImageError or ServiceError (`reader_unavailable`, `reader_crashed`, `reader_timeout`, `no_card`).
        """
        answer: Future[tuple[Reading, ...]] = Future()
        with self._lock:
            if self._closed:
                raise ServiceError("reader_unavailable", tr("The engine inside has been shut down."))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
                self._thread.start()
            self._jobs.put(_Job(request, seconds, answer))
        return answer

    @property
    def pid(self) -> int | None:
        """The process at work now, if there is one."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def close(self) -> None:
        """Ends the process in order within a second, or kills it. Cards still waiting fail. May be called twice."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self._jobs.put(None)
        if (process := self._process) is not None:
            _hang_up(process)
        thread.join(_CLOSE_SECONDS)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not job.answer.set_running_or_notify_cancel():
                continue
            try:
                outcome = self._read(job)
            except Exception as error:  # noqa: BLE001  (a bug fails one card; the thread has others to read)
                _settle(job.answer, error)
            else:
                _settle(job.answer, outcome)
        if self._process is not None:
            _end(self._process)

    def _read(self, job: _Job) -> tuple[Reading, ...]:
        """What the process answers. Where it dies over the image another one is asked, once: it may have been killed for
        another reason, for its memory or by a person, and nobody should have to ask again for that.
        """
        lost: ServiceError | None = None
        for _ in range(_TRIES):
            process = self._at_hand()
            message = self._exchange(process, job.request, job.seconds, "reader_timeout")
            if isinstance(message, Answer):
                return message.readings
            if isinstance(message, Failure):
                raise _error(message)
            lost = self._lost(process)
        raise lost or _gone()

    def _at_hand(self) -> subprocess.Popen[bytes]:
        """The process that is there, or a new one."""
        if self._closed:
            raise _gone()
        process = self._process
        if process is None or process.poll() is not None:
            if process is not None:
                _end(process)
            return self._start()
        return process

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=_creation_flags(),
            )
        except OSError as error:
            raise ServiceError(
                "reader_unavailable",
                tr("The engine inside could not be started: {error}.", error=error),
                retryable=True,
            ) from error
        self._process = process
        message = self._exchange(process, None, _START_SECONDS, "reader_unavailable")
        if isinstance(message, Ready):
            return process
        _end(process)
        if isinstance(message, Failure):
            raise _error(message)
        raise ServiceError(
            "reader_unavailable",
            tr("The engine inside ended while it was starting. Read the card again."),
            retryable=True,
        )

    def _exchange(
        self, process: subprocess.Popen[bytes], request: Request | None, seconds: float, late: str
    ) -> Message | None:
        """Sends the request, if any, and waits for a message; a process that takes too long is killed, which ends the wait."""
        overdue = threading.Event()

        def give_up() -> None:
            overdue.set()
            process.kill()

        watchdog = threading.Timer(seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            if request is not None:
                send(cast(BinaryIO, process.stdin), request)
            message = receive(cast(BinaryIO, process.stdout))
        except (OSError, ValueError):  # ValueError: `close` has closed the pipe meanwhile
            message = None
        finally:
            watchdog.cancel()
        if message is None and overdue.is_set():
            _end(process)
            raise ServiceError(
                late,
                tr(
                    "The engine inside gave no answer within {seconds} seconds and was restarted.",
                    seconds=f"{seconds:g}",
                ),
                retryable=True,
            )
        return message

    def _lost(self, process: subprocess.Popen[bytes]) -> ServiceError:
        _end(process)
        if self._closed:
            return _gone()
        return ServiceError(
            "reader_crashed",
            tr("The engine inside crashed on this image twice and was restarted. Read it again."),
            retryable=True,
        )


def default_command() -> list[str]:
    """How this program starts its reading process, frozen or not."""
    return [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-m", "carddesk.reader.worker"]


def _environment() -> dict[str, str]:
    """The present environment without credentials, in which the process finds the same package and speaks the same language."""
    root = str(Path(carddesk.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**for_children(os.environ), "PYTHONPATH": os.pathsep.join(paths), LANGUAGE: current()}


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """Closes the pipe on which the process listens, at which it leaves by itself; kills it when it does not."""
    with suppress(OSError, ValueError):
        cast(BinaryIO, process.stdin).close()
    try:
        process.wait(_CLOSE_SECONDS / 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Hangs up and lets go of both pipes; for the thread that reads from them alone."""
    _hang_up(process)
    with suppress(OSError):
        cast(BinaryIO, process.stdout).close()


def _error(failure: Failure) -> ImageError | ServiceError:
    kind = ImageError if failure.image else ServiceError
    return kind(failure.code, failure.message, retryable=failure.retryable)


def _gone() -> ServiceError:
    return ServiceError("reader_unavailable", tr("The engine inside has been shut down."))


def _settle(answer: Future[tuple[Reading, ...]], outcome: tuple[Reading, ...] | Exception) -> None:
    with suppress(InvalidStateError):
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)
