"""Dates on specimens are lawful: born before issued, issued before expired, valid as long as the law says."""

from datetime import date

import pytest

from tests.specimens import KINDS, TrueCard
from tests.specimens.dates import resident_term
from tests.unit.specimens.flat_cards import SEEDS, card


def day(one: TrueCard, key: str) -> date:
    return date.fromisoformat(one.field(key).value)


def full_years(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[0] in ("foreign_resident", "passport", "national_id")])
def test_people_are_born_before_their_document_is_issued_and_it_expires_later(kind: tuple[str, str, str]) -> None:
    for seed in SEEDS:
        one = card(*kind[:2], seed, kind[2])
        assert day(one, "birth_date") < day(one, "issue_date") < day(one, "expiry_date")


def test_resident_cards_are_valid_as_long_as_the_age_on_issue_allows() -> None:
    terms = set()
    for seed in range(24):
        portrait, emblem = (card("resident_id", face, seed) for face in ("portrait", "emblem"))
        birth, issued, until = day(portrait, "birth_date"), day(emblem, "issue_date"), day(emblem, "expiry_date")
        age = full_years(birth, issued)
        years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else None
        terms.add(years)
        assert birth < issued
        assert until == date(9999, 12, 31) if years is None else full_years(issued, until) in (years - 1, years)
        assert (emblem.field("expiry_date").text == "长期") == (years is None)
    assert terms == {5, 10, 20, None}


@pytest.mark.parametrize(
    ("birth", "issued", "until"),
    [
        (date(1978, 10, 27), date(2004, 10, 27), date(2024, 10, 27)),
        (date(1978, 10, 27), date(2004, 10, 26), date(2014, 10, 26)),
        (date(1980, 3, 3), date(2026, 3, 3), date(9999, 12, 31)),
        (date(1980, 3, 3), date(2026, 3, 2), date(2046, 3, 2)),
        (date(2011, 5, 1), date(2026, 4, 30), date(2031, 4, 30)),
    ],
)
def test_the_term_changes_on_the_birthday_that_the_law_names(birth: date, issued: date, until: date) -> None:
    assert resident_term(birth, issued) == until


def test_permits_are_valid_for_five_years_and_none_is_older_than_the_permit_itself() -> None:
    for seed in SEEDS:
        one = card("residence_permit", "emblem", seed)
        assert day(one, "issue_date") >= date(2018, 9, 1)
        assert full_years(day(one, "issue_date"), day(one, "expiry_date")) in (4, 5)


@pytest.mark.parametrize(
    ("version", "first", "last"), [("2017", "2017-06-16", "2023-11-30"), ("2023", "2023-12-01", "2026-06-30")]
)
def test_foreign_cards_are_issued_while_their_version_was(version: str, first: str, last: str) -> None:
    for seed in SEEDS:
        assert first <= card("foreign_resident", "portrait", seed, version).field("issue_date").value <= last


def test_both_faces_of_a_seed_are_one_card() -> None:
    for seed in SEEDS:
        portrait, emblem = (card("resident_id", face, seed) for face in ("portrait", "emblem"))
        place = emblem.field("issuing_authority").text.split("公安局")[0]
        assert place in portrait.field("address").text
