"""A bug is logged, told once a cause, and costs nothing that was typed."""

import sys

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from carddesk.ui.crash_dialog import BugReporter, cause_of


def raised(number: int) -> Exception:
    try:
        if number == 1:
            raise KeyError("secret detail")
        raise ValueError("other")
    except (KeyError, ValueError) as error:
        return error


@pytest.mark.expects_error_log
def test_one_dialog_a_cause_without_details(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flushed: list[int] = []
    reporter = BugReporter(lambda: flushed.append(1))
    reporter.adopt(parent)
    for number in (1, 1, 2, 1):
        reporter.report(raised(number))
    dialogs = parent.findChildren(QMessageBox)
    assert len(dialogs) == 2
    assert flushed == [1] * 4
    for dialog in dialogs:
        said = dialog.text() + dialog.informativeText() + dialog.detailedText()
        assert "Traceback" not in said
        assert "secret" not in said
        dialog.close()


@pytest.mark.expects_error_log
def test_a_bug_while_saving_does_not_hide_the_first(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def fails() -> None:
        raise RuntimeError("saving")

    reporter = BugReporter(fails)
    reporter.adopt(parent)
    reporter.report(raised(1))
    assert len(parent.findChildren(QMessageBox)) == 1


def test_the_hook_is_given_back() -> None:
    before = sys.excepthook
    reporter = BugReporter(lambda: None)
    reporter.install()
    assert sys.excepthook != before
    reporter.remove()
    assert sys.excepthook is before


def test_the_same_line_is_the_same_cause() -> None:
    assert cause_of(raised(1)) == cause_of(raised(1))
    assert cause_of(raised(1)) != cause_of(raised(2))
