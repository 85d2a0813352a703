"""Repairs of numbers: offered where something fails, the truth among them, the likeliest first, and never two look-alikes."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from carddesk.cards import permit_number, prc_number
from carddesk.cards.checks import Card, CheckedField, NotChecked, card_of, outcomes
from carddesk.cards.documents import documents
from carddesk.cards.flags import Level
from carddesk.cards.lookalikes import digits_like
from carddesk.cards.mrz import check_digit
from carddesk.cards.repairs import repairers, repairs
from carddesk.cards.repairs.citizen_number import REPAIRERS as CITIZEN
from tests.specimens import places

TODAY = date(2026, 11, 21)
NUMBER_CHECKS = ("citizen_number", "resident_number", "permit_number", "certificate_number", "national_number",
                 "foreign_resident_number", "issue_count")  # fmt: skip
BODIES = st.builds(
    lambda county, birth, sequence: f"{county.code}{birth:%Y%m%d}{sequence:03d}",
    st.sampled_from(places.COUNTIES),
    st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    st.integers(1, 999),
)
NUMBERS = BODIES.map(lambda body: body + mod_11_2.calc_check_digit(body))


def card(document: str, values: Mapping[str, str], *, confidences: tuple[float, ...] = (), raw: str = "") -> Card:
    fields = [
        CheckedField(key, value, raw or value, confidences if key == "id_number" else ())
        for key, value in values.items()
    ]
    return card_of(document, documents()[document].faces or ("page",), fields, TODAY)


def offered(document: str, key: str = "id_number", *, raw: str = "", **values: str) -> list[str]:
    return [repair.value for repair in repairs(card(document, values, raw=raw)).get(key, ())]


def planted(number: str, data: st.DataObject) -> str:
    """The number with one look-alike for what stands there."""
    place = data.draw(st.integers(0, 17))
    character = number[place]
    if place == 17:
        alike = "0123456789" if character == "X" else digits_like(character) + "X"
    else:
        alike = digits_like(character)
    assume(alike)
    return number[:place] + data.draw(st.sampled_from(alike)) + number[place + 1 :]


def test_look_alikes_are_those_of_the_table_and_go_both_ways() -> None:
    assert {digit: set(digits_like(digit)) for digit in "0123456789"} == {
        "0": set("869"), "1": set("74"), "2": set("7"), "3": set("85"), "4": set("17"), "5": set("386"),
        "6": set("0895"), "7": set("142"), "8": set("06935"), "9": set("086"),
    }  # fmt: skip
    assert (digits_like("X"), digits_like(""), digits_like("٣")) == ("", "", "")


@given(NUMBERS, st.data())
def test_the_truth_is_among_the_repairs_of_one_planted_look_alike(number: str, data: st.DataObject) -> None:
    spoilt = planted(number, data)
    suggested = [repair.value for repair in CITIZEN[0].suggest(card("resident_id", {"id_number": spoilt}))]
    assert number in suggested
    assert all(prc_number.parse(each).holds for each in suggested)
    assert all(sum(a != b for a, b in zip(each, spoilt, strict=True)) == 1 for each in suggested)


@given(NUMBERS, st.data())
def test_with_birth_and_sex_printed_the_truth_is_among_the_nine_that_are_shown(
    number: str, data: st.DataObject
) -> None:
    true = prc_number.parse(number)
    spoilt = planted(number, data)
    found = offered("resident_id", id_number=spoilt, birth_date=true.birth, sex=true.sex)
    assert number in found
    agreeing = [(parts := prc_number.parse(each)).birth == true.birth and parts.sex == true.sex for each in found]
    assert agreeing == sorted(agreeing, reverse=True)


@given(NUMBERS, st.data())
def test_the_character_that_the_reader_was_unsure_of_decides_among_equals(number: str, data: st.DataObject) -> None:
    spoilt = planted(number, data)
    place = next(index for index in range(18) if spoilt[index] != number[index])
    sure = tuple(0.3 if index == place else 0.99 for index in range(18))
    true = prc_number.parse(number)
    given_card = card("resident_id", {"id_number": spoilt, "birth_date": true.birth, "sex": true.sex}, confidences=sure)
    first = repairs(given_card)["id_number"][0].value
    assert first[:place] + first[place + 1 :] == number[:place] + number[place + 1 :]


@given(NUMBERS)
def test_a_number_that_holds_is_left_alone(number: str) -> None:
    assert offered("resident_id", id_number=number) == []


@given(NUMBERS, st.data())
def test_letters_that_look_like_digits_are_put_right(number: str, data: st.DataObject) -> None:
    likes = {"0": "OQDU", "1": "I|!", "2": "Z", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B"}
    places_ = [index for index in range(17) if number[index] in likes]
    assume(places_)
    chosen = data.draw(st.sets(st.sampled_from(places_), min_size=1, max_size=4))
    spoilt = "".join(
        data.draw(st.sampled_from(likes[each])) if index in chosen else each for index, each in enumerate(number)
    )
    assert offered("resident_id", id_number=spoilt)[0] == number


def test_a_small_letter_in_the_raw_text_tells_more_than_the_capital() -> None:
    assert offered("resident_id", raw="11o1o5l949l23l002X", id_number="11O1O5L949L23L002X") == ["11010519491231002X"]


@given(NUMBERS, st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_stray_digit_is_dropped(number: str, place: int, digit: str) -> None:
    true = prc_number.parse(number)
    spoilt = number[:place] + digit + number[place:]
    assume(number[-1] != "X" or place == 18 or spoilt[-1] == "X")
    assert number in offered("resident_id", id_number=spoilt, birth_date=true.birth, sex=true.sex)


@given(NUMBERS, st.integers(6, 17))
def test_a_character_that_was_lost_is_offered_where_the_printed_birth_tells_it(number: str, place: int) -> None:
    true = prc_number.parse(number)
    spoilt = number[:place] + number[place + 1 :]
    with_birth = offered("resident_id", id_number=spoilt, birth_date=true.birth, sex=true.sex)
    if place < 14 or place == 17:
        assert number in with_birth
    assert offered("resident_id", id_number=spoilt) == []


def test_the_sample_of_the_documents_has_several_candidates() -> None:
    found = offered("resident_id", id_number="110102197810272321", birth_date="1978-10-27", sex="F")
    assert "11010219781027232X" in found
    assert len(found) >= 3


def test_of_the_first_generation_only_what_is_printed_can_tell() -> None:
    assert offered("resident_id", id_number="110105491231002") == []
    found = offered("resident_id", id_number="110105491237002", birth_date="1949-12-31", sex="F")
    assert found == ["110105491231002"]
    assert offered("resident_id", id_number="11O105491231002") == ["110105491231002"]


def test_the_print_is_repaired_where_the_number_holds() -> None:
    values = {"id_number": "11010519491231002X", "birth_date": "1949-12-30", "sex": "M"}
    assert offered("resident_id", "birth_date", **values) == ["1949-12-31"]
    assert offered("resident_id", "sex", **values) == ["F"]
    assert offered("resident_id", "id_number", **values) == []
    broken = values | {"id_number": "110105194912310021"}
    assert offered("resident_id", "birth_date", **broken) == []


def test_a_permits_number_is_repaired_within_its_prefixes() -> None:
    found = offered("residence_permit", id_number="870000199408230021", birth_date="1994-08-23", sex="F")
    assert all(each[:6] in {"810000", "820000", "830000"} for each in found)
    assert "810000199408230021" in offered("residence_permit", id_number="810000199408230027")


@pytest.mark.parametrize("masked", ["810xxxxxx123456789", "8100**********0022", "110105XXXXXXXX002X"])
def test_masked_numbers_get_no_repair(masked: str) -> None:
    for document in ("resident_id", "residence_permit", "foreign_resident"):
        assert (
            repairs(card(document, {"id_number": masked, "birth_date": "1994-08-23", "sex": "M"})).get("id_number")
            is None
        )
    assert repairs(card("certificate", {"证号": "T" + masked})) == {}


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("T3204811998063035170", "T320481199806303517"),
        ("T32O481199806303517", "T320481199806303517"),
        ("7320481199806303517", "T320481199806303517"),
    ],
)
def test_a_certificates_number_keeps_its_t(value: str, first: str) -> None:
    found = offered("certificate", "证号", 证号=value, 性别="男")
    assert found[0] == first


def test_a_certificates_number_with_one_look_alike() -> None:
    found = offered("certificate", "证号", 证号="T32048119940824381X", 性别="男", 出生日期="1994年8月24日")
    assert "T320481199408243811" in found
    assert all(each.startswith("T") and prc_number.parse(each[1:]).holds for each in found)


@given(st.sampled_from(["KAZ", "CAN", "USA"]), st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.data())
def test_fifteen_characters_with_one_look_alike(country: str, birth: date, data: st.DataObject) -> None:
    body = f"{country}1100{birth:%y%m%d}{data.draw(st.integers(0, 9))}"
    number = body + check_digit(body)
    place = data.draw(st.sampled_from([index for index in range(3, 15) if digits_like(number[index])]))
    spoilt = number[:place] + data.draw(st.sampled_from(digits_like(number[place]))) + number[place + 1 :]
    assert number in offered(
        "foreign_resident", id_number=spoilt, birth_date=birth.isoformat(), nationality_code=country
    )


def test_letters_and_digits_of_a_permanent_residents_number_go_by_place() -> None:
    assert offered("foreign_resident", id_number="CAN11008108031O") == ["CAN110081080310"]
    assert offered("foreign_resident", id_number="C4N11008108O310") == ["CAN110081080310"]
    assert offered("foreign_resident", id_number="9326821985O10I0017") == ["932682198501010017"]
    assert "932682198501010017" in offered("foreign_resident", id_number="932682198501010011", sex="M")
    assert "911124198108030024" in offered(
        "foreign_resident", id_number="9111241981080300244", birth_date="1981-08-03", sex="F"
    )
    assert offered("foreign_resident", id_number="123456789") == []


@pytest.mark.parametrize(
    ("value", "holder", "expected"),
    [
        ("H26O31587", "", ["H26031587"]),
        ("O1252267", "", ["01252267"]),
        ("426031587", "810000199408230021", ["H26031587"]),
        ("M26031587", "810000199408230021", ["H26031587"]),
        ("H26031587", "810000199408230021", []),
        ("X1", "", []),
    ],
)
def test_travel_permits(value: str, holder: str, expected: list[str]) -> None:
    assert offered("residence_permit", "permit_number", permit_number=value, id_number=holder) == expected


def test_issue_counts() -> None:
    assert offered("residence_permit", "issue_count", issue_count="O1") == ["01"]
    assert offered("residence_permit", "issue_count", issue_count="XX") == []


@pytest.mark.parametrize(
    ("country", "spoilt", "truth"),
    [
        ("THA", "1101701284561", "1101701234561"),
        ("HKG", "A123466(3)", "A123456(3)"),
        ("HKG", "Z683365(4)", "Z683365(A)"),
        ("HKG", "4123456(3)", "A123456(3)"),
        ("TWN", "A123466789", "A123456789"),
        ("IND", "234567890724", "234567890124"),
        ("BRA", "52998224775", "52998224725"),
        ("UKR", "3245506189", "3245506789"),
        ("CHL", "12.345.618-5", "12.345.678-5"),
        ("THA", "110170I23456I", "1101701234561"),
        ("MYS", "9OO115-14-5237", "900115145237"),
    ],
)
def test_national_numbers(country: str, spoilt: str, truth: str) -> None:
    assert truth.translate({40: None, 41: None}) in [
        each.translate({40: None, 41: None})
        for each in offered("national_id", id_number=spoilt, nationality_code=country)
    ]


KEYS = sorted({spec.key for each in documents().values() for spec in each.fields} | {"证号", "身份证号", "性别"})
VALUES = st.text(max_size=20) | st.from_regex(r"T?[0-9OXIl]{7,19}", fullmatch=True) | st.sampled_from(
    ["THA", "HKG", "CHL", "A123456(0)", "1101701234562", "CAN11008108031O", "ßßß", "٣" * 18, "𝟏" * 18, "1990-01-01", "M"]
)  # fmt: skip


@given(st.sampled_from(sorted(documents())), st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_text_makes_a_repairer_raise_and_each_repair_is_of_a_field_that_is_there(
    document: str, values: dict[str, str]
) -> None:
    given_card = card(document, values)
    for repairer in repairers().values():
        if repairer.id.startswith(("citizen", "certificate_number", "resident", "permit", "issue", "national_number")):
            for repair in repairer.suggest(given_card):
                assert repair.key in values or repair.key in {"birth_date", "sex"}
                assert repair.value


def failing(document: str, key: str, values: dict[str, str]) -> set[str]:
    """The codes of what numbers are told about their form, check and birth."""
    said = {check: each for check, each in outcomes(card(document, values)).items() if check.startswith(NUMBER_CHECKS)}
    return {
        flag.code.value
        for outcome in said.values()
        if not isinstance(outcome, NotChecked)
        for flag in outcome
        if flag.field == key
        and flag.level is not Level.INFO
        and flag.code in {"bad_check_digit", "bad_format", "bad_date"}
    }


@given(
    st.sampled_from(["resident_id", "residence_permit", "foreign_resident", "certificate", "national_id"]),
    NUMBERS | st.sampled_from(["810000199408230021", "932682198501010017", "CAN110081080310", "1101701234561"]),
    st.data(),
)
def test_a_repair_makes_what_failed_hold(document: str, number: str, data: st.DataObject) -> None:
    key = "证号" if document == "certificate" else "id_number"
    place = data.draw(st.integers(0, len(number) - 1))
    lead = "T" if document == "certificate" else ""
    spoilt = lead + number[:place] + data.draw(st.sampled_from("0123456789XOI")) + number[place + 1 :]
    values = {key: spoilt, "nationality_code": "THA"}
    before = failing(document, key, values)
    for repair in repairs(card(document, values)).get(key, ()):
        assert before - failing(document, key, values | {key: repair.value})


def test_permit_numbers_tell_their_place_and_nothing_else_does() -> None:
    assert [permit_number.region_of(each) for each in ("H26031587", "HA1234567", "MA1234567", "01252267", "X1", "")] == [
        "81", "81", "82", "83", "", "",
    ]  # fmt: skip
