"""The reading process: started when needed, kept, replaced when it fails, gone when it is not wanted."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from carddesk.cards.geometry import Quad
from carddesk.errors import ImageError, ServiceError
from carddesk.reader.local import LocalService
from carddesk.reader.process import ReaderProcess
from carddesk.reader.protocol import Request
from carddesk.services.contract import ServiceContext, SourceImage
from carddesk.services.regions import RegionText

FAULTY = Path(__file__).with_name("faulty_reader.py")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the faulty reader kills itself by a signal")


@pytest.fixture
def process() -> Iterator[ReaderProcess]:
    reader = ReaderProcess([sys.executable, str(FAULTY)])
    yield reader
    reader.close()


@pytest.fixture
def service(process: ReaderProcess) -> LocalService:
    return LocalService(ServiceContext(setting=lambda key: 20.0), process)


def pid_of(reader: ReaderProcess, data: bytes = b"fine") -> str | None:
    return reader.ask(Request(data), 20).result(30)[0].request_id


def test_nothing_is_started_before_the_first_card(process: ReaderProcess) -> None:
    assert process.pid is None


def test_one_process_reads_card_after_card(process: ReaderProcess) -> None:
    assert pid_of(process) == pid_of(process) == str(process.pid)


@pytest.mark.parametrize("fault", [b"exit", b"kill"])
def test_a_crash_fails_one_card_and_the_next_one_is_read(process: ReaderProcess, fault: bytes) -> None:
    before = pid_of(process)
    with pytest.raises(ServiceError) as error:
        process.ask(Request(fault), 20).result(30)
    assert (error.value.code, error.value.retryable) == ("reader_crashed", True)
    assert pid_of(process) not in {before, None}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_is_killed_over_a_card_has_it_read_by_the_next_one(
    process: ReaderProcess, number: signal.Signals
) -> None:
    before = pid_of(process)
    answer = process.ask(Request(b"slow"), 20)
    time.sleep(0.2)
    assert process.pid is not None
    os.kill(process.pid, number)
    assert answer.result(30)[0].request_id not in {before, None}


@pytest.mark.parametrize("fault", [b"memory", b"bug"])
def test_a_failure_inside_the_engine_costs_one_card_but_not_the_process(process: ReaderProcess, fault: bytes) -> None:
    before = pid_of(process)
    with pytest.raises(ServiceError) as error:
        process.ask(Request(fault), 20).result(30)
    assert error.value.code == "reader_crashed"
    assert pid_of(process) == before


def test_a_hang_ends_with_the_timeout_and_the_next_card_is_read(process: ReaderProcess) -> None:
    before = pid_of(process)
    started = time.monotonic()
    with pytest.raises(ServiceError) as error:
        process.ask(Request(b"hang"), 0.5).result(30)
    assert (error.value.code, error.value.retryable) == ("reader_timeout", True)
    assert time.monotonic() - started < 5
    assert pid_of(process) not in {before, None}


def test_the_timeout_counts_from_when_the_work_on_the_card_begins(process: ReaderProcess) -> None:
    pid_of(process)
    waiting = [process.ask(Request(b"slow"), 1.5) for _ in range(4)]
    assert all(each.result(30) for each in waiting)


def test_an_unforeseen_error_fails_one_card_and_the_next_is_read(
    process: ReaderProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("carddesk.reader.process.send", lambda *_: {}["nothing"])
        with pytest.raises(KeyError):
            process.ask(Request(b"fine"), 20).result(30)
    assert process.ask(Request(b"fine"), 20).result(30)


def test_an_unusable_image_is_an_image_error(process: ReaderProcess) -> None:
    with pytest.raises(ImageError, match="not an image"):
        process.ask(Request(b"image"), 20).result(30)


def test_what_a_library_prints_does_not_spoil_the_answers(process: ReaderProcess) -> None:
    assert pid_of(process, b"print") == str(process.pid)


def test_quads_come_back_as_they_were_sent(process: ReaderProcess) -> None:
    quad = process.ask(Request(b"fine"), 20).result(30)[0].card_quad
    assert quad is not None
    assert quad.points == ((1, 2), (30, 2), (30, 40), (1, 40))


@pytest.mark.parametrize("how", ["unavailable", "dies"])
def test_an_engine_that_cannot_start_says_so(how: str) -> None:
    reader = ReaderProcess([sys.executable, str(FAULTY), how])
    with pytest.raises(ServiceError) as error:
        reader.ask(Request(b"fine"), 20).result(30)
    assert error.value.code == "reader_unavailable"
    reader.close()


def test_a_program_that_is_not_there_is_an_unavailable_engine() -> None:
    reader = ReaderProcess(["/nowhere/carddesk-reader"])
    with pytest.raises(ServiceError) as error:
        reader.ask(Request(b"fine"), 20).result(30)
    assert error.value.code == "reader_unavailable"
    reader.close()


def test_closing_ends_the_process_within_a_second_even_while_it_hangs(process: ReaderProcess) -> None:
    pid_of(process)
    pid = process.pid
    assert pid is not None
    hanging = process.ask(Request(b"hang"), 20)
    time.sleep(0.2)
    started = time.monotonic()
    process.close()
    assert time.monotonic() - started < 1.5
    assert process.pid is None
    with pytest.raises(ServiceError):
        hanging.result(5)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_closing_twice_or_unused_is_fine_and_ends_the_service(process: ReaderProcess) -> None:
    process.close()
    process.close()
    with pytest.raises(ServiceError):
        process.ask(Request(b"fine"), 20)


async def test_cancelling_a_read_frees_the_caller_and_the_next_read_works(service: LocalService) -> None:
    await service.read(SourceImage(b"fine"))
    task = asyncio.create_task(service.read(SourceImage(b"slow")))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 0.3
    assert len(await service.read(SourceImage(b"fine"))) == 1


async def test_cards_that_wait_can_be_cancelled_before_they_are_read(service: LocalService) -> None:
    tasks = [asyncio.create_task(service.read(SourceImage(b"slow"))) for _ in range(3)]
    await asyncio.sleep(0.3)
    for task in tasks[1:]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert len(done[0]) == 1  # type: ignore[arg-type]
    assert all(isinstance(each, asyncio.CancelledError) for each in done[1:])


async def test_the_loop_is_never_blocked_while_a_card_is_read(service: LocalService) -> None:
    reading = asyncio.create_task(service.read(SourceImage(b"slow")))
    longest, last = 0.0, time.monotonic()
    while not reading.done():
        await asyncio.sleep(0.005)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    # The machine may be busy; a loop that waited for the card would have stood still for 600 ms.
    assert longest < 0.3


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for the process in /proc")
def test_the_process_dies_with_a_parent_that_was_killed() -> None:
    script = textwrap.dedent(
        f"""
        import sys, time
        from carddesk.reader.process import ReaderProcess
        from carddesk.reader.protocol import Request
        reader = ReaderProcess([sys.executable, {str(FAULTY)!r}])
        reader.ask(Request(b"fine"), 20).result(30)
        reader.ask(Request(b"hang"), 60)
        print(reader.pid, flush=True)
        time.sleep(60)
        """
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "gui")}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        orphan = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if _is_gone(orphan):
            return
        time.sleep(0.05)
    pytest.fail(f"process {orphan} outlived its parent")


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


async def test_a_box_goes_to_the_process_and_its_lines_come_back(service: LocalService) -> None:
    box = Quad((1.5, 2.0), (30.0, 3.0), (29.0, 12.5), (0.5, 11.0))
    read = await service.read_region(SourceImage(b"fine"), box)
    assert read == RegionText((str(box.to_lists()),), 0.5)
