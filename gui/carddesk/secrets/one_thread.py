"""Calls that may never return, made one after the other in one thread that keeps nobody waiting, not even at the exit."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class OneThread:
    """One daemon thread, there only while there is work. A call that hangs costs this one thread and no more.

    Threads of a `ThreadPoolExecutor` would not do: the interpreter waits for them when it ends.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._under_way: Future[Any] | None = None
        self._given_up: Future[Any] | None = None
        self._there = False

    @property
    def stuck(self) -> bool:
        """Whether a call that somebody gave up waiting for is still under way."""
        return self._given_up is not None and not self._given_up.done()

    async def run(self, work: Callable[[], T], seconds: float | None) -> T:
        """What `work` gives or raises. Waiting for those before it counts, too; given up before it began, it never begins.

        Args:
            work: what to do.
            seconds: how long it may take; None for however long.

        Raises:
            TimeoutError: it did not end in time; at once, if a call that was given up before is still under way.
        """
        if self.stuck:
            raise TimeoutError
        future: Future[T] = Future()
        self._put(future, work)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            self._given_up = self._under_way
            raise

    def wait(self, work: Callable[[], T], seconds: float) -> T:
        """As `run`, for a caller that has no event loop: it blocks.

        Raises:
            TimeoutError: as in `run`.
        """
        if self.stuck:
            raise TimeoutError
        future: Future[T] = Future()
        self._put(future, work)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            self._given_up = self._under_way
            raise

    def _put(self, future: Future[Any], work: Callable[[], Any]) -> None:
        with self._lock:
            self._waiting.append((future, work))
            if self._there:
                return
            self._there = True
        threading.Thread(target=self._serve, name=self._name, daemon=True).start()

    def _serve(self) -> None:
        while job := self._next():
            future, work = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - as an executor does: it is raised where it is awaited
                future.set_exception(error)

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._lock:
            job = self._waiting.popleft() if self._waiting else None
            self._under_way = job[0] if job else None
            self._there = job is not None
            return job
