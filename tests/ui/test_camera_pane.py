"""The camera pane in a real window, over a real camera process and a real stream."""

import asyncio
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carddesk.language import use
from carddesk.ui.capture.camera_pane import CameraPane
from tests.benchmarks.loop_gap import Heart
from tests.fakes.film import Lying, Shot, drawn, film, laid_down
from tests.fakes.mjpeg import FakeCamera, looping
from tests.ui.desk_at_work import AtWork

SIZE = (960, 540)
CARD = Lying(("resident_id", "portrait", 5))
OTHER = Lying(("foreign_resident", "portrait", 8), x=0.46, turn=-3.0)
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def still() -> list[Pixels]:
    """A card lies still; the noise goes on."""
    return [drawn(Shot(CARD), number=number, size=SIZE).pixels for number in range(3)]


@pytest.fixture
def stream(still: list[Pixels]) -> Iterator[FakeCamera]:
    with FakeCamera(looping(still)) as server:
        yield server


async def opened(at_work: AtWork, stream: FakeCamera, *, auto: bool = False) -> CameraPane:
    """F11 has opened the camera, and its picture is there."""
    camera = at_work.desk.capturing.camera
    at_work.desk.settings.set("camera.auto", auto)
    await camera.choose_address(stream.url)
    at_work.press(Qt.Key.Key_F11)
    pane = at_work.window.capture.camera.pane
    await at_work.until(lambda: pane.picture.picture is not None)
    return pane


async def test_a_card_under_the_camera_becomes_a_case_that_is_read_while_the_caret_stays(at_work: AtWork) -> None:
    first = [Shot(), *laid_down(CARD, frames_in=3, frames_still=2, hand=False)]
    then = [Shot(), *laid_down(OTHER, frames_in=3, frames_still=2, hand=False)]
    with FakeCamera([each.pixels for each in film(first, size=SIZE)]) as stream:
        pane = await opened(at_work, stream, auto=True)
        await at_work.until(lambda: len(at_work.desk.queue) == 1)
        stream.show([each.pixels for each in film(then, size=SIZE)])
        await at_work.until(lambda: len(at_work.desk.queue) == 2)
        await at_work.until(lambda: all(row.status == "read" for row in at_work.desk.queue))
        assert pane.has_focus
        assert pane.picture.thumbnail is not None
        await at_work.until(lambda: "(2)" in pane.words.text())
        assert pane.geometry().left() == 0
        assert not pane.geometry().intersects(at_work.window.form.geometry())


async def test_space_takes_a_card_and_a_key_of_the_window_does_so_from_a_text_box(
    at_work: AtWork, stream: FakeCamera
) -> None:
    pane = await opened(at_work, stream)
    await at_work.until(pane.take.isEnabled)
    QTest.keyClick(pane.picture, Qt.Key.Key_Space)
    await at_work.until(lambda: len(at_work.desk.queue) == 1)
    await at_work.until(lambda: at_work.desk.current is not None and bool(at_work.desk.current.fields))
    assert pane.has_focus
    at_work.press(Qt.Key.Key_Escape)
    row = at_work.window.form.focused_row
    assert row is not None
    before = row.edit.toPlainText()
    at_work.press(Qt.Key.Key_Space)
    assert row.edit.toPlainText() != before  # Space is a letter there, and takes nothing
    at_work.press(Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    await at_work.until(lambda: at_work.desk.capturing.camera.view.taken == 2)
    assert at_work.window.form.focused_row is row


async def test_f11_closes_it_and_lets_go_of_the_camera(at_work: AtWork, stream: FakeCamera) -> None:
    pane = await opened(at_work, stream)
    at_work.press(Qt.Key.Key_F11)
    assert not pane.isVisible()
    assert pane.picture.picture is None
    await at_work.until(lambda: not stream.lines)
    assert at_work.window.queue.contentsMargins().bottom() == 0


async def test_the_cover_of_the_window_hides_and_pauses_it(at_work: AtWork, stream: FakeCamera) -> None:
    pane = await opened(at_work, stream)
    at_work.window.lock.lock()
    assert not pane.isVisible()
    assert pane.picture.picture is None
    await at_work.until(lambda: not stream.lines)
    assert at_work.desk.capturing.camera.view.paused
    at_work.window.lock.unlock()
    await at_work.until(lambda: pane.picture.picture is not None)
    assert pane.isVisible()


async def test_while_values_are_masked_nobody_can_read_the_picture(at_work: AtWork, stream: FakeCamera) -> None:
    pane = await opened(at_work, stream)
    wide = pane.picture.picture
    assert wide is not None
    assert wide.width() > 200
    at_work.desk.privacy.switch()
    await at_work.until(lambda: pane.picture.picture is not None and pane.picture.picture.width() <= 32)
    at_work.desk.privacy.switch()
    await at_work.until(lambda: pane.picture.picture is not None and pane.picture.picture.width() > 200)


async def test_it_stays_open_when_the_language_changes(at_work: AtWork, stream: FakeCamera) -> None:
    await opened(at_work, stream)
    at_work.window.speak("zh_CN")
    pane = at_work.window.capture.camera.pane
    await at_work.until(lambda: pane.picture.picture is not None)
    assert pane.isVisible()
    assert pane.take.text() == "拍摄"
    use("en")


async def test_no_camera_and_a_wrong_address_are_said_in_the_pane(at_work: AtWork) -> None:
    at_work.desk.capturing.camera._command = (sys.executable, "-c", "import sys; sys.exit()")
    at_work.press(Qt.Key.Key_F11)
    pane = at_work.window.capture.camera.pane
    await at_work.until(lambda: "crashed" in pane.words.text())
    assert not pane.take.isEnabled()
    pane.adjust.click()
    pane.options.device.setCurrentIndex(pane.options.device.findData("address"))
    pane.options.device.activated.emit(pane.options.device.currentIndex())
    pane.options.address.setText("ftp://camera")
    pane.options.use.click()
    await at_work.until(lambda: "no address of a camera" in pane.options.fault.text())
    assert pane.options.fault.isVisible()
    at_work.window.capture.camera._render()  # what is being typed outlives whatever the camera has to say meanwhile
    assert (pane.options.device.currentData(), pane.options.address.text()) == ("address", "ftp://camera")
    assert at_work.desk.settings.text("camera.address") == ""


async def test_where_a_basis_must_be_noted_nothing_is_taken_before(at_work: AtWork, stream: FakeCamera) -> None:
    at_work.desk.settings.set("capture.basis", "require")
    pane = await opened(at_work, stream, auto=True)
    await at_work.until(lambda: "purpose" in pane.words.text())
    await asyncio.sleep(0.8)
    assert len(at_work.desk.queue) == 0
    at_work.desk.basis.note("Lodging")
    await at_work.until(lambda: len(at_work.desk.queue) == 1)


async def test_enlarged_it_leaves_the_form_free(at_work: AtWork, stream: FakeCamera) -> None:
    pane = await opened(at_work, stream)
    at_work.desk.capturing.camera.take()
    await at_work.until(lambda: len(at_work.desk.queue) == 1)
    small = pane.size()
    pane.enlarge.click()
    form = at_work.window.form
    assert pane.width() > small.width()
    frame = at_work.window.centralWidget()
    await at_work.until(lambda: pane.geometry().right() < form.mapTo(frame, form.rect().topLeft()).x())
    pane.enlarge.click()
    await at_work.until(lambda: pane.width() < small.width() + 100)
    assert QApplication.focusWidget() is not None


async def test_showing_frames_never_holds_the_loop(at_work: AtWork, stream: FakeCamera) -> None:
    pane = await opened(at_work, stream)
    pane.enlarge.click()
    heart = Heart(time.thread_time)  # what the window's thread does between two beats, however busy the machine is
    shown: list[int] = []
    stop = at_work.desk.capturing.camera.listen(lambda: shown.append(1))
    await at_work.until(lambda: len(shown) >= 20)
    stop()
    assert heart.worst_ms()[0] < 50
