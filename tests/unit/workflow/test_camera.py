"""The desk's camera over a real camera process and a real stream on the loopback address."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from carddesk.capture.camera.devices import devices
from carddesk.capture.camera.protocol import Frame
from carddesk.cards.case import Status
from carddesk.imaging.decode import decode
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.workflow import camera as camera_module
from carddesk.workflow.camera import Camera
from carddesk.workflow.camera_inbox import Inbox
from carddesk.workflow.camera_login import CameraLogins
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.fakes.film import Drawn, Lying, Shot, drawn, film, laid_down
from tests.fakes.mjpeg import FakeCamera, looping
from tests.unit.workflow.fakes import FakeService, reading

SIZE = (960, 540)
CARD = Lying(("resident_id", "portrait", 5))
Pixels = NDArray[np.uint8]
QUICK = """
from carddesk.capture.camera import grabbing, opening
grabbing.AGAIN_S, opening.READ_MS = 0.3, 1000
from carddesk.workflow.camera_worker import main
main()
"""
"""The camera process itself, but for its patience."""


class Keyring:
    """Keeps entries in memory, or refuses."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.refuses = False

    def get_password(self, _service: str, name: str) -> str | None:
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, password: str) -> None:
        if self.refuses:
            raise RuntimeError("locked")
        self.kept[name] = password

    def delete_password(self, _service: str, name: str) -> None:
        del self.kept[name]


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
async def camera(desk: Desk, keyring: Keyring) -> AsyncIterator[Camera]:
    made = desk.capturing.camera
    made._command = (sys.executable, "-c", QUICK)
    made._logins = CameraLogins(KeyringEntries(5, lambda: keyring, OneThread("test keyring")))  # type: ignore[arg-type, return-value]
    yield made
    await made.close()


@pytest.fixture(scope="module")
def lying() -> Drawn:
    return drawn(Shot(CARD), size=SIZE)


@pytest.fixture(scope="module")
def still(lying: Drawn) -> list[Pixels]:
    """A card lies; the sensor's noise goes on."""
    noise = np.random.default_rng(3).integers(-3, 4, (4, *lying.pixels.shape), np.int16)
    return [np.clip(lying.pixels.astype(np.int16) + each, 0, 255).astype(np.uint8) for each in noise]


async def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not come to that"
        await asyncio.sleep(0.02)


def code(camera: Camera) -> str:
    return camera.view.trouble.code if camera.view.trouble is not None else ""


async def test_a_card_laid_down_becomes_a_case_by_itself_as_the_camera_saw_it(desk: Desk, camera: Camera) -> None:
    shots = [Shot(), *laid_down(CARD, frames_in=4, frames_still=2, hand=False)]
    with FakeCamera([each.pixels for each in film(shots, size=SIZE)]) as server:
        await camera.choose_address(server.url)
        camera.open()
        await until(lambda: len(desk.queue) == 1)
        await asyncio.sleep(1)
        assert (len(desk.queue), camera.view.taken) == (1, 1)
    row = desk.queue[0]
    assert desk.case(row.id).source.startswith("127.0.0.1 · ")
    case = desk.case(row.id)
    assert case.image is not None
    assert (case.image.width, case.image.height) == SIZE
    pixels = await desk.pixels(case.image.sha256, 1)
    seen = drawn(Shot(CARD), size=SIZE).pixels[..., ::-1].astype(np.float32)
    assert float(np.abs(pixels.astype(np.float32) - seen).mean()) < 4


async def test_troubles_of_a_stream_are_said_and_it_comes_back_by_itself(
    camera: Camera, still: list[Pixels], capfd: pytest.CaptureFixture[str]
) -> None:
    with FakeCamera(looping(still)) as server:
        await camera.choose_address(server.url)
        camera.open()
        await until(lambda: camera.picture is not None)
        server.mode = "refuse"
        await until(lambda: code(camera) == "camera_denied")
        assert camera.picture is None
        server.mode = "page"
        await camera.choose_address(server.url)
        await until(lambda: code(camera) == "camera_address")
        server.mode = "play"
        await camera.choose_address(server.url)
        await until(lambda: camera.picture is not None)
        server.mode = "end"
        await until(lambda: code(camera) == "camera_lost")
        assert camera.view.trouble is not None
        assert "by itself" in camera.view.trouble.message
        server.mode = "play"
        await until(lambda: camera.picture is not None and not code(camera))
        server.mode = "stall"
        await until(lambda: code(camera) == "camera_lost")
        assert camera.view.is_open
    await until(lambda: code(camera) == "camera_unreachable")
    assert capfd.readouterr() == ("", "")  # neither OpenCV nor FFmpeg has a word to say at the terminal


@pytest.mark.skipif(bool(devices()), reason="there is a camera here")
async def test_no_camera_on_the_machine_is_said(camera: Camera) -> None:
    camera.open()
    await until(lambda: code(camera) == "camera_none")
    assert camera.view.devices == ()
    assert camera.view.trouble is not None
    assert "address" in camera.view.trouble.message


async def test_a_name_and_a_password_go_to_the_keyring_and_nowhere_else(
    desk: Desk, camera: Camera, keyring: Keyring, still: list[Pixels]
) -> None:
    with FakeCamera(looping(still), login="ann:geheim") as server:
        await camera.choose_address(server.url)
        camera.open()
        await until(lambda: code(camera) == "camera_denied")
        await camera.choose_address(server.url.replace("//", "//ann:geheim@"))
        await until(lambda: camera.picture is not None)
        camera.take()
        await until(lambda: len(desk.queue) == 1)
        camera.shut()
        camera._logins._known.clear()  # as after a restart
        camera.open()
        await until(lambda: camera.picture is not None)
    assert keyring.kept == {f"camera.{server.url}": server.url.replace("//", "//ann:geheim@")}
    assert desk.settings.text("camera.address") == server.url
    assert "geheim" not in desk.case(desk.queue[0].id).source


async def test_a_keyring_that_refuses_is_said_and_the_camera_works_for_this_run(
    desk: Desk, camera: Camera, keyring: Keyring, still: list[Pixels], changes: list[Change]
) -> None:
    keyring.refuses = True
    with FakeCamera(looping(still), login="ann:geheim") as server:
        await camera.choose_address(server.url.replace("//", "//ann:geheim@"))
        camera.open()
        await until(lambda: camera.picture is not None)
    notices = [change.notice.text for change in changes if change.notice is not None]
    assert any("cannot be kept" in words for words in notices)
    assert not any("geheim" in words for words in notices)


async def test_a_video_file_is_shown_and_its_end_said(tmp_path: Path, camera: Camera, still: list[Pixels]) -> None:
    place = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(place), cv2.VideoWriter.fourcc(*"MJPG"), 15, SIZE)
    for frame in still * 10:
        writer.write(frame)
    writer.release()
    await camera.choose_address(str(place))
    camera.open()
    await until(lambda: camera.view.taken == 1)
    await until(lambda: code(camera) == "camera_ended")
    await camera.choose_address(str(tmp_path / "none.avi"))
    await until(lambda: code(camera) == "camera_file")


async def test_two_faces_taken_one_after_the_other_become_one_card(
    desk: Desk, service: FakeService, camera: Camera, still: list[Pixels]
) -> None:
    emblem = {"issuing_authority": "北京市公安局朝阳分局", "issue_date": "2016-01-01", "expiry_date": "9999-12-31"}
    other = replace(reading(emblem), face="emblem")
    service.script = lambda image: [other if image.name.endswith("2") else reading()]
    camera.set_auto(False)
    with FakeCamera(still[:1]) as server:
        await camera.choose_address(server.url)
        camera.open()
        await until(lambda: camera.picture is not None)
        camera.take()
        await until(lambda: [row.status for row in desk.queue] == [Status.READ])
        server.show(still[1:2])
        first = camera.picture.number if camera.picture is not None else 0
        await until(lambda: camera.picture is not None and camera.picture.number > first + 4)
        camera.take()
        await until(lambda: len(service.asked) == 2)
    await until(lambda: len(desk.case(desk.queue[0].id).faces) == 2)


async def test_turned_and_taken_by_hand(desk: Desk, camera: Camera, still: list[Pixels], lying: Drawn) -> None:
    camera.set_auto(False)
    with FakeCamera(looping(still)) as server:
        await camera.choose_address(server.url)
        camera.fit(300, 300)
        camera.open()
        await until(lambda: camera.picture is not None)
        camera.turn()
        await until(lambda: camera.view.size == (540, 960))
        assert camera.picture is not None
        assert (camera.picture.width, camera.picture.height) == (169, 300)
        await asyncio.sleep(0.5)
        assert camera.view.taken == 0
        camera.take()
        await until(lambda: len(desk.queue) == 1)
    image = desk.case(desk.queue[0].id).image
    assert image is not None
    data = desk._workspace.image(image.sha256)
    assert data.startswith(b"\xff\xd8")
    assert b"Exif" not in data[:64]
    taken = decode(data).astype(np.float32)
    assert float(np.abs(taken - np.rot90(lying.pixels, -1)[..., ::-1]).mean()) < 4


async def test_paused_it_lets_go_of_the_camera_and_nothing_is_seen(camera: Camera, still: list[Pixels]) -> None:
    with FakeCamera(looping(still)) as server:
        await camera.choose_address(server.url)
        camera.open()
        await until(lambda: camera.picture is not None)
        camera.pause()
        assert camera.picture is None
        await until(lambda: not server.lines)  # the connection, as the light of a device
        await asyncio.sleep(0.3)
        assert (camera.picture, camera.view.paused) == (None, True)
        camera.resume()
        await until(lambda: camera.picture is not None)
        camera.shut()
        await until(lambda: not server.lines)
        assert camera.picture is None


HANGS = "import sys, time; sys.stdin.buffer.read(1); time.sleep(60)"
DIES = "import sys; sys.exit(3)"


async def test_a_process_that_hangs_is_replaced_and_keeps_nobody_waiting_at_the_end(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "_START_S", 0.3)
    monkeypatch.setattr(camera_module, "_SILENCE_S", 0.3)
    monkeypatch.setattr(camera_module, "_AGAIN_S", 0.2)
    camera._command = (sys.executable, "-c", HANGS)
    camera.open()
    await until(lambda: camera._process is not None and camera._process.pid is not None)
    first = camera._process.pid if camera._process is not None else None
    await until(lambda: code(camera) == "camera_stalled")
    await until(lambda: camera._process is not None and camera._process.pid not in {None, first})
    began = time.monotonic()
    await camera.close()
    assert time.monotonic() - began < 3
    assert first is not None
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


async def test_a_process_that_dies_is_said_and_started_again(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "_AGAIN_S", 0.1)
    camera._command = (sys.executable, "-c", DIES)
    camera.open()
    await until(lambda: code(camera) == "camera_crashed")
    camera._command = tuple(camera_module.camera_worker.command())
    await until(lambda: code(camera) == "camera_none" or camera.picture is not None)


async def test_a_process_that_cannot_be_started_is_said(camera: Camera) -> None:
    camera._command = ("/nonexistent/carddesk-camera",)
    camera.open()
    await until(lambda: code(camera) == "camera_unavailable")


def test_a_busy_loop_finds_the_newest_frame_and_no_queue() -> None:
    inbox = Inbox()
    frames = [Frame(number, 0.0, 1, 1, 1, 1, {}, b"") for number in range(5)]
    assert [inbox.put(each) for each in frames] == [True, False, False, False, False]
    assert inbox.take() == frames[-1:]
