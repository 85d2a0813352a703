"""Chinese and Latin names: what can stand in them (logic-rules §4, §7 R13)."""

import pytest

from tests.unit.cards.travellers import FOREIGN, PASSPORT, findings, flags

RESIDENT = {"name": "张三"}


@pytest.mark.parametrize(
    "name", ["张三", "阿卜杜拉·买买提", "欧阳一二", "李〇", "䶮一", "𠮷田", "一二三四五六七八九十一二三四五"]
)
def test_names_that_a_resident_may_have(name: str) -> None:
    assert [each for each in flags(RESIDENT, "resident_id", name=name) if each[1] == "name"] == []


@pytest.mark.parametrize(
    "name",
    [
        "张3",
        "ZHANG SAN",
        "张.三",
        "张三·",
        "·张三",
        "张··三",
        "张",
        "张，三",
        "○一",
    ],
)
@pytest.mark.parametrize("document", ["resident_id", "residence_permit", "foreign_resident"])
def test_names_that_want_a_look(name: str, document: str) -> None:
    assert [each for each in flags(RESIDENT, document, name=name) if each[1] == "name"] == [
        ("bad_format", "name", "warn")
    ]


def test_the_latin_name_of_a_passport_is_no_chinese_one() -> None:
    assert flags(PASSPORT, name="ANNA MARIA ERIKSSON") == []
    assert flags(PASSPORT, name="张3") == [("bad_format", "name", "warn")]


@pytest.mark.parametrize("name", ["张*", "欧阳**"])
def test_masked_names_are_not_judged(name: str) -> None:
    assert [each for each in flags(RESIDENT, "resident_id", name=name) if each[1] == "name"] == []


@pytest.mark.parametrize(
    ("name", "bad"),
    [("ZHENGJIAN, YANGBEN", False), ("O'DELL, MARY-JANE", False), ("MÜLLER", False), ("ШЕВЧЕНКО", False), ("SMITH, J. R.", False),
     ("MORITA. SHUNSUKE", True), ("M0RITA, SHUNSUKE", True), ("MORITA, SHUN$UKE", True), ("'-", True), ("MORITA_A", True)],
)  # fmt: skip
def test_latin_names(name: str, bad: bool) -> None:
    assert flags(FOREIGN, "foreign_resident", name_latin=name) == (
        [("bad_format", "name_latin", "warn")] if bad else []
    )


def test_without_a_name_nothing_about_names_is_checked() -> None:
    assert {"latin_names", "chinese_name"} <= set(findings({}, "passport").not_checked)
    assert "latin_names" not in findings(PASSPORT).not_checked
