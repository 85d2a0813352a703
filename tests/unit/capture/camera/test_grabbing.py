"""The grab loop over captures that behave as drivers do, good and bad."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from carddesk.capture.camera import grabbing
from carddesk.capture.camera.devices import Device
from carddesk.capture.camera.grabbing import Capture, Grabber, Newest, Pixels
from carddesk.capture.camera.protocol import Fault, Message, Open, Opened

WEBCAM = Device("0", "Webcam")
FRAME = np.zeros((4, 6, 3), np.uint8)


class Played:
    """A capture that gives what `reads` says: a value for the frame, None for a failed read; then it fails."""

    def __init__(self, reads: Iterator[int | None], *, is_open: bool = True, pause_s: float = 0.0) -> None:
        self._reads, self._open, self._pause = reads, is_open, pause_s
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self._open

    def read(self) -> tuple[bool, Pixels]:
        time.sleep(self._pause)
        value = next(self._reads, None)
        return value is not None, FRAME + np.uint8(value or 0)

    def get(self, propId: int, /) -> float:  # noqa: N803
        return {3: 6.0, 4: 4.0}.get(propId, 0.0)

    def release(self) -> None:
        self.released = True


class Told:
    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._there = threading.Condition()

    def __call__(self, message: Message) -> None:
        with self._there:
            self.messages.append(message)
            self._there.notify_all()

    def wait(self, count: int) -> list[Message]:
        with self._there:
            assert self._there.wait_for(lambda: len(self.messages) >= count, 5)
            return list(self.messages)


def grabber(
    told: Told,
    open_capture: Callable[[Open], Capture],
    device: Device | None = WEBCAM,
    kind: str = "device",
) -> tuple[Grabber, Newest]:
    newest = Newest()
    return Grabber(Open(kind, "0"), newest, told, open_capture, lambda _: device), newest


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grabbing, "AGAIN_S", 0.02)
    monkeypatch.setattr(grabbing, "may_be_used", lambda _: None)


def test_the_newest_frame_wins_and_nothing_lags() -> None:
    told = Told()
    played = Played(iter(range(1, 200)), pause_s=0.001)
    grab, newest = grabber(told, lambda _: played)
    grab.start()
    first = newest.after(0, 5)
    time.sleep(0.1)
    second = newest.after(first.number if first else 0, 5)
    assert grab.stop(5)

    assert first is not None
    assert second is not None
    assert second.number > first.number + 1
    assert int(second.pixels.max()) == second.number
    assert played.released
    assert told.messages[0] == Opened(6, 4, "Webcam")


def test_a_stream_that_breaks_off_is_opened_again_by_itself() -> None:
    told = Told()
    captures = [Played(iter([1, 2])), Played(iter(()), is_open=False), Played(iter([9]))]
    rest = iter(captures)
    grab, newest = grabber(told, lambda _: next(rest))
    grab.start()
    said = told.wait(4)
    assert newest.after(2, 5) is not None
    grab.stop(5)

    assert [each.code for each in said if isinstance(each, Fault)] == ["camera_lost", "camera_busy"]
    assert all(each.again_s > 0 for each in said if isinstance(each, Fault))
    assert all(each.released for each in captures[:2])


def test_a_few_bad_packets_are_no_end() -> None:
    told = Told()
    grab, newest = grabber(told, lambda _: Played(iter([1, None, None, 2])))
    grab.start()
    told.wait(2)
    grab.stop(5)

    assert newest.after(1, 0) is not None
    assert isinstance(told.messages[1], Fault)


def test_no_camera_is_said_and_looked_for_again() -> None:
    told = Told()

    def none(_: Open) -> Capture:
        raise AssertionError("there is nothing to open")

    grab, _ = grabber(told, none, device=None)
    grab.start()
    said = told.wait(2)
    grab.stop(5)

    assert said[:2] == [Fault("camera_none", 0.02)] * 2


def test_what_cannot_mend_itself_is_said_once() -> None:
    told = Told()
    grab, _ = grabber(told, lambda _: Played(iter(()), is_open=False), kind="file")
    grab.start()
    time.sleep(0.1)

    assert grab.stop(5)
    assert told.messages == [Fault("camera_file", 0.0)]


def test_a_driver_that_hangs_keeps_nobody_waiting() -> None:
    let_go = threading.Event()

    def hang(_: Open) -> Capture:
        let_go.wait(20)
        return Played(iter(()))

    grab, _ = grabber(Told(), hang)
    grab.start()
    began = time.monotonic()
    assert not grab.stop(0.1)
    assert time.monotonic() - began < 1
    let_go.set()
    assert grab.stop(5)
