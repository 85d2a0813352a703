"""How fast a vendor is asked: so many calls a second, so many at once, fewer for a while when it asks for patience."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Final

from carddesk.services import calls
from carddesk.vendors.agreeing import Agreement

SLOWED_S: Final = 60.0
"""For how long the rate stays lowered after the vendor asked for patience."""
SLOWEST: Final = 1 / 16
"""The share of the allowed rate below which it is not lowered."""

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How things stand, for a person.

    Attributes:
        waiting: calls that wait for their turn.
        next_in_s: seconds until the next call may go out; 0 when one may go now.
        slowed: whether the vendor asked for patience not long ago.
    """

    waiting: int = 0
    next_in_s: float = 0.0
    slowed: bool = False


class Pacer:
    """Gives turns in the order in which they are asked for. One for each vendor's account; knows no event loop by itself.

    Args:
        limits: calls a second and calls at once, asked anew for each turn.
        agreement: with other desks that use the same account; None where there are none.
    """

    def __init__(
        self,
        limits: Callable[[], tuple[float, int]],
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        agreement: Agreement | None = None,
    ) -> None:
        self._agreement = agreement
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._under_way = _Gate(lambda: limits()[1])
        self._going_out = _Gate(lambda: 1)
        self._next = clock()
        self._share = 1.0
        self._slowed_until = self._next

    @property
    def pace(self) -> Pace:
        """How things stand now."""
        now = self._clock()
        left = max(0.0, self._next - now)
        waiting = len(self._under_way.queue) + len(self._going_out.queue) + self._going_out.inside
        return Pace(waiting, left, now < self._slowed_until)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Inside the block, a call may go out. Waits before it; cancelled while waiting, it leaves no gap."""
        async with self._under_way:
            await self._until_due()
            async with self._agreement.turn() if self._agreement else nullcontext():
                yield

    async def asked_for_patience(self, wait_s: float = 0.0) -> None:
        """As `slow_down`, for all desks that share the account."""
        self.slow_down(wait_s)
        if self._agreement is not None:
            await self._agreement.slow_down(wait_s)

    def slow_down(self, wait_s: float = 0.0) -> None:
        """The vendor asked for patience: nothing for `wait_s`, and half as many calls a second as now for a minute."""
        now = self._clock()
        self._share = max(SLOWEST, self._current_share(now) / 2)
        self._slowed_until = now + SLOWED_S
        self._next = max(self._next, now + wait_s, now + 1 / self._rate(now))

    def _current_share(self, now: float) -> float:
        return self._share if now < self._slowed_until else 1.0

    def _rate(self, now: float) -> float:
        return self._limits()[0] * self._current_share(now)

    async def _until_due(self) -> None:
        ahead = len(self._going_out.queue) + self._going_out.inside
        now = self._clock()
        left = self._next - now + ahead / self._rate(now)
        if left > 0:
            calls.waiting(left)
        async with self._going_out:
            # Looked at again after each sleep: meanwhile the vendor may have asked for patience.
            while (left := self._next - self._clock()) > 0:
                await self._sleep(left)
            now = self._clock()
            self._next = now + 1 / self._rate(now)


class _Gate:
    """Lets so many in at a time, in the order in which they came."""

    def __init__(self, most: Callable[[], int]) -> None:
        self.inside = 0
        self.queue: deque[asyncio.Future[None]] = deque()
        self._most = most

    async def __aenter__(self) -> None:
        if self.inside < self._most() and not self.queue:
            self.inside += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place in self.queue:
                self.queue.remove(place)
            elif not place.cancelled():
                self.inside -= 1  # let in at the very moment in which it was cancelled
            self._admit()
            raise

    async def __aexit__(self, *_how: object) -> None:
        self.inside -= 1
        self._admit()

    def _admit(self) -> None:
        while self.queue and self.inside < self._most():
            place = self.queue.popleft()
            if not place.done():
                self.inside += 1
                place.set_result(None)
