"""The table behind workbook and comma-separated values."""

from carddesk.cards.documents import documents
from carddesk.export import ExportField, ExportRow
from carddesk.export.columns import columns
from carddesk.export.wording import HEADINGS, Wording
from tests.unit.export import rows

ENGLISH, CHINESE = Wording("en"), Wording("zh_CN")


def headings(*of: ExportRow, wording: Wording = ENGLISH) -> list[str]:
    return [column.heading for column in columns(of, wording)]


def cells(row: ExportRow, *of: ExportRow, wording: Wording = ENGLISH) -> dict[str, str | int]:
    return {column.heading: column.cell(row) for column in columns(of or (row,), wording)}


def test_columns_follow_the_order_of_cards_and_own_labels_come_after() -> None:
    assert headings(*rows.ALL) == [
        "Case", "File", "Page", "Card on page", "Document", "Face", "Status", "Name", "Sex", "Date of birth", "Address",
        "ID number", "Travel permit number", "Valid until", "姓名", "作业类别", "Flags", "Problem", "Corrections",
        "Reason for rejection", "Operator", "Decided at", "Service", "Read at",
    ]  # fmt: skip


def test_columns_that_would_stay_empty_are_left_out() -> None:
    assert headings(rows.CERTIFICATE) == ["File", "Document", "Face", "Status", "姓名", "作业类别", "Service"]
    assert headings() == []


def test_headings_are_unique_even_where_labels_meet() -> None:
    found = headings(*rows.ALL, wording=CHINESE)
    assert "姓名（证书）" in found
    labels = ("Name (certificate)", "Name", "File")
    twice = ExportRow("a", 1, "certificate", "page", "clear", "", tuple(ExportField(k, k, "x") for k in labels))
    both = headings(rows.RESIDENT, twice)
    assert len(set(both)) == len(both)
    assert {"Name (certificate)", "Name (certificate) 2", "File (certificate)"} <= set(both)


def test_values_are_shown_as_people_read_them() -> None:
    assert cells(rows.RESIDENT)["Sex"] == "F"
    assert cells(rows.RESIDENT, wording=CHINESE)["性别"] == "女"
    assert cells(rows.EMBLEM)["Valid until"] == "长期"
    assert cells(rows.EMBLEM, wording=CHINESE)["状态"] == "已退回"
    assert cells(rows.RESIDENT)["Read at"] == "2026-11-21 10:03:25"


def test_flags_and_corrections_are_told_in_words() -> None:
    told = cells(rows.RESIDENT, wording=CHINESE)
    assert told["提示"] == "住址: ▲ 图像上不易看清\n公民身份号码: ✕ 末位校验码应为 X，而不是 1：有字符不对"
    assert told["更正"] == "姓名: 张叁 → 张三"
    assert cells(rows.EMBLEM)["Flags"] == "▲ The card is cut off"


def test_a_card_that_gave_nothing_says_why() -> None:
    told = cells(rows.FAILED, *rows.ALL)
    assert (told["Status"], told["Problem"], told["Name"]) == ("Failed", "The file is empty.", "")


def test_an_unknown_status_or_document_is_told_as_it_is() -> None:
    odd = ExportRow("a", 1, "library_card", None, "lost", "", ())
    assert (cells(odd)["Document"], cells(odd)["Status"]) == ("library_card", "lost")


def test_every_canonical_key_has_a_heading_in_both_languages() -> None:
    keys = {spec.key for each in documents().values() for spec in each.fields}
    assert keys <= set(HEADINGS)
    assert [key for key in HEADINGS if CHINESE.heading(key) == ENGLISH.heading(key)] == []
