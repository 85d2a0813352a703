"""Nationality by name, code, number and zone (logic-rules §7 R12)."""

import pytest

from carddesk.cards import prc_number
from tests.unit.cards.travellers import FOREIGN, PASSPORT, findings, flags


def number(nationality: str) -> str:
    """A permanent resident's number of this nationality, birth and sex as on the example card."""
    body = f"911{nationality}19810803002"
    return body + prc_number.check_character(body)


def test_a_card_in_order_has_no_flags() -> None:
    assert flags(FOREIGN, "foreign_resident") == []
    assert number("124") == FOREIGN["id_number"]


@pytest.mark.parametrize(
    ("name", "code", "numeric"),
    [
        ("加拿大/CANADA", "CAN", "124"),
        ("沙特", "SAU", "682"),
        ("俄罗斯联邦", "RUS", "643"),
        ("美國", "USA", "840"),
        ("中国香港", "CHN", "156"),
    ],
)
def test_names_and_codes_that_go_together(name: str, code: str, numeric: str) -> None:
    found = flags(FOREIGN, "foreign_resident", nationality=name, nationality_code=code, id_number=number(numeric))
    assert found == []


def test_the_code_is_doubted_unless_the_number_stands_by_it() -> None:
    assert flags(FOREIGN, "foreign_resident", nationality_code="CAF") == [
        ("nationality_mismatch", "nationality_code", "error"),
        ("nationality_mismatch", "id_number", "info"),
    ]
    (flag,) = findings(FOREIGN, "foreign_resident", nationality="美国").flags
    assert (flag.field, flag.text) == ("nationality", "The code CAN is 加拿大, not 美国")


def test_another_nationality_than_the_numbers_is_only_told() -> None:
    assert flags(FOREIGN, "foreign_resident", nationality="美国", nationality_code="USA") == [
        ("nationality_mismatch", "id_number", "info")
    ]
    old = {"id_number": "CAN110081080310", "nationality": "美国", "nationality_code": "USA"}
    assert ("nationality_mismatch", "id_number", "info") in flags(FOREIGN, "foreign_resident", **old)


@pytest.mark.parametrize(("numeric", "known"), [("999", False), ("000", True), ("124", True)])
def test_the_number_names_a_country(numeric: str, known: bool) -> None:
    found = flags(FOREIGN, "foreign_resident", id_number=number(numeric))
    assert (("unknown_region", "id_number", "warn") in found) is not known


def test_a_number_whose_check_character_fails_tells_no_nationality() -> None:
    found = findings(FOREIGN, "foreign_resident", id_number="911840198108030024")
    assert {"nationality_in_number_known", "nationality_in_number_agrees"} <= set(found.not_checked)


def test_what_is_no_country_wants_a_look() -> None:
    assert flags(FOREIGN, "foreign_resident", nationality="加拿太") == [("unknown_region", "nationality", "warn")]
    assert ("unknown_region", "nationality_code", "warn") in flags(FOREIGN, "foreign_resident", nationality_code="CAM")
    assert flags(FOREIGN, "foreign_resident", nationality_code="CA") == [("bad_format", "nationality_code", "warn")]


def test_a_passport_may_call_its_people_in_its_own_language() -> None:
    assert flags(PASSPORT, nationality="UTOPICA") == [("unknown_region", "nationality", "info")]
    assert ("unknown_region", "nationality", "warn") in flags(PASSPORT, nationality="UTOPICA", nationality_code="")


def test_the_zone_tells_which_of_name_and_code_is_wrong() -> None:
    found = flags(PASSPORT, nationality="FRANCE")
    assert {field for _, field, _ in found} == {"nationality"}
    found = flags(PASSPORT, nationality_code="FRA")
    assert ("nationality_mismatch", "nationality_code", "error") in found
    assert not [each for each in found if each[1] == "nationality"]
