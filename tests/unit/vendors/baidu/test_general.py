"""baidu.general reads what its document's example says, and tells known documents from certificates by their labels."""

import pytest

from carddesk.vendors.baidu.general import General
from carddesk.vendors.dialect import Refused, Sent
from carddesk.vendors.wire import WireAnswer
from tests.fakes.baidu import GENERAL_EXAMPLE, FakeBaidu
from tests.specimens import TrueCard, draw
from tests.specimens.photograph import photograph
from tests.specimens.series import two_certificates
from tests.unit.vendors.baidu.wiring import SITE, call, read, texts, told, values

DIALECT = General()


def card(**words: str) -> dict[str, object]:
    return {label: [{"words": [word]}] for label, word in words.items()}


def said(*cards: object) -> dict[str, object]:
    return {"results": {str(number): each for number, each in enumerate(cards)}, "log_id": 2057057242228098769}


EXAMPLE = said(*(card(**each) for each in GENERAL_EXAMPLE))


def test_the_example_of_the_document_field_by_field() -> None:
    first, second = read(DIALECT, EXAMPLE)
    assert [(each.key, each.label, each.text, each.value) for each in first.fields] == [
        ("标题", "标题", "低压电工证", "低压电工证"),
        ("证号", "证号", "T3204811998063035170", "T3204811998063035170"),
        ("姓名", "姓名", "张敞", "张敞"),
        ("性别", "性别", "男", "男"),
        ("作业类别", "作业类别", "电工作业", "电工作业"),
        ("操作项目", "操作项目", "低压电工作业", "低压电工作业"),
        ("初领日期", "初领日期", "2021-10-08", "2021-10-08"),
        ("有效期限", "有效期限", "2021-10-08至2027-10-07", "2021-10-08至2027-10-07"),
        ("应复审日期", "应复审日期", "2024-10-07前", "2024-10-07前"),
        ("签发机关", "签发机关", "江苏省应急管理厅", "江苏省应急管理厅"),
    ]
    assert texts(second) == {**texts(first), "证号": "T32048119940824381X", "姓名": "常鹏"}
    for index, reading in enumerate((first, second)):
        assert (reading.service, reading.document, reading.face) == ("baidu.general", "certificate", "page")
        assert (reading.index, reading.request_id) == (index, "2057057242228098769")


def test_cards_come_in_the_order_of_their_numbers() -> None:
    names = [str(number) for number in range(12)]
    results = {name: card(标题="工作证", 工号=name) for name in reversed(names)}
    readings = read(DIALECT, {"results": results, "log_id": 1})
    assert [texts(each)["工号"] for each in readings] == names
    assert [each.index for each in readings] == list(range(12))


ONE = card(标题="健康证", 编号="20260001", 发证日期="2026年3月5日")


@pytest.mark.parametrize(
    "results",
    [
        {"0": ONE},
        ONE,
        [ONE],
        {"0": [ONE]},
        {"0": {"fields": ONE}},
        [[ONE]],
        {"0": {label: entries[0] for label, entries in ONE.items()}},  # type: ignore[index]
        {"0": {label: [entries] for label, entries in ONE.items()}},
        {"0": {label: entries[0]["words"] for label, entries in ONE.items()}},  # type: ignore[index]
        {"0": {label: {"0": entries[0]} for label, entries in ONE.items()}},  # type: ignore[index]
    ],
)
def test_one_level_more_or_less_makes_no_difference(results: object) -> None:
    (reading,) = read(DIALECT, {"results": results, "log_id": 1})
    assert values(reading) == {"标题": "健康证", "编号": "20260001", "发证日期": "2026-03-05"}


def test_a_label_that_comes_twice_is_kept_twice() -> None:
    body = '{"results": {"0": {"标题": [{"words": ["操作证"]}], "项目": [{"words": ["低压"]}], "项目": [{"words": ["高压"]}]}}}'
    found = DIALECT.read_answer(WireAnswer(200, {}, body.encode()), Sent(b""), SITE)
    assert not isinstance(found, Refused)
    assert texts(found[0]) == {"标题": "操作证", "项目": "低压", "项目 2": "高压"}


def test_a_number_of_a_card_that_comes_twice_is_two_cards() -> None:
    body = '{"results": {"0": {"标题": [{"words": ["甲证"]}]}, "0": {"标题": [{"words": ["乙证"]}]}}, "log_id": 1}'
    found = DIALECT.read_answer(WireAnswer(200, {}, body.encode()), Sent(b""), SITE)
    assert not isinstance(found, Refused)
    assert [texts(each) for each in found] == [{"标题": "甲证"}, {"标题": "乙证"}]


@pytest.mark.parametrize("more", [{"direction": "0"}, {"direction": 0}, {"direction": [{"words": ["0"]}]}])
def test_what_is_said_beside_the_numbers_of_the_cards_splits_no_card_and_joins_none(more: dict[str, object]) -> None:
    readings = read(DIALECT, {"results": {**more, "1": card(标题="乙证"), "0": card(标题="甲证")}, "log_id": 1})
    assert [texts(each) for each in readings] == [
        {"标题": "甲证", "direction": "0"},
        {"标题": "乙证", "direction": "0"},
    ]


def test_a_label_that_is_a_number_is_no_card() -> None:
    (reading,) = read(DIALECT, {"results": {**card(标题="成绩单"), "1": [{"words": ["91"]}]}, "log_id": 1})
    assert texts(reading) == {"标题": "成绩单", "1": "91"}


@pytest.mark.parametrize("other", [[], {}, [None], {"0": {}}])
def test_the_cards_are_found_beside_another_place_that_has_none(other: object) -> None:
    (reading,) = read(DIALECT, {"words_result": other, "results": {"0": ONE}, "log_id": 1})
    assert values(reading)["编号"] == "20260001"


def test_what_is_said_besides_the_cards_goes_to_each() -> None:
    readings = read(DIALECT, {**EXAMPLE, "pdf_file_size": "2", "ofd_file_size": 4})
    for reading in readings:
        assert [(each.key, each.label, each.text) for each in reading.fields[10:]] == [
            ("pdf_file_size", "PDF总页数", "2"),
            ("ofd_file_size", "OFD总页数", "4"),
        ]


def test_a_label_without_a_sign_is_seen_all_the_same() -> None:
    (reading,) = read(DIALECT, said({"": [{"words": ["甲"]}], " ": [{"words": ["乙"]}]}))
    assert texts(reading) == {"?": "甲", "? 2": "乙"}


def test_wrapped_lines_are_joined_by_their_script() -> None:
    words = {"姓名": [{"words": ["样\U00020000", "\U00030000张"]}], "Name": [{"words": ["YANG", "ZHANG"]}]}
    (reading,) = read(DIALECT, said(words))
    assert texts(reading) == {"姓名": "样\U00020000\U00030000张", "Name": "YANG ZHANG"}


def test_a_number_that_looks_like_a_day_stays_a_number() -> None:
    (reading,) = read(DIALECT, said(card(标题="学生证", 学号="20210908", 入学日期="20210908")))
    assert values(reading) == {"标题": "学生证", "学号": "20210908", "入学日期": "2021-09-08"}


def test_several_lines_are_one_text_and_several_entries_are_several_fields() -> None:
    entries = [{"words": ["低压电工", "作业"]}, {"words": ["LOW VOLTAGE", "WORK"]}]
    (reading,) = read(DIALECT, said({"标题": [{"words": ["操作证"]}], "操作项目": entries}))
    assert [(each.key, each.label, each.text) for each in reading.fields] == [
        ("标题", "标题", "操作证"),
        ("操作项目", "操作项目", "低压电工作业"),
        ("操作项目 2", "操作项目", "LOW VOLTAGE WORK"),
    ]


def test_a_table_beside_a_label_loses_nothing() -> None:
    rows = [{"科目": [{"words": ["理论"]}], "成绩": [{"words": ["91"]}]}, {"科目": [{"words": ["实操"]}]}]
    (reading,) = read(DIALECT, said({"标题": [{"words": ["成绩单"]}], "明细": rows}))
    assert texts(reading) == {"标题": "成绩单", "明细 科目": "理论", "明细 科目 2": "实操", "明细 成绩": "91"}


RESIDENT = {
    "姓名": "样张",
    "性别": "女",
    "民族": "汉",
    "出生": "1949年12月31日",
    "住址": "样张市样张路1号",
    "公民身份号码": "11010519491231002X",
}
PERMIT = {**{key: text for key, text in RESIDENT.items() if key != "民族"}, "公民身份号码": "810000199408230021"}


@pytest.mark.parametrize(
    ("words", "document", "face"),
    [
        (RESIDENT, "resident_id", "portrait"),
        (PERMIT, "residence_permit", "portrait"),
        (
            {"标题": "中华人民共和国居民身份证", "签发机关": "样张市公安局", "有效期限": "2020.01.01-长期"},
            "resident_id",
            "emblem",
        ),
        (
            {"签发机关": "样张市公安局", "有效期限": "2020.01.01-2025.01.01", "通行证号码": "H12345678"},
            "residence_permit",
            "emblem",
        ),
        (
            {"姓名": "森田", "国籍": "日本", "出生日期": "1990.01.01", "证件号码": "JPN440390010109"},
            "foreign_resident",
            "portrait",
        ),
        ({"护照号码": "E12345678", "国家码": "CHN", "出生日期": "1990.01.01", "姓": "YANG"}, "passport", "page"),
        # Nearly so, but not plainly: every label stays as it came.
        ({**RESIDENT, "户号": "1234"}, "certificate", "page"),
        ({**RESIDENT, "标题": "常住人口登记卡"}, "certificate", "page"),
        ({**PERMIT, "公民身份号码": "110105194912310021"}, "certificate", "page"),
        ({"签发机关": "样张市公安局", "有效期限": "2020.01.01-长期"}, "certificate", "page"),
        ({"标题": "培训证", "证件类型": "居民身份证", "姓名": "样张", "性别": "女"}, "certificate", "page"),
        ({"证件类型": "居民身份证", "姓名": "样张", "性别": "女"}, "certificate", "page"),
        ({"标题": "护照申请表", "护照号码": "E12345678", "姓名": "样张"}, "certificate", "page"),
        ({"姓名": "森田", "国籍": "日本", "出生日期": "1990.01.01", "证件号码": "123"}, "certificate", "page"),
    ],
)
def test_what_is_plainly_a_known_document(words: dict[str, str], document: str, face: str) -> None:
    (reading,) = read(DIALECT, said(card(**words)))
    assert (reading.document, reading.face) == (document, face)
    if document == "certificate":
        assert list(texts(reading).items()) == list(words.items())


def test_a_known_document_has_its_keys_and_both_ends_of_its_validity() -> None:
    words = {"标题": "居民身份证", "签发机关": "样张市公安局", "有效期限": "2020.01.01-长期"}
    (reading,) = read(DIALECT, said(card(**words)))
    assert values(reading) == {
        "issuing_authority": "样张市公安局",
        "issue_date": "2020-01-01",
        "expiry_date": "9999-12-31",
        "标题": "居民身份证",
    }
    assert texts(reading)["expiry_date"] == "长期"


def test_the_lines_of_a_machine_readable_zone_stay_lines() -> None:
    lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    words = {**card(标题="护照", 护照号="L898902C3", 姓="ERIKSSON"), "MRZ": [{"words": lines}]}
    (reading,) = read(DIALECT, said(words))
    assert reading.document == "passport"
    assert values(reading)["mrz"] == "\n".join(lines)


@pytest.mark.parametrize("kind", [("resident_id", "portrait", "second"), ("resident_id", "emblem", "second")])
async def test_a_specimen_of_a_known_document(kind: tuple[str, str, str], jpeg_of: object) -> None:
    specimen = draw(kind[0], kind[1], 7, kind[2])
    fake = FakeBaidu()
    data = jpeg_of(specimen.image)  # type: ignore[operator]
    fake.know(data, specimen)
    found = await call(DIALECT, fake, Sent(data))
    assert not isinstance(found, Refused)
    (reading,) = found
    assert (reading.document, reading.face) == kind[:2]
    true = {each.key: each.value for each in specimen.cards[0].fields}
    assert {key: value for key, value in values(reading).items() if key != "标题"} == true


def _printed(one: TrueCard) -> dict[str, str]:
    return {each.label: each.text for each in one.fields}


async def test_two_certificates_in_one_image(jpeg_of: object) -> None:
    specimen = photograph(two_certificates(13, "electrician"), 13, "scan", 0.0)
    fake = FakeBaidu()
    data = jpeg_of(specimen.image)  # type: ignore[operator]
    fake.know(data, specimen)
    found = await call(DIALECT, fake, Sent(data))
    assert not isinstance(found, Refused)
    assert [texts(each) for each in found] == [_printed(one) for one in specimen.cards]


@pytest.mark.parametrize("empty", [{}, [], {"0": {}}, {"0": []}])
def test_an_answer_without_a_card(empty: object) -> None:
    found = DIALECT.read_answer(told({"results": empty, "log_id": 1}), Sent(b""), SITE)
    assert isinstance(found, Refused)
    assert found.code == "no_card"
