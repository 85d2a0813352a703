"""The edit box shows groups and doubts without touching the text."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carddesk.cards.documents import FieldKind
from carddesk.ui.form.field_edit import FieldEdit
from carddesk.ui.look.theme import Theme
from carddesk.workflow.views import FieldState, FieldView

NUMBER = "810000199408230021"


def view(text: str, kind: FieldKind = FieldKind.NUMBER, *, low: tuple[int, ...] = ()) -> FieldView:
    confidences = tuple(0.2 if at in low else 0.99 for at in range(len(text))) if low else ()
    state = FieldState.DOUBTFUL if low else FieldState.SURE
    return FieldView(
        "id_number", "公民身份号码", "ID number", kind, text, text, text, state, char_confidences=confidences
    )


@pytest.fixture
def edit(theme: Theme, qtbot: QtBot) -> FieldEdit:
    made = FieldEdit(theme)
    qtbot.addWidget(made)
    made.resize(300, 40)
    made.show()
    return made


def edges(edit: FieldEdit) -> list[float]:
    line = edit.document().firstBlock().layout().lineAt(0)
    return [line.cursorToX(at)[0] for at in range(len(edit.text) + 1)]  # type: ignore[index]


def marked(edit: FieldEdit) -> set[int]:
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    formats = edit.document().firstBlock().layout().formats()
    return {
        at
        for each in formats
        if each.format.underlineStyle() == wave
        for at in range(each.start, each.start + each.length)
    }


def test_an_18_digit_number_stands_in_groups_and_is_copied_plain(edit: FieldEdit) -> None:
    edit.apply(view(NUMBER), 0.8, anew=True)
    x = edges(edit)
    widths = [after - before for before, after in pairwise(x)]
    usual = widths[0]
    assert [at for at, width in enumerate(widths) if width > usual + 4] == [5, 13]
    edit.selectAll()
    edit.copy()
    assert QApplication.clipboard().text() == NUMBER
    assert edit.text == NUMBER


def test_the_caret_goes_one_character_a_step_across_a_gap(edit: FieldEdit) -> None:
    edit.apply(view(NUMBER), 0.8, anew=True)
    QTest.keyClick(edit, Qt.Key.Key_Home)
    for wanted in range(1, 9):
        QTest.keyClick(edit, Qt.Key.Key_Right)
        assert edit.textCursor().position() == wanted


def test_groups_go_while_a_digit_is_missing_and_come_back(edit: FieldEdit) -> None:
    edit.apply(view(NUMBER), 0.8, anew=True)
    grouped = edges(edit)[-1]
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert edges(edit)[-1] < grouped - 20
    QTest.keyClicks(edit, "1")
    assert edges(edit)[-1] == pytest.approx(grouped)


def test_doubtful_characters_are_underlined_until_typed_over(edit: FieldEdit) -> None:
    edit.apply(view(NUMBER, low=(3, 17)), 0.8, anew=True)
    assert marked(edit) == {3, 17}
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "9")
    assert marked(edit) == {3}


def test_marking_is_no_typing(edit: FieldEdit) -> None:
    edit.apply(view(NUMBER, low=(3,)), 0.8, anew=True)
    assert not edit.drafted
    assert not edit.take_back()


def test_pasted_lines_become_one_but_in_an_mrz(edit: FieldEdit) -> None:
    mime = QMimeData()
    mime.setText("北京市\n 朝阳区 \n")
    edit.apply(view("", FieldKind.TEXT), 0.8, anew=True)
    edit.insertFromMimeData(mime)
    assert edit.text == "北京市朝阳区"
    mime.setText("P<UTO\nL898\n")
    edit.apply(view("", FieldKind.MRZ), 0.8, anew=True)
    edit.insertFromMimeData(mime)
    assert edit.text == "P<UTO\nL898"


def test_a_long_address_is_shown_whole(edit: FieldEdit) -> None:
    edit.apply(view("样", FieldKind.TEXT), 0.8, anew=True)
    one_line = edit.height()
    edit.apply(view("北京市朝阳区样张路1号院2号楼3单元404室" * 3, FieldKind.TEXT), 0.8, anew=True)
    assert edit.height() >= edit.document().size().height()
    assert edit.height() > one_line * 2


def test_the_two_lines_of_a_passport_stand_whole(edit: FieldEdit) -> None:
    edit.resize(464, 60)
    edit.apply(view("P" * 44 + "\n" + "1" * 44, FieldKind.MRZ), 0.8, anew=True)
    assert edit.document().idealWidth() <= 464 - 4
