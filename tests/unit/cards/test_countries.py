"""Countries: codes, names and aliases, and what is closest to a name misread (logic-rules §7)."""

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import countries

BEYOND_ISO = [
    "GBD", "GBN", "GBO", "GBP", "GBS", "EUE", "UNO", "UNA", "UNK", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX", "UTO", "ZIM",
]  # fmt: skip
ROWS = json.loads(files("carddesk.cards").joinpath("data/countries.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "code"),
    [("俄罗斯联邦", "RUS"), ("中国台湾", "TWN"), ("中国香港", "HKG"), ("沙特", "SAU"), ("波黑", "BIH"), ("印尼", "IDN"),
     ("柬埔塞", "KHM"), ("柬埔寨", "KHM"), ("瓜地马拉", "GTM"), ("马尔他", "MLT"), ("大韩民国", "KOR"), ("韩国", "KOR"),
     ("伊朗伊斯兰共和国", "IRN"), ("美國", "USA"), ("越南社会主义共和国", "VNM"), ("加拿大", "CAN"), ("Canada", "CAN"),
     ("CHINESE", "CHN"), ("THE NETHERLANDS", "NLD"), ("Türkiye", "TUR"), ("COTE D'IVOIRE", "CIV"), ("VIỆT NAM", "VNM"),
     ("УКРАЇНА", "UKR"), ("DEUTSCH", "DEU"), ("CAN", "CAN"), ("乌托邦", "UTO")],
)  # fmt: skip
def test_what_cards_call_a_country(name: str, code: str) -> None:
    assert [each.alpha3 for each in countries.named(name)] == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("中国/CHINESE", {"CHN"}), ("加拿大 (CAN)", {"CAN"}), ("CONGOLESE", {"COG", "COD"}), ("DOMINICAN", {"DMA", "DOM"}),
     ("CANADA/FRANCE", {"CAN", "FRA"}), ("CONGOLESE/COD", {"COD"}), ("", set()), ("某国", set()), ("//", set())],
)  # fmt: skip
def test_one_text_may_name_a_country_twice_or_several_of_them(text: str, codes: set[str]) -> None:
    assert {each.alpha3 for each in countries.named(text)} == codes


@pytest.mark.parametrize(
    ("code", "known"),
    [("D", "DEU"), ("DEU", "DEU"), ("XKX", "RKS"), ("RKS", "RKS"), *((each, each) for each in BEYOND_ISO),
     ("VNN", None), ("DE", None), ("", None), ("d", None)],
)  # fmt: skip
def test_codes_of_zones_beyond_iso(code: str, known: str | None) -> None:
    found = countries.with_code(code)
    assert (found.alpha3 if found else None) == known


def test_british_nationals_of_all_sorts_belong_together() -> None:
    british = [countries.with_code(code) for code in ("GBR", "GBN", "GBD", "GBO", "GBP", "GBS")]
    assert {each.family for each in british if each} == {"GBR"}


@pytest.mark.parametrize(("number", "code"), [("682", "SAU"), ("124", "CAN"), ("156", "CHN"), ("036", "AUS")])
def test_numeric_codes(number: str, code: str) -> None:
    found = countries.with_number(number)
    assert found is not None
    assert found.alpha3 == code
    assert countries.with_number("999") is None


def test_the_product_shows_its_own_names_for_three() -> None:
    shown = {code: found.chinese for code in ("TWN", "HKG", "MAC") if (found := countries.with_code(code))}
    assert shown == {"TWN": "中国台湾", "HKG": "中国香港", "MAC": "中国澳门"}


@pytest.mark.parametrize(
    ("misread", "code"),
    [("加拿太", "CAN"), ("俄罗斯联帮", "RUS"), ("RUSSIAN FEDERATI0N", "RUS"), ("UKRAlNE", "UKR"), ("澳大利业", "AUS")],
)
def test_the_closest_name_to_one_misread(misread: str, code: str) -> None:
    assert countries.named(misread) == ()
    assert countries.closest(misread)[0].alpha3 == code


def test_nothing_is_close_to_what_is_no_name() -> None:
    assert countries.closest("某个不存在的地方") == ()
    assert countries.closest("") == countries.closest("x" * 500) == ()
    assert "CAN" in {each.alpha3 for each in countries.closest_codes("CAM", 20)}
    assert countries.closest_codes("C") == ()


def test_a_name_is_offered_in_the_writing_of_the_one_that_stands_there() -> None:
    canada = countries.with_code("CAN")
    assert canada is not None
    assert [canada.name_like(text) for text in ("加拿太", "CANADO", "Canado", "")] == [
        "加拿大",
        "CANADA",
        "Canada",
        "加拿大",
    ]


def test_the_file_says_when_it_was_made_of_what() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ROWS["made"])
    assert ROWS["sources"]
    iso = [row for row in ROWS["countries"] if row[2]]
    assert len(iso) == 249
    for place, form in ((0, "[A-Z]{2}"), (1, "[A-Z]{3}"), (2, "[0-9]{3}")):
        assert len({row[place] for row in iso}) == 249
        assert all(re.fullmatch(form, row[place]) for row in iso)


@given(st.sampled_from(ROWS["countries"]))
def test_every_name_of_every_country_is_known_again(row: list[str]) -> None:
    for name in (row[3], row[4], *row[5]):
        assert row[1] in {each.alpha3 for each in countries.named(name)}


@given(st.text(max_size=40), st.text(max_size=5))
def test_no_text_makes_a_look_up_raise(text: str, code: str) -> None:
    assert isinstance(countries.named(text), tuple)
    assert len(countries.closest(text)) <= 3
    assert len(countries.closest_codes(code)) <= 3
    assert countries.folded(countries.folded(text)) == countries.folded(text)
