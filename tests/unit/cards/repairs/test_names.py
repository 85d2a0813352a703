"""Names freed of what cannot stand in them (logic-rules §3, §7 R13)."""

import pytest

from tests.unit.cards.travellers import FOREIGN, PASSPORT, offered

RESIDENT = {"name": "张三"}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("张三。", "张三"),
        ("·张三", "张三"),
        ("李○", "李〇"),
        ("李0", "李〇"),
        ("张3三", "张三"),
        ("张三|", "张三"),
    ],
)
def test_chinese_names(name: str, first: str) -> None:
    assert offered(RESIDENT, "resident_id", name=name)["name"][0] == first


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("MORITA. SHUNSUKE", "MORITA, SHUNSUKE"),
        ("M0RITA, SHUN5UKE", "MORITA, SHUNSUKE"),
        ("MORITA, SHUNSUKE#", "MORITA, SHUNSUKE"),
    ],
)
def test_latin_names(name: str, first: str) -> None:
    assert offered(FOREIGN, "foreign_resident", name_latin=name)["name_latin"][0] == first


@pytest.mark.parametrize("name", ["张三", "张*", "ANNA", "", "1", "★"])
def test_what_is_right_masked_or_past_help_is_left_alone(name: str) -> None:
    assert "name" not in offered(RESIDENT, "resident_id", name=name)


def test_names_in_order_are_left_alone() -> None:
    assert offered(PASSPORT) == offered(FOREIGN, "foreign_resident") == {}
