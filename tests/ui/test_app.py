"""The program as a whole: it opens, closes in good order with work in flight, and obeys the system's wish to end."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from carddesk import app
from carddesk.cards import events
from carddesk.settings import Settings
from carddesk.ui.main_window import MainWindow
from carddesk.workflow import catalogue
from tests.ui.desk_at_work import Script, files
from tests.unit.workflow.fakes import FakeService
from tests.workspaces import workspace_at


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> FakeService:
    service = FakeService(Script())
    monkeypatch.setattr(app, "load_services", lambda _settings, _credentials, *, told, **_: {"local": service})
    return service


def window() -> MainWindow | None:
    return next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)


_KEPT: list["When"] = []
"""Timers live as long as somebody knows them."""


class When:
    """Does something once as soon as a condition holds of the open window; gives up after ten seconds."""

    def __init__(self, holds: Callable[[MainWindow], object], do: Callable[[MainWindow], object]) -> None:
        self.done = False
        _KEPT.append(self)
        self._holds, self._do, self._left = holds, do, 1000
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(10)

    def _look(self) -> None:
        self._left -= 1
        found = window()
        if found is None:
            return
        if self._holds(found) or self._left < 0:
            self._timer.stop()
            self.done = self._left >= 0
            self._do(found)
            if self._left < 0:
                found.close()


def test_a_folder_that_was_watched_is_watched_from_the_start(played: FakeService, tmp_path: Path) -> None:
    settings = Settings()
    files(tmp_path / "in", "a.png")
    for key, value in (("folder", str(tmp_path / "in")), ("on", True), ("settle", 0.2), ("interval", 0.2)):
        settings.set(f"watch.{key}", value)
    came = When(lambda window: bool(window.form.rows), MainWindow.close)
    assert app.run_desk([], settings, workspace_path=tmp_path / "ws") == 0
    assert came.done
    assert played.asked == ["a.png"]


def test_closing_with_work_in_flight_ends_in_good_order_and_keeps_what_was_typed(
    played: FakeService, tmp_path: Path
) -> None:
    def stop_reading(window: MainWindow) -> None:
        played.gate = asyncio.Event()
        window.intents.add(files(tmp_path / "more", "b.png", "c.png"))
        row = window.form.rows[0]
        row.take_focus()
        row.edit.setPlainText("李四")
        QTimer.singleShot(100, window.close)
        QTimer.singleShot(110, window.close)

    closing = When(lambda window: bool(window.form.rows), stop_reading)
    paths = files(tmp_path / "in", "a.png")
    assert app.run_desk(paths, Settings(), workspace_path=tmp_path / "ws") == 0
    assert closing.done
    assert window() is None
    assert played.closed
    workspace = workspace_at(tmp_path / "ws")
    bodies = [event.body for event in workspace.events(1)]
    workspace.close()
    assert [body.text for body in bodies if isinstance(body, events.FieldCorrected)] == ["李四"]


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_window(played: FakeService, tmp_path: Path, which: signal.Signals) -> None:
    before = signal.getsignal(which)
    When(lambda window: window.isVisible(), lambda _: os.kill(os.getpid(), which))
    assert app.run_desk([], Settings(), workspace_path=tmp_path / "ws") == 0
    assert signal.getsignal(which) is before
    assert played.closed


@pytest.mark.expects_error_log
def test_a_bug_in_a_slot_is_one_dialog_and_the_desk_goes_on(played: FakeService, tmp_path: Path) -> None:
    seen: list[int] = []

    failed: list[None] = []

    def stumble(window: MainWindow) -> None:
        def fails() -> None:
            failed.append(None)
            raise ZeroDivisionError

        for at in (0, 20, 40):
            QTimer.singleShot(at, fails)
        When(lambda window: len(failed) == 3 and window.findChildren(QMessageBox), told)

    def told(window: MainWindow) -> None:
        # A second dialog would have its time to come.
        QTimer.singleShot(100, lambda: seen.append(len(window.findChildren(QMessageBox))))
        QTimer.singleShot(110, lambda: [box.close() for box in window.findChildren(QMessageBox)])
        QTimer.singleShot(150, window.close)

    When(lambda window: window.isVisible(), stumble)
    assert app.run_desk([], Settings(), workspace_path=tmp_path / "ws") == 0
    assert seen == [1]


def test_all_that_is_wrong_with_the_settings_is_said_and_stays(played: FakeService, tmp_path: Path) -> None:
    written = tmp_path / "settings.toml"
    written.write_text("[no]\nsuch = 1\n[nor]\nthat = 2\n", encoding="utf-8")
    said: list[str] = []
    paths = files(tmp_path / "in", "a.png")
    (tmp_path / "again.png").write_bytes(paths[0].read_bytes())
    When(
        lambda window: bool(window.form.rows),
        lambda window: (said.append(window.notices.words), window.close()),
    )
    settings = Settings.load(written, lenient=True)
    # The second file is the first once more, which is told, too.
    assert app.run_desk([*paths, tmp_path / "again.png"], settings, workspace_path=tmp_path / "ws") == 0
    assert "no.such" in said[0]
    assert "nor.that" in said[0]


def test_services_that_cannot_be_used_are_named_beside_what_is_wrong_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        catalogue, "PLACES", ("tests.unit.cli.plain_service", "no_such_place_at_all", "tests.ui.broken_<b>")
    )
    written = tmp_path / "settings.toml"
    written.write_text("[no]\nsuch = 1\n", encoding="utf-8")
    settings = Settings.load(written, lenient=True)
    said: list[tuple[str, str | None, list[Qt.TextFormat]]] = []

    def look(window: MainWindow) -> None:
        formats = [label.textFormat() for label in window.notices.findChildren(QLabel) if label.text()]
        said.append((window.notices.words, window.notices.level, formats))
        window.close()

    When(lambda window: window.isVisible(), look)
    assert app.run_desk([], settings, workspace_path=tmp_path / "ws") == 0
    ((words, level, formats),) = said
    assert "no.such" in words
    assert "no_such_place_at_all" in words
    assert "broken_<b>" in words
    assert level == "warn"
    assert formats == [Qt.TextFormat.PlainText], "what a foreign package says is no markup"


def test_large_images_are_allowed(played: FakeService, tmp_path: Path) -> None:
    When(lambda window: window.isVisible(), lambda window: window.close())
    app.run_desk([], Settings(), workspace_path=tmp_path / "ws")
    assert QImageReader.allocationLimit() >= 64_000_000 * 4 / 1024 / 1024


def test_reading_goes_on_where_it_was_left(played: FakeService, tmp_path: Path) -> None:
    played.gate = asyncio.Event()
    When(lambda window: len(played.asked) > 0, lambda window: window.close())
    app.run_desk(files(tmp_path / "in", "a.png", "b.png"), Settings(), workspace_path=tmp_path / "ws")
    played.gate = None
    played.asked.clear()
    again = When(lambda window: bool(window.form.rows) and len(played.asked) == 2, lambda window: window.close())
    app.run_desk([], Settings(), workspace_path=tmp_path / "ws")
    assert again.done


def test_what_was_on_the_desk_is_there_again(played: FakeService, tmp_path: Path) -> None:
    paths = files(tmp_path / "in", "a.png", "b.png")
    When(
        lambda window: len(window.form.rows) and len(played.asked) == 2,
        lambda window: (window.intents.accept(), window.close()),
    )
    app.run_desk(paths, Settings(), workspace_path=tmp_path / "ws")
    rows: list[str] = []
    When(
        lambda window: bool(window.form.rows),
        lambda window: (rows.extend(row.edit.text for row in window.form.rows), window.close()),
    )
    app.run_desk([], Settings(), workspace_path=tmp_path / "ws")
    assert rows[0] == "张三"
    assert len(played.asked) == 2, "nothing is read twice"
