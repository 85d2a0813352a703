"""Background work: every task and thread of the desk is started, owned, cancelled and reported here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import ParamSpec, TypeVar

from carddesk.errors import UserError
from carddesk.workflow.threads import Threads

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 3
"""One for files coming in, two for pixels."""
_ASKED_AGAIN_S = 3.0


class Tasks:
    """Owns tasks until they end.

    Args:
        on_user_error: told of a `UserError` that left a task.
        on_bug: told of any other exception that left a task; a cancelled task is told to nobody.
    """

    def __init__(
        self, on_user_error: Callable[[UserError], None], on_bug: Callable[[BaseException], None] | None = None
    ) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._threads = Threads(_THREADS)
        self._closed = False
        self._on_user_error = on_user_error
        self._on_bug = on_bug

    def spawn(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Start `work` as a task that nobody has to wait for; once closed, it is cancelled before it begins."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if self._closed:  # what still hears of the desk's end may want something of it
            task.cancel()
        return task

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` off the event loop. When the caller is cancelled the work still runs to its end, unseen."""
        return await self._threads.run(work, *args, **kwargs)

    async def close(self) -> None:
        """Cancel what runs, wait until it has ended, threads included. May be called twice."""
        self._closed = True
        own = asyncio.current_task()
        # What ends may start something before it is gone, so once round is not enough.
        while running := [task for task in self._tasks if task is not own]:
            for task in running:
                task.cancel()
            # A cancellation is lost where it comes in the moment in which what the task waits for ends: it is asked again.
            await asyncio.wait(running, timeout=_ASKED_AGAIN_S)
        await self._threads.close()

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, UserError):
            self._on_user_error(error)
        elif error is not None:
            self._report(task, error)

    def _report(self, task: asyncio.Task[object], error: BaseException) -> None:
        if self._on_bug is not None:
            self._on_bug(error)
        else:
            context = {"message": "a background task failed", "exception": error, "task": task}
            task.get_loop().call_exception_handler(context)
