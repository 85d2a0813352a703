"""Printed fields filled from a machine-readable zone (logic-rules §5, §7)."""

import pytest

from carddesk.cards.mrz import check_digit
from tests.unit.cards.travellers import PASSPORT, TODAY, offered, td3


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("document_number", ""), ("document_number", "L898902CS"), ("birth_date", ""), ("birth_date", "1974-08-72"),
     ("birth_date", "1974"), ("birth_date", "1974-09-12"), ("expiry_date", "2030-04-51"), ("expiry_date", ""), ("sex", ""),
     ("sex", "M"), ("sex", "易"), ("nationality_code", "UT0"), ("nationality_code", ""), ("nationality_code", "VNN"),
     ("surname", ""), ("surname", "ERIKSON"), ("surname", "ER1KSSON"), ("given_names", "ANNA"), ("given_names", ""),
     ("nationality", "FRANCE")],
)  # fmt: skip
def test_a_field_that_is_empty_impossible_or_gainsaid_is_filled(key: str, wrong: str) -> None:
    assert PASSPORT[key] in offered(PASSPORT, **{key: wrong})[key]


def test_a_card_in_order_is_left_alone() -> None:
    assert offered(PASSPORT) == {}


@pytest.mark.parametrize("key", ["document_number", "birth_date", "expiry_date"])
def test_what_its_check_digit_does_not_bear_out_is_not_offered(key: str) -> None:
    spoilt = {
        "document_number": ("L898902C3", "L898902C4"),
        "birth_date": ("740812", "740813"),
        "expiry_date": ("300415", "300416"),
    }
    zone = td3().replace(*spoilt[key])
    assert key not in offered(PASSPORT, mrz=zone, **{key: ""})


@pytest.mark.parametrize("key", ["sex", "surname", "nationality_code"])
def test_what_has_no_check_digit_of_its_own_needs_them_all(key: str) -> None:
    assert key not in offered(PASSPORT, mrz=td3().replace("740812", "740813"), **{key: "", "nationality": ""})


def test_a_name_that_was_cut_off_is_not_offered() -> None:
    long = td3(names="NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG")
    assert "given_names" not in offered(PASSPORT, mrz=long, given_names="")


def test_masked_fields_are_left_alone() -> None:
    assert "document_number" not in offered(PASSPORT, document_number="L89***2C3")
    assert "surname" not in offered(PASSPORT, surname="E*")


def test_germany_is_offered_under_its_code() -> None:
    assert offered(PASSPORT, mrz=td3(nationality="D"), nationality="", nationality_code="")["nationality_code"] == [
        "DEU"
    ]


def test_a_birth_this_century_is_not_put_ahead() -> None:
    ahead = f"{TODAY.year % 100 + 1:02}0101"
    assert check_digit(ahead)
    assert offered(PASSPORT, mrz=td3(birth=ahead), birth_date="")["birth_date"] == [f"19{ahead[:2]}-01-01"]
