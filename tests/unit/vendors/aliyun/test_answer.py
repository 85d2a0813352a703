"""Every key of the document reaches the operator, one reading for each face, and a doubtful number is no reason to refuse."""

import json

import pytest

from carddesk.cards.documents import document
from carddesk.cards.flags import FlagCode
from carddesk.cards.reading import Reading
from carddesk.vendors.aliyun.answer import PARTS, TABLE
from carddesk.vendors.aliyun.id_card import IdCard
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer
from tests.fakes.aliyun import ALL, BACK, seller_says
from tests.fakes.direct import told

PORTRAIT = {
    "name": "金阳",
    "sex": "F",
    "ethnicity": "汉",
    "birth_date": "1978-10-27",
    "address": "北京市西城区复兴门外大街999号院11号楼3单元502室",
    "id_number": "110102197810272321",
}
EMBLEM = {"issuing_authority": "北京市公安局西城分局", "issue_date": "2004-10-27", "expiry_date": "2024-10-26"}
FRONT = {key: text for key, text in ALL.items() if key not in BACK} | {"type": "front"}


def read(data: object, status: object = 200) -> list[Reading] | Refused:
    body = json.dumps({"status": status, "msg": "请求成功", "data": data}, ensure_ascii=False).encode()
    found = IdCard().read_answer(WireAnswer(200, {"x-ca-request-id": "R-1"}, body), Sent(b""), Site("https://x"))
    return found if isinstance(found, Refused) else list(found)


def readings(data: object) -> list[Reading]:
    found = read(data)
    assert isinstance(found, list)
    return found


def values(reading: Reading) -> dict[str, str]:
    return {field.key: field.value for field in reading.fields}


def test_the_documents_example_of_both_faces_gives_two_readings() -> None:
    portrait, emblem = readings(ALL)
    assert (portrait.document, portrait.face, portrait.index) == ("resident_id", "portrait", 0)
    assert (emblem.document, emblem.face, emblem.index) == ("resident_id", "emblem", 1)
    assert values(portrait) == PORTRAIT | {"type": "all"}
    assert values(emblem) == EMBLEM
    assert {reading.service for reading in (portrait, emblem)} == {"aliyun.id_card"}
    assert {reading.request_id for reading in (portrait, emblem)} == {"R-1"}
    assert json.loads(emblem.raw)["data"] == ALL


def test_the_documents_example_of_a_back_gives_the_emblem_face() -> None:
    (emblem,) = readings(BACK)
    assert (emblem.face, emblem.index) == ("emblem", 0)
    assert values(emblem) == EMBLEM | {"type": "back"}


def test_a_front_alone_gives_the_portrait_face_whatever_its_type_says() -> None:
    for kind in ("front", "all", "back", "", "new"):
        (portrait,) = readings(FRONT | {"type": kind})
        assert portrait.face == "portrait"
        assert {key: value for key, value in values(portrait).items() if key != "type"} == PORTRAIT


def test_every_documented_key_is_in_the_table() -> None:
    assert set(TABLE) | set(PARTS) | {"type"} == set(ALL)
    assert {row.key for row in TABLE.values()} == {spec.key for spec in document("resident_id").fields}


def test_fields_have_what_was_said_and_the_labels_of_the_card() -> None:
    portrait, _ = readings(ALL)
    birth = portrait.field("birth_date")
    assert birth is not None
    assert (birth.text, birth.label, birth.flags, birth.quad, birth.confidence) == (
        "1978年10月27日",
        "出生",
        (),
        None,
        None,
    )


def test_a_number_with_a_wrong_check_digit_is_read_all_the_same() -> None:
    number = readings(ALL)[0].field("id_number")
    assert number is not None
    assert (number.text, number.value) == ("110102197810272321", "110102197810272321")


def test_a_number_that_came_as_a_number_keeps_every_digit() -> None:
    number = readings(ALL | {"number": 110102197810272321})[0].field("id_number")
    assert number is not None
    assert number.text == "110102197810272321"


@pytest.mark.parametrize(
    ("said", "value"),
    [("长期", "9999-12-31"), ("2024.10.26", "2024-10-26"), ("20241026", "2024-10-26"), ("2024年10月26日", "2024-10-26"),
     ("2024.1.6", "2024-01-06"), ("2024.10", "2024.10")],
)  # fmt: skip
def test_dates_of_every_form_have_one_normal_form(said: str, value: str) -> None:
    assert values(readings(BACK | {"expiry_date": said})[0])["expiry_date"] == value


@pytest.mark.parametrize(("month", "day"), [("10", "27"), ("10", "27 ")])
def test_parts_that_say_the_same_day_are_not_shown_twice(month: str, day: str) -> None:
    assert values(readings(FRONT | {"month": month, "day": day})[0]) == PORTRAIT | {"type": "front"}


@pytest.mark.parametrize("absent", [{"year": None}, {"month": "", "day": None}, {"year": " "}], ids=str)
def test_parts_that_are_not_all_there_contradict_nothing(absent: dict[str, object]) -> None:
    birth = readings(FRONT | absent)[0].field("birth_date")
    assert birth is not None
    assert (birth.value, birth.flags) == ("1978-10-27", ())


@pytest.mark.parametrize("said", ["28", "twenty", '{"a":1}', "27271978123456"])
def test_one_part_that_contradicts_is_enough(said: str) -> None:
    birth = readings({key: text for key, text in FRONT.items() if key != "year"} | {"day": said})[0].field("birth_date")
    assert birth is not None
    assert [flag.code for flag in birth.flags] == [FlagCode.VENDOR_LOGIC]


def test_parts_make_up_a_date_of_birth_that_is_missing() -> None:
    data = {key: text for key, text in FRONT.items() if key != "birth_date"} | {"month": "2", "day": "7"}
    birth = readings(data)[0].field("birth_date")
    assert birth is not None
    assert (birth.text, birth.value, birth.flags) == ("1978年2月7日", "1978-02-07", ())


def test_parts_that_are_not_whole_never_become_a_guess() -> None:
    data = {key: text for key, text in FRONT.items() if key not in {"birth_date", "month"}}
    birth = readings(data)[0].field("birth_date")
    assert birth is not None
    assert birth.value == birth.text == "1978年27日"


def test_parts_that_say_another_day_are_shown_and_flagged() -> None:
    (portrait,) = readings(FRONT | {"day": "28"})
    birth = portrait.field("birth_date")
    assert birth is not None
    assert birth.value == "1978-10-27"
    assert [(flag.code, flag.needs_human) for flag in birth.flags] == [(FlagCode.VENDOR_LOGIC, True)]
    assert "1978年10月28日" in birth.flags[0].text
    assert {key: values(portrait)[key] for key in PARTS} == {"year": "1978", "month": "10", "day": "28"}


def test_unknown_keys_are_kept_with_the_first_face() -> None:
    portrait, emblem = readings(ALL | {"score": 0.98, "head_image": "/9j/", "id_number": "twice", "": "no name"})
    assert [(field.key, field.text) for field in portrait.fields][-5:] == [
        ("type", "all"),
        ("score", "0.98"),
        ("head_image", "/9j/"),
        ("id_number*", "twice"),
        ("?", "no name"),
    ]
    assert values(emblem) == EMBLEM


def test_an_array_of_cards_is_taken_too() -> None:
    found = readings([FRONT, BACK])
    assert [(reading.face, reading.index) for reading in found] == [("portrait", 0), ("emblem", 1)]


def test_data_packed_into_a_text_are_unpacked() -> None:
    assert values(readings(json.dumps(BACK))[0]) == EMBLEM | {"type": "back"}
    assert [each.face for each in readings(json.dumps([FRONT, BACK]))] == ["portrait", "emblem"]


@pytest.mark.parametrize("status", [200, "200", None, 200.0, " 200 ", "success", True, {"code": 200}], ids=repr)
def test_success_may_be_said_in_any_way(status: object) -> None:
    assert isinstance(read(BACK, status), list)


@pytest.mark.parametrize(
    "data", [{}, [], None, "[{}]", "", "text", {"type": "all"}, {"name": "", "authority": " "}, [[], 1]], ids=str
)
def test_success_without_a_card_is_no_card(data: object) -> None:
    found = read(data)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == ("no_card", "none")


def test_the_documents_failure_is_final_and_says_why() -> None:
    answer = told(seller_says(500, "请求失败，缺少必要参数: image"))
    found = IdCard().read_answer(answer, Sent(b""), Site("https://x"))
    assert isinstance(found, Refused)
    assert (found.code, found.vendor_code, found.remedy) == ("not_recognised", "500", "none")
    assert "请求失败，缺少必要参数: image" in found.message


def test_a_failure_with_data_is_still_a_failure() -> None:
    found = read(ALL, 500)
    assert isinstance(found, Refused)
    assert found.vendor_code == "500"


def test_an_answer_in_the_older_chinese_encoding_is_read() -> None:
    body = json.dumps({"status": 200, "msg": "请求成功", "data": BACK}, ensure_ascii=False).encode("gb18030")
    found = IdCard().read_answer(WireAnswer(200, {}, body), Sent(b""), Site("https://x"))
    assert not isinstance(found, Refused)
    assert values(found[0])["issuing_authority"] == "北京市公安局西城分局"
