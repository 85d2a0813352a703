"""Every field of the document's examples arrives, and so does everything beyond them."""

import base64
import copy
from datetime import date
from typing import Any

import pytest

from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.vendors.dialect import Refused
from carddesk.vendors.megvii.dialect import MegviiDialect
from carddesk.workflow.batch_line import BatchLine
from carddesk.workflow.review import judge
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import FieldState
from tests.fakes.megvii import FakeMegvii
from tests.fakes.megvii_examples import (
    EMBLEM_EXAMPLE,
    FOREIGN_EXAMPLE,
    NOWHERE,
    PORTRAIT_EXAMPLE,
    Answer,
    answer_of,
    field,
)
from tests.specimens import draw, photograph
from tests.unit.vendors.megvii.asking import FOREIGN, PERMIT, ask, read


def of(reading: Reading, key: str) -> Field:
    found = reading.field(key)
    assert found is not None, key
    return found


def quad(*points: tuple[float, float]) -> Quad:
    return Quad(*points)


PORTRAIT_FIELDS: dict[str, tuple[str, str, str, float | None, Quad, bool]] = {
    "name": ("姓名", "张三", "张三", 0.956, quad((271, 136), (385, 137), (385, 181), (271, 180)), False),
    "sex": ("性别", "女", "F", 0.968, quad((275, 225), (309, 225), (309, 261), (275, 261)), False),
    "birth_date": (
        "出生",
        "1989年11月19日",
        "1989-11-19",
        0.983,
        quad((272, 303), (559, 307), (558, 338), (272, 334)),
        True,
    ),
    "address": (
        "住址",
        "北京市海淀区xxxxx",
        "北京市海淀区xxxxx",
        0.959,
        quad((269, 384), (684, 388), (683, 479), (270, 474)),
        False,
    ),
    "id_number": (
        "公民身份号码",
        "810xxxxxx123456789",
        "810xxxxxx123456789",
        0.007,
        quad((416, 586), (970, 593), (968, 630), (416, 622)),
        True,
    ),
    "portrait": ("人像", "", "/9j/4AAQSkZJRgABA...", None, quad((526, 306), (559, 307), (558, 338), (526, 338)), False),
}
EMBLEM_FIELDS: dict[str, tuple[str, str, str, float | None, Quad, bool]] = {
    "issuing_authority": (
        "签发机关",
        "北京市海淀区公安局",
        "北京市海淀区公安局",
        0.902,
        quad((391, 861), (752, 853), (755, 888), (392, 897)),
        False,
    ),
    "issue_date": (
        "有效期限",
        "20140701",
        "2014-07-01",
        0.921,
        quad((388, 939), (751, 931), (753, 964), (389, 973)),
        False,
    ),
    "expiry_date": (
        "有效期限",
        "20240701",
        "2024-07-01",
        0.921,
        quad((388, 939), (751, 931), (753, 1004), (389, 1023)),
        False,
    ),
    # The document's lower corners stand above its upper ones here.
    "permit_number": (
        "通行证号码",
        "H12345678",
        "H12345678",
        0.902,
        quad((392, 897), (755, 888), (752, 991), (391, 993)),
        False,
    ),
}


@pytest.mark.parametrize(("example", "fields"), [(PORTRAIT_EXAMPLE, PORTRAIT_FIELDS), (EMBLEM_EXAMPLE, EMBLEM_FIELDS)])
def test_each_field_of_the_documents_examples_arrives(example: Answer, fields: dict[str, Any]) -> None:
    reading = read(example)
    got = {
        each.key: (each.label, each.text, each.value, each.quality, each.quad, bool(each.flags))
        for each in reading.fields
        if not each.key.startswith("legality")
    }
    assert got == fields
    assert list(got) == list(fields)
    assert all(each.located_by == "vendor" for each in reading.fields if each.quad)


def test_the_portrait_example_as_a_whole() -> None:
    reading = read(PORTRAIT_EXAMPLE)
    assert (reading.service, reading.document, reading.face) == (
        "megvii.residence_permit",
        "residence_permit",
        "portrait",
    )
    assert reading.completeness == 1
    assert reading.request_id == "1526629075,8dcd4722-9f2b-42ca-a2c3-bae3a061b20f"
    assert reading.elapsed_ms == 442
    assert reading.card_quad == quad((89, 49), (1126, 55), (1101, 695), (100, 680))
    assert [(flag.code, flag.level) for flag in reading.flags] == [
        (FlagCode.VENDOR_LOGIC, Level.INFO),
        (FlagCode.INCOMPLETE_CARD, Level.WARN),
    ]
    assert [flag.code for flag in of(reading, "id_number").flags] == [FlagCode.VENDOR_LOGIC]


def test_the_emblem_example_as_a_whole() -> None:
    reading = read(EMBLEM_EXAMPLE)
    assert (reading.face, reading.completeness, reading.elapsed_ms) == ("emblem", 0, 619)
    assert reading.card_quad == quad((5, 458), (881, 451), (926, 1014), (4, 1038))
    assert reading.flags == ()
    legality = {each.key: each.text for each in reading.fields if each.key.startswith("legality")}
    assert legality == {
        "legality.Edited": "0",
        "legality.ID_Photo_Threshold": "0.8",
        "legality.Photocopy": "0",
        "legality.Temporary_ID_Photo": "0",
        "legality.ID_Photo": "0.999",
        "legality.Screen": "0.001",
    }


def test_a_foreign_residents_card_arrives() -> None:
    reading = read(FOREIGN_EXAMPLE, FOREIGN)
    assert (reading.service, reading.document, reading.face) == (
        "megvii.foreign_resident",
        "foreign_resident",
        "portrait",
    )
    assert {each.key: each.value for each in reading.fields} == {
        "name_latin": "SPECIMEN,ANNA",
        "name": "样安娜",
        "sex": "F",
        "birth_date": "1981-08-03",
        "nationality": "加拿大",
        "issue_date": "2015-10-25",
        "expiry_date": "2025-10-24",
        "id_number": "CAN110081080310",
        "portrait": "/9j/4AAQSkZJRgABA...",
    }
    assert reading.flags == ()


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("加拿大/CAN", {"nationality": "加拿大", "nationality_code": "CAN"}),
        ("CAN", {"nationality_code": "CAN"}),
        ("加拿大", {"nationality": "加拿大"}),
        ("CANADA", {"nationality": "CANADA"}),
    ],
)
def test_a_nationality_is_parted_from_its_code(said: str, fields: dict[str, str]) -> None:
    reading = read({**FOREIGN_EXAMPLE, "nationality": field(0.9, said, NOWHERE)}, FOREIGN)
    assert {each.key: each.value for each in reading.fields if each.key.startswith("nationality")} == fields


def changed(example: Answer, **members: Any) -> Reading:
    return read({**copy.deepcopy(example), **members})


@pytest.mark.parametrize("key", ["eep_number", "epp_number"])
def test_both_spellings_of_the_permit_number_are_one_field(key: str) -> None:
    told = {each: value for each, value in EMBLEM_EXAMPLE.items() if each != "eep_number"}
    assert of(read({**told, key: field(0.9, "M52163272", NOWHERE)}), "permit_number").value == "M52163272"


def test_two_permit_numbers_that_differ_are_both_kept() -> None:
    reading = changed(EMBLEM_EXAMPLE, epp_number=field(0.9, "M52163272", NOWHERE))
    assert of(reading, "permit_number").value == "H12345678"
    assert of(reading, "epp_number").value == "M52163272"


def test_an_empty_permit_number_gives_way_to_the_other_spelling() -> None:
    reading = changed(EMBLEM_EXAMPLE, eep_number=field(0, "", NOWHERE), epp_number=field(0.9, "01252267", NOWHERE))
    assert of(reading, "permit_number").value == "01252267"
    assert reading.field("epp_number") is None


def test_no_end_of_validity_is_the_open_end() -> None:
    reading = changed(EMBLEM_EXAMPLE, valid_date_end=field(0.9, "长期", NOWHERE))
    assert (of(reading, "expiry_date").text, of(reading, "expiry_date").value) == ("长期", "9999-12-31")


def test_a_rect_of_zeros_is_no_place() -> None:
    reading = changed(PORTRAIT_EXAMPLE, name=field(0, "", NOWHERE), card_rect=field(0, "", NOWHERE)["rect"])
    name = of(reading, "name")
    assert (name.text, name.quad, name.located_by) == ("", None, None)
    assert reading.card_quad is None


def test_a_corner_at_the_origin_is_a_place() -> None:
    reading = changed(PORTRAIT_EXAMPLE, name=field(0.9, "张三", ((10, 0), (0, 0), (0, 10), (10, 10))))
    assert of(reading, "name").quad == quad((0, 0), (10, 0), (10, 10), (0, 10))


def test_corners_of_a_card_upside_down_stay_as_they_were_named() -> None:
    reading = changed(PORTRAIT_EXAMPLE, name=field(0.9, "张三", ((0, 10), (10, 10), (10, 0), (0, 0))))
    assert of(reading, "name").quad == quad((10, 10), (0, 10), (0, 0), (10, 0))


@pytest.mark.parametrize(
    "corners",
    [((5, 5), (5, 5), (5, 5), (5, 5)), ((0, 0), (1, 1), (2, 2), (3, 3)), ((1e9, 0), (0, 0), (0, 1e9), (1e9, 1e9))],
)
def test_corners_without_an_area_or_out_of_reach_are_no_place(corners: Any) -> None:
    assert of(changed(PORTRAIT_EXAMPLE, name=field(0.9, "张三", corners)), "name").quad is None


def test_birth_takes_the_worst_quality_and_the_places_there_are() -> None:
    reading = changed(
        PORTRAIT_EXAMPLE, birth_month=field(0.1, "", NOWHERE), birth_year=field(0.9, "1989", NOWHERE)
    )  # fmt: skip
    birth = of(reading, "birth_date")
    assert (birth.text, birth.value, birth.quality) == ("1989年月19日", "1989年月19日", 0.1)
    assert birth.quad == quad((526, 306), (559, 307), (558, 338), (526, 338))
    assert not birth.flags


def test_no_birth_at_all_is_an_empty_date() -> None:
    nothing = field(0, "", NOWHERE)
    birth = of(changed(PORTRAIT_EXAMPLE, birth_year=nothing, birth_month=nothing, birth_day=nothing), "birth_date")
    assert (birth.text, birth.value, birth.quad) == ("", "", None)


def test_dates_that_follow_each_other_in_the_wrong_order_are_boxed() -> None:
    reading = changed(
        PORTRAIT_EXAMPLE,
        birth_year=field(0.9, "1989", ((90, 0), (80, 0), (80, 10), (90, 10))),
        birth_month=field(0.9, "11", NOWHERE),
        birth_day=field(0.9, "19", ((10, 0), (0, 0), (0, 10), (10, 10))),
    )
    assert of(reading, "birth_date").quad == quad((0, 0), (90, 0), (90, 10), (0, 10))


@pytest.mark.parametrize(
    ("side", "face"),
    [(0, "portrait"), (1, "emblem"), pytest.param("1", "emblem", id="as text"), (7, "portrait"), (None, "portrait")],
)
def test_the_side_tells_the_face(side: Any, face: str) -> None:
    assert changed(PORTRAIT_EXAMPLE, side=side).face == face


def test_without_a_side_the_fields_tell_the_face() -> None:
    assert read({key: value for key, value in EMBLEM_EXAMPLE.items() if key != "side"}).face == "emblem"


def test_a_side_that_no_document_knows_is_shown() -> None:
    assert of(changed(PORTRAIT_EXAMPLE, side=7), "side").text == "7"


@pytest.mark.parametrize(
    ("completeness", "codes"),
    [(0, []), (1, ["incomplete_card"]), (2, ["incomplete_card"]), (9, ["incomplete_card"]), (None, [])],
)
def test_completeness_is_told(completeness: Any, codes: list[str]) -> None:
    reading = changed(EMBLEM_EXAMPLE, completeness=completeness)
    assert reading.completeness == completeness
    assert [flag.code.value for flag in reading.flags] == codes
    assert len({changed(EMBLEM_EXAMPLE, completeness=each).flags for each in (0, 1, 2, 9)}) == 4


def test_an_exception_that_no_field_explains_needs_a_human() -> None:
    (flag,) = changed(EMBLEM_EXAMPLE, result=1002).flags
    assert (flag.code, flag.level) == (FlagCode.VENDOR_LOGIC, Level.WARN)


@pytest.mark.parametrize("reason", [field(0.14, "x", NOWHERE), field(0.9, "x", NOWHERE, 1), field(0.9, "", NOWHERE)])
def test_an_exception_that_a_field_explains_is_told_beside_it(reason: Answer) -> None:
    assert changed(EMBLEM_EXAMPLE, result=1002, issued_by=reason).flags[0].level is Level.INFO


@pytest.mark.parametrize(
    ("members", "level"),
    [
        ({"note": None}, Level.WARN),
        ({"note": field(0, "", NOWHERE)}, Level.WARN),
        ({"issue_count": field(0, "", NOWHERE)}, Level.WARN),
        ({"portrait": field(0, "", NOWHERE)}, Level.WARN),
        ({"eep_number": None}, Level.INFO),
    ],
)
def test_what_no_card_must_show_explains_no_exception(members: dict[str, Any], level: Level) -> None:
    assert changed(EMBLEM_EXAMPLE, result=1002, **members).flags[0].level is level


def test_a_field_that_does_not_come_at_all_explains_an_exception() -> None:
    told = {key: value for key, value in EMBLEM_EXAMPLE.items() if key != "issued_by"}
    assert read({**told, "result": 1002}).flags[0].level is Level.INFO


@pytest.mark.parametrize(("quality", "poor"), [(0.0, True), (0.149, True), (0.15, False), (0.2, False), (0.956, False)])
@pytest.mark.parametrize("limit", [0.0, 0.3, 1.0])
def test_a_field_is_hard_to_see_below_the_services_own_threshold_whatever_is_set(
    quality: float, poor: bool, limit: float
) -> None:
    reading = changed(EMBLEM_EXAMPLE, issued_by=field(quality, "北京市公安局", NOWHERE))
    judged = judge(reading, {}, Rules(low_quality=limit), date(2026, 11, 21))
    codes = {each.key: [flag.code for flag in each.flags] for each in judged.fields}
    assert (FlagCode.LOW_QUALITY in codes.pop("issuing_authority")) is poor
    assert not any(FlagCode.LOW_QUALITY in each for each in codes.values())


def test_quality_just_at_the_threshold_is_no_reason() -> None:
    assert changed(EMBLEM_EXAMPLE, result=1002, issued_by=field(0.15, "x", NOWHERE)).flags[0].level is Level.WARN


def test_a_result_that_no_document_knows_is_told() -> None:
    (flag,) = changed(EMBLEM_EXAMPLE, result=1003).flags
    assert (flag.level, flag.text) == (Level.WARN, "The service gives a result that its document does not name: 1003")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Photocopy", "photocopy"),
        ("Screen", "screen"),
        ("Edited", "edited"),
        ("Temporary_ID_Photo", "temporary"),
        ("New", "doubts"),
    ],
)
def test_a_card_that_is_not_taken_for_genuine_is_flagged_with_what_it_is_taken_for(kind: str, words: str) -> None:
    (flag,) = changed(
        EMBLEM_EXAMPLE, legality={"ID_Photo": 0.2, "ID_Photo_Threshold": 0.8, kind: 0.7, "Other": 0.1}
    ).flags
    assert flag.code is FlagCode.NOT_GENUINE
    assert words in flag.text
    assert "0.2" in flag.text
    assert "0.8" in flag.text


@pytest.mark.parametrize(
    "legality",
    [
        {"ID_Photo": 0.8, "ID_Photo_Threshold": 0.8},
        {"ID_Photo": 0.1},
        {"ID_Photo": "NaN", "ID_Photo_Threshold": 0.8},
        {},
        "none",
        None,
    ],
)
def test_a_card_at_the_threshold_or_without_one_is_not_doubted(legality: Any) -> None:
    assert changed(EMBLEM_EXAMPLE, legality=legality).flags == ()


def test_unknown_members_are_kept_as_fields() -> None:
    reading = changed(
        EMBLEM_EXAMPLE,
        issue_count=field(0.8, "01", ((10, 0), (0, 0), (0, 10), (10, 10)), 1),
        batch="7",
        deep={"a": [1, {"b": 123456789012345678901234567890}]},
        figure=1.50,
        nothing=None,
    )
    count = of(reading, "issue_count")
    assert (count.text, count.quality, count.quad is not None, bool(count.flags)) == ("01", 0.8, True, True)
    assert of(reading, "batch").text == "7"
    assert "123456789012345678901234567890" in of(reading, "deep").text
    assert of(reading, "figure").text == "1.5"
    assert of(reading, "nothing").text == ""


def test_unknown_members_of_a_field_are_kept_beside_it() -> None:
    reading = changed(
        EMBLEM_EXAMPLE,
        issued_by={**EMBLEM_EXAMPLE["issued_by"], "alternative": "北京市公安厅"},
        seal={"result": "7", "colour": "red"},
        logo={"shape": "round"},
    )
    assert of(reading, "issuing_authority").text == "北京市海淀区公安局"
    assert of(reading, "issued_by.alternative").text == "北京市公安厅"
    assert (of(reading, "seal").text, of(reading, "seal.colour").text) == ("7", "red")
    assert of(reading, "logo").text == '{"shape":"round"}'


def test_a_field_without_a_result_is_empty_and_keeps_its_place() -> None:
    told = {key: value for key, value in EMBLEM_EXAMPLE["issued_by"].items() if key != "result"}
    authority = of(changed(EMBLEM_EXAMPLE, issued_by=told), "issuing_authority")
    assert (authority.text, authority.quality) == ("", 0.902)
    assert authority.quad is not None


def test_figures_in_quotes_are_figures() -> None:
    told = {**EMBLEM_EXAMPLE["issued_by"], "quality": "0.014", "logic": "1"}
    authority = of(changed(EMBLEM_EXAMPLE, issued_by=told, completeness="2", result="1001"), "issuing_authority")
    assert (authority.quality, [flag.code for flag in authority.flags]) == (0.014, [FlagCode.VENDOR_LOGIC])


def test_an_illogical_portrait_is_told() -> None:
    portrait = of(changed(PORTRAIT_EXAMPLE, portrait={**PORTRAIT_EXAMPLE["portrait"], "logic": 1}), "portrait")
    assert [flag.code for flag in portrait.flags] == [FlagCode.VENDOR_LOGIC]
    assert portrait.quality is None


def test_units_behind_the_parts_of_a_date_are_not_doubled() -> None:
    parts = {"birth_year": "1989年", "birth_month": "11月", "birth_day": "19日"}
    birth = of(
        changed(PORTRAIT_EXAMPLE, **{key: field(0.9, said, NOWHERE) for key, said in parts.items()}), "birth_date"
    )
    assert (birth.text, birth.value) == ("1989年11月19日", "1989-11-19")


def test_without_a_side_one_stray_key_does_not_turn_the_card() -> None:
    told = {key: value for key, value in PORTRAIT_EXAMPLE.items() if key != "side"}
    assert read({**told, "eep_number": field(0.1, "", NOWHERE)}).face == "portrait"


@pytest.mark.parametrize(
    ("example", "dialect"), [(PORTRAIT_EXAMPLE, PERMIT), (EMBLEM_EXAMPLE, PERMIT), (FOREIGN_EXAMPLE, FOREIGN)]
)
def test_all_that_is_said_reaches_the_desk_and_the_json_line(example: Answer, dialect: MegviiDialect) -> None:
    legality = {"ID_Photo": 0.1, "ID_Photo_Threshold": 0.8, "Screen": 0.9}
    told = {
        **copy.deepcopy(example),
        "legality": legality,
        "new": field(0.1, "x", NOWHERE, 1),
        "side2": "7",
        "completeness": 7,
    }
    reading = read({**told, "result": 1003}, dialect)
    judged = judge(reading, {}, Rules(), date(2026, 11, 21))
    line = BatchLine("a.jpg", 1, reading.service, reading.document, reading, judged).to_json()
    printed = {each["key"]: each for each in line["fields"]}
    assert [each.key for each in judged.fields if each.state is not FieldState.EMPTY] == list(printed)
    for each in reading.fields:
        assert printed[each.key]["text"] == each.text
        assert printed[each.key]["value"] == each.value
        assert printed[each.key]["quality"] == each.quality
        assert printed[each.key]["quad"] == (each.quad.to_lists() if each.quad else None)
    assert {"new", "side2", "legality.ID_Photo", "legality.ID_Photo_Threshold", "legality.Screen"} < printed.keys()
    assert {flag["code"] for flag in printed["new"]["flags"]} == {"vendor_logic", "low_quality"}
    assert printed["portrait"]["value"] if "portrait" in example else "portrait" not in printed
    assert {flag["code"] for flag in line["flags"]} >= {"vendor_logic", "incomplete_card", "not_genuine"}
    assert (line["completeness"], line["request_id"], line["face"]) == (7, example["request_id"], reading.face)
    assert line["status"] == "review"


def test_an_unknown_member_named_like_a_field_of_ours_does_not_hide_it() -> None:
    reading = changed(EMBLEM_EXAMPLE, issue_date="something else")
    assert of(reading, "issue_date").value == "2014-07-01"
    assert of(reading, "issue_date*").text == "something else"


def test_a_portrait_is_kept_once_and_shown_nowhere() -> None:
    answered = ask(FakeMegvii(), return_portrait=True)
    assert not isinstance(answered, Refused)
    (reading,) = answered
    portrait = of(reading, "portrait")
    assert base64.b64decode(portrait.value, validate=True).startswith(b"\xff\xd8\xff")
    assert portrait.value not in reading.raw
    assert portrait.value[:60] not in repr(reading)
    assert '"portrait"' in reading.raw
    assert portrait.quality is None


def test_a_portrait_with_escaped_strokes_is_kept_once_too() -> None:
    picture = "/9j/" * 40
    told = '{"result": 1001, "portrait": {"result": "' + picture.replace("/", "\\/") + '"}}'
    reading = read(told)
    assert of(reading, "portrait").value == picture
    assert "9j" not in reading.raw


def test_what_stands_on_a_card_is_not_printed() -> None:
    assert "张三" not in repr(read(PORTRAIT_EXAMPLE))


def test_raw_is_the_answer_as_it_came() -> None:
    told = '{"result":1001 , "side": 1,"issued_by":{"result":"北京市公安局"}}'
    assert read(told).raw == told


@pytest.mark.parametrize(
    ("document", "face", "version", "dialect"),
    [
        ("residence_permit", "portrait", "hong_kong", PERMIT),
        ("residence_permit", "emblem", "taiwan", PERMIT),
        ("foreign_resident", "portrait", "2017", FOREIGN),
    ],
)
def test_a_specimen_read_without_a_fault_gives_what_is_true_of_it(
    document: str, face: str, version: str, dialect: MegviiDialect
) -> None:
    (card,) = photograph([draw(document, face, 6, version)], 6, "scan", 5.0).cards
    reading = read(answer_of(card), dialect)
    assert reading.face == face
    told_by_none = (
        {"issue_count", "nationality_code", "issuing_authority"} if document == "foreign_resident" else {"issue_count"}
    )
    for true in card.fields:
        if true.key not in told_by_none:
            found = of(reading, true.key)
            assert found.value == true.value
            assert found.quad is not None
            assert Quad.from_points(true.quad).contains(found.quad.centre)
