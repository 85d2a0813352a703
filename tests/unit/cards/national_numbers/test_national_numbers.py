"""National numbers: the worked examples of logic-rules §6, and python-stdnum as an oracle."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.id import nik
from stdnum.in_ import aadhaar, epic, pan
from stdnum.my import nric
from stdnum.pk import cnic
from stdnum.th import pin
from stdnum.ua import rntrc

from carddesk.cards.national_numbers import Fault, NationalNumber, Told, compact, countries, kinds
from carddesk.cards.national_numbers.contract import agrees, birth_of, read

VALID = """
IND 234567890124 987654321012 555123409876 ABCPK1234L ABC1234566 XYZ7654320 WKH1186253
IDN 3171011708900001 3171015708900002 3273056912950007
MYS 900115-14-5237 880229-10-1234 010101-01-0002
PAK 42201-0397640-8 34201-0891231-7 61101-1234567-1
THA 1101701234561 3600100445631 5509912345670
CHL 12.345.678-5 15.987.432-K 9.876.543-3
BRA 12345678909 52998224725 11144477735
UKR 3245506789 2530414071 3000012340 19920710-01234
ALB J01115123A I85505123B J95101001C
HKG A123456(3) Z683365(A) AB987654(3) a123456(3)
TWN A123456789 B223456782 F131234569 A800000014 AC01234567
VNM 079090001234 012345678
PHL 0111-1234567-8 1234-5678-9012-3456
NGA 12345678901
RUS 45 04 123456
"""
INVALID = """
IND 234567890125 123456789012 987653421012 222222222222 ABCXK1234L ABCPK0000L ABCPK12345 ABC1234567 AB1234567 1231186253
IDN 9971011708900001 3171013202900001 317101170890000 3171017208900001
MYS 901315-14-5237 900115-17-5237 90011514523 000000000000
PAK 82201-0397640-8 42201-0397640-0 4220103976
THA 1101701234562 9101701234567 110170123456 1111111111111
CHL 12.345.678-K 12.345.67A-5 123456 11.111.111-1
BRA 12345678900 1234567890 11111111111
UKR 3245506780 12345 ABCDEFGHIJ 19921310-01234
ALB Z01115123A J0111512 J011151231 J01315123A
HKG A123456(0) Z683365(5) 1234563
TWN A123456788 A323456789 A12345678 A800000015
VNM 07909000123 999090001234
PHL 12345678
NGA 1234567890
RUS 4504123 0004123456
"""


def examples(table: str) -> list[tuple[str, str]]:
    return [(line[:3], number) for line in table.split("\n") if line for number in split(line[4:])]


def split(numbers: str) -> list[str]:
    return [numbers] if numbers == "45 04 123456" else numbers.split()


def verdicts(country: str, number: str) -> list[Told]:
    return [read(kind, compact(number)) for kind in kinds(country) if kind.fits(compact(number))]


@pytest.mark.parametrize(("country", "number"), examples(VALID))
def test_valid_numbers_have_a_form_and_no_fault(country: str, number: str) -> None:
    assert Fault.NONE in [told.fault for told in verdicts(country, number)]


@pytest.mark.parametrize(("country", "number"), examples(INVALID))
def test_invalid_numbers_have_a_fault_or_no_form(country: str, number: str) -> None:
    assert Fault.NONE not in [told.fault for told in verdicts(country, number)]


@pytest.mark.parametrize(
    ("country", "number", "fault", "expected"),
    [
        ("IND", "234567890125", Fault.CHECK, "4"),
        ("THA", "1101701234562", Fault.CHECK, "1"),
        ("CHL", "12.345.678-K", Fault.CHECK, "5"),
        ("HKG", "Z683365(5)", Fault.CHECK, "A"),
        ("TWN", "A123456788", Fault.CHECK, "9"),
        ("UKR", "3245506780", Fault.CHECK, "9"),
        ("BRA", "11111111111", Fault.CHECK, ""),
        ("IDN", "9971011708900001", Fault.PLACE, ""),
        ("MYS", "900115-17-5237", Fault.PLACE, ""),
        ("MYS", "901315-14-5237", Fault.BIRTH, ""),
        ("PAK", "82201-0397640-8", Fault.PLACE, ""),
    ],
)
def test_a_fault_is_told_by_its_kind(country: str, number: str, fault: Fault, expected: str) -> None:
    (told,) = verdicts(country, number)
    assert (told.fault, told.expected) == (fault, expected)


@pytest.mark.parametrize(
    ("country", "number", "birth", "sex"),
    [
        ("MYS", "900115-14-5237", "..900115", "M"),
        ("MYS", "010101-01-0002", "..010101", "F"),
        ("IDN", "3171011708900001", "..900817", "M"),
        ("IDN", "3171015708900002", "..900817", "F"),
        ("ALB", "J01115123A", "19901115", "M"),
        ("ALB", "I85505123B", "19880505", "F"),
        ("UKR", "3245506789", "19881109", "F"),
        ("VNM", "079090001234", "1990....", "M"),
        ("VNM", "001301001234", "2001....", "F"),
        ("PAK", "42201-0397640-8", "", "F"),
        ("TWN", "A800000014", "", "M"),
        ("TWN", "B223456782", "", "F"),
    ],
)
def test_a_number_tells_birth_and_sex_as_its_country_has_them(country: str, number: str, birth: str, sex: str) -> None:
    told = verdicts(country, number)[0]
    assert (told.birth, told.sex) == (birth, sex)


def test_a_birth_leaves_open_what_the_number_does() -> None:
    assert agrees("..900115", "1990-01-15")
    assert agrees("1990....", "1990-12-31")
    assert not agrees("1990....", "1991-12-31")
    assert not agrees("..900115", "")
    assert (birth_of("00", 2, 29), birth_of("01", 2, 29), birth_of("2001", 2, 28)) == ("..000229", "", "20010228")


def test_chinese_cards_may_bear_numbers_of_hong_kong_and_taiwan() -> None:
    assert {kind.country for kind in kinds("CHN")} == {"HKG", "TWN"}
    assert kinds("XYZ") == ()


def test_every_country_of_the_documents_is_known() -> None:
    assert set(countries()) == {
        *("ALB", "BRA", "CHL", "HKG", "IDN", "IND", "MYS", "NGA", "PAK", "PHL", "RUS", "THA", "TWN", "UKR", "VNM"),
    }


ORACLES: list[tuple[str, Callable[[str], bool], str]] = [
    ("Aadhaar", aadhaar.is_valid, "[2-9][0-9]{11}"),
    ("EPIC", epic.is_valid, "[A-Z]{3}[0-9]{7}"),
    ("PAN", pan.is_valid, "[A-Z]{3}[PXF][A-Z](0000|[0-9]{4})[A-Z]"),
    ("NIK", nik.is_valid, "(3171|9471|[0-9]{4})[0-9]{2}[0-7][0-9][01][0-9][0-9]{6}"),
    ("MyKad", nric.is_valid, "[0-9]{2}[01][0-9][0-3][0-9][0-9]{6}"),
    ("CNIC", cnic.is_valid, "[0-9]{13}"),
    ("PIN", pin.is_valid, "[1-9][0-9]{12}"),
    ("RUN", rut.is_valid, "[0-9]{7,8}[0-9K]"),
    ("CPF", cpf.is_valid, "[0-9]{11}"),
    ("РНОКПП", rntrc.is_valid, "[0-9]{10}"),
]
NAMED: dict[str, NationalNumber] = {kind.name: kind for country in countries() for kind in kinds(country)}


@pytest.mark.parametrize(("name", "valid", "pattern"), ORACLES)
@given(data=st.data())
def test_python_stdnum_agrees(name: str, valid: Callable[[str], bool], pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    told = read(NAMED[name], text)
    if told.expected and data.draw(st.booleans()):
        text = text[:-1] + told.expected
        told = read(NAMED[name], text)
    same, women = len(set(text)) == 1, name == "NIK" and int(text[6:8]) > 71
    assert (told.fault is Fault.NONE) == (valid(text) and not same and not women)


@given(st.sampled_from(sorted(NAMED)), st.data())
def test_no_number_of_a_kinds_form_makes_its_rule_raise(name: str, data: st.DataObject) -> None:
    kind = NAMED[name]
    alphabet = {"0": "0123456789", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    form = data.draw(st.sampled_from(kind.form))
    text = "".join(
        data.draw(st.sampled_from(alphabet.get(each, "".join(alphabet.values()) if each == "*" else each)))
        for each in form
    )
    assert kind.fits(text)
    told = read(kind, text)
    assert told.birth == "" or len(told.birth) == 8
    if told.expected and len(set(text)) > 1:
        assert read(kind, text[:-1] + told.expected).fault in {Fault.NONE, Fault.CHECK}


@given(st.text(max_size=20))
def test_other_texts_have_no_form_or_a_reading(text: str) -> None:
    for country in countries():
        for told in verdicts(country, text):
            assert told.fault in set(Fault)
