"""Telling documents apart and taking their data from lines alone."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.flags import FlagCode
from carddesk.cards.geometry import Quad
from carddesk.reader import certificate, values
from carddesk.reader.fields import data
from carddesk.reader.lines import Line
from carddesk.reader.sense import Sense, reading_of, sense
from carddesk.reader.travel import together
from tests.unit.reader.forms import EMBLEM, PORTRAIT, SIZE, line, view

TODAY = date(2026, 11, 21)


def known(*lines: Line) -> Sense:
    return sense(view(*lines), TODAY, None)


def texts(seen: Sense) -> dict[str, str]:
    return {each.key: each.text for each in data(seen.told, seen.view)}


def test_a_resident_card_is_told_and_read_though_labels_and_values_come_as_one_line() -> None:
    seen = known(*PORTRAIT)
    assert (seen.told.layout.document, seen.told.layout.face) == ("resident_id", "portrait")
    assert texts(seen) == {
        "name": "张三",
        "sex": "女",
        "ethnicity": "汉",
        "birth_date": "1990年3月7日",
        "address": "北京市朝阳区云林路12号3单元",
        "id_number": "11010519491231002X",
    }


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ((line("姓 名", 7, 17), line("张三", 18, 17)), "张三"),
        ((line("姓名张三", 7, 17),), "张三"),
        ((line("姓名：张三", 7, 17),), "张三"),
        ((line("姓名 张 三", 7, 17),), "张三"),
        ((line("姓各", 7, 17), line("张三", 18, 17)), "张三"),
        ((line("姓名", 7, 17), line("阿依古丽·吾买尔", 18, 17)), "阿依古丽·吾买尔"),
    ],
)
def test_a_name_is_cut_from_its_label_however_the_two_were_read(printed: tuple[Line, ...], expected: str) -> None:
    assert texts(known(*printed, *PORTRAIT[2:]))["name"] == expected


def test_a_street_that_begins_like_a_label_stays_in_its_address() -> None:
    lines = [*PORTRAIT[:6], line("广西南宁市青秀区", 18, 56), line("民族大道12号", 18, 63), *PORTRAIT[8:]]
    assert texts(known(*lines))["address"] == "广西南宁市青秀区民族大道12号"
    assert texts(known(*lines))["ethnicity"] == "汉"


def test_a_birth_date_read_in_pieces_is_put_together() -> None:
    pieces = (line("1990年", 18, 42.5), line("3月", 33, 42.5), line("7日", 42, 42.5))
    assert texts(known(*PORTRAIT[:4], *pieces, *PORTRAIT[5:]))["birth_date"] == "1990年3月7日"


@pytest.mark.parametrize("mark", ["样张 SPECIMEN", "张SPECIM", "SPECIMEN"])
def test_a_specimen_mark_is_in_no_value(mark: str) -> None:
    assert texts(known(*PORTRAIT, line(mark, 65, 42.5)))["birth_date"] == "1990年3月7日"


def test_a_number_of_hong_kong_macau_or_taiwan_makes_it_a_permit() -> None:
    lines = [*PORTRAIT[:2], line("性别女", 7, 30), *PORTRAIT[3:9], line("810000199408230021", 34, 86)]
    assert known(*lines).told.layout.document == "residence_permit"


def test_validity_gives_two_days_each_with_its_own_place() -> None:
    seen = known(*EMBLEM)
    found = {each.key: each for each in data(seen.told, seen.view)}
    assert (seen.told.layout.document, seen.told.layout.face) == ("resident_id", "emblem")
    assert found["issue_date"].text == "2010.07.21"
    assert found["expiry_date"].text == "2030.07.21"
    issued, until = found["issue_date"].quad, found["expiry_date"].quad
    assert issued is not None
    assert until is not None
    assert issued.rt[0] <= until.lt[0]
    assert issued.width == pytest.approx(until.width, rel=0.15)


def test_long_term_validity_is_an_expiry_of_its_own() -> None:
    seen = known(*EMBLEM[:5], line("2010.07.21-长期", 42, 88))
    assert texts(seen)["expiry_date"] == "长期"


def test_a_value_that_could_not_be_read_is_given_empty_where_it_should_stand() -> None:
    seen = known(PORTRAIT[0], *PORTRAIT[2:])
    name = next(each for each in data(seen.told, seen.view) if each.key == "name")
    assert name.text == ""
    assert name.quad is not None
    assert name.quad.contains((0.25 * SIZE[0], 0.17 * SIZE[1]))


def test_a_permits_emblem_face_bears_number_and_count() -> None:
    lines = (
        EMBLEM[0],
        line("港澳居民居住证", 40, 38, 80),
        line("签发机关", 22, 60),
        line("深圳市公安局南山分局", 42, 60),
        line("有效期限", 22, 70),
        line("2018.09.06-2023.09.06", 42, 70),
        line("通行证号码", 22, 80),
        line("H26031587", 42, 80),
        line("签发次数01", 22, 90),
    )
    seen = known(*lines)
    assert seen.told.layout.document == "residence_permit"
    assert texts(seen)["permit_number"] == "H26031587"
    assert texts(seen)["issue_count"] == "01"


@pytest.mark.parametrize("above", [True, False])
def test_a_permanent_residents_card_is_read_with_labels_above_or_beside_its_values(above: bool) -> None:
    rows = (
        ("姓名/Name", "ZHENGJIAN,YANGBEN"),
        ("性别/Sex", "女/F"),
        ("出生日期/Date of Birth", "1981.08.03"),
        ("国籍/Nationality", "加拿大/CAN"),
        ("有效期限/Period of Validity", "2015.10.25-2025.10.24"),
        ("证件号码/ID No.", "CAN110081080310"),
    )
    lines = [line("中华人民共和国外国人永久居留身份证", 20, 8, 44)]
    for place, (label, value) in enumerate(rows):
        y = 20 + 12 * place
        lines += [line(label, 6, y, 24), line(value, 6 if above else 40, y + (5 if above else 0), 32)]
    seen = known(*lines)
    assert seen.told.layout.document == "foreign_resident"
    assert texts(seen) == {
        "name_latin": "ZHENGJIAN,YANGBEN",
        "sex": "女/F",
        "birth_date": "1981.08.03",
        "nationality": "加拿大",
        "nationality_code": "CAN",
        "issue_date": "2015.10.25",
        "expiry_date": "2025.10.24",
        "id_number": "CAN110081080310",
    }


ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def passport(first: str = ZONE[0], second: str = ZONE[1]) -> Sense:
    return known(
        line("PASSPORT", 5, 8, 40),
        line("Surname", 33, 20, 20),
        line("ERIKSSON", 33, 25, 30),
        line("Date of issue", 33, 40, 20),
        line("16 APR 2007", 33, 45, 30),
        line(first, 3, 85, 30, 33),
        line(second, 3, 93, 30, 33),
    )


def test_a_passport_is_read_from_its_zone_and_its_print() -> None:
    seen = passport()
    assert seen.zone is not None
    found = {each.key: each for each in together(data(seen.told, seen.view), seen.zone, "passport")}
    assert seen.told.layout.document == "passport"
    assert found["issue_date"].text == "16 APR 2007"
    assert found["given_names"].value == "ANNA MARIA"
    assert found["birth_date"].value == "1974-08-12"
    assert found["document_number"].value == "L898902C3"
    assert found["mrz"].value == "\n".join(ZONE)


def test_letters_read_in_the_places_of_digits_are_put_right_in_the_zone_but_stay_in_its_text() -> None:
    seen = passport(second=ZONE[1].replace("7408122", "74O8I22"))
    assert seen.zone is not None
    assert "74O8I22" in seen.zone.whole.text
    assert seen.zone.values["birth_date"] == "1974-08-12"


def test_data_of_the_zone_have_their_own_stretch_of_it() -> None:
    seen = passport()
    assert seen.zone is not None
    number, birth = seen.zone.datum("document_number").quad, seen.zone.datum("birth_date").quad
    assert number is not None
    assert birth is not None
    second = seen.zone.lines[1]
    pitch = second.quad.width / 44
    assert number.rt[0] == pytest.approx(second.left + 9 * pitch, abs=pitch / 2)
    assert birth.lt[0] == pytest.approx(second.left + 13 * pitch, abs=pitch / 2)


def pairs(*lines: Line) -> dict[str, str]:
    return {each.key: each.text for each in certificate.data(certificate.pairs(lines), certificate.title_of(lines))}


def test_a_certificate_keeps_its_own_labels_in_their_order() -> None:
    found = pairs(
        line("低压电工证", 35, 10, 60),
        line("证号", 7, 30),
        line("T320481199806303517", 25, 30),
        line("姓名：李四", 7, 40),
        line("性", 7, 50),
        line("别", 14, 50),
        line("男", 25, 50),
        line("作业类别 电工作业", 7, 60),
        line("有效期限2021-10-08至2027-10-07", 7, 70),
        line("应复审日期", 7, 80),
        line("2024-10-07前", 25, 80),
    )
    assert list(found.items()) == [
        ("标题", "低压电工证"),
        ("证号", "T320481199806303517"),
        ("姓名", "李四"),
        ("性别", "男"),
        ("作业类别", "电工作业"),
        ("有效期限", "2021-10-08至2027-10-07"),
        ("应复审日期", "2024-10-07前"),
    ]


def test_two_columns_and_wrapped_values_of_a_certificate_are_kept_apart() -> None:
    found = pairs(
        line("姓名", 7, 30),
        line("王五", 18, 30),
        line("性别", 40, 30),
        line("女", 50, 30),
        line("工作单位", 7, 42),
        line("松海国际旅行社有限", 25, 42),
        line("责任公司", 25, 50),
    )
    assert found == {"姓名": "王五", "性别": "女", "工作单位": "松海国际旅行社有限责任公司"}


def test_a_label_that_nobody_knows_is_a_label_before_the_column_of_values() -> None:
    found = pairs(
        line("姓名", 7, 30),
        line("王五", 30, 30),
        line("工号", 7, 40),
        line("A100", 30, 40),
        line("代号", 7, 50),
        line("X7", 30, 50),
    )
    assert found["代号"] == "X7"


CHARACTERS = st.text(
    st.sampled_from("姓名性别民族出生住址公民身份号码签发机关有效期限年月日男女汉P<AB019X.-/:： 张\n样"),
    min_size=1,
    max_size=30,
)
LINES = st.lists(st.builds(line, CHARACTERS, st.floats(-5, 105), st.floats(-5, 105), st.floats(1, 120)), max_size=14)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_any_lines_make_sense_or_none_but_never_an_error(lines: list[Line]) -> None:
    seen = sense(view(*lines), TODAY, None)
    for each in [*data(seen.told, seen.view), *certificate.data(seen.pairs, seen.title)]:
        assert len(each.confidences) == len(each.text)


@given(CHARACTERS, st.data())
def test_parts_of_a_line_hold_their_characters_in_their_stretch(text: str, draw: st.DataObject) -> None:
    whole = Line(text, Quad.from_bounds(10, 10, 210, 40))
    start = draw.draw(st.integers(0, len(text)))
    stop = draw.draw(st.integers(start, len(text)))
    part = whole.part(start, stop)
    assert part.text == text[start:stop]
    assert len(part.confidences) == len(part.centres) == len(part.text)
    assert whole.left - 1e-6 <= part.left <= part.right <= whole.right + 1e-6


def test_a_passport_date_whose_blanks_were_lost_is_still_a_date() -> None:
    (read,) = values.day("issue_date")([line("1210月/0CT2012", 33, 45, 30)])
    assert (read.text, read.value) == ("1210月/0CT2012", "2012-10-12")


def test_two_cards_of_a_kind_in_one_view_are_no_card() -> None:
    rows = [("证号", "T1"), ("姓名", "李四"), ("性别", "男")]
    both = [
        line(text, x + 12 * place, y)
        for x in (5, 55)
        for y, row in zip((30, 40, 50), rows, strict=True)
        for place, text in enumerate(row)
    ]
    assert not known(*both).good
    assert known(*both[:6]).good


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("加拿大/CAN", {"nationality": "加拿大", "nationality_code": "CAN"}),
        ("中国/CHINESE", {"nationality": "中国"}),
        ("中国", {"nationality": "中国"}),
        ("韩国KOR", {"nationality": "韩国", "nationality_code": "KOR"}),
        ("VIET NAM/VIETNAMESE", {"nationality": "VIET NAM"}),
        ("FRA", {"nationality_code": "FRA"}),
    ],
)
def test_a_nationality_is_the_name_or_the_code_and_never_the_stroke_between(
    printed: str, expected: dict[str, str]
) -> None:
    found = values.nationality([line(printed, 33, 45, 30)])
    assert {each.key: each.text for each in found} == expected
    assert all(len(each.confidences) == len(each.text) for each in found)


def test_a_permanent_residents_card_is_read_by_the_looks_of_its_values_where_labels_are_too_faint() -> None:
    seen = known(
        line("中华人民共和国外国人永久居留身份证", 20, 8, 44),
        line("SRISOMBUN,", 23, 25, 34),
        line("MALEE", 23, 31, 34),
        line("谢思彤", 23, 37, 36),
        line("女/F", 15, 46, 36),
        line("出生日菜0met", 25, 46, 26),
        line("1963.10.26", 46, 46, 30),
        line("泰国/THA", 23, 54, 36),
        line("2024.09.24-2034.09.23", 30, 62, 30),
        line("937764196310262965", 23, 88, 30),
    )
    assert seen.told.layout.document == "foreign_resident"
    found = texts(seen)
    assert (found["name"], found["name_latin"]) == ("谢思彤", "SRISOMBUN,MALEE")
    assert (found["sex"], found["birth_date"], found["nationality_code"]) == ("女/F", "1963.10.26", "THA")
    assert (found["issue_date"], found["expiry_date"]) == ("2024.09.24", "2034.09.23")
    assert found["id_number"] == "937764196310262965"


@pytest.mark.parametrize(
    ("printed", "expected", "sure"),
    [
        ("鄂温充", "鄂温克", False),
        ("鄂溫克", "鄂温克", True),
        ("漢", "汉", True),
        ("仏佬", "", True),
        ("汉", "", True),
        ("蒙古", "", True),
        ("汊", "", True),
    ],
)
def test_an_ethnicity_is_taken_for_the_listed_name_it_must_be_less_surely_where_a_character_differs(
    printed: str, expected: str, sure: bool
) -> None:
    (read,) = values.ethnicity([line(printed, 39, 30)])
    assert (read.text, read.value) == (printed, expected)
    assert (max(read.confidences) > 0.5) is sure


def test_a_speck_in_a_date_is_no_part_of_the_day() -> None:
    (read,) = values.day("birth_date")([line("1997年12月.30日", 18, 42)])
    assert (read.text, read.value) == ("1997年12月.30日", "1997-12-30")


@pytest.mark.parametrize(("left", "flagged"), [(0.0, False), (-5.0, False), (-80.0, True)])
def test_a_card_that_reaches_beyond_the_picture_is_flagged_as_cut_off(left: float, flagged: bool) -> None:
    whole = view(*PORTRAIT)
    corners = Quad.from_bounds(left, 0, left + SIZE[0], SIZE[1])
    pixels = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
    reading = reading_of(sense(replace(whole, corners=corners), TODAY, None), pixels)
    assert [flag.code for flag in reading.flags] == ([FlagCode.INCOMPLETE_CARD] if flagged else [])


def resident(*lines: Line) -> dict[str, str]:
    title = (
        line("中华人民共和国外国人永久居留身份证", 20, 8, 44),
        line("FOREIGN PERMANENT RESIDENT ID CARD", 20, 12, 24),
    )
    return texts(known(*title, *lines, line("女/F", 36, 92, 32)))


def test_a_value_that_only_one_line_looks_like_is_that_line_whatever_its_label_was_given() -> None:
    found = resident(
        line("姓名/Name", 6, 20, 24),
        line("LI,MEI", 36, 20, 32),
        line("证件号码ID No", 6, 70, 24),
        line("CAN110081080310", 36, 70, 32),
    )
    assert (found["id_number"], found["name_latin"]) == ("CAN110081080310", "LI,MEI")


@pytest.mark.parametrize("label", ["国籍/Nationality", "Et/Nationality", "ET8/Nationality", "国籍Nationality"])
def test_a_label_is_known_by_its_english_half(label: str) -> None:
    found = resident(line("姓名/Name", 6, 20, 24), line(label, 6, 40, 24), line("瑞典", 36, 40, 32))
    assert found["nationality"] == "瑞典"


def test_remains_of_labels_are_no_part_of_a_name_or_a_nationality() -> None:
    found = resident(
        line("姓名/Name", 36, 20, 24),
        line("VESNIN,", 36, 25, 32),
        line("OLEG", 36, 31, 32),
        line("2RU/5cx", 36, 37, 24),
        line("国籍/Nationality", 36, 56, 24),
        line("俄罗斯/RUS", 36, 61, 32),
        line("有饮购", 36, 67, 24),
    )
    assert (found["name_latin"], found["nationality"], found["nationality_code"]) == ("VESNIN,OLEG", "俄罗斯", "RUS")


def test_the_star_of_a_seal_is_no_character() -> None:
    star = replace(line("大", 60, 17), confidences=(0.5,))
    assert texts(known(*PORTRAIT, star))["name"] == "张三"
    assert texts(known(*PORTRAIT, replace(star, confidences=(0.99,))))["name"] == "张三大"


def test_number_and_count_of_a_permit_are_known_by_their_looks() -> None:
    lines = (
        line("台湾居民居住证", 40, 38, 80),
        line("通行证号码", 17, 63),
        line("37746122", 40, 63),
        line("否发", 64, 63),
        line("04", 82, 63),
        line("有效期限", 22, 88),
        line("2018.09.06-2023.09.06", 42, 88),
    )
    found = texts(known(*lines))
    assert (found["permit_number"], found["issue_count"]) == ("37746122", "04")


def test_specks_between_chinese_characters_are_in_no_address_and_no_authority() -> None:
    (read,) = values.authority([line("新疆生产建设兵团第八师石.河子市公安局", 42, 75)])
    assert read.text == "新疆生产建设兵团第八师石河子市公安局"
    (read,) = values.address([line("北京市.朝阳区", 18, 56), line("A-3栋,5室", 18, 63)])
    assert read.text == "北京市朝阳区A-3栋,5室"
    assert len(read.confidences) == len(read.text)


def test_a_day_is_found_beside_remains_of_its_label_but_not_within_other_figures() -> None:
    (read,) = values.day("birth_date")([line("firth1985.03.16", 36, 46)])
    assert read.text == "1985.03.16"
    (read,) = values.day("birth_date")([line("2018年03月104日", 36, 46)])
    assert read.text == "2018年03月104日"


def test_a_label_right_behind_a_number_is_a_label() -> None:
    lines = (line("港澳居民居住证", 40, 38, 80), line("通行证号码", 22, 80), line("07411544签发次数 02", 42, 80))
    found = texts(known(*lines, line("有效期限", 22, 70), line("2018.09.06-2023.09.06", 42, 70)))
    assert (found["permit_number"], found["issue_count"]) == ("07411544", "02")


def test_a_permits_emblem_face_is_read_though_none_of_its_labels_is() -> None:
    lines = (
        line("港澳居民居住证", 40, 38, 80),
        line("包头市公安局昆都仑分局", 41, 63),
        line("2026.04.27-2031.04.27", 41, 72),
        line("H29677341", 41, 81),
        line("03", 41, 91),
    )
    assert texts(known(*lines)) == {
        "issuing_authority": "包头市公安局昆都仑分局",
        "issue_date": "2026.04.27",
        "expiry_date": "2031.04.27",
        "permit_number": "H29677341",
        "issue_count": "03",
    }


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("7Autorité MINISTRY OF INTERIOR", "MINISTRY OF INTERIOR"),
        ("Issuing authority: HMPO", "HMPO"),
        ("MINISTRY OF INTERIOR", "MINISTRY OF INTERIOR"),
        ("Stadt Köln", "Stadt Köln"),
        ("McDONALD COUNTY OFFICE", "McDONALD COUNTY OFFICE"),
    ],
)
def test_remains_of_a_label_are_no_part_of_an_authority(printed: str, expected: str) -> None:
    (read,) = values.authority([line(printed, 33, 60, 30)])
    assert read.text == expected


def test_a_figure_beside_a_name_is_a_speck() -> None:
    assert texts(known(PORTRAIT[0], line("6张三", 18, 17), *PORTRAIT[2:]))["name"] == "张三"
    assert texts(known(PORTRAIT[0], line("6", 18, 17), line("张三", 22, 17), *PORTRAIT[2:]))["name"] == "张三"
