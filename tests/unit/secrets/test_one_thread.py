"""Calls that may hang hold up neither their caller nor the end of the program, and do not pile up."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from carddesk.secrets.one_thread import OneThread
from tests.unit.cli.conftest import environment

NAME = "thread under test"


@pytest.fixture
def let() -> Iterator[threading.Event]:
    """What hanging calls wait for; they end with the test."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def thread() -> OneThread:
    return OneThread(NAME)


def threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == NAME]


def slow_name() -> str:
    time.sleep(0.3)
    return threading.current_thread().name


def join() -> None:
    for each in threads():
        each.join(2)
    assert not threads()


async def test_it_gives_what_the_call_gives_and_the_loop_goes_on_meanwhile(thread: OneThread) -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beat())
    assert await thread.run(slow_name, 5) == NAME
    beating.cancel()
    assert beats > 10


async def test_what_the_call_raises_is_raised(thread: OneThread) -> None:
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0, 5)
    assert await thread.run(lambda: 7, 5) == 7


async def test_the_thread_is_gone_when_there_is_nothing_to_do(thread: OneThread) -> None:
    await thread.run(lambda: None, 5)
    join()


async def test_a_call_that_hangs_is_given_up_and_costs_one_thread(thread: OneThread, let: threading.Event) -> None:
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        await thread.run(let.wait, 0.2)
    for _ in range(10):
        with pytest.raises(TimeoutError):
            await thread.run(lambda: None, 0.5)
    assert time.monotonic() - begin < 2  # those after it do not wait for their own time to pass
    assert len(threads()) == 1
    assert thread.stuck


async def test_when_it_comes_back_after_all_the_next_call_is_made(thread: OneThread, let: threading.Event) -> None:
    with pytest.raises(TimeoutError):
        await thread.run(let.wait, 0.1)
    let.set()
    join()
    assert not thread.stuck
    assert await thread.run(lambda: "again", 5) == "again"


async def test_what_was_given_up_before_it_began_never_begins(thread: OneThread, let: threading.Event) -> None:
    written: list[str] = []
    first = asyncio.create_task(thread.run(let.wait, 5))
    await asyncio.sleep(0.05)
    with pytest.raises(TimeoutError):
        await thread.run(lambda: written.append("late"), 0.1)
    let.set()
    assert await first
    join()
    assert not written


async def test_calls_of_several_are_made_one_after_the_other(thread: OneThread) -> None:
    at_once = most = 0

    def count() -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.01)
        at_once -= 1
        return at_once

    await asyncio.gather(*(thread.run(count, 5) for _ in range(20)))
    assert most == 1


async def test_a_caller_who_is_cancelled_leaves_the_call_and_the_next_one_alone(
    thread: OneThread, let: threading.Event
) -> None:
    first = asyncio.create_task(thread.run(let.wait, 5))
    await asyncio.sleep(0.05)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    let.set()
    assert await thread.run(lambda: "next", 5) == "next"


def test_the_program_ends_although_a_call_hangs() -> None:
    code = """
import asyncio, contextlib, time
from carddesk.secrets.one_thread import OneThread
async def main():
    with contextlib.suppress(TimeoutError):
        await OneThread("stuck").run(lambda: time.sleep(60), 0.2)
    print("given up", flush=True)
asyncio.run(main())
"""
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "given up\n", "")
    assert time.monotonic() - begin < 15
