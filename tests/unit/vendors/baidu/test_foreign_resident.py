"""baidu.foreign_resident reads what its document's example says, and what is near to it."""

import pytest

from carddesk.cards.flags import FlagCode
from carddesk.vendors.baidu.foreign_resident import ForeignResident
from carddesk.vendors.dialect import Refused, Sent
from carddesk.vendors.wire import WireAnswer
from tests.fakes.baidu import FOREIGN_EXAMPLE, FakeBaidu
from tests.specimens import draw
from tests.unit.vendors.baidu.wiring import SITE, call, read, texts, told, values

DIALECT = ForeignResident()
LOG_ID = 1767755838708432889


def said(**words: object) -> dict[str, object]:
    return {"words_result": words, "words_result_num": len(words), "log_id": LOG_ID}


EXAMPLE = said(**{label: [{"word": word}] for label, word in FOREIGN_EXAMPLE.items()})


def test_the_example_of_the_document_field_by_field() -> None:
    (reading,) = read(DIALECT, EXAMPLE)
    assert (reading.service, reading.document, reading.face) == (
        "baidu.foreign_resident",
        "foreign_resident",
        "portrait",
    )
    assert [(each.key, each.label, each.text, each.value) for each in reading.fields] == [
        ("name_latin", "姓名", "MORITA. SHUNSUKE", "MORITA. SHUNSUKE"),
        ("name", "姓名", "森田", "森田"),
        ("sex", "性别", "男", "M"),
        ("birth_date", "出生日期", "1990.01.01", "1990-01-01"),
        ("nationality", "国籍", "日本", "日本"),
        ("nationality_code", "国籍", "JPN", "JPN"),
        ("issue_date", "有效期限", "2023.06.12", "2023-06-12"),
        ("expiry_date", "有效期限", "2033.06.11", "2033-06-11"),
        ("id_number", "证件号码", "123456789", "123456789"),
        ("card_version", "证件版本", "1", "1"),
        ("Sex", "Sex", "M", "M"),
    ]
    assert all(each.quad is None and each.confidence is None and not each.flags for each in reading.fields)


@pytest.mark.parametrize("log_id", [LOG_ID, str(LOG_ID + 1), 2**64 - 1])
def test_log_id_keeps_every_digit(log_id: object) -> None:
    (reading,) = read(DIALECT, {**EXAMPLE, "log_id": log_id})
    assert reading.request_id == str(log_id)


def test_the_answer_is_kept_as_it_came() -> None:
    answer = told(EXAMPLE)
    found = DIALECT.read_answer(answer, Sent(b""), SITE)
    assert not isinstance(found, Refused)
    assert found[0].raw.encode() == answer.body


@pytest.mark.parametrize(
    "value",
    [
        [{"word": "森田"}],
        {"word": "森田"},
        "森田",
        ["森田"],
        [{"words": ["森田"]}],
        {"words": "森田"},
        [[{"word": "森田"}]],
        [{"word": ""}, {"word": "森田"}],
        {"0": {"word": "森田"}},
        [None, {"word": "森田"}],
        [{"word": "森田"}, None],
        [[], {"word": "森田"}],
        [{"word": None, "words": ["森田"]}],
    ],
)
def test_words_in_any_wrapping(value: object) -> None:
    (reading,) = read(DIALECT, said(姓名=value, 国籍=[{"word": "日本"}]))
    assert texts(reading) == {"name": "森田", "nationality": "日本"}


def test_a_number_for_a_word() -> None:
    (reading,) = read(DIALECT, said(证件版本=[{"word": 2}], 证件号码={"word": 911124198108030024}))
    assert values(reading) == {"card_version": "2", "id_number": "911124198108030024"}


def test_unknown_labels_are_kept_and_repeated_ones_get_a_number() -> None:
    (reading,) = read(DIALECT, said(姓名=[{"word": "森田"}, {"word": "俊介"}], 备注=[{"word": "换发"}]))
    assert [(each.key, each.label, each.text) for each in reading.fields] == [
        ("name", "姓名", "森田"),
        ("姓名", "姓名", "俊介"),
        ("备注", "备注", "换发"),
    ]


def test_a_label_that_comes_twice_is_kept_twice() -> None:
    body = '{"words_result": {"姓名": [{"word": "森田"}], "姓名": [{"word": "俊介"}], "国籍": [{"word": "日本"}], "国籍": null}}'
    found = DIALECT.read_answer(WireAnswer(200, {}, body.encode()), Sent(b""), SITE)
    assert not isinstance(found, Refused)
    assert texts(found[0]) == {"name": "森田", "姓名": "俊介", "nationality": "日本"}


def test_what_is_said_besides_the_card_is_kept_under_its_own_name() -> None:
    (reading,) = read(DIALECT, {**EXAMPLE, "pdf_file_size": "3", "direction": 1, "注": ["a"], "empty": None})
    assert [(each.key, each.label, each.text, each.value) for each in reading.fields[11:]] == [
        ("pdf_file_size", "PDF总页数", "3", "3"),
        ("direction", "图像方向", "1", "1"),
        ("注", "注", '["a"]', '["a"]'),
    ]


def test_of_what_no_person_would_look_through_the_raw_answer_is_enough() -> None:
    many = {f"key {number}": number for number in range(200)}
    (reading,) = read(DIALECT, {**EXAMPLE, "image": "A" * 100_000, **many})
    assert [each.key for each in reading.fields[11:]] == [f"key {number}" for number in range(50)]
    assert "A" * 100_000 in reading.raw
    assert '"key 199": 199' in reading.raw


@pytest.mark.parametrize("count", [12, "10", "many", [11]])
def test_a_count_of_labels_that_is_not_theirs_is_shown(count: object) -> None:
    (reading,) = read(DIALECT, {**EXAMPLE, "words_result_num": count})
    assert len(reading.fields) == 12
    assert (reading.fields[-1].key, reading.fields[-1].label) == ("words_result_num", "识别结果数")


@pytest.mark.parametrize("count", [11, "11", None], ids=["number", "text", "null"])
def test_a_count_of_labels_that_is_right_is_no_field(count: object) -> None:
    (reading,) = read(DIALECT, {**EXAMPLE, "words_result_num": count})
    assert len(reading.fields) == 11


def test_labels_without_words_are_fields_without_text() -> None:
    (reading,) = read(DIALECT, said(姓名=[{"word": ""}], Name=[], 国籍=None, 性别=[{"word": "女"}]))
    assert texts(reading) == {"name": "", "name_latin": "", "nationality": "", "sex": "女"}


def test_latin_sex_where_the_chinese_one_is_empty() -> None:
    (reading,) = read(DIALECT, said(性别=[{"word": ""}], Sex=[{"word": "F"}]))
    assert values(reading) == {"sex": "F", "性别": ""}


def test_sexes_that_differ_are_flagged() -> None:
    (reading,) = read(DIALECT, said(性别=[{"word": "男"}], Sex=[{"word": "F"}]))
    flags = {each.key: [flag.code for flag in each.flags] for each in reading.fields}
    assert flags == {"sex": [FlagCode.SEX_MISMATCH], "Sex": []}
    sex = reading.field("sex")
    assert sex is not None
    assert sex.flags[0].text == "Baidu reads M as the sex in one place and F in another"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023.06.12-2033.06.11", {"issue_date": "2023-06-12", "expiry_date": "2033-06-11"}),
        ("2023-06-12至2033-06-11", {"issue_date": "2023-06-12", "expiry_date": "2033-06-11"}),
        ("长期", {"expiry_date": "9999-12-31"}),
        ("2033.06.11", {"有效期限": "2033.06.11"}),
    ],
)
def test_a_period_of_validity_is_split_where_both_ends_are_plain(text: str, expected: dict[str, str]) -> None:
    (reading,) = read(DIALECT, said(有效期限=[{"word": text}]))
    assert values(reading) == expected


def test_a_period_does_not_push_aside_what_is_said_alone() -> None:
    words = {"失效日期": [{"word": "2033.06.11"}], "有效期限": [{"word": "2023.06.12-2033.06.21"}]}
    (reading,) = read(DIALECT, said(**words))
    assert values(reading) == {"expiry_date": "2033-06-11", "有效期限": "2023.06.12-2033.06.21"}


def test_a_period_fills_what_a_label_of_its_own_left_empty() -> None:
    words = {"失效日期": [{"word": ""}], "有效期限": [{"word": "2023.06.12-2033.06.11"}]}
    (reading,) = read(DIALECT, said(**words))
    assert values(reading) == {"issue_date": "2023-06-12", "expiry_date": "2033-06-11"}


def test_places_and_certainties_are_taken_if_they_come() -> None:
    entry = {
        "word": "森田",
        "location": {"left": 10, "top": "20", "width": 30.5, "height": 8},
        "probability": {"average": 0.98, "min": 0.9, "variance": 0},
    }
    (reading,) = read(DIALECT, said(姓名=[entry]))
    (field,) = reading.fields
    assert field.quad is not None
    assert field.quad.points == ((10.0, 20.0), (40.5, 20.0), (40.5, 28.0), (10.0, 28.0))
    assert (field.confidence, field.located_by) == (0.98, "vendor")


@pytest.mark.parametrize(
    "entry",
    [
        {"location": {"left": 0, "top": 0, "width": 0, "height": 0}, "probability": 1.5},
        {"location": [1, 2, 3, 4], "probability": "NaN"},
        {"location": {"left": "x", "top": 1, "width": 2, "height": 2}, "probability": []},
        {"vertexes_location": [{"x": 1}] * 4, "probability": {"average": None}},
        {"location": {"left": 1e300, "top": 1, "width": 2, "height": 2}, "probability": -1},
    ],
)
def test_places_that_are_none_are_left_out(entry: dict[str, object]) -> None:
    (reading,) = read(DIALECT, said(姓名=[{"word": "森田", **entry}]))
    (field,) = reading.fields
    assert (field.text, field.quad, field.confidence, field.located_by) == ("森田", None, None, None)


def test_no_place_is_known_on_a_page_of_a_pdf() -> None:
    entry = {"word": "森田", "location": {"left": 10, "top": 20, "width": 30, "height": 8}}
    found = DIALECT.read_answer(told(said(姓名=[entry])), Sent(b"%PDF-", "pdf"), SITE)
    assert not isinstance(found, Refused)
    assert found[0].fields[0].quad is None


@pytest.mark.parametrize("empty", [{}, [], {"姓名": None}])
def test_an_answer_without_a_card(empty: object) -> None:
    found = DIALECT.read_answer(told({"words_result": empty, "log_id": 1}), Sent(b""), SITE)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == ("no_card", "none")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b"7", b'"x"', b'{"log_id": 1}', b"{" * 5000, b"\xff\xfe"]
)
def test_what_is_no_answer(body: bytes) -> None:
    found = DIALECT.read_answer(WireAnswer(200, {}, body), Sent(b""), SITE)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == ("bad_answer", "none")


@pytest.mark.parametrize("version", ["2017", "2023"])
async def test_a_specimen_is_read_as_it_is(version: str, jpeg_of: object) -> None:
    specimen = draw("foreign_resident", "portrait", 7, version)
    fake = FakeBaidu()
    data = jpeg_of(specimen.image)  # type: ignore[operator]
    fake.know(data, specimen)
    found = await call(DIALECT, fake, Sent(data))
    assert not isinstance(found, Refused)
    true = {each.key: each.value for each in specimen.cards[0].fields if each.key != "issuing_authority"}
    assert {key: value for key, value in values(found[0]).items() if key in true} == true
