"""Turns that desks agree on: nothing goes out that the others do not know of, and no place stays taken for nothing."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from carddesk.errors import EnvironmentFault
from carddesk.services.sharing import PaceToCome, Turn
from carddesk.vendors.agreeing import Agreement
from carddesk.vendors.off_loop import OffLoop
from carddesk.vendors.pacing import Pacer


class Server:
    """Where desks agree: so many places, and what was asked of it."""

    def __init__(self, places: int = 1) -> None:
        self.taken: set[str] = set()
        self.asked: list[tuple[object, ...]] = []
        self.patience: list[tuple[str, float]] = []
        self.fault: EnvironmentFault | None = None
        self.wait_s = 0.0
        self._places = places
        self._lock = threading.Lock()

    def take(self, account: str, per_second: float, at_once: int, lease_s: float) -> Turn:
        with self._lock:
            self.asked.append((account, per_second, at_once, lease_s))
            if self.fault is not None:
                raise self.fault
            if len(self.taken) >= self._places:
                return Turn(None, 0.01)
            token = f"turn {len(self.asked)}"
            self.taken.add(token)
            return Turn(token, self.wait_s)

    def done(self, token: str) -> None:
        self.taken.remove(token)

    def slow_down(self, account: str, wait_s: float) -> None:
        self.patience.append((account, wait_s))


@pytest.fixture
async def off_loop() -> AsyncIterator[OffLoop]:
    made = OffLoop()
    yield made
    made.close()


def pacer(server: Any, off_loop: OffLoop, **how: Any) -> Pacer:
    def limits() -> tuple[float, int]:
        return 1000.0, 4

    agreement = Agreement("megvii", server, off_loop.run, limits=limits, longest_s=lambda: 60.0, **how)
    return Pacer(limits, agreement=agreement)


async def call(made: Pacer, work: Callable[[], None] = lambda: None, seconds: float = 0.0) -> None:
    async with made.turn():
        work()
        await asyncio.sleep(seconds)


async def until(said: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not said():  # noqa: ASYNC110 - it is done in a thread
            await asyncio.sleep(0.005)


async def test_a_call_has_a_place_while_it_is_under_way_and_none_afterwards(off_loop: OffLoop) -> None:
    server = Server()
    seen: list[int] = []
    await call(pacer(server, off_loop), lambda: seen.append(len(server.taken)))
    assert seen == [1]
    assert server.taken == set()
    assert server.asked == [("megvii", 1000.0, 4, 90.0)]


async def test_where_all_places_are_taken_it_asks_again_until_one_is_free(off_loop: OffLoop) -> None:
    server, together = Server(places=1), []
    made = pacer(server, off_loop)
    await asyncio.gather(*(call(made, lambda: together.append(len(server.taken)), 0.02) for _ in range(4)))
    assert together == [1, 1, 1, 1]
    assert len(server.asked) > 4


async def test_a_call_that_fails_gives_its_place_back(off_loop: OffLoop) -> None:
    server = Server()

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await call(pacer(server, off_loop), fail)
    assert server.taken == set()


@pytest.mark.parametrize("wait_s", [0.0, 30.0])
async def test_who_goes_away_while_they_wait_leaves_no_place_taken(off_loop: OffLoop, wait_s: float) -> None:
    server = Server()
    server.wait_s = wait_s
    waiting = asyncio.create_task(call(pacer(server, off_loop), seconds=30))
    await until(lambda: server.taken)
    waiting.cancel()
    await asyncio.wait([waiting])
    await until(lambda: not server.taken)


async def test_what_the_others_cannot_be_told_of_does_not_go_out(off_loop: OffLoop) -> None:
    server = Server()
    server.fault = EnvironmentFault("team_unreachable", "nobody there", retryable=True)
    went: list[int] = []
    with pytest.raises(EnvironmentFault):
        await call(pacer(server, off_loop), lambda: went.append(1))
    assert went == []


async def test_patience_is_asked_of_all(off_loop: OffLoop) -> None:
    server = Server()
    made = pacer(server, off_loop)
    await made.asked_for_patience(2.5)
    assert server.patience == [("megvii", 2.5)]
    assert made.pace.slowed


async def test_a_pace_that_is_yet_to_come_holds_nobody_up(off_loop: OffLoop) -> None:
    later, server = PaceToCome(), Server()
    made = pacer(later, off_loop)
    await call(made)
    assert server.asked == []
    later.shared = server
    await call(made)
    assert len(server.asked) == 1
    assert server.taken == set()
