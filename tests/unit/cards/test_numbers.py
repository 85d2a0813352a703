"""Citizens', permanent residents' and travel permits' numbers: the worked examples of logic-rules §1 to §3."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from carddesk.cards import foreign_resident_number, permit_number, prc_number


@pytest.mark.parametrize(
    ("text", "sex", "birth"),
    [
        ("11010519491231002X", "F", "1949-12-31"),
        ("320481199408243811", "M", "1994-08-24"),
        ("440305200002290176", "M", "2000-02-29"),
        ("650102197807070087", "F", "1978-07-07"),
        ("810000199408230021", "F", "1994-08-23"),
        ("830000199201300022", "F", "1992-01-30"),
        ("820000198806150032", "M", "1988-06-15"),
        ("83000020011231011X", "M", "2001-12-31"),
    ],
)
def test_valid_citizens_numbers_tell_birth_and_sex(text: str, sex: str, birth: str) -> None:
    number = prc_number.parse(text)
    assert number.holds
    assert (number.sex, number.birth) == (sex, birth)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("110105194912310021", "X"), ("110105199003071233", "9"), ("110102197810272321", "X"), ("330881199904173914", "6"),
     ("810000199408230022", "1")],
)  # fmt: skip
def test_a_wrong_check_character_tells_the_right_one(text: str, expected: str) -> None:
    number = prc_number.parse(text)
    assert (number.holds, number.expected_check) == (False, expected)


@pytest.mark.parametrize("text", ["11010519900230001X", "83000019921330002X"])
def test_a_right_check_character_does_not_make_a_day(text: str) -> None:
    number = prc_number.parse(text)
    assert (number.holds, number.birth) == (True, "")


def test_the_first_generation_has_no_check_character() -> None:
    number = prc_number.parse("110105491231002")
    assert (number.first_generation, number.holds, number.birth, number.sex) == (True, True, "1949-12-31", "F")
    assert "11010519491231002" + prc_number.check_character("11010519491231002") == "11010519491231002X"


@pytest.mark.parametrize(
    "text", ["", "1101051949123100", "11010519491231002x", "E10105194912310021", "1101051949123100212"]
)
def test_what_has_not_the_form_is_refused(text: str) -> None:
    with pytest.raises(prc_number.PrcNumberError):
        prc_number.parse(text)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_no_single_wrong_character_goes_unseen(body: str, place: int, other: str) -> None:
    whole = body + prc_number.check_character(body)
    assume(other != whole[place] and (other != "X" or place == 17))
    wrong = whole[:place] + other + whole[place + 1 :]
    assert prc_number.parse(whole).holds
    assert not prc_number.parse(wrong).holds


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 16))
def test_no_two_neighbours_change_places_unseen(body: str, place: int) -> None:
    whole = body + mod_11_2.calc_check_digit(body)
    wrong = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assume(wrong != whole)
    try:
        assert not prc_number.parse(wrong).holds
    except prc_number.PrcNumberError:
        assert "X" in wrong[:17]


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_character_is_that_of_iso_7064(body: str) -> None:
    assert prc_number.check_character(body) == mod_11_2.calc_check_digit(body)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.data())
def test_letters_for_digits_are_put_right_by_position(body: str, data: st.DataObject) -> None:
    likes = {"0": "OoQDU０", "1": "Il|!１", "2": "Z", "4": "A", "5": "S", "6": "Gb", "7": "T", "8": "B", "9": "gq"}
    whole = body + prc_number.check_character(body)
    spoilt = "".join(data.draw(st.sampled_from(digit + likes.get(digit, ""))) for digit in whole[:17])
    end = data.draw(st.sampled_from("Xx×Хх")) if whole[-1] == "X" else whole[-1]
    assert prc_number.normalise(f" {spoilt[:6]} {spoilt[6:]}{end}") == whole


def test_masked_numbers_are_left_alone() -> None:
    assert prc_number.normalise("810xxxxxx123456789") == "810xxxxxx123456789"
    assert prc_number.normalise("8100 **** 0021") == "8100****0021"


@pytest.mark.parametrize(
    "text", ["KAZ110090123105", "CAN110081080310", "JPN440390010109", "USA310075111526", "DEU320168093016"]
)
def test_valid_numbers_of_fifteen_characters(text: str) -> None:
    number = foreign_resident_number.parse(text)
    assert number.holds
    assert (number.version, number.sex, number.nationality, number.birth_possible) == ("2004", "", text[:3], True)


@pytest.mark.parametrize(
    ("text", "sex", "birth"),
    [("932682198501010017", "M", "1985-01-01"), ("911124198108030024", "F", "1981-08-03"),
     ("944392199001010031", "M", "1990-01-01"), ("931840201003150149", "F", "2010-03-15")],
)  # fmt: skip
def test_valid_numbers_of_eighteen_digits(text: str, sex: str, birth: str) -> None:
    number = foreign_resident_number.parse(text)
    assert number.holds
    assert number.prefix_holds
    assert (number.sex, number.born(birth), number.born("1999-09-09")) == (sex, True, False)


def test_broken_permanent_residents_numbers() -> None:
    assert foreign_resident_number.parse("JPN440390010100").expected_check == "9"
    assert not foreign_resident_number.parse("932682198501010018").holds
    assert not foreign_resident_number.parse("832682198501010013").prefix_holds
    assert not foreign_resident_number.parse("932682198513010014").birth_possible
    month_80 = foreign_resident_number.parse("CAN110081803014")
    assert (month_80.holds, month_80.birth_possible) == (True, False)
    for text in ("CAN11008108031O", "123456789", "can110081080310", ""):
        with pytest.raises(foreign_resident_number.ForeignResidentNumberError):
            foreign_resident_number.parse(text)


def test_eighteen_digits_tell_the_day_of_birth_and_fifteen_leave_the_century_open() -> None:
    new, old = (foreign_resident_number.parse(each) for each in ("932682198501010017", "CAN110081080310"))
    assert (new.birth, new.sequence, new.place, new.nationality) == ("1985-01-01", "001", "32", "682")
    assert (old.birth, old.sequence, old.place, old.nationality) == ("", "", "1100", "CAN")
    assert foreign_resident_number.parse("932682198513010014").birth == ""


def test_a_birth_on_29_february_may_be_of_either_century() -> None:
    assert foreign_resident_number.parse("KAZ110000022905").birth_possible
    assert not foreign_resident_number.parse("KAZ110001022905").birth_possible


def test_permanent_residents_numbers_are_put_right_by_position() -> None:
    assert foreign_resident_number.normalise("CAN11008108031O") == "CAN110081080310"
    assert foreign_resident_number.normalise("c4n 110081080310") == "CAN110081080310"
    assert foreign_resident_number.normalise("9326821985O10I0017") == "932682198501010017"
    assert foreign_resident_number.normalise("123456789") == "123456789"


@pytest.mark.parametrize(
    ("text", "region", "lifelong", "replacement"),
    [
        ("01252267", "83", "01252267", ""),
        ("H26031587", "81", "H26031587", ""),
        ("M5216327201", "82", "M52163272", "01"),
    ],
)
def test_permit_numbers_tell_whose_they_are(text: str, region: str, lifelong: str, replacement: str) -> None:
    assert permit_number.parse(text) == permit_number.PermitNumber(region, lifelong, replacement)


@pytest.mark.parametrize("text", ["", "H2603158", "X26031587", "HA1234567", "012522671"])
def test_other_numbers_are_no_travel_permits(text: str) -> None:
    with pytest.raises(permit_number.PermitNumberError):
        permit_number.parse(text)
    assert permit_number.is_of_foreign_resident(text) == (text == "HA1234567")
