import asyncio
import threading
from contextlib import suppress

import pytest

from carddesk.errors import UserError
from carddesk.workflow import tasks
from carddesk.workflow.tasks import Tasks


class Told:
    def __init__(self) -> None:
        self.said: list[UserError] = []
        self.bugs: list[BaseException] = []
        self.tasks = Tasks(self.said.append, self.bugs.append)


@pytest.fixture
async def told() -> Told:
    return Told()


async def fail(error: Exception) -> None:
    await asyncio.sleep(0)
    raise error


async def test_an_unexpected_exception_goes_to_the_one_who_reports_bugs(told: Told) -> None:
    bug = ZeroDivisionError()
    task = told.tasks.spawn(fail(bug))
    await asyncio.wait([task])
    await told.tasks.close()
    assert (told.bugs, told.said) == ([bug], [])


async def test_a_user_error_goes_to_the_operator(told: Told) -> None:
    error = UserError("full", "The disk is full.")
    await asyncio.wait([told.tasks.spawn(fail(error))])
    await told.tasks.close()
    assert (told.bugs, told.said) == ([], [error])


async def test_without_one_who_reports_bugs_the_loop_is_told() -> None:
    heard: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context["exception"]))
    tasks = Tasks(lambda _error: None)
    bug = ZeroDivisionError()
    await asyncio.wait([tasks.spawn(fail(bug))])
    await tasks.close()
    assert heard == [bug]


async def test_closing_cancels_waits_and_tells_nobody(told: Told) -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            ended.append("cleaned up")

    task = told.tasks.spawn(work())
    await asyncio.sleep(0)
    await told.tasks.close()
    await told.tasks.close()
    assert task.cancelled()
    assert (ended, told.bugs, told.said) == (["cleaned up"], [], [])


async def test_a_failure_while_being_cancelled_is_still_a_bug(told: Told) -> None:
    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise ZeroDivisionError

    _ = told.tasks.spawn(work())
    await asyncio.sleep(0)
    await told.tasks.close()
    assert [type(bug) for bug in told.bugs] == [ZeroDivisionError]


async def test_work_in_a_thread_runs_off_the_loop_and_gives_its_result(told: Told) -> None:
    assert await told.tasks.in_thread(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await told.tasks.in_thread(divmod, 1, 0)
    await told.tasks.close()


async def test_closing_waits_for_work_in_threads(told: Told) -> None:
    started, ended = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(started.set)
        threading.Event().wait(0.1)
        ended.set()

    _ = told.tasks.spawn(told.tasks.in_thread(work))
    await started.wait()
    await told.tasks.close()
    assert ended.is_set()


async def test_what_a_task_starts_while_it_ends_ends_too(told: Told) -> None:
    started: list[asyncio.Task[None]] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            started.append(told.tasks.spawn(asyncio.sleep(60)))

    _ = told.tasks.spawn(work())
    await asyncio.sleep(0)
    await told.tasks.close()
    assert [task.cancelled() for task in started] == [True]


async def test_who_asks_for_a_thread_after_closing_is_cancelled(told: Told) -> None:
    await told.tasks.close()
    late = asyncio.create_task(told.tasks.in_thread(divmod, 1, 1))
    await asyncio.wait([late])
    assert late.cancelled()


async def test_a_task_on_which_a_cancellation_was_lost_is_asked_again(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_ASKED_AGAIN_S", 0.01)

    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    task = told.tasks.spawn(deaf_once())
    await asyncio.sleep(0)
    await asyncio.wait_for(told.tasks.close(), 5)
    assert task.cancelled()


async def test_what_is_started_after_the_end_never_begins(told: Told) -> None:
    await told.tasks.close()
    began: list[str] = []

    async def late() -> None:
        began.append("late")

    task = told.tasks.spawn(late())
    await asyncio.wait([task])
    assert task.cancelled()
    assert began == []
