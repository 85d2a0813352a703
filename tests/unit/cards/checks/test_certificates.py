"""The days of certificates: the vendor's example, and each way in which one can be wrong."""

from datetime import date

import pytest

from carddesk.cards.checks import CheckedField, NotChecked, Outcome, card_of, outcomes

DOCUMENT_003 = {
    "标题": "低压电工证",
    "作业类别": "电工作业",
    "初领日期": "2021-10-08",
    "有效期限": "2021-10-08至2027-10-07",
    "应复审日期": "2024-10-07前",
}


def said(values: dict[str, str], today: date) -> dict[str, Outcome]:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    found = outcomes(card_of("certificate", ["page"], fields, today))
    days = "certificate_days_exist expired not_yet_valid reviewed in_order first_issue length review_due"
    own = {name if name.startswith("certificate") else f"certificate_{name}" for name in days.split()}
    return {check: outcome for check, outcome in found.items() if check in own}


def told(today: date = date(2023, 1, 1), **changed: str) -> list[tuple[str, str, str | None]]:
    found = said({**DOCUMENT_003, **changed}, today).values()
    flags = [flag for outcome in found if not isinstance(outcome, NotChecked) for flag in outcome]
    return [(flag.code.value, flag.level.value, flag.field) for flag in flags]


OVERDUE = ("expired", "warn", "应复审日期")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2021, 10, 7), [("not_yet_valid", "warn", "有效期限")]),
        (date(2021, 10, 8), []),
        (date(2024, 10, 7), []),
        (date(2024, 10, 8), [OVERDUE]),
        (date(2027, 10, 7), [OVERDUE]),
        (date(2027, 10, 8), [("expired", "error", "有效期限"), OVERDUE]),
    ],
)
def test_the_vendors_example_through_the_years(today: date, expected: list[tuple[str, str, str]]) -> None:
    assert told(today) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"有效期限": "2021-10-08至2027-10-08"}, []),
        ({"有效期限": "2021-10-08至2026-10-07"}, [("validity_length", "warn", "有效期限")]),
        ({"应复审日期": "2024-10-08前"}, []),
        ({"应复审日期": "2027-10-07前"}, []),
        ({"应复审日期": "2025-10-07前"}, [("validity_length", "warn", "应复审日期")]),
        ({"初领日期": "2015-10-08"}, []),
        ({"初领日期": "2021-10-09"}, [("date_order", "error", "初领日期")]),
        ({"初领日期": "2021-02-30"}, [("bad_date", "error", "初领日期")]),
        ({"初领日期": "2O21-10-08"}, [("bad_date", "error", "初领日期")]),
        ({"初领日期": "2021-10"}, [("bad_date", "error", "初领日期")]),
        ({"初领日期": "详见附页"}, []),
    ],
)
def test_what_is_wrong_with_a_certificates_days(changed: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    assert told(**changed) == expected


def test_an_end_before_its_beginning() -> None:
    found = told(有效期限="2022-10-08至2022-10-07", 应复审日期="")
    assert ("date_order", "error", "有效期限") in found


def test_lengths_are_known_of_special_operations_alone() -> None:
    other = {key: value for key, value in DOCUMENT_003.items() if key != "作业类别"}
    found = said({**other, "有效期限": "2021-10-08至2031-10-07"}, date(2023, 1, 1))
    assert found["certificate_length"] == NotChecked(("作业类别",))
    assert found["certificate_expired"] == ()


def test_a_certificate_without_days_is_not_checked() -> None:
    found = said({"姓名": "张三"}, date(2023, 1, 1))
    assert all(isinstance(outcome, NotChecked) and outcome.missing for outcome in found.values())
    assert len(found) == 8
