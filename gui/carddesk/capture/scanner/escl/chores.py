"""What must be seen through though nobody waits for it any more: taking back a job on the scanner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 2
"""Looking up a name can hang, and pages need not wait for that."""


class Chores:
    """Owns tasks that outlive whoever began them, and threads for what would hold up the event loop.

    Args:
        patience_s: how long anybody waits for such a task.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._tasks: set[asyncio.Task[object]] = set()
        self._pool: ThreadPoolExecutor | None = None

    def begin(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """A task of it, which `close` waits for."""
        task = asyncio.ensure_future(work)
        assert isinstance(task, asyncio.Task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def see_through(self, work: Coroutine[object, object, object]) -> None:
        """Wait for it as long as anybody may; when who waits is cancelled, or tired of it, it goes on to its end."""
        task = self.begin(work)
        await asyncio.wait([task], timeout=self._patience_s)
        if task.done():
            task.result()

    async def off_loop(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, or raises. When the caller is cancelled it still runs to its end, unseen."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="carddesk-escl")
        return await asyncio.wrap_future(self._pool.submit(work, *args, **kwargs))

    async def close(self) -> None:
        """Wait for every task as long as anybody may, and end those that are late. May be called twice, and be used again."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=self._patience_s)
            for task in late:
                task.cancel()
            if late:
                with suppress(asyncio.CancelledError):
                    await asyncio.wait(late)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
