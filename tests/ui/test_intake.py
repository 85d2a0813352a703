"""Cards come by paste and by drop; text stays with the edit box it is meant for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from carddesk.ui import intake
from tests.ui.desk_at_work import AtWork, files


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: QApplication) -> Iterator[None]:
    QApplication.clipboard().clear()
    yield
    QApplication.clipboard().clear()


def image() -> QImage:
    made = QImage(300, 200, QImage.Format.Format_RGB32)
    made.fill(QColor("#336699"))
    return made


def urls(paths: list[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


async def test_an_image_is_pasted_even_from_within_a_field(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    QApplication.clipboard().setImage(image())
    at_work.ctrl(Qt.Key.Key_V)
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()
    assert at_work.row("name").edit.text == "张三"
    pixels = await at_work.desk.pixels(at_work.desk.queue[1].image or "", 1)
    assert pixels.shape == (200, 300, 3)
    assert pixels[100, 100].tolist() == [0x33, 0x66, 0x99]


async def test_text_is_pasted_into_the_field(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    QApplication.clipboard().setText("李四")
    at_work.ctrl(Qt.Key.Key_A)
    at_work.ctrl(Qt.Key.Key_V)
    assert at_work.row("name").edit.text == "李四"
    assert len(at_work.desk.queue) == 1


async def test_an_image_is_pasted_even_from_within_the_filter(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    QApplication.clipboard().setImage(image())
    at_work.ctrl(Qt.Key.Key_F)
    assert at_work.focused is at_work.window.queue.filter
    at_work.ctrl(Qt.Key.Key_V)
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()
    assert at_work.window.queue.filter.text() == ""


async def test_an_image_is_pasted_even_while_a_reason_is_asked_for(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    QApplication.clipboard().setImage(image())
    at_work.ctrl(Qt.Key.Key_R, shift=True)
    assert at_work.focused is at_work.window.form.reject.reason
    at_work.ctrl(Qt.Key.Key_V)
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()


async def test_text_is_pasted_into_the_filter(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    QApplication.clipboard().setText("张三")
    at_work.ctrl(Qt.Key.Key_F)
    at_work.ctrl(Qt.Key.Key_V)
    assert at_work.window.queue.filter.text() == "张三"
    assert len(at_work.desk.queue) == 1


async def test_copied_files_are_pasted(at_work: AtWork, tmp_path: Path) -> None:
    paths = files(tmp_path / "in", "a.png", "b.png")
    QApplication.clipboard().setMimeData(urls(paths))
    at_work.window.intents.paste()
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()


async def test_an_empty_clipboard_says_so(at_work: AtWork) -> None:
    at_work.window.intents.paste()
    assert "clipboard" in at_work.window.notices.words


async def test_a_folder_is_dropped_anywhere_on_the_window(at_work: AtWork, tmp_path: Path) -> None:
    files(tmp_path / "in", "a.png", "b.png")
    mime = urls([tmp_path / "in"])
    action, button, held = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), action, mime, button, held)
    at_work.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert at_work.window.drop_hint.isVisible()
    at_work.window.dropEvent(QDropEvent(QPointF(400, 300), action, mime, button, held))
    assert not at_work.window.drop_hint.isVisible()
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    await at_work.settled()


async def test_dragged_text_is_not_for_the_window(at_work: AtWork) -> None:
    mime = QMimeData()
    mime.setText("some text")
    action, button, held = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), action, mime, button, held)
    enter.setAccepted(False)
    at_work.window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_a_spreadsheets_picture_of_its_text_is_text(qapp: QApplication) -> None:
    mime = QMimeData()
    mime.setImageData(image())
    assert intake.holds_images(mime)
    mime.setText("A1\tB1")
    assert not intake.holds_images(mime)


def test_a_web_address_is_no_file(qapp: QApplication) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.png")])
    assert intake.paths_in(mime) == []
