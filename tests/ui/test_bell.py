"""A second copy that finds the workspace in use brings the first one's window to the front."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QWidget

from carddesk.ui.bell import Bell, ring


async def test_a_window_that_was_put_away_comes_back_when_somebody_rings(tmp_path: Path) -> None:
    window = QWidget()
    Bell(tmp_path, window)
    window.showMinimized()
    ring(tmp_path)
    async with asyncio.timeout(5):
        while window.isMinimized():  # noqa: ASYNC110 - the system tells the window, and nobody else
            await asyncio.sleep(0.01)
    window.close()
    window.deleteLater()


def test_ringing_where_nobody_is_makes_nothing(tmp_path: Path) -> None:
    ring(tmp_path)
    ring(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
