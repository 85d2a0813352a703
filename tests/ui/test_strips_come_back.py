"""The strips beside the fields of a card are there again whenever it is, whatever was on the desk meanwhile."""

from pathlib import Path

from PySide6.QtCore import Qt

from carddesk.errors import ServiceError
from tests.ui.desk_at_work import PERMIT, AtWork, Script, files


async def test_strips_come_back_after_a_card_that_could_not_be_read(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["b.png"] = ServiceError("reader_crashed", "The engine stopped.", retryable=True)
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    form = at_work.window.form
    await at_work.until(lambda: form._strips.keys() == set(PERMIT))
    at_work.press(Qt.Key.Key_PageDown)
    await at_work.shown()
    assert not at_work.case.fields
    at_work.press(Qt.Key.Key_PageUp)
    await at_work.until(lambda: all(at_work.row(key).snippet.strip is not None for key in PERMIT))
