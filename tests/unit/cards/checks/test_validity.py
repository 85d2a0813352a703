"""Order and length of validity: the worked examples of the rules, by document and age (R02 to R06)."""

from datetime import date

import pytest

from carddesk.cards.checks import CheckedField, NotChecked, Outcome, card_of, outcomes
from carddesk.cards.flags import Flag
from carddesk.cards.reading import Face

TODAY = date(2026, 11, 21)
BOTH: tuple[Face, ...] = ("portrait", "emblem")
OWN = {
    "validity_in_order", "born_before_issue", "validity_length", "validity_length_by_age", "validity_since",
    "chinese_passport_validity", "not_yet_valid", "birth_is_past",
}  # fmt: skip


def said(document: str, faces: tuple[Face, ...] = BOTH, **values: str) -> dict[str, Outcome]:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    found = outcomes(card_of(document, faces, fields, TODAY))
    return {check: outcome for check, outcome in found.items() if check in OWN}


def flags(document: str, faces: tuple[Face, ...] = BOTH, **values: str) -> list[Flag]:
    found = said(document, faces, **values).values()
    return [flag for outcome in found if not isinstance(outcome, NotChecked) for flag in outcome]


def told(found: list[Flag]) -> list[tuple[str, str, str | None]]:
    return [(flag.code.value, flag.level.value, flag.field) for flag in found]


LENGTH = [("validity_length", "warn", "expiry_date")]


@pytest.mark.parametrize(
    ("born", "start", "end"),
    [
        ("1978-10-27", "2004-10-27", "2024-10-27"),
        ("1978-10-27", "2004-10-27", "2024-10-26"),
        ("1978-10-27", "2004-10-26", "2014-10-26"),
        ("1980-03-03", "2026-03-03", "9999-12-31"),
        ("1980-03-03", "2026-03-02", "2046-03-02"),
        ("2011-05-01", "2026-04-30", "2031-04-30"),
        ("1990-05-01", "2020-02-29", "2040-02-29"),
        ("2000-05-01", "2016-05-02", "2026-05-02"),
        ("2010-05-01", "2024-02-29", "2029-03-01"),
        ("2010-05-01", "2024-02-29", "2029-02-28"),
    ],
)
def test_a_resident_id_of_lawful_length_has_no_flag(born: str, start: str, end: str) -> None:
    assert flags("resident_id", birth_date=born, issue_date=start, expiry_date=end) == []


@pytest.mark.parametrize(
    ("born", "start", "end", "expected"),
    [
        ("1990-01-01", "2020-06-01", "9999-12-31", "2040-06-01"),
        ("2008-01-01", "2020-06-01", "2030-06-01", "2025-06-01"),
        ("1978-10-27", "2004-10-26", "2024-10-26", "2014-10-26"),
        ("1960-01-01", "2020-06-01", "2040-06-01", "长期"),
    ],
)
def test_a_length_for_another_age_wants_a_look(born: str, start: str, end: str, expected: str) -> None:
    (flag,) = flags("resident_id", birth_date=born, issue_date=start, expiry_date=end)
    assert told([flag]) == LENGTH
    assert expected in flag.text


@pytest.mark.parametrize("end", ["2027-06-01", "2030-05-30", "2030-06-02", "2025-07-01"])
def test_a_length_for_no_age_at_all_wants_a_look_even_without_the_age(end: str) -> None:
    assert told(flags("resident_id", ("emblem",), issue_date="2020-06-01", expiry_date=end)) == LENGTH


def test_the_age_is_not_checked_where_only_one_face_was_read() -> None:
    emblem = said("resident_id", ("emblem",), issue_date="2020-06-01", expiry_date="2030-06-01")
    assert emblem["validity_length_by_age"] == NotChecked(("birth_date",))
    assert emblem["born_before_issue"] == NotChecked(("birth_date",))
    assert emblem["validity_length"] == ()
    portrait = said("resident_id", ("portrait",), birth_date="1990-01-01")
    assert portrait["validity_length"] == NotChecked(("issue_date", "expiry_date"))


@pytest.mark.parametrize("start", ["2O20-06-01", "2020-06", "2020-06-31", "9999-12-31"])
def test_what_is_no_certain_day_is_not_checked(start: str) -> None:
    found = said("resident_id", issue_date=start, expiry_date="2030-06-01", birth_date="1990-01-01")
    assert found["validity_length"] == found["validity_in_order"] == NotChecked(("issue_date",))
    assert found["not_yet_valid"] == NotChecked(("issue_date",))


@pytest.mark.parametrize(("end", "wrong"), [("2020-06-01", True), ("2020-05-31", True), ("2020-06-02", False)])
def test_a_card_ends_after_it_begins(end: str, wrong: bool) -> None:
    found = said("resident_id", ("emblem",), issue_date="2020-06-01", expiry_date=end)
    assert isinstance(found["validity_in_order"], tuple)
    assert told(list(found["validity_in_order"])) == ([("date_order", "error", "expiry_date")] if wrong else [])


def test_nobody_gets_a_card_before_birth() -> None:
    later = flags("resident_id", birth_date="2020-06-02", issue_date="2020-06-01", expiry_date="2025-06-01")
    assert told(later) == [("date_order", "error", "issue_date")]
    same = flags("resident_id", birth_date="2020-06-01", issue_date="2020-06-01", expiry_date="2025-06-01")
    assert told(same) == [("date_order", "warn", "issue_date")]


def test_a_card_that_begins_later_wants_a_look() -> None:
    found = flags("resident_id", ("emblem",), issue_date="2026-11-22", expiry_date="2036-11-22")
    assert told(found) == [("not_yet_valid", "warn", "issue_date")]
    assert flags("resident_id", ("emblem",), issue_date="2026-11-21", expiry_date="2036-11-21") == []


@pytest.mark.parametrize(
    ("born", "level"), [("2026-11-22", "error"), ("2026-11-21", None), ("1900-01-01", None), ("1899-12-31", "warn")]
)
def test_births_are_past_and_not_too_long_ago(born: str, level: str | None) -> None:
    expected = [("bad_date", level, "birth_date")] if level else []
    assert told(flags("resident_id", ("portrait",), birth_date=born)) == expected


@pytest.mark.parametrize(
    ("document", "start", "years", "wrong"),
    [
        ("resident_id", "2003-12-31", 10, True),
        ("resident_id", "2004-01-01", 10, False),
        ("residence_permit", "2018-08-31", 5, True),
        ("residence_permit", "2018-09-01", 5, False),
        ("foreign_resident", "2004-08-14", 10, True),
        ("foreign_resident", "2004-08-15", 10, False),
    ],
)
def test_no_card_is_older_than_its_kind(document: str, start: str, years: int, wrong: bool) -> None:
    end = f"{int(start[:4]) + years}{start[4:]}"
    found = said(document, ("emblem",), issue_date=start, expiry_date=end)["validity_since"]
    assert isinstance(found, tuple)
    assert told(list(found)) == ([("validity_length", "warn", "issue_date")] if wrong else [])


@pytest.mark.parametrize("end", ["2023-09-06", "2023-09-05"])
def test_a_residence_permit_is_valid_for_five_years(end: str) -> None:
    assert flags("residence_permit", ("emblem",), issue_date="2018-09-06", expiry_date=end) == []


def test_a_residence_permit_of_another_length_is_flagged() -> None:
    ten = flags("residence_permit", ("emblem",), issue_date="2018-09-06", expiry_date="2028-09-06")
    assert told(ten) == LENGTH
    assert "2023-09-06" in ten[0].text
    never = flags("residence_permit", ("emblem",), issue_date="2018-09-06", expiry_date="9999-12-31")
    assert told(never) == [("validity_length", "error", "expiry_date")]
    # The vendor's own example: ten years, from before there were such cards.
    sample = flags("residence_permit", ("emblem",), issue_date="2014-07-01", expiry_date="2024-07-01")
    assert sorted(told(sample)) == [*LENGTH, ("validity_length", "warn", "issue_date")]


@pytest.mark.parametrize(
    ("born", "start", "end"),
    [
        ("1981-08-03", "2015-10-25", "2025-10-24"),
        ("1985-01-01", "2023-09-15", "2033-09-14"),
        ("1990-01-01", "2023-06-12", "2033-06-11"),
        ("2010-01-01", "2023-06-12", "2028-06-11"),
        ("2005-06-13", "2023-06-12", "2028-06-11"),
        ("2005-06-12", "2023-06-12", "2033-06-11"),
    ],
)
def test_a_permanent_resident_gets_five_years_and_ten_from_18_on(born: str, start: str, end: str) -> None:
    face: tuple[Face, ...] = ("portrait",)
    assert flags("foreign_resident", face, birth_date=born, issue_date=start, expiry_date=end) == []
    other = f"{int(end[:4]) + (5 if int(end[:4]) - int(start[:4]) == 5 else -5)}{end[4:]}"
    assert told(flags("foreign_resident", face, birth_date=born, issue_date=start, expiry_date=other)) == LENGTH


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"birth_date": "1990-01-01", "expiry_date": "2029-06-30"}, []),
        ({"birth_date": "1990-01-01", "expiry_date": "2024-06-30"}, LENGTH),
        ({"birth_date": "2005-01-01", "expiry_date": "2024-06-30"}, []),
        ({"birth_date": "2005-01-01", "expiry_date": "2029-06-30"}, LENGTH),
        ({"expiry_date": "2027-06-30"}, LENGTH),
        ({"birth_date": "1990-01-01", "expiry_date": "2024-06-30", "document_number": "DE1234567"}, []),
        ({"birth_date": "1990-01-01", "expiry_date": "2024-06-30", "nationality_code": "VNM"}, []),
    ],
)
def test_ordinary_chinese_passports(values: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    page = {"nationality_code": "CHN", "document_number": "E12345678", "issue_date": "2019-07-01", **values}
    assert told(flags("passport", ("page",), **page)) == expected


def test_a_chinese_passport_of_older_law_is_not_checked() -> None:
    page = {"nationality_code": "CHN", "document_number": "G12345678", "expiry_date": "2011-06-30"}
    found = said("passport", ("page",), issue_date="2006-07-01", **page)
    assert found["chinese_passport_validity"] == NotChecked(("issue_date",))


def test_masked_days_are_not_judged() -> None:
    found = said("resident_id", ("emblem",), issue_date="20**-06-01", expiry_date="2027-06-01")
    assert found["validity_length"] == NotChecked(("issue_date",))


def test_every_rule_here_is_named() -> None:
    declared = said("resident_id") | said("foreign_resident") | said("passport")
    assert set(declared) == OWN


def test_a_dot_alone_is_no_day() -> None:
    fields = [CheckedField("issue_date", ".", ".")]
    found = outcomes(card_of("resident_id", ["emblem"], fields, TODAY))["days_exist"]
    assert not isinstance(found, NotChecked)
    assert told(list(found)) == [("bad_date", "error", "issue_date")]
