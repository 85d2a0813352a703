"""`carddesk check`: typed-in values held to the checks, as one JSON object."""

import json
from typing import Any

import pytest

from tests.unit.cli.conftest import Run

PASSPORT = (
    "mrz=P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "document_number=L898902C3",
)


def checked(run: Run, *arguments: str) -> dict[str, Any]:
    outcome = run("check", *arguments)
    assert outcome.code == 0, outcome.err
    told: dict[str, Any] = json.loads(outcome.out)
    return told


def field(told: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [each for each in told["fields"] if each["key"] == key]
    return dict(found)


def codes(flags: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(flag["code"], flag["level"]) for flag in flags]


def test_a_number_that_cannot_be_right_is_flagged_and_repairs_are_offered(run: Run) -> None:
    told = checked(
        run, "--document", "resident_id", "id_number=110105194912310021", "birth_date=1949年12月31日", "sex=女"
    )
    assert set(told) == {"document", "fields", "flags", "not_checked"}
    assert told["document"] == "resident_id"
    number = field(told, "id_number")
    assert set(number) == {"key", "value", "flags", "repairs"}
    assert codes(number["flags"]) == [("bad_check_digit", "error")]
    assert "11010519491231002X" in number["repairs"]
    assert field(told, "birth_date") == {"key": "birth_date", "value": "1949-12-31", "flags": [], "repairs": []}


def test_letters_in_a_number_are_a_repair_and_not_put_right(run: Run) -> None:
    number = field(checked(run, "--document", "resident_id", "id_number=11O1O51949I231002X"), "id_number")
    assert number["value"] == "11O1O51949I231002X"
    assert [flag["level"] for flag in number["flags"]] == ["error"]
    assert number["repairs"] == ["11010519491231002X"]


def test_what_was_not_said_is_not_missing_but_what_is_said_to_be_empty_is(run: Run) -> None:
    told = checked(run, "--document", "resident_id", "id_number=11010519491231002X", "name=")
    assert codes(field(told, "name")["flags"]) == [("missing", "warn")]
    assert told["flags"] == []
    assert [each["key"] for each in told["fields"]] == ["id_number", "name"]


def test_what_could_not_be_checked_is_told_with_what_it_would_have_needed(run: Run) -> None:
    told = checked(run, "--document", "resident_id", "id_number=", "sex=女")
    (found,) = [each for each in told["not_checked"] if each["check"] == "citizen_number_sex_agrees"]
    assert found["missing"] == ["id_number"]
    assert found["title"]


def test_the_day_can_be_given(run: Run) -> None:
    values = ("--document", "passport", "expiry_date=2026-11-20")
    late = checked(run, *values, "--today", "2026-11-21")
    assert codes(field(late, "expiry_date")["flags"]) == [("expired", "error")]
    assert codes(field(checked(run, *values, "--today", "2026-11-20"), "expiry_date")["flags"]) == []


def test_lines_of_a_zone_are_parted_by_a_backslash_and_n(run: Run) -> None:
    told = checked(run, "--document", "passport", *PASSPORT)
    assert field(told, "mrz")["value"].count("\n") == 1
    assert "bad_format" not in [flag["code"] for flag in field(told, "mrz")["flags"]]


def test_messages_are_in_the_language_of_the_run(run: Run) -> None:
    told = checked(run, "--lang", "zh_CN", "--document", "resident_id", "id_number=110105194912310021")
    assert "应为" in field(told, "id_number")["flags"][0]["message"]


def test_a_certificate_takes_any_label(run: Run) -> None:
    told = checked(run, "--document", "certificate", "证号=T32048119940824381X", "作业类别=电工作业")
    assert [each["key"] for each in told["fields"]] == ["证号", "作业类别"]
    assert field(told, "证号")["flags"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--document", "resident_id", "idnumber=1"), "id_number"),
        (("--document", "resident_id", "id_number"), "KEY=VALUE"),
        (("--document", "resident_id", "=1"), "KEY=VALUE"),
        (("--document", "resident_id", "name=a", "name=b"), "name"),
        (("--document", "library_card", "name=a"), "library_card"),
        (("--document", "resident_id", "--today", "2026-02-30", "name=a"), "2026-02-30"),
        (("--document", "resident_id"), "KEY=VALUE"),
    ],
)
def test_a_slip_is_told_and_nothing_checked(run: Run, arguments: tuple[str, ...], said: str) -> None:
    outcome = run("check", *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""
