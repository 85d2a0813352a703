"""The workbook, read back as a spreadsheet program would."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carddesk.errors import UserError
from carddesk.export import ExportField, ExportRow, write, xlsx_format
from carddesk.export.plain import fit
from carddesk.export.xlsx_look import height_pt, shown_width, width
from tests.unit.export import rows


def sheet(path: Path, *of: ExportRow, language: str = "en") -> Any:
    write(of, path, language=language)
    return openpyxl.load_workbook(path).worksheets[0]


def cell(found: Any, heading: str, row: int = 2) -> Any:
    place = [each.value for each in found[1]].index(heading) + 1
    return found.cell(row, place)


@pytest.fixture
def resident(tmp_path: Path) -> Any:
    return sheet(tmp_path / "out.xlsx", *rows.ALL)


def test_each_card_is_a_row(resident: Any) -> None:
    assert resident.max_row == 5
    assert [resident.cell(row, 2).value for row in range(2, 6)] == [each.source for each in rows.ALL]


def test_an_18_digit_number_stays_itself_as_text(resident: Any) -> None:
    number = cell(resident, "ID number")
    assert (number.value, number.data_type, number.number_format) == (rows.NUMBER, "s", "@")
    assert cell(resident, "Travel permit number", 3).value == "01252267"


def test_dates_are_text_and_an_open_end_is_in_words(resident: Any) -> None:
    assert (cell(resident, "Date of birth").value, cell(resident, "Date of birth").data_type) == ("1994-08-23", "s")
    assert cell(resident, "Valid until", 3).value == "长期"


def test_flagged_and_corrected_cells_are_coloured_apart(resident: Any) -> None:
    fills = {key: cell(resident, key).fill.fgColor.rgb for key in ("ID number", "Address", "Name", "Sex")}
    assert len(set(fills.values())) == 4
    assert cell(resident, "Sex").fill.fill_type is None
    assert fills["ID number"] == "FFFBDDDD"
    assert fills["Address"] == "FFFDEFC8"


def test_notes_say_what_was_flagged_read_and_corrected(resident: Any) -> None:
    assert cell(resident, "ID number").comment.text.startswith("✕ The last character should be X, not 1")
    assert "Confirmed by a person" in cell(resident, "Address").comment.text
    assert "Let stand: 卡上就是这样印的" in cell(resident, "Address").comment.text
    note = cell(resident, "Name").comment.text
    assert "Read as: 张叁" in note
    assert "Taken from the reading of baidu.general" in note
    assert "Corrected by 样张操作员 2026-11-21 10:03:25" in note
    assert cell(resident, "Sex").comment is None


def test_what_is_flagged_is_also_told_in_words(resident: Any) -> None:
    assert "ID number: ✕ The last character should be X" in cell(resident, "Flags").value


def test_the_sheet_is_usable_as_it_opens(resident: Any) -> None:
    assert resident.freeze_panes == "B2"
    assert resident.auto_filter.ref == f"A1:{resident.cell(5, resident.max_column).coordinate}"
    assert resident.page_setup.orientation == "landscape"
    assert (resident.page_setup.fitToHeight, resident.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert resident.print_title_rows == "$1:$1"
    assert resident.cell(1, 1).font.bold


def test_columns_are_as_wide_as_what_they_hold(resident: Any) -> None:
    wide = {resident.cell(1, place).value: resident.column_dimensions[letter].width
            for place, letter in enumerate("ABCDEFGHIJKL", start=1)}  # fmt: skip
    assert wide["ID number"] >= 18
    assert wide["Sex"] < wide["ID number"] < wide["Address"] <= 48
    assert resident.row_dimensions[2].height > resident.row_dimensions[4].height


def test_a_chinese_workbook_is_chinese_throughout(tmp_path: Path) -> None:
    found = sheet(tmp_path / "out.xlsx", *rows.ALL, language="zh_CN")
    assert found.title == "证件"
    headings = [each.value for each in found[1]]
    assert [heading for heading in headings if heading.isascii()] == []
    assert cell(found, "性别").value == "女"
    assert cell(found, "姓名").comment.text.startswith("原识别：张叁")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x")', "{=1}", "http://example.org"]
)
def test_nothing_becomes_a_formula_or_a_link(text: str, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    found = sheet(path, rows.with_value(text), rows.with_value(text, key=text))
    assert (cell(found, "Name").value, cell(found, "Name").data_type) == (text, "s")
    assert found.cell(1, 6).value == text
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_any_text_comes_back_as_it_was_but_for_what_xml_cannot_hold(text: str, tmp_path: Path) -> None:
    found = sheet(tmp_path / "any.xlsx", rows.with_value(text))
    assert (cell(found, "Name").value or "") == fit(text)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    found = sheet(tmp_path / "out.xlsx", rows.with_value("字" * 40_000))
    assert len(cell(found, "Name").value) == 32_767
    assert cell(found, "Name").value.endswith("…")
    assert "Cut to what a cell holds" in cell(found, "Name").comment.text


def test_more_cards_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_format, "MOST_ROWS", 3)
    write([rows.with_value(str(number)) for number in range(7)], tmp_path / "out.xlsx", language="en")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Cards", "Cards 2", "Cards 3"]
    assert [each.max_row for each in book.worksheets] == [4, 4, 2]
    assert cell(book.worksheets[2], "Name").value == "6"


def test_more_fields_than_a_sheet_has_columns_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_format, "MOST_COLUMNS", 10)
    many = ExportRow(
        "a", 1, "certificate", "page", "clear", "", tuple(ExportField(f"k{n}", "k", "v") for n in range(20))
    )
    with pytest.raises(UserError) as told:
        write([many], tmp_path / "out.xlsx", language="en")
    assert told.value.code == "too_many_columns"
    assert list(tmp_path.iterdir()) == []


def test_no_cards_make_an_empty_sheet(tmp_path: Path) -> None:
    assert sheet(tmp_path / "out.xlsx").max_row == 1


def test_widths_count_chinese_twice_and_heights_follow() -> None:
    assert shown_width("张三ab") == 6
    assert width("fact", "x", ["张三" * 4]) == 19
    assert width("wrapped", "x", ["字" * 500]) == 46
    assert height_pt([("字" * 100, 46)]) > height_pt([("字", 46)])
    assert height_pt([("字\n" * 500, 46)]) == 409
