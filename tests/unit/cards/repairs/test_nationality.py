"""Nationality: its name from its code and back, and names spelt almost alike (logic-rules §7 R12)."""

import pytest

from tests.unit.cards.travellers import FOREIGN, PASSPORT, offered


@pytest.mark.parametrize(
    ("changed", "key", "first"),
    [
        ({"nationality_code": ""}, "nationality_code", "CAN"),
        ({"nationality_code": "CAM"}, "nationality_code", "CAN"),
        ({"nationality_code": "CAF"}, "nationality_code", "CAN"),
        ({"nationality_code": "", "nationality": ""}, "nationality_code", "CAN"),
        ({"nationality": ""}, "nationality", "加拿大"),
        ({"nationality": "加拿太"}, "nationality", "加拿大"),
        ({"nationality": "CANADO"}, "nationality", "CANADA"),
        ({"nationality": "美国"}, "nationality", "加拿大"),
        ({"nationality": "加拿太", "nationality_code": ""}, "nationality", "加拿大"),
        ({"nationality": "俄罗斯联帮", "nationality_code": "", "id_number": ""}, "nationality", "俄罗斯"),
        ({"nationality": "", "nationality_code": "CAM", "id_number": ""}, "nationality_code", "CAF"),
    ],
)
def test_the_likeliest_comes_first(changed: dict[str, str], key: str, first: str) -> None:
    assert offered(FOREIGN, "foreign_resident", **changed)[key][0] == first


def test_a_card_in_order_is_left_alone() -> None:
    assert offered(FOREIGN, "foreign_resident") == {}
    assert offered(FOREIGN, "foreign_resident", nationality="沙特", nationality_code="SAU") == {}


def test_masked_nationalities_are_left_alone() -> None:
    assert "nationality" not in offered(FOREIGN, "foreign_resident", nationality="加**")


def test_a_name_of_several_offers_each_of_their_codes() -> None:
    found = offered(PASSPORT, nationality="CONGOLESE", nationality_code="", mrz="")
    assert found["nationality_code"] == ["COD", "COG"]
