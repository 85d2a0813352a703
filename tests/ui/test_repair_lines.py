"""Why a repair is offered can be read whole, however narrow the form is."""

import pytest
from pytestqt.qtbot import QtBot

from carddesk.cards.documents import FieldKind
from carddesk.cards.repairs import Repair
from carddesk.cards.repairs.candidates import MENDED, ONE_ADDED, ONE_CHANGED, ONE_DROPPED
from carddesk.language import tr, use
from carddesk.ui.form.repair_lines import RepairLines
from carddesk.ui.look.theme import Theme

NARROWEST_PX = 422
"""What the form leaves for a repair where the window is 1366 pixels wide."""
NUMBER = Repair("id_number", "830000197810300192", ONE_CHANGED)


def offered(qtbot: QtBot, theme: Theme, repair: Repair, width: int) -> RepairLines:
    lines = RepairLines(theme)
    qtbot.addWidget(lines)
    lines.resize(width, 200)
    lines.apply(FieldKind.NUMBER, "830000197810300492", [repair])
    lines.show()
    settle(lines)
    return lines


def settle(lines: RepairLines) -> None:
    for each in (lines, lines._lines[0], lines):
        each.layout().activate()  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("message", [ONE_CHANGED, MENDED, ONE_ADDED, ONE_DROPPED])
def test_the_reason_is_never_cut_short_beside_a_number(qtbot: QtBot, theme: Theme, message: str, language: str) -> None:
    use(language)
    lines = offered(qtbot, theme, Repair("id_number", NUMBER.value, message), NARROWEST_PX)
    why = lines._lines[0]._why
    assert why.text() == tr(message)
    assert why.width() >= why.sizeHint().width()


def test_it_stands_below_only_where_there_is_no_room_beside(qtbot: QtBot, theme: Theme) -> None:
    lines = offered(qtbot, theme, NUMBER, 700)
    line = lines._lines[0]
    assert line._why.y() < line._value.geometry().bottom()
    lines.resize(260, 200)
    settle(lines)
    assert line._why.y() > line._value.geometry().bottom()
    lines.resize(700, 200)
    settle(lines)
    assert line._why.y() < line._value.geometry().bottom()
