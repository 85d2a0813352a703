"""A test that leaves a task, a thread, a child process or a top-level widget behind fails, and says which."""

import asyncio
import gc
import inspect
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping

import pytest

from tests.guards import processes, threads, widgets

GRACE_SECONDS = 2.0
"""What is ending may take this long to end."""

Alive = Callable[[], Mapping[int, str]]
"""What lives now: identity to a description."""

KINDS: dict[str, Alive] = {"threads": threads.alive, "processes": processes.alive, "widgets": widgets.alive}
FAILED = pytest.StashKey[bool]()
"""On a test: whether it has failed so far."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed: what it then leaves behind is no news."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def pytest_configure() -> None:
    """Orphaned grandchildren come to this process, so that they are seen."""
    processes.adopt_orphans()


def pytest_collection_finish() -> None:
    """Modules are never garbage: to walk through all of them again after each coroutine test takes longer than the test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _nothing_outlives_the_session() -> Iterator[None]:
    before = {kind: alive().keys() for kind, alive in KINDS.items()}
    yield
    left = _left({kind: before[kind] for kind in ("threads", "processes")})
    if left:
        pytest.fail(f"left behind by fixtures at the end of the run:\n{left}", pytrace=False)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, no_unexpected_error_log: None) -> Iterator[None]:
    """Fails the test that leaves threads, child processes or widgets behind; for a coroutine also tasks."""
    kept = {kind for marker in request.node.iter_markers("keeps") for kind in marker.args}
    if "tasks" not in kept and inspect.iscoroutinefunction(inspect.unwrap(request.function)):
        request.getfixturevalue("no_task_left")
    before = {kind: alive().keys() for kind, alive in KINDS.items() if kind not in kept}
    yield
    if request.node.stash.get(FAILED, False):
        return
    if left := _left(before):
        pytest.fail(f"the test left behind:\n{left}", pytrace=False)


@pytest.fixture
async def no_task_left() -> AsyncIterator[None]:
    """Set up before the test's own fixtures and taken down after them, so what still runs then has no owner."""
    yield
    running = asyncio.all_tasks() - {asyncio.current_task()}
    left = (await asyncio.wait(running, timeout=GRACE_SECONDS))[1] if running else set()
    # Dropped tasks and coroutines complain when they are collected: let them do so within their test.
    gc.collect()
    if left:
        pytest.fail("the test left tasks behind:\n" + "\n".join(f"  {task!r}" for task in left), pytrace=False)


def _left(before: Mapping[str, object]) -> str:
    deadline = time.monotonic() + GRACE_SECONDS
    while (lines := list(_new_ones(before))) and time.monotonic() < deadline:
        # A frame that has ended may still hold a widget or a process by a reference cycle.
        gc.collect()
        time.sleep(0.02)
    return "\n".join(lines)


def _new_ones(before: Mapping[str, object]) -> Iterator[str]:
    for kind, known in before.items():
        for identity, description in KINDS[kind]().items():
            if identity not in known:  # type: ignore[operator]
                yield f"  {kind}: {description}"
