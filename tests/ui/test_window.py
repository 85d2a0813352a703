"""The window as a whole: it fits the screen, and what Qt draws for it speaks the operator's language."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QLabel

from carddesk.language import use
from carddesk.ui.workbench import widths
from tests.ui.desk_at_work import AtWork, files


async def test_where_the_screen_is_small_the_window_fills_it_and_nothing_is_cut(
    at_work: AtWork, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    assert window.screen().availableSize().height() <= 800, "the screen of this test is a small one"
    assert window.isMaximized()
    below = window.status.mapToGlobal(QPoint(0, window.status.height()))
    assert window.screen().availableGeometry().contains(below - QPoint(0, 1))


def test_most_of_a_larger_window_goes_to_the_image() -> None:
    small, large = widths(1280), widths(1920)
    assert sum(small) == 1280
    assert sum(large) == 1920
    gains = [after - before for before, after in zip(small, large, strict=True)]
    assert min(gains) > 0
    assert gains[1] > 2 * (gains[0] + gains[2])
    assert widths(1024)[1] > 400, "nor is it squeezed in a smaller one"


async def test_parts_stay_as_wide_as_the_operator_made_them(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    window.showNormal()
    window.resize(1500, 700)
    assert window.queue.width() < 280
    window._frame.work.moveSplitter(300, 1)
    window.resize(1700, 700)
    assert window.queue.width() == 300


async def test_file_dialogs_are_chinese_in_chinese(at_work: AtWork) -> None:
    use("zh_CN")
    at_work.window.intents.open_files()
    dialog = next(iter(at_work.window.findChildren(QFileDialog)))
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == "位置："
    assert dialog.labelText(QFileDialog.DialogLabel.FileType) == "文件类型："
    dialog.close()


async def test_the_keys_of_a_column_stand_in_line_with_their_words(at_work: AtWork) -> None:
    overlay = at_work.window.help
    overlay.toggle()
    keys = [each for each in overlay.findChildren(QLabel) if each.property("look") == "key"]
    words = [each for each in overlay.findChildren(QLabel) if each.property("look") is None]
    assert len(keys) == len(words) > 20
    assert len({each.mapTo(overlay, QPoint(0, 0)).x() for each in words}) == 2, "two columns"
    overlay.toggle()
