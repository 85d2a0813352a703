"""The checks of numbers: citizens', permits', permanent residents', certificates' and national ones (logic-rules §1, 2, 3, 6, 7)."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from carddesk.cards.checks import CheckedField, NotChecked, Outcome, card_of, outcomes, run_checks
from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag

TODAY = date(2026, 11, 21)
OURS = (
    "citizen_number", "resident_number", "permit_number", "certificate_number", "national_number",
    "foreign_resident_number", "issue_count",
)  # fmt: skip


def said(document: str, **values: str) -> dict[str, Outcome]:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    card = card_of(document, documents()[document].faces or ("page",), fields, TODAY)
    return {check: outcome for check, outcome in outcomes(card).items() if check.startswith(OURS)}


def flags(document: str, **values: str) -> list[Flag]:
    return [
        flag
        for outcome in said(document, **values).values()
        if not isinstance(outcome, NotChecked)
        for flag in outcome
    ]  # fmt: skip


def told(document: str, **values: str) -> list[tuple[str, str]]:
    return [(flag.level.value, flag.code.value) for flag in flags(document, **values)]


def whole(body: str) -> str:
    return body + mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "320481199408243811", "440305200002290176", "650102197807070087"]
)
def test_valid_citizens_numbers_pass_every_check(number: str) -> None:
    assert told("resident_id", id_number=number) == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("110105194912310021", [("error", "bad_check_digit")]),
        ("110105199003071233", [("error", "bad_check_digit")]),
        ("11010519900230001X", [("error", "bad_date")]),
        ("110105209912310010", [("error", "bad_date")]),
        ("110102197810272321", [("error", "bad_check_digit")]),
        ("330881199904173914", [("error", "bad_check_digit")]),
        ("110105491231002", [("warn", "bad_format")]),
        (whole("11010518991231001"), [("warn", "bad_date")]),
        (whole("11010519000101001"), []),
        (whole("11010520261121001"), []),
        (whole("11010520261122001"), [("error", "bad_date")]),
        (whole("11010519900101000"), [("warn", "bad_format")]),
        ("810000199408230021", [("error", "prefix_mismatch")]),
        (whole("91010519940823002"), [("error", "prefix_mismatch")]),
        (whole("11011019940823002"), [("info", "unknown_region")]),
        (whole("11999919940823002"), [("warn", "unknown_region")]),
        ("710000198501010017", [("warn", "unknown_region")]),
    ],
)
def test_what_a_citizens_number_is_told(number: str, expected: list[tuple[str, str]]) -> None:
    assert told("resident_id", id_number=number) == expected


def test_an_unknown_province_is_told_otherwise_than_an_unknown_county() -> None:
    (province,) = flags("resident_id", id_number="710000198501010017")
    (county,) = flags("resident_id", id_number=whole("11999919940823002"))
    assert (dict(province.arguments), dict(county.arguments)) == (
        {"found": "71"},
        {"found": "119999", "place": "北京市"},
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("北京市朝阳区某路1号", ()),
        ("江苏省溧阳市某镇", ("info", "prefix_mismatch", "id_number")),
        ("某地", NotChecked(("address",))),
    ],
)
def test_the_province_of_the_address_is_context_only(address: str, expected: object) -> None:
    outcome = said("resident_id", id_number="11010519491231002X", address=address)["citizen_number_address"]
    if isinstance(outcome, NotChecked) or not outcome:
        assert outcome == expected
    else:
        (flag,) = outcome
        assert (flag.level.value, flag.code.value, flag.field) == expected
        assert {"北京市", "江苏省"} == set(dict(flag.arguments).values())


def test_on_a_permit_the_address_and_the_region_are_never_compared() -> None:
    found = said("residence_permit", id_number="810000199408230021", address="北京市朝阳区某路1号")
    assert not {"citizen_number_address", "citizen_number_region"} & set(found)


@pytest.mark.parametrize(
    "number", ["810000199408230021", "830000199201300022", "820000198806150032", "83000020011231011X"]
)
def test_valid_permit_holders_numbers_pass_every_check(number: str) -> None:
    assert told("residence_permit", id_number=number) == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("810000199408230022", [("error", "bad_check_digit")]),
        ("840000199408230027", [("error", "prefix_mismatch")]),
        ("83000019921330002X", [("error", "bad_date")]),
        ("710000198501010017", [("error", "prefix_mismatch")]),
        ("11010519491231002X", [("error", "prefix_mismatch")]),
    ],
)
def test_what_a_permit_holders_number_is_told(number: str, expected: list[tuple[str, str]]) -> None:
    assert told("residence_permit", id_number=number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("H26031587", []),
        ("M52163272", []),
        ("01252267", []),
        ("H2603158701", [("info", "bad_format")]),
        ("0125226701", [("info", "bad_format")]),
        ("HA1234567", [("warn", "bad_format")]),
        ("MA1234567", [("warn", "bad_format")]),
        ("A12345678", [("error", "bad_format")]),
        ("H2603158", [("error", "bad_format")]),
        ("H26O31587", [("error", "bad_format")]),
    ],
)
def test_forms_of_travel_permits(number: str, expected: list[tuple[str, str]]) -> None:
    assert told("residence_permit", permit_number=number) == expected


@pytest.mark.parametrize("number", ["810000199408230021", "820000198806150032", "830000199201300022"])
@pytest.mark.parametrize("permit", ["H26031587", "H2603158702", "HA1234567", "M52163272", "MA1234567", "01252267"])
def test_a_travel_permit_goes_with_numbers_of_its_place(number: str, permit: str) -> None:
    places = {"81": "H", "82": "M", "83": "0"}
    mismatch = ("error", "permit_mismatch") in told("residence_permit", id_number=number, permit_number=permit)
    assert mismatch == (places[number[:2]] != permit[0])


@pytest.mark.parametrize(("count", "bad"), [("01", False), ("9", False), ("99", False), ("00", True), ("100", True)])
def test_issue_counts_run_from_1_to_99(count: str, bad: bool) -> None:
    assert told("residence_permit", issue_count=count) == ([("warn", "bad_format")] if bad else [])


@pytest.mark.parametrize(
    "number",
    [
        *("KAZ110090123105", "CAN110081080310", "JPN440390010109", "USA310075111526", "DEU320168093016"),
        *("932682198501010017", "911124198108030024", "944392199001010031", "931840201003150149"),
    ],
)
def test_valid_permanent_residents_numbers_pass_every_check(number: str) -> None:
    assert told("foreign_resident", id_number=number) == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("JPN440390010100", [("error", "bad_check_digit")]),
        ("CAN11008108031O", [("error", "bad_format")]),
        ("CAN110081803014", [("error", "bad_date")]),
        ("932682198501010018", [("error", "bad_check_digit")]),
        ("832682198501010013", [("error", "prefix_mismatch")]),
        ("932682198513010014", [("error", "bad_date")]),
        ("991682198501010017", [("warn", "unknown_region")]),
        ("123456789", [("error", "bad_format")]),
    ],
)
def test_what_a_permanent_residents_number_is_told(number: str, expected: list[tuple[str, str]]) -> None:
    assert told("foreign_resident", id_number=number) == expected


@pytest.mark.parametrize(
    ("number", "issued", "expected"),
    [
        ("932682198501010017", "2023-12-01", []),
        ("932682198501010017", "2023-11-30", [("warn", "date_order")]),
        ("CAN110081080310", "2004-08-15", []),
        ("CAN110081080310", "2004-08-14", [("warn", "date_order")]),
        ("CAN110081080310", "2015-10-25", []),
        ("932682198501010017", "2023", []),
    ],
)
def test_no_card_bears_a_number_that_was_not_yet_invented(
    number: str, issued: str, expected: list[tuple[str, str]]
) -> None:
    assert told("foreign_resident", id_number=number, issue_date=issued) == expected


def test_fifteen_characters_agree_with_a_birth_in_either_century_and_tell_no_sex() -> None:
    card = {"id_number": "CAN110081080310", "sex": "F"}
    assert told("foreign_resident", birth_date="1981-08-03", **card) == []
    assert told("foreign_resident", birth_date="1981-08-04", **card) == [("error", "birth_mismatch")]
    assert said("foreign_resident", **card)["resident_number_sex_agrees"] == NotChecked(("id_number",))


@pytest.mark.parametrize("label", ["证号", "证书编号", "证件号码", "操作证号", "编号", "No."])
def test_a_t_number_is_a_citizens_number_whatever_its_label(label: str) -> None:
    assert told("certificate", **{label: "T320481199806303517", "性别": "男"}) == []
    assert told("certificate", **{label: "T32048119940824381X"}) == [("error", "bad_check_digit")]
    (flag,) = flags("certificate", **{label: "T3204811998063035170"})
    assert (flag.level, flag.code, flag.field) == ("error", "bad_format", label)
    assert dict(flag.arguments) == {"found": "19"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("320481199408243811", []),
        ("320481199408243812", [("warn", "bad_check_digit")]),
        ("201942010000012345", []),
        ("7320481199408243811", [("warn", "bad_format")]),
        ("7320481199408243812", []),
        ("T12345", []),
        ("T32048119980630xxxx", []),
        ("XK-2019-0042", []),
    ],
)
def test_what_may_be_another_number_gets_no_more_than_a_warning(value: str, expected: list[tuple[str, str]]) -> None:
    assert told("certificate", 证号=value) == expected


def test_a_label_that_says_so_makes_it_a_citizens_number() -> None:
    assert told("certificate", 身份证号="320481199408243812") == [("error", "bad_check_digit")]
    assert told("certificate", 身份证号码="12345") == [("error", "bad_format")]
    assert said("certificate", 姓名="某")["certificate_number_form"] == NotChecked(("证号",))


def test_a_certificate_agrees_with_the_number_on_it() -> None:
    card = {"证号": "T320481199408243811"}
    assert told("certificate", **card, 性别="女") == [("error", "sex_mismatch")]
    assert told("certificate", **card, 出生日期="1994年8月23日") == [("error", "birth_mismatch")]
    assert told("certificate", **card, 出生日期="1994年8月24日", 性别="男") == []


@pytest.mark.parametrize(
    ("document", "values", "expected"),
    [
        (
            "national_id",
            {"document_number": "1101701234562", "nationality_code": "THA"},
            [("error", "bad_check_digit")],
        ),
        ("national_id", {"document_number": "110170123456", "nationality_code": "THA"}, [("warn", "bad_format")]),
        ("driving_licence", {"document_number": "110170123456", "nationality_code": "THA"}, []),
        ("driving_licence", {"id_number": "1101701234562", "nationality_code": "THA"}, [("warn", "bad_check_digit")]),
        ("passport", {"document_number": "1101701234562", "nationality_code": "THA"}, []),
        ("passport", {"id_number": "1101701234562", "nationality_code": "THA"}, [("warn", "bad_check_digit")]),
        ("national_id", {"document_number": "123456789", "nationality_code": "CHL"}, []),
        ("national_id", {"document_number": "12.345.678-K", "nationality_code": "CHL"}, [("warn", "bad_check_digit")]),
        ("national_id", {"id_number": "12.345.678-K", "nationality_code": "CHL"}, [("error", "bad_check_digit")]),
        ("national_id", {"document_number": "A123456(0)", "nationality_code": "HKG"}, [("error", "bad_check_digit")]),
        ("national_id", {"document_number": "A123456(0)", "nationality_code": "CHN"}, [("warn", "bad_check_digit")]),
        ("national_id", {"document_number": "C12345678", "nationality_code": "CHN"}, []),
        ("national_id", {"document_number": "D23145890", "nationality_code": "UTO"}, []),
        (
            "national_id",
            {"document_number": "82201-0397640-8", "nationality_code": "PAK"},
            [("warn", "unknown_region")],
        ),
        ("national_id", {"document_number": "901315-14-5237", "nationality_code": "MYS"}, [("error", "bad_date")]),
    ],
)
def test_a_national_number_is_judged_where_it_can_be_nothing_else(
    document: str, values: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert told(document, **values) == expected


@pytest.mark.parametrize(
    ("country", "number", "birth", "sex", "level"),
    [
        ("MYS", "900115-14-5237", "1990-01-15", "M", "error"),
        ("IDN", "3171015708900002", "1990-08-17", "F", "error"),
        ("ALB", "J01115123A", "1990-11-15", "M", "warn"),
        ("UKR", "3245506789", "1988-11-09", "F", "warn"),
        ("VNM", "079090001234", "1990-05-05", "M", "warn"),
    ],
)
def test_birth_and_sex_in_a_national_number_are_those_printed(
    country: str, number: str, birth: str, sex: str, level: str
) -> None:
    card = {"document_number": number, "nationality_code": country}
    other = "1977-07-07"
    assert told("national_id", **card, birth_date=birth, sex=sex) == []
    assert told("national_id", **card, birth_date=other, sex=sex) == [(level, "birth_mismatch")]
    assert told("national_id", **card, birth_date=birth, sex={"M": "F", "F": "M"}[sex]) == [(level, "sex_mismatch")]


def test_who_issued_the_card_decides_before_its_holders_nationality() -> None:
    zone = "I<THAD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    card = {"document_number": "1101701234562", "mrz": zone, "nationality_code": "UTO"}
    assert told("national_id", **card) == [("error", "bad_check_digit")]


def test_a_document_number_that_the_zone_proves_may_have_any_form() -> None:
    zone = "I<THAD231458907<<<<<<<<<<<<<<<\n7408122F1204159THA<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    assert told("national_id", document_number="D23145890", mrz=zone) == []
    assert told("national_id", document_number="D23145891", mrz=zone) == [("warn", "bad_format")]
    assert told("national_id", document_number="D23145890", nationality_code="THA") == [("warn", "bad_format")]


def test_a_card_without_a_national_number_is_not_checked() -> None:
    assert said("national_id", nationality_code="THA")["national_number_check_digits"] == NotChecked(("id_number",))
    masked = said("national_id", document_number="11017012345**", nationality_code="THA")
    assert masked["national_number_check_digits"] == NotChecked(("id_number",))


KEYS = sorted({spec.key for each in documents().values() for spec in each.fields} | {"证号", "身份证号", "性别"})
NUMBERS = (
    "T3204811998063035170", "110105491231002", "932682198501010018", "CAN110081080310", "H26031587", "901315-14-5237",
    "3245506780", "A123456(0)", "THA", "UKR", "IND", "2023-11-30", "T" + "٣" * 18, "１１０１０５１９４９１２３１００２Ｘ", "ß" * 18,
)  # fmt: skip


@given(
    st.sampled_from(sorted(documents())),
    st.dictionaries(
        st.sampled_from(KEYS),
        st.text(max_size=20) | st.sampled_from(NUMBERS) | st.from_regex(r"T?[0-9OX]{13,19}", fullmatch=True),
    ),
)
def test_no_text_makes_a_check_of_numbers_raise(document: str, values: dict[str, str]) -> None:
    assert all(isinstance(flag.text, str) for flag in flags(document, **values))


@pytest.mark.parametrize(
    ("document", "values"),
    [
        (
            "resident_id",
            {"id_number": "11010519491231002X", "address": "江苏省溧阳市", "sex": "M", "birth_date": "1949-12-30"},
        ),
        ("certificate", {"证号": "T32048119940824381X", "性别": "男", "出生日期": "1994-08-24"}),
        ("national_id", {"document_number": "3171011708900001", "nationality_code": "IDN", "birth_date": "1990-08-17"}),
    ],
)
def test_all_checks_of_a_card_take_less_than_a_millisecond(document: str, values: dict[str, str]) -> None:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    card = card_of(document, documents()[document].faces or ("page",), fields, TODAY)
    run_checks(card)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        run_checks(card)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.001
