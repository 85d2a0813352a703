"""Two faces of one card, and two cases with one number (R15 and R16)."""

from datetime import date

import pytest

from carddesk.cards.checks import CheckedField, Mate, NotChecked, Outcome, card_of, outcomes
from carddesk.cards.reading import Face

BOTH: tuple[Face, ...] = ("portrait", "emblem")
HOLDER = {"name": "张三", "birth_date": "1949-12-31", "id_number": "11010519491231002X"}
DAYS = {"issue_date": "2016-01-01", "expiry_date": "9999-12-31"}
PERMIT = {"id_number": "810000199408230021", "birth_date": "1994-08-23", "permit_number": "H26031587"}
FIVE_YEARS = {"issue_date": "2019-01-01", "expiry_date": "2024-01-01"}


def outcome(check: str, document: str, faces: tuple[Face, ...], values: dict[str, str], *mates: Mate) -> Outcome:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    return outcomes(card_of(document, faces, fields, date(2026, 11, 21), mates))[check]


def told(found: Outcome) -> list[tuple[str, str, str | None]]:
    assert not isinstance(found, NotChecked)
    return [(flag.code.value, flag.level.value, flag.field) for flag in found]


def faces(document: str, values: dict[str, str]) -> list[tuple[str, str, str | None]]:
    return told(outcome("faces_of_one_card", document, BOTH, values))


def test_that_two_faces_are_of_one_card_is_never_proved() -> None:
    assert faces("resident_id", {**HOLDER, **DAYS}) == [("sides_differ", "info", None)]
    assert faces("residence_permit", {**PERMIT, **FIVE_YEARS}) == [("sides_differ", "info", None)]


@pytest.mark.parametrize("face", BOTH)
def test_one_face_alone_is_not_compared(face: Face) -> None:
    found = outcome("faces_of_one_card", "resident_id", (face,), {**HOLDER, **DAYS})
    assert isinstance(found, NotChecked)
    assert ("expiry_date" in found.missing) == (face == "portrait")


@pytest.mark.parametrize(
    "days",
    [{"expiry_date": "2026-01-01"}, {"issue_date": "1949-01-01"}, {"issue_date": "1949-12-30", "expiry_date": "1959-12-30"}],
)  # fmt: skip
def test_a_validity_that_does_not_go_with_the_age_speaks_against_it(days: dict[str, str]) -> None:
    assert faces("resident_id", {**HOLDER, **DAYS, **days}) == [("sides_differ", "warn", None)]


def test_an_end_that_was_misread_says_nothing_of_the_faces() -> None:
    assert faces("resident_id", {**HOLDER, **DAYS, "expiry_date": "2027-01-01"}) == [("sides_differ", "info", None)]


def test_a_permit_of_another_region_than_the_number_speaks_against_it() -> None:
    for permit in ("M52163272", "01252267"):
        found = faces("residence_permit", {**PERMIT, **FIVE_YEARS, "permit_number": permit})
        assert found == [("sides_differ", "warn", None)]
    broken = {**PERMIT, **FIVE_YEARS, "permit_number": "M52163272", "id_number": "810000199408230022"}
    assert faces("residence_permit", broken) == [("sides_differ", "info", None)]


def duplicates(
    values: dict[str, str], *mates: Mate, document: str = "resident_id"
) -> list[tuple[str, str, str | None]]:
    return told(outcome("number_once", document, ("portrait",), values, *mates))


def test_the_same_number_under_another_name_wants_a_look_and_under_the_same_is_told() -> None:
    assert duplicates(HOLDER) == []
    assert duplicates(HOLDER, Mate(3, "李四")) == [("duplicate", "warn", "id_number")]
    assert duplicates(HOLDER, Mate(3, "张三")) == [("duplicate", "info", "id_number")]
    assert duplicates(HOLDER, Mate(3, "")) == [("duplicate", "info", "id_number")]
    assert duplicates({**HOLDER, "name": ""}, Mate(3, "李四")) == [("duplicate", "info", "id_number")]
    both = duplicates(HOLDER, Mate(3, "李四"), Mate(4, "张三"))
    assert both == [("duplicate", "warn", "id_number"), ("duplicate", "info", "id_number")]


def test_names_are_the_same_however_they_are_set() -> None:
    page = {"document_number": "L898902C3", "surname": "ERIKSSON", "given_names": "ANNA MARIA"}
    found = told(outcome("number_once", "passport", ("page",), page, Mate(7, "Eriksson, Anna Maria")))
    assert found == [("duplicate", "info", "document_number")]


def test_the_other_cases_are_named_but_not_all_of_them() -> None:
    many = outcome("number_once", "resident_id", BOTH, HOLDER, *(Mate(place, "张三") for place in range(10, 20)))
    assert not isinstance(many, NotChecked)
    assert dict(many[0].arguments)["cases"] == "10, 11, 12, 13, 14 …"


def test_without_a_number_or_with_a_masked_one_nothing_is_compared() -> None:
    for number in ("", "1101**********002X"):
        found = outcome("number_once", "resident_id", BOTH, {**HOLDER, "id_number": number}, Mate(3, "李四"))
        assert found == NotChecked(("id_number",))
