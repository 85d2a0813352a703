"""A turn that several desks agree on, waited for without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Final

from carddesk.errors import UserError
from carddesk.services import calls
from carddesk.services.sharing import SharedPace

Run = Callable[..., Awaitable[Any]]
"""Runs a function in a thread: `OffLoop.run`."""

_MORE_S: Final = 30.0
"""A place is kept for so much longer than a call may take: to authorise it, and for clocks."""


class Agreement:
    """One vendor's account, shared with other desks.

    Args:
        limits: calls a second and calls at once, asked anew for each turn.
        longest_s: how long one call may take.
    """

    def __init__(
        self,
        account: str,
        shared: SharedPace,
        run: Run,
        *,
        limits: Callable[[], tuple[float, int]],
        longest_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._account = account
        self._shared = shared
        self._run = run
        self._limits = limits
        self._longest_s = longest_s
        self._sleep = sleep

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Inside the block a call may go out, as far as all desks are concerned."""
        token = await self._taken()
        try:
            yield
        finally:
            # Whatever happens to this task, the place goes back; and if not that, its lease ends.
            with suppress(UserError):
                await asyncio.shield(asyncio.ensure_future(self._run(self._shared.done, token)))

    async def slow_down(self, wait_s: float) -> None:
        """Tell the others that the vendor asked for patience."""
        with suppress(UserError):
            await self._run(self._shared.slow_down, self._account, wait_s)

    async def _taken(self) -> str:
        while True:
            per_second, at_once = self._limits()
            lease_s = self._longest_s() + _MORE_S
            asking = asyncio.ensure_future(
                self._run(partial(self._shared.take, self._account, per_second, at_once, lease_s))
            )
            try:
                turn = await asyncio.shield(asking)
            except asyncio.CancelledError:
                asking.add_done_callback(self._give_back)
                raise
            if turn.wait_s > 0:
                if turn.token is not None:
                    calls.waiting(turn.wait_s)
                try:
                    await self._sleep(turn.wait_s)
                except asyncio.CancelledError:
                    self._give_back(asking)
                    raise
            if turn.token is not None:
                return str(turn.token)

    def _give_back(self, asked: asyncio.Future[Any]) -> None:
        """Of somebody who went away while they waited."""
        if not asked.cancelled() and asked.exception() is None and asked.result().token is not None:
            giving = asyncio.ensure_future(self._run(self._shared.done, asked.result().token))
            giving.add_done_callback(lambda done: done.cancelled() or done.exception())
