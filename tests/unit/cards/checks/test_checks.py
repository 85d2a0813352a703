"""The checks: what they flag, on which field and how gravely, and when they say that nothing was checked."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.checks import (
    Check,
    CheckedField,
    NotChecked,
    Outcome,
    card_of,
    checks,
    outcomes,
    registry,
    run_checks,
)
from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Face

TODAY = date(2026, 11, 21)
RESIDENT = {
    "name": "张三",
    "sex": "F",
    "ethnicity": "汉",
    "birth_date": "1949-12-31",
    "address": "北京市朝阳区某路1号",
    "id_number": "11010519491231002X",
}
EMBLEM = {"issuing_authority": "北京市公安局朝阳分局", "issue_date": "2016-01-01", "expiry_date": "9999-12-31"}
PERMIT = {
    "name": "陈大文",
    "sex": "F",
    "birth_date": "1994-08-23",
    "address": "某地",
    "id_number": "810000199408230021",
}
FOREIGN = {
    "name_latin": "ZHENGJIAN, YANGBEN",
    "sex": "F",
    "birth_date": "1981-08-03",
    "nationality": "加拿大",
    "nationality_code": "CAN",
    "issue_date": "2023-12-15",
    "expiry_date": "2033-12-14",
    "id_number": "911124198108030024",
}
PASSPORT = {
    "document_number": "L898902C3",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "sex": "F",
    "nationality_code": "UTO",
    "birth_date": "1974-08-12",
    "expiry_date": "2030-04-15",
    "mrz": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3004157ZE184226B<<<<<16",
}
WHOLE: list[tuple[str, Face, dict[str, str]]] = [
    ("resident_id", "portrait", RESIDENT),
    ("resident_id", "emblem", EMBLEM),
    ("residence_permit", "portrait", PERMIT),
    ("foreign_resident", "portrait", FOREIGN),
    ("passport", "page", PASSPORT),
    ("certificate", "page", {"证号": "T11010519491231002X", "姓名": ""}),
]


def fields(values: dict[str, str]) -> list[CheckedField]:
    return [CheckedField(key, value, value) for key, value in values.items()]


def flags(document: str, values: dict[str, str], face: Face = "portrait", **changed: str) -> list[Flag]:
    return list(run_checks(card_of(document, [face], fields({**values, **changed}), TODAY)).flags)


def said(document: str, face: Face, values: dict[str, str]) -> dict[str, Outcome]:
    return outcomes(card_of(document, [face], fields(values), TODAY))


def told(found: list[Flag]) -> list[tuple[str, str | None]]:
    return [(flag.code.value, flag.field) for flag in found]


@pytest.mark.parametrize(("document", "face", "values"), WHOLE, ids=lambda part: part if isinstance(part, str) else "")
def test_a_card_in_order_has_no_flags(document: str, face: Face, values: dict[str, str]) -> None:
    assert flags(document, values, face) == []


def test_what_the_face_must_show_is_missed() -> None:
    assert told(flags("resident_id", RESIDENT, name="", address=" ")) == [("missing", "name"), ("missing", "address")]
    found = flags("resident_id", {}, "emblem")
    assert told(found) == [("missing", "issuing_authority"), ("missing", "issue_date"), ("missing", "expiry_date")]
    assert {flag.level for flag in found} == {Level.WARN}


def test_a_field_that_need_not_be_there_is_not_missed() -> None:
    assert told(flags("foreign_resident", FOREIGN, name="")) == []


@pytest.mark.parametrize(
    ("document", "values", "number", "expected", "found"),
    [
        ("resident_id", RESIDENT, "110105194912310021", "X", "1"),
        ("residence_permit", PERMIT, "810000199408230022", "1", "2"),
        ("foreign_resident", FOREIGN, "911124198108030025", "4", "5"),
        ("foreign_resident", FOREIGN, "CAN110081080319", "0", "9"),
    ],
)
def test_a_wrong_check_digit_tells_what_was_expected(
    document: str, values: dict[str, str], number: str, expected: str, found: str
) -> None:
    (flag,) = flags(document, values, id_number=number)
    assert (flag.code, flag.field, flag.level) == (FlagCode.BAD_CHECK_DIGIT, "id_number", Level.ERROR)
    assert dict(flag.arguments) == {"expected": expected, "found": found}
    assert expected in flag.text


@pytest.mark.parametrize(
    ("document", "values", "number"),
    [
        ("resident_id", RESIDENT, "1101051949123100"),
        ("resident_id", RESIDENT, "11010519491231002张"),
        ("foreign_resident", FOREIGN, "123456789"),
    ],
)
def test_a_number_without_the_form_is_flagged_once(document: str, values: dict[str, str], number: str) -> None:
    assert told(flags(document, values, id_number=number)) == [("bad_format", "id_number")]


def test_a_number_of_the_first_generation_wants_a_look() -> None:
    (flag,) = flags("resident_id", RESIDENT, id_number="110105491231002")
    assert (flag.code, flag.level) == (FlagCode.BAD_FORMAT, Level.WARN)


@pytest.mark.parametrize(
    ("document", "values", "key", "value"),
    [
        ("resident_id", RESIDENT, "sex", "易"),
        ("foreign_resident", FOREIGN, "name_latin", "张三"),
        ("foreign_resident", FOREIGN, "nationality_code", "CA"),
    ],
)
def test_a_value_that_has_not_its_kinds_form_is_flagged(
    document: str, values: dict[str, str], key: str, value: str
) -> None:
    assert ("bad_format", key) in told(flags(document, {**values, key: value}))


@pytest.mark.parametrize(
    ("number", "bad"), [("H26031587", False), ("01252267", False), ("X123", True), ("HA1234567", True)]
)
def test_travel_permit_numbers(number: str, bad: bool) -> None:
    assert (
        ("bad_format", "permit_number") in told(flags("residence_permit", EMBLEM, "emblem", permit_number=number))
    ) == bad


@pytest.mark.parametrize(("count", "bad"), [("01", False), ("12", False), ("00", True), ("一", True)])
def test_issue_counts(count: str, bad: bool) -> None:
    assert (
        ("bad_format", "issue_count") in told(flags("residence_permit", EMBLEM, "emblem", issue_count=count))
    ) == bad


@pytest.mark.parametrize(
    ("value", "code"),
    [("2026-02-30", "bad_date"), ("2014", "bad_date"), ("2016-01-01", None), ("9999-12-31", "bad_date")],
)
def test_dates_of_issue_are_days(value: str, code: str | None) -> None:
    assert [flag.code for flag in flags("resident_id", EMBLEM, "emblem", issue_date=value)] == ([code] if code else [])


def test_nobody_is_born_after_today() -> None:
    assert told(flags("resident_id", RESIDENT, birth_date="2026-11-22", id_number="")) == [
        ("bad_date", "birth_date"),
        ("missing", "id_number"),
    ]
    assert ("bad_date", "id_number") in told(flags("resident_id", RESIDENT, id_number="110105209912310010"))


def test_a_number_with_an_impossible_birth_is_flagged_though_its_check_digit_holds() -> None:
    found = told(flags("resident_id", RESIDENT, id_number="11010519900230001X"))
    assert found == [("bad_date", "id_number"), ("sex_mismatch", "id_number")]
    assert told(flags("foreign_resident", FOREIGN, id_number="CAN110081803014")) == [("bad_date", "id_number")]


@pytest.mark.parametrize(
    ("end", "expired"), [("2026-11-21", False), ("2026-11-20", True), ("2027-01-01", False), ("9999-12-31", False)]
)
def test_a_card_is_valid_through_its_last_day(end: str, expired: bool) -> None:
    start = "2016-01-01" if end == "9999-12-31" else f"{int(end[:4]) - 10}{end[4:]}"
    assert told(flags("resident_id", EMBLEM, "emblem", issue_date=start, expiry_date=end)) == (
        [("expired", "expiry_date")] if expired else []
    )


def test_the_printed_birth_is_doubted_where_the_number_holds_and_the_number_where_it_does_not() -> None:
    (flag,) = flags("resident_id", RESIDENT, birth_date="1949-12-30")
    assert (flag.code, flag.field) == (FlagCode.BIRTH_MISMATCH, "birth_date")
    assert dict(flag.arguments) == {"expected": "1949-12-31", "found": "1949-12-30"}
    assert told(flags("resident_id", RESIDENT, id_number="11010519491237002X")) == [
        ("bad_check_digit", "id_number"),
        ("bad_date", "id_number"),
    ]
    assert told(flags("resident_id", RESIDENT, id_number="11010519491230002X")) == [
        ("bad_check_digit", "id_number"),
        ("birth_mismatch", "id_number"),
    ]


def test_the_printed_sex_is_compared_with_the_number() -> None:
    (flag,) = flags("resident_id", RESIDENT, sex="M")
    assert (flag.code, flag.field, flag.text) == (FlagCode.SEX_MISMATCH, "sex", "The number says 女, not 男")
    assert told(flags("foreign_resident", FOREIGN, sex="M")) == [("sex_mismatch", "sex")]


def test_a_number_of_fifteen_characters_does_not_tell_the_sex() -> None:
    changed = {**FOREIGN, "sex": "M", "id_number": "CAN110081080310"}
    found = said("foreign_resident", "portrait", changed)
    assert found["resident_number_sex_agrees"] == NotChecked(("id_number",))
    assert flags("foreign_resident", changed) == []


@pytest.mark.parametrize(
    ("document", "values", "number"),
    [
        ("residence_permit", PERMIT, "840000199408230025"),
        ("residence_permit", PERMIT, "710000199408230024"),
        ("resident_id", {**PERMIT, "ethnicity": "汉"}, "810000199408230021"),
        ("resident_id", {**PERMIT, "ethnicity": "汉"}, "911124199408230023"),
        ("foreign_resident", FOREIGN, "832682198108030022"),
    ],
)
def test_a_number_of_another_kind_of_card_is_flagged(document: str, values: dict[str, str], number: str) -> None:
    assert "prefix_mismatch" in [flag.code for flag in flags(document, values, id_number=number)]


@pytest.mark.parametrize(
    ("line", "part"),
    [("L898902C46UTO7408122F1204159ZE184226B<<<<<10", "document number"),
     ("L898902C36UTO7408132F1204159ZE184226B<<<<<10", "date of birth"),
     ("L898902C36UTO7408122F1204169ZE184226B<<<<<10", "date of expiry"),
     ("L898902C36UTO7408122F1204159ZE184227B<<<<<10", "optional data"),
     ("L898902C36UTO7408122F1204159ZE184226B<<<<<17", "last check digit")],
)  # fmt: skip
def test_each_check_digit_of_a_zone_is_told_by_what_it_guards(line: str, part: str) -> None:
    first = PASSPORT["mrz"].split("\n")[0]
    found = [
        flag for flag in flags("passport", PASSPORT, "page", mrz=f"{first}\n{line}") if flag.code == "mrz_check_digit"
    ]
    assert [part in flag.text for flag in found] == [True]


def test_a_zone_is_compared_with_what_is_printed() -> None:
    assert told(flags("passport", PASSPORT, "page", birth_date="1974-08-13", sex="M")) == [
        ("sex_mismatch", "sex"),
        ("birth_mismatch", "birth_date"),
    ]
    assert told(flags("passport", PASSPORT, "page", mrz="P<UTO")) == [("bad_format", "mrz")]


def test_an_empty_input_is_not_checked_and_never_passed() -> None:
    found = said("resident_id", "portrait", {**RESIDENT, "id_number": ""})
    assert found["citizen_number_check_digit"] == NotChecked(("id_number",))
    assert found["citizen_number_birth_agrees"] == NotChecked(("id_number",))
    assert found["expired"] == NotChecked(("expiry_date",))
    whole = said("resident_id", "portrait", RESIDENT)
    assert whole["citizen_number_check_digit"] == ()


@pytest.mark.parametrize("number", ["810xxxxxx123456789", "8100**********0022"])
def test_masked_numbers_are_not_checked(number: str) -> None:
    assert flags("residence_permit", PERMIT, id_number=number) == []
    found = said("residence_permit", "portrait", {**PERMIT, "id_number": number})
    assert found["citizen_number_check_digit"] == NotChecked(("id_number",))


def test_checks_do_not_concern_documents_without_their_fields() -> None:
    assert "mrz_check_digits" not in said("resident_id", "portrait", RESIDENT)
    assert "citizen_number_check_digit" not in said("foreign_resident", "portrait", FOREIGN)


def test_an_unknown_document_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        card_of("library_card", ["portrait"], [], TODAY)


def test_on_one_field_the_graver_flag_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told_so = [Flag(FlagCode.BAD_FORMAT, level, level.value, "name") for level in (Level.INFO, Level.WARN, Level.ERROR)]
    three = {
        each.message: Check(each.message, "", {each.code: each.level}, (), lambda _, each=each: (each,), "")  # type: ignore[misc]
        for each in told_so
    }
    monkeypatch.setattr(registry, "checks", lambda: three)
    assert flags("resident_id", RESIDENT) == told_so[::-1]


def test_flags_come_in_the_order_of_the_fields_and_graver_ones_first() -> None:
    found = flags("resident_id", {**RESIDENT, "id_number": "110105491231002"}, name="", sex="M")
    assert told(found) == [("missing", "name"), ("sex_mismatch", "sex"), ("bad_format", "id_number")]
    five_years = {**EMBLEM, "issue_date": "2019-02-02", "expiry_date": "2024-02-02"}
    broken = flags("residence_permit", five_years, "emblem", permit_number="X1", issue_count="00")
    assert [flag.field for flag in broken] == ["expiry_date", "permit_number", "issue_count"]


@given(
    st.sampled_from(sorted(documents())),
    st.dictionaries(
        st.sampled_from(sorted({spec.key for each in documents().values() for spec in each.fields})),
        st.text(max_size=20) | st.sampled_from(sorted({*RESIDENT.values(), *FOREIGN.values(), *PASSPORT.values()})),
    ),
)
def test_no_value_makes_a_check_raise(document: str, values: dict[str, str]) -> None:
    card = card_of(document, documents()[document].faces, fields(values), TODAY)
    for flag in run_checks(card).flags:
        assert set(re.findall(r"{(\w+)}", flag.message)) == set(dict(flag.arguments))


def test_every_check_has_its_own_name() -> None:
    assert len(checks()) >= 15
    assert all(name == check.id for name, check in checks().items())


@given(
    st.sampled_from(sorted(documents())),
    st.dictionaries(
        st.sampled_from(sorted({spec.key for each in documents().values() for spec in each.fields})),
        st.text(max_size=20) | st.sampled_from(sorted({*RESIDENT.values(), *FOREIGN.values(), *PASSPORT.values()})),
    ),
)
def test_a_check_gives_no_flag_that_it_does_not_declare(document: str, values: dict[str, str]) -> None:
    card = card_of(document, documents()[document].faces, fields(values), TODAY)
    gravity = list(Level)
    for name, outcome in outcomes(card).items():
        for flag in () if isinstance(outcome, NotChecked) else outcome:
            gravest = checks()[name].gives[flag.code]
            assert gravity.index(flag.level) >= gravity.index(gravest)
