"""Machine-readable zones against their own rules (logic-rules §5)."""

import pytest

from carddesk.cards.mrz import check_digit
from tests.unit.cards.travellers import PASSPORT, VIETNAM, findings, flags, td3


def about_zone(zone: str) -> list[tuple[str, str]]:
    """Codes and levels of the flags on a zone that stands alone."""
    return [(code, level) for code, field, level in flags({"mrz": zone}) if field == "mrz"]


def test_a_passport_in_order_has_no_flags() -> None:
    assert flags(PASSPORT) == []


@pytest.mark.parametrize(
    "zone",
    [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "P<VNMNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<<<<<<<<<<\nC1234567<0VNM9001158M3001145079090001234<<58",
        "P<PHLNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<<<<<<<<<<\nP1234567A1PHL8802299F3101012<<<<<<<<<<<<<<<4",
        "P<UKRNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<<<<<<<<<<\nFA123456<6UKR9207101F290630219920710<0123494",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
    ],
)
def test_specimens_and_made_up_zones_are_right_in_themselves(zone: str) -> None:
    assert about_zone(zone) == []


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        ("C1234S67<0VNM9001158M3001145079090001234<<58", ["mrz_check_digit"]),
        ("C1234567<0VNM9001518M3001145079090001234<<58", ["mrz_check_digit"]),
        ("C1234567<0VNM9001158M300114507909000123<<58", ["bad_format"]),
    ],
)
def test_broken_zones_are_errors(second: str, codes: list[str]) -> None:
    assert about_zone("P<VNMNGUYEN<<VAN<AN".ljust(44, "<") + "\n" + second) == [(code, "error") for code in codes]


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"birth": "740230"}, ("bad_date", "error")),
        ({"birth": "74<<31"}, None),
        ({"birth": "<<<<<<"}, None),
        ({"birth": "74<<<<"}, None),
        ({"birth": "7413<<"}, ("bad_date", "error")),
        ({"birth": "74<<32"}, ("bad_date", "error")),
        ({"birth": "74U812"}, ("bad_date", "error")),
        ({"expiry": "300431"}, ("bad_date", "error")),
        ({"expiry": "000229"}, None),
        ({"names": "ER1KSSON<<ANNA"}, ("bad_format", "error")),
        ({"names": ""}, ("bad_format", "error")),
        ({"sex": "N"}, ("bad_format", "error")),
        ({"sex": "<"}, None),
        ({"nationality": "VNN"}, ("unknown_region", "warn")),
        ({"nationality": "D"}, None),
        ({"nationality": "RKS"}, None),
        ({"nationality": "XXA", "issuer": "D"}, None),
        ({"nationality": "GBN", "issuer": "GBR"}, None),
        ({"nationality": "AUT", "issuer": "AUS"}, ("nationality_mismatch", "warn")),
        ({"nationality": "UKR", "issuer": "RUS"}, None),
        ({"code": "I"}, ("prefix_mismatch", "warn")),
        ({"code": "PO"}, None),
    ],
)
def test_what_a_zone_says_must_be_able_to_be(changed: dict[str, str], flag: tuple[str, str] | None) -> None:
    assert about_zone(td3(**changed)) == ([flag] if flag else [])


@pytest.mark.parametrize(
    ("key", "printed", "code"),
    [
        ("document_number", "L898902C4", "readings_differ"),
        ("birth_date", "1974-08-13", "birth_mismatch"),
        ("sex", "M", "sex_mismatch"),
        ("sex", "X", "sex_mismatch"),
        ("expiry_date", "2030-04-16", "readings_differ"),
        ("nationality_code", "FRA", "nationality_mismatch"),
    ],
)
def test_a_printed_datum_is_doubted_where_the_check_digits_hold(key: str, printed: str, code: str) -> None:
    assert (code, key, "error") in flags(PASSPORT, **{key: printed})


@pytest.mark.parametrize(
    ("key", "printed", "zone"),
    [
        ("document_number", "L898902C4", td3().replace("L898902C3", "L898902C5")),
        ("birth_date", "1974-08-13", td3().replace("740812", "740814")),
        ("expiry_date", "2030-04-16", td3().replace("300415", "300417")),
        ("surname", "ERICSSON", td3().replace("740812", "740814")),
        ("nationality_code", "FRA", td3().replace("740812", "740814")),
    ],
)
def test_the_zone_is_doubted_where_they_fail(key: str, printed: str, zone: str) -> None:
    doubted = [
        field
        for code, field, _ in flags(PASSPORT, nationality="", mrz=zone, **{key: printed})
        if code != "mrz_check_digit"
    ]
    assert "mrz" in doubted
    assert key not in doubted


def test_a_holder_of_a_hundred_years_has_the_birth_that_is_printed() -> None:
    assert flags(PASSPORT, mrz=td3(birth="260101"), birth_date="1926-01-01") == []
    assert flags(PASSPORT, mrz=td3(birth="26<<<<"), birth_date="1926-01-01") == []
    assert ("birth_mismatch", "birth_date", "error") in flags(
        PASSPORT, mrz=td3(birth="26<<<<"), birth_date="1936-01-01"
    )


def test_dates_that_the_zone_does_not_know_are_not_checked() -> None:
    found = findings(PASSPORT, mrz=td3(birth="<<<<<<", expiry="<<<<<<", sex="<"))
    assert found.flags == ()
    assert {"mrz_birth_agrees", "mrz_expiry_agrees", "mrz_sex_agrees"} <= set(found.not_checked)


@pytest.mark.parametrize("mrz", ["", "P<UTO", "***"])
def test_without_a_zone_nothing_about_it_is_checked(mrz: str) -> None:
    assert {"mrz_check_digits", "mrz_names_agree", "mrz_number_agrees"} <= set(findings(PASSPORT, mrz=mrz).not_checked)


@pytest.mark.parametrize(
    ("surname", "given", "zone_names"),
    [
        ("Eriksson", "Anna Maria", "ERIKSSON<<ANNA<MARIA"),
        ("NGUYỄN", "VĂN ÂN", "NGUYEN<<VAN<AN"),
        ("O'BRIEN", "JOHN", "OBRIEN<<JOHN"),
        ("PEÑA-NIETO", "JOSÉ", "PENA<NIETO<<JOSE"),
        ("MÜLLER", "JÖRG", "MUELLER<<JOERG"),
        ("MÜLLER", "JÖRG", "MULLER<<JORG"),
        ("ШЕВЧЕНКО/SHEVCHENKO", "ЮРІЙ/YURII", "SHEVCHENKO<<YURII"),
        ("ARKFREITH", "", "ARKFREITH"),
        ("", "ARKFREITH", "ARKFREITH"),
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO", "BENN<WOOL<WARR<WARN<<DINGO<POTOROO"),
        ("PAPANDROPOULOUS", "JONATHON ALEC", "PAPANDROPOULOUS<<JONATHON<ALEC"),
    ],
)
def test_names_are_spelt_in_the_zone_as_the_standard_allows(surname: str, given: str, zone_names: str) -> None:
    found = flags(PASSPORT, mrz=td3(names=zone_names), surname=surname, given_names=given)
    assert [each for each in found if each[0] == "name_mismatch"] == []


@pytest.mark.parametrize(
    ("key", "printed", "zone_names"),
    [
        ("surname", "ERIKSON", "ERIKSSON<<ANNA<MARIA"),
        ("given_names", "ANNA", "ERIKSSON<<ANNA<MARIA"),
        ("given_names", "MARIA ANNA", "ERIKSSON<<ANNA<MARIA"),
        ("given_names", "ANNA MARIA", "ERIKSSON"),
    ],
)
def test_other_names_want_a_look(key: str, printed: str, zone_names: str) -> None:
    found = flags(PASSPORT, mrz=td3(names=zone_names), **{key: printed})
    assert [each for each in found if each[0] == "name_mismatch"] == [("name_mismatch", key, "warn")]


def test_names_in_letters_that_no_table_has_are_not_checked() -> None:
    found = findings(PASSPORT, surname="Παπάς", given_names="Ελένη")
    assert "mrz_names_agree" in found.not_checked


def td1(number: str, optional: str) -> str:
    head = number + check_digit(number) + optional.ljust(15, "<")
    born, ends = ("900115" + check_digit("900115"), "300114" + check_digit("300114"))
    composite = check_digit(head + born + ends + "<" * 11)
    names = "NGUYEN<<VAN<AN".ljust(30, "<")
    return f"IDVNM{head}\n{born}M{ends}VNM{'<' * 11}{composite}\n{names}"


def test_a_national_card_may_print_the_number_that_its_optional_data_has() -> None:
    zone = td1("090001234", "079090001234")
    assert flags(VIETNAM, "national_id", mrz=zone) == []
    assert flags(VIETNAM, "national_id", mrz=zone, document_number="090001234") == []
    assert flags(VIETNAM, "national_id", mrz=zone, document_number="079090001235") == [
        ("readings_differ", "document_number", "warn")
    ]


@pytest.mark.parametrize(
    ("authority", "flagged"), [("UTOPIA", False), ("FRANCE", True), ("MINISTRY OF THE INTERIOR", False)]
)
def test_an_authority_that_is_a_country_is_the_issuer(authority: str, flagged: bool) -> None:
    found = flags(PASSPORT, issuing_authority=authority)
    assert found == ([("readings_differ", "issuing_authority", "warn")] if flagged else [])
