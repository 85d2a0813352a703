"""Comma-separated values as Excel opens them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.export import write
from carddesk.export.csv_format import safe
from tests.unit.export import rows


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_file_has_the_mark_by_which_excel_knows_utf_8_and_ends_its_lines_with_crlf(tmp_path: Path) -> None:
    write(rows.ALL, tmp_path / "out.csv", language="zh_CN")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith("\ufeff编号,文件".encode())
    assert data.count(b"\r\n") == 5
    assert data.endswith(b"\r\n")


def test_values_come_back(tmp_path: Path) -> None:
    write(rows.ALL, tmp_path / "out.csv", language="en")
    header, resident, emblem, *_ = lines(tmp_path / "out.csv")
    told = dict(zip(header, resident, strict=True))
    assert (told["Name"], told["Sex"], told["Date of birth"]) == ("张三", "F", "1994-08-23")
    assert told["ID number"].rstrip("\t") == rows.NUMBER
    assert dict(zip(header, emblem, strict=True))["Travel permit number"].strip() == "01252267"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r", "\n=1", "＝1", "＋1", "－1", "＠x", "=HYPERLINK(1)"]
)
def test_no_cell_starts_as_a_formula(text: str, tmp_path: Path) -> None:
    assert safe(text) == f"'{text}"
    write([rows.with_value(text), rows.with_value(text, key=text)], tmp_path / "out.csv", language="en")
    dangerous = tuple("=+-@\t\r\n＝＋－＠")
    found = [cell for line in lines(tmp_path / "out.csv") for cell in line]
    assert [cell for cell in found if cell.startswith(dangerous)] == []
    assert any(cell.startswith("'") for cell in found)


@pytest.mark.parametrize("text", ["810000199408230021", "01252267", "007", "12E34567", "1e5", "202138140396"])
def test_what_excel_would_turn_into_another_number_is_kept_text_by_a_tab_at_its_end(text: str) -> None:
    assert safe(text) == f"{text}\t"


@pytest.mark.parametrize(
    "text", ["11010519491231002X", "E12345678", "0", "12", "1994-08-23", "", "张三", "12345678901"]
)
def test_what_excel_leaves_alone_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.text(max_size=30))
def test_reading_undoes_the_guards(text: str) -> None:
    guarded = safe(text)
    assert guarded.removeprefix("'").removesuffix("\t") == text.removeprefix("'").removesuffix("\t")
