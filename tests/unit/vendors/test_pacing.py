"""Turns come in order, no faster than allowed, and fewer after the vendor asked for patience."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from carddesk.services import calls
from carddesk.vendors.pacing import SLOWED_S, Pacer


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class Told:
    def __init__(self) -> None:
        self.waits: list[float] = []

    def sent(self) -> None:
        raise AssertionError("the pacer sends nothing")

    def waiting(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def time() -> Time:
    return Time()


def paced(time: Time, per_second: float = 2.0, at_once: int = 100) -> Pacer:
    return Pacer(lambda: (per_second, at_once), clock=time, sleep=time.sleep)


async def starts(pacer: Pacer, time: Time, count: int) -> list[float]:
    begun: list[float] = []

    async def one() -> None:
        async with pacer.turn():
            begun.append(time.now)

    await asyncio.gather(*(one() for _ in range(count)))
    return begun


def slowed(pacer: Pacer) -> bool:
    return pacer.pace.slowed


async def test_the_first_call_goes_at_once_and_the_rest_at_the_rate(time: Time) -> None:
    assert await starts(paced(time, per_second=4), time, 5) == [100.0, 100.25, 100.5, 100.75, 101.0]


async def test_a_pause_is_not_made_up_for(time: Time) -> None:
    pacer = paced(time, per_second=1)
    await starts(pacer, time, 1)
    time.now += 60
    assert await starts(pacer, time, 3) == [160.0, 161.0, 162.0]


async def test_no_more_are_under_way_at_once_than_allowed_and_they_come_in_order(time: Time) -> None:
    pacer = paced(time, per_second=1e9, at_once=2)
    running, most, order = 0, 0, []

    async def one(number: int) -> None:
        nonlocal running, most
        async with pacer.turn():
            order.append(number)
            running += 1
            most = max(most, running)
            for _ in range(5):
                await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(one(number) for number in range(9)))
    assert most == 2
    assert order == list(range(9))
    assert pacer.pace.waiting == 0


async def test_who_is_cancelled_while_waiting_leaves_no_gap(time: Time) -> None:
    pacer = paced(time, per_second=1e9, at_once=1)
    release = asyncio.Event()
    got: list[int] = []

    async def one(number: int) -> None:
        async with pacer.turn():
            got.append(number)
            await release.wait()

    tasks = [asyncio.ensure_future(one(number)) for number in range(4)]
    await asyncio.sleep(0)
    assert pacer.pace.waiting == 3
    tasks[1].cancel()
    await asyncio.sleep(0)
    release.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert got == [0, 2, 3]
    assert isinstance(done[1], asyncio.CancelledError)


@pytest.mark.parametrize("steps", range(8))
async def test_cancelled_at_any_moment_the_pacer_stays_usable(time: Time, steps: int) -> None:
    pacer = paced(time, per_second=10, at_once=1)

    async def one() -> None:
        async with pacer.turn():
            await asyncio.sleep(0)

    tasks = [asyncio.ensure_future(one()) for _ in range(5)]
    for _ in range(steps):
        await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert pacer.pace.waiting == 0
    async with asyncio.timeout(5):
        assert len(await starts(pacer, time, 3)) == 3


async def test_after_a_plea_for_patience_calls_wait_and_come_half_as_often_for_a_while(time: Time) -> None:
    pacer = paced(time, per_second=2)
    await starts(pacer, time, 1)
    pacer.slow_down(5.0)
    assert slowed(pacer)
    assert pacer.pace.next_in_s == pytest.approx(5.0)
    assert await starts(pacer, time, 3) == [105.0, 106.0, 107.0]
    pacer.slow_down()
    begun = await starts(pacer, time, 3)
    assert [later - earlier for earlier, later in itertools.pairwise(begun)] == [2.0, 2.0]
    time.now += SLOWED_S
    assert not slowed(pacer)
    begun = await starts(pacer, time, 3)
    assert [later - earlier for earlier, later in itertools.pairwise(begun)] == [0.5, 0.5]


async def test_a_plea_reaches_those_who_already_wait(time: Time) -> None:
    pacer = paced(time, per_second=1)
    first = asyncio.ensure_future(starts(pacer, time, 2))
    for _ in range(2):
        await asyncio.sleep(0)
    pacer.slow_down(30.0)
    assert (await first)[1] >= 130.0


async def test_waiting_is_told(time: Time) -> None:
    pacer, told = paced(time, per_second=1), Told()
    with calls.told_to(told):
        await starts(pacer, time, 3)
    assert told.waits == pytest.approx([1.0, 2.0], abs=1.0)
    assert len(told.waits) >= 2


async def test_limits_are_asked_anew_for_each_turn(time: Time) -> None:
    limits = [1.0, 1]
    pacer = Pacer(lambda: (limits[0], int(limits[1])), clock=time, sleep=time.sleep)
    await starts(pacer, time, 1)
    limits[0] = 10.0
    begun = await starts(pacer, time, 3)
    assert begun[2] - begun[1] == pytest.approx(0.1)
