"""Places that the engine inside found for another service's values: told apart on the image and in words."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from carddesk.cards.documents import FieldKind
from carddesk.cards.geometry import Quad
from carddesk.language import use
from carddesk.ui.image.quad_item import QuadItem
from carddesk.workflow.views import FieldState, FieldView

FIELD = FieldView(
    "name", "姓名", "Name", FieldKind.TEXT, "样张", "样张", "样张", FieldState.SURE, quad=Quad.from_bounds(1, 2, 90, 22)
)


def test_a_place_that_carddesk_found_is_drawn_dashed_also_where_the_operator_is(qapp: QApplication) -> None:
    told, found = QuadItem(FIELD), QuadItem(replace(FIELD, found=True))
    for active in (False, True):
        told.set_active(active)
        found.set_active(active)
        assert told.pen.style() is Qt.PenStyle.SolidLine
        assert found.pen.style() is Qt.PenStyle.CustomDashLine


def test_doubt_is_told_by_the_same_colour_on_a_place_that_was_found(qapp: QApplication) -> None:
    told, found = (QuadItem(replace(FIELD, state=FieldState.DOUBTFUL, found=found)) for found in (False, True))
    assert told.pen.color() == found.pen.color()
    assert told.pen.dashPattern() != found.pen.dashPattern()


def test_the_tool_tip_says_who_found_the_place(qapp: QApplication) -> None:
    assert QuadItem(FIELD).told == "姓名  样张"
    found = QuadItem(replace(FIELD, found=True))
    assert found.told == "姓名  样张\nlocated by CardDesk"
    use("zh_CN")
    assert found.told == "姓名  样张\n位置由 CardDesk 找到"
