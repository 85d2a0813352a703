"""Labels and values of certificates that nobody has seen before, from lines alone."""

from datetime import date

import pytest

from carddesk.reader import certificate
from carddesk.reader.lines import Line
from carddesk.reader.sense import sense
from carddesk.reader.values import Datum
from tests.unit.reader.forms import SIZE, line, view

TODAY = date(2026, 11, 21)


def pairs(*lines: Line) -> dict[str, str]:
    return {each.key: each.text for each in certificate.data(certificate.pairs(lines), None)}


def values(*lines: Line) -> dict[str, str]:
    return {each.key: each.value or each.text for each in certificate.data(certificate.pairs(lines), None)}


@pytest.mark.parametrize(
    "row",
    [
        (line("姓 名 赖阳阳", 7, 30),),
        (line("姓", 7, 30), line("名", 14, 30), line("赖阳阳", 25, 30)),
        (line("姓", 7, 30), line("名赖阳阳", 14, 30)),
        (line("姓", 7, 30), line("名：赖阳阳", 14, 30)),
        (line("姓名：赖阳阳", 7, 30),),
        (line("姓名 Name：赖阳阳", 7, 30),),
        (line("姓名", 7, 30), line("：", 14, 30), line("赖阳阳", 30, 30)),
    ],
)
def test_a_spread_label_is_one_label_however_its_row_was_read(row: tuple[Line, ...]) -> None:
    assert pairs(line("编号：66192", 7, 20), *row, line("性别：女", 7, 40))["姓名"] == "赖阳阳"


def test_labels_and_values_run_together_in_one_line_are_cut_apart() -> None:
    found = pairs(
        line("持证人江昉艳性别女", 7, 30),
        line("出生年月2000年11月民族哈萨克族", 7, 40),
        line("身份证号码533421200011097693资格种类初级中学教师资格", 7, 50),
    )
    assert found == {
        "持证人": "江昉艳",
        "性别": "女",
        "出生年月": "2000年11月",
        "民族": "哈萨克族",
        "身份证号码": "533421200011097693",
        "资格种类": "初级中学教师资格",
    }


def test_a_value_that_begins_like_a_label_stays_whole() -> None:
    found = pairs(
        line("签发机关国家移民管理局", 7, 30),
        line("评价机构：学校评价中心", 7, 40),
        line("姓名：李四", 7, 50),
    )
    assert found == {"签发机关": "国家移民管理局", "评价机构": "学校评价中心", "姓名": "李四"}


def test_values_stand_under_their_labels() -> None:
    found = pairs(
        line("姓名", 7, 20),
        line("性别", 40, 20),
        line("工号", 70, 20),
        line("李四", 7, 28),
        line("女", 40, 28),
        line("A100", 70, 28),
    )
    assert found == {"姓名": "李四", "性别": "女", "工号": "A100"}


def test_a_value_of_the_right_hand_column_is_carried_on_beside_a_label_of_the_left_hand_one() -> None:
    found = pairs(
        line("姓名", 7, 20),
        line("李四", 18, 20),
        line("工作单位", 40, 20),
        line("松海国际旅行社有限", 58, 20),
        line("性别", 7, 28),
        line("女", 18, 28),
        line("责任公司", 58, 28),
    )
    assert found == {"姓名": "李四", "工作单位": "松海国际旅行社有限责任公司", "性别": "女"}


def test_a_single_day_has_its_normal_form_and_all_else_stays_as_printed() -> None:
    found = values(
        line("发证日期：2017年04月02日", 7, 20),
        line("有效期限：2021.10.08至2027.10.07", 7, 30),
        line("应复审日期：2024-10-07前", 7, 40),
        line("出生年月：2000年11月", 7, 50),
    )
    assert list(found.values()) == ["2017-04-02", "2021.10.08至2027.10.07", "2024-10-07前", "2000年11月"]


def test_a_certificate_with_the_labels_of_a_resident_card_is_none() -> None:
    lines = (
        line("保安员证", 40, 8, 60),
        line("姓名", 7, 17),
        line("郭刚轩", 25, 17),
        line("性别", 7, 30),
        line("男", 25, 30),
        line("出生日期", 7, 42.5),
        line("1955-01-14", 25, 42.5),
        line("住址", 7, 56),
        line("新疆石河子市人民东路97号", 25, 56),
        line("公民身份号码", 7, 70),
        line("659001195501146576", 30, 70),
        line("发证机关", 7, 85),
        line("石河子市公安局", 25, 85),
    )
    seen = sense(view(*lines), TODAY, None)
    assert not seen.known
    assert seen.good
    found = {each.key: each.text for each in certificate.data(seen.pairs, seen.title)}
    assert found["标题"] == "保安员证"
    assert found["公民身份号码"] == "659001195501146576"


def test_a_label_of_which_only_the_last_character_was_found_asks_for_a_second_look() -> None:
    lines = [
        line("号：66192", 18, 20),
        line("名：蔺建", 18, 30),
        line("业类别：电工作业", 18, 40),
        line("体检日期：2021/05/01", 7, 50),
    ]
    assert [each.text for each in certificate.halved(lines)] == ["号", "名", "业类别"]


def test_specks_at_the_ends_are_no_part_of_labels_or_values() -> None:
    found = values(line("·证号：·20189978★", 7, 20), line("发证日期：2024.01.01★", 7, 30))
    assert found == {"证号": "20189978", "发证日期": "2024-01-01"}


def test_older_forms_of_characters_are_read_as_labels_but_kept_in_values() -> None:
    found = pairs(line("性別：女", 7, 20), line("发證機關：粵海中心", 7, 30))
    assert found == {"性别": "女", "发证机关": "粵海中心"}


def test_the_star_of_a_seal_behind_a_number_or_a_day_is_no_part_of_it() -> None:
    lines = (
        line("教师资格证书", 35, 8, 60),
        line("证书号码：20189978975大", 6, 30),
        line("发证日期：2025.04.02", 6, 40),
        line("大", 40, 40),
        line("单位：第一大", 6, 50),
    )
    found = {each.key: each.text for each in certificate.data(certificate.pairs(lines[1:]), None)}
    assert found == {"证书号码": "20189978975", "发证日期": "2025.04.02", "单位": "第一大"}


def test_what_stands_in_a_labels_place_but_was_hardly_made_out_parts_the_values_beside_it() -> None:
    faint = line("7W", 6, 40)
    lines = (
        line("姓名", 6, 20),
        line("孟怡军", 30, 20),
        line("性别", 6, 30),
        line("男", 30, 30),
        Line(faint.text, faint.quad, (0.3, 0.4)),
        line("土木工程学院", 30, 40),
    )
    assert pairs(*lines) == {"姓名": "孟怡军", "性别": "男", "7W": "土木工程学院"}


def test_a_speck_behind_a_colon_is_no_value() -> None:
    lines = (line("学号", 7, 17), line("2021835112", 46, 17), line("姓名：_", 7, 32), line("袁杰宇", 46, 32))
    assert pairs(*lines, line("性别", 7, 46), line("女", 46, 46)) == {
        "学号": "2021835112",
        "姓名": "袁杰宇",
        "性别": "女",
    }


def blank(*lines: Line) -> list[Datum]:
    return certificate.blanks(lines, certificate.pairs(lines), SIZE[0])


FORM = (line("姓名", 7, 20), line("石艳梅", 25, 20), line("性别", 7, 30), line("女", 25, 30))


def test_a_known_label_without_a_value_gives_an_empty_field_where_that_would_stand() -> None:
    (missing,) = blank(*FORM, line("工号", 7, 40))
    assert (missing.key, missing.text) == ("工号", "")
    assert missing.quad is not None
    left, top, right, bottom = missing.quad.bounds
    assert left == pytest.approx(250)
    assert top < 0.4 * SIZE[1] < bottom
    assert right > left + 100


@pytest.mark.parametrize("label", ["备注", "签名", "盖章处", "性别"])
def test_what_is_often_blank_or_no_sure_label_or_answered_elsewhere_gives_none(label: str) -> None:
    assert blank(*FORM, line(label, 7, 40)) == []


def test_a_lone_pair_tells_nothing_of_where_values_stand() -> None:
    assert blank(*FORM[:2], line("工号", 7, 40)) == []


@pytest.mark.parametrize(
    ("label", "printed", "expected"),
    [
        ("性别", "2k男", "男"),
        ("性别", "女", "女"),
        ("性别", "男性女性", "男性女性"),
        ("发证日期", "kW2020-01-01", "2020-01-01"),
        ("发证日期", "延期至2020-01-01", "延期至2020-01-01"),
        ("应复审日期", "2024-10-07前", "2024-10-07前"),
        ("工号", "2k男", "2k男"),
        ("姓名", "6司马凯一", "司马凯一"),
        ("单位", "3局", "3局"),
    ],
)
def test_remains_before_a_sex_or_a_day_are_no_part_of_it(label: str, printed: str, expected: str) -> None:
    assert pairs(line(f"{label}：{printed}", 7, 20))[label] == expected


def test_a_sex_behind_a_name_is_a_pair_of_its_own_where_its_label_was_not_read() -> None:
    row = (line("姓名", 7, 20), line("韦怡思", 25, 20), line("女", 60, 20))
    assert pairs(*row, line("工号：12", 7, 30)) == {"姓名": "韦怡思", "性别": "女", "工号": "12"}
    assert pairs(*row, line("性别：女", 7, 30))["姓名"] == "韦怡思女"


def test_a_sex_read_in_a_line_of_its_own_is_parted_from_remains_beside_it() -> None:
    row = (line("性别", 7, 20), line("2k", 20, 20), line("男", 30, 20))
    assert pairs(*row, line("工号：12", 7, 30))["性别"] == "男"
