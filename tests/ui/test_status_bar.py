"""Where things stand in the status bar."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from carddesk.ui.look.tokens import GRID
from carddesk.ui.status_bar import StatusBar
from carddesk.workflow.views import Progress


@pytest.mark.parametrize("saved_at", [None, "10:02:11"])
def test_what_stands_last_ends_at_the_edge_whether_anything_was_saved_yet_or_not(
    qtbot: QtBot, saved_at: str | None
) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    sign = QLabel("a team as ann")
    bar.place_sign(sign)
    bar.resize(1366, 32)
    bar.show()
    bar.show_progress(replace(Progress(), saved_at=saved_at))
    bar.layout().activate()  # type: ignore[union-attr]
    last = bar._saved if saved_at else sign
    assert last.isVisible()
    assert last.geometry().right() + 1 == bar.width() - 2 * GRID
