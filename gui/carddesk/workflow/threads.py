"""Work off the event loop, in a few threads that end when their owner says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """At most `count` threads, started when needed."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="carddesk")
        self._under_way: set[Future[Any]] = set()
        self._closed = False

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, or raises. When the caller is cancelled it still runs to its end, unseen.

        Raises:
            CancelledError: the owner has closed: whoever still asks is to end, too.
        """
        if self._closed:
            raise asyncio.CancelledError
        future = self._pool.submit(work, *args, **kwargs)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Drop what has not begun, wait for what has, end the threads. May be called twice."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        running = [asyncio.wrap_future(future) for future in list(self._under_way)]
        await asyncio.gather(*running, return_exceptions=True)
        self._pool.shutdown(wait=True)  # nothing runs any more: this only sees the threads off
