"""How long cards are valid by law: the worked examples, and what holds for any day and age (logic-rules §4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.validity import CHINESE_PASSPORT, LAWS, OPEN, Law, full_years, law_of

STARTS = st.dates(date(2004, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("born", "start", "age", "years"),
    [
        ("1978-10-27", "2004-10-27", 26, 20),
        ("1978-10-27", "2004-10-26", 25, 10),
        ("1980-03-03", "2026-03-03", 46, OPEN),
        ("1980-03-03", "2026-03-02", 45, 20),
        ("2011-05-01", "2026-04-30", 14, 5),
        ("2010-05-01", "2026-05-01", 16, 10),
        ("2010-05-01", "2026-04-30", 15, 5),
        ("2008-02-29", "2024-02-28", 15, 5),
        ("2008-02-29", "2024-02-29", 16, 10),
        ("2000-02-29", "2026-03-01", 26, 20),
    ],
)
def test_a_resident_id_is_valid_by_the_age_on_its_first_day(born: str, start: str, age: int, years: int) -> None:
    assert full_years(date.fromisoformat(born), date.fromisoformat(start)) == age
    assert LAWS["resident_id"].years(age) == years


@pytest.mark.parametrize(
    ("document", "age", "years"),
    [
        ("residence_permit", 3, 5),
        ("residence_permit", 70, 5),
        ("foreign_resident", 17, 5),
        ("foreign_resident", 18, 10),
    ],
)
def test_other_cards_have_lengths_of_their_own(document: str, age: int, years: int) -> None:
    assert LAWS[document].years(age) == years


@pytest.mark.parametrize(
    ("start", "years", "ends"),
    [
        ("2004-10-27", 20, {"2024-10-27", "2024-10-26"}),
        ("2010-07-21", 10, {"2020-07-21", "2020-07-20"}),
        ("2026-03-02", 20, {"2046-03-02", "2046-03-01"}),
        ("2020-02-29", 5, {"2025-02-28", "2025-03-01"}),
        ("2020-02-29", 20, {"2040-02-29", "2040-02-28"}),
        ("2019-03-01", 5, {"2024-03-01", "2024-02-29"}),
        ("2019-01-01", OPEN, {"9999-12-31"}),
    ],
)
def test_the_last_day_is_the_anniversary_or_the_day_before(start: str, years: int, ends: set[str]) -> None:
    found = LAWS["resident_id"].ends(date.fromisoformat(start), years)
    assert {end.isoformat() for end in found} == ends


def test_what_cards_print_comes_first() -> None:
    start = date(2023, 9, 15)
    assert LAWS["foreign_resident"].ends(start, 10)[0] == date(2033, 9, 14)
    assert LAWS["residence_permit"].ends(date(2018, 9, 6), 5)[0] == date(2023, 9, 6)


@given(STARTS, st.integers(0, 120), st.sampled_from([*LAWS.values(), CHINESE_PASSPORT]))
def test_every_lawful_end_is_within_a_day_of_the_anniversary(start: date, age: int, law: Law) -> None:
    years = law.years(age)
    assert years in law.terms
    ends = law.ends(start, years)
    assert set(ends) <= set(law.all_ends(start))
    if years != OPEN:
        days = [(end - start).days / 365.2425 - years for end in ends]
        assert max(map(abs, days)) < 2.5 / 365
        assert abs(ends[0] - ends[1]) == timedelta(days=1)


@pytest.mark.parametrize(
    ("document", "code", "number", "known"),
    [
        ("passport", "CHN", "E12345678", True),
        ("passport", "CHN", "EA1234567", True),
        ("passport", "CHN", "G12345678", True),
        ("passport", "CHN", "DE1234567", False),
        ("passport", "CHN", "K12345678", False),
        ("passport", "VNM", "E12345678", False),
        ("resident_id", "", "", True),
        ("certificate", "", "", False),
    ],
)
def test_only_ordinary_chinese_passports_are_under_this_law(document: str, code: str, number: str, known: bool) -> None:
    assert (law_of(document, code, number) is not None) == known
