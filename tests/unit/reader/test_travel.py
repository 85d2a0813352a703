"""Travel documents from lines alone: labels in two tongues, labels that were not read, dates whose order is open."""

from datetime import date

import pytest

from carddesk.reader.fields import data
from carddesk.reader.lines import Line
from carddesk.reader.sense import Sense, _beside_zone, sense
from carddesk.reader.travel import spaced, together
from carddesk.reader.values import Datum, datum
from tests.unit.reader.forms import line, view

TODAY = date(2026, 11, 21)
ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
"""The specimen of ICAO 9303-4: born 1974-08-12, expires 2012-04-15."""


def page(*printed: Line, zone: tuple[str, str] = ZONE) -> dict[str, Datum]:
    lines = (line("PASSPORT", 5, 8, 40), *printed, line(zone[0], 3, 85, 30, 33), line(zone[1], 3, 93, 30, 33))
    seen: Sense = sense(view(*lines), TODAY, None)
    assert seen.zone is not None
    assert seen.told.layout.document == "passport"
    found = together(data(seen.told, seen.view), seen.zone, "passport", _beside_zone(seen))
    return {each.key: each for each in found}


@pytest.mark.parametrize(
    "label",
    [
        "Date of issue",
        "Ausgestellt/Date of issue",
        "7. Ausstellungsdatum/Date of issue",
        "Ngay cap / Date of issue",
        "Date of issue/Date de délivrance (7)",
        "Date de délivrance/Date of issue (7)",
    ],
)
def test_a_label_in_another_tongue_first_or_numbered_is_a_label(label: str) -> None:
    found = page(line(label, 33, 40, 20), line("16 APR 2007", 33, 45, 30))
    assert found["issue_date"].text == "16 APR 2007"


def test_a_labels_number_is_no_part_of_the_name() -> None:
    found = page(line("Surname/Nom (1)", 33, 20, 20), line("ERIKSSON", 33, 25, 30))
    assert found["surname"].text == "ERIKSSON"


def test_a_name_that_begins_like_a_label_stays_whole() -> None:
    lines = (
        line("外国人永久居留身份证", 20, 8, 44),
        line("姓名/Name", 6, 20, 24),
        line("NAMGUNG,SEOYEON", 6, 26, 32),
        line("性别/Sex", 6, 36, 24),
        line("女/F", 6, 42, 32),
        line("证件号码/ID No.", 6, 80, 24),
        line("KOR230173102219", 40, 80, 32),
    )
    seen = sense(view(*lines), TODAY, None)
    assert {each.key: each.text for each in data(seen.told, seen.view)}["name_latin"] == "NAMGUNG,SEOYEON"


def test_a_name_whose_label_was_not_read_is_found_as_printed() -> None:
    zone = ("P<UTOMUELLENBACH<<ANNA<MARIA<<<<<<<<<<<<<<<<", ZONE[1])
    found = page(line("MÜLLENBACH", 33, 25, 30), line("ANNA MARIA", 33, 35, 30), zone=zone)
    assert (found["surname"].text, found["given_names"].text) == ("MÜLLENBACH", "ANNA MARIA")


def test_the_one_day_that_is_neither_birth_nor_expiry_is_the_day_of_issue() -> None:
    printed = [line("12 AUG 1974", 70, 30, 30), line("15 APR 2012", 70, 50, 30), line("16 APR 2007", 33, 45, 30)]
    assert page(*printed)["issue_date"].value == "2007-04-16"
    assert "issue_date" not in page(*printed, line("17 APR 2008", 33, 60, 30))


@pytest.mark.parametrize(("printed", "expected"), [("04/05/2007", ""), ("04/16/2007", "2007-04-16")])
def test_an_order_that_nothing_tells_stays_open(printed: str, expected: str) -> None:
    found = page(line("Date of issue", 33, 40, 20), line(printed, 33, 45, 30))
    assert found["issue_date"].text == printed
    assert found["issue_date"].value == expected


def test_the_order_on_which_whole_years_end_at_the_expiry_counts() -> None:
    zone = (ZONE[0], "L898902C36UTO7408122F1211091ZE184226B<<<<<14")
    found = page(line("Date of issue", 33, 40, 20), line("10/11/2007", 33, 45, 30), zone=zone)
    assert found["issue_date"].value == "2007-11-10"


def test_letters_of_other_alphabets_in_the_zone_are_those_drawn_alike() -> None:
    found = page(zone=(ZONE[0].replace("P<", "\u03a1<"), ZONE[1].replace("<<<<<10", "\u304f\u304f<<<10")))
    assert found["document_number"].value == "L898902C3"


def test_days_and_numbers_whose_labels_were_not_read_are_found_as_printed_by_what_the_zone_says() -> None:
    found = page(line("12 AUG 1974", 70, 30, 30), line("15 APR 2012", 70, 50, 30), line("L898902C3", 70, 12, 30))
    assert (found["birth_date"].text, found["birth_date"].value) == ("12 AUG 1974", "1974-08-12")
    assert (found["expiry_date"].text, found["document_number"].text) == ("15 APR 2012", "L898902C3")


def test_a_day_that_the_zone_gainsays_is_the_zones() -> None:
    found = page(line("Date of birth", 33, 40, 20), line("13 AUG 1974", 33, 45, 30))
    assert (found["birth_date"].text, found["birth_date"].value) == ("1974-08-12", "1974-08-12")


def test_a_chinese_name_stands_above_the_same_name_in_latin_letters() -> None:
    printed = (line("艾立生", 33, 20, 30), line("ERIKSSON,ANNA MARIA", 33, 26, 30), line("瑞典", 33, 50, 30))
    assert page(*printed)["name"].text == "艾立生"
    assert "name" not in page(*printed[1:])


@pytest.mark.parametrize("office", ["MINISTRY OF INTERIOR", "CITY REGISTRY", "Passport Office"])
def test_an_authority_without_a_label_is_told_by_its_words(office: str) -> None:
    found = page(line("REPUBLIC OF UTOPIA", 33, 12, 30), line(office, 33, 60, 30))
    assert ("issuing_authority" in found) is office.isupper()


@pytest.mark.parametrize(
    ("printed", "value", "expected"),
    [
        ("JOSEMARÍA", "JOSE MARIA", "JOSE MARÍA"),
        ("JOSE MARÍA", "JOSE MARIA", "JOSE MARÍA"),
        ("ANNE-MARIE", "ANNE MARIE", "ANNE-MARIE"),
        ("O'BRIEN", "OBRIEN", "O'BRIEN"),
        ("MÜLLERLÜDENSCHEIDT", "MUELLER LUEDENSCHEIDT", "MÜLLER LÜDENSCHEIDT"),
        ("JOSEMARIO", "JOSE MARIA", "JOSEMARIO"),
        ("JOSE", "JOSE", "JOSE"),
    ],
)
def test_blanks_lost_in_a_printed_name_are_where_the_zone_has_them(printed: str, value: str, expected: str) -> None:
    (name,) = spaced([datum("given_names", [line(printed, 33, 25, 30)])], {"given_names": value})
    assert name.text == expected
    assert len(name.confidences) == len(name.text)


def test_an_authority_beside_its_label_is_no_other_office_on_the_page() -> None:
    found = page(line("HOME OFFICE", 33, 12, 30), line("Authority", 33, 55, 20), line("HMPO", 33, 60, 30))
    assert found["issuing_authority"].text == "HMPO"
