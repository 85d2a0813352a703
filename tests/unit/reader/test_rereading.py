"""Doubtful values read again: which are, what is taken, and what it may cost."""

from collections.abc import Sequence

import numpy as np
import pytest

from carddesk.imaging.rectify import Pixels
from carddesk.reader import certificate
from carddesk.reader.lines import Line
from carddesk.reader.ocr import ReadText
from carddesk.reader.rereading import Source, relabelled, reread
from carddesk.reader.surnames import has_surname
from carddesk.reader.values import Datum, datum
from tests.unit.reader.forms import SIZE, line, view

NUMBER = "11010519491231002X"


class Scripted:
    """Says of each strip what it was told to, and counts the strips."""

    def __init__(self, *texts: str, sure: float = 0.95) -> None:
        self._texts = texts
        self._sure = sure
        self.strips = 0

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        texts = [self._texts[(self.strips + place) % len(self._texts)] for place in range(len(strips))]
        self.strips += len(strips)
        return [ReadText(text, (self._sure,) * len(text), (0.5,) * len(text)) for text in texts]


def source(engine: Scripted) -> Source:
    return Source(view(), np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), engine)


def field(key: str, text: str, sure: float = 1.0) -> Datum:
    printed = line(text, 18, 40)
    return datum(key, [Line(text, printed.quad, (sure,) * len(text))])


def again(found: Datum, engine: Scripted, document: str = "resident_id") -> Datum:
    (read,) = reread([found], document, source(engine))
    return read


@pytest.mark.parametrize(
    ("document", "key", "text"),
    [
        ("resident_id", "id_number", NUMBER),
        ("resident_id", "sex", "女"),
        ("resident_id", "ethnicity", "汉"),
        ("resident_id", "birth_date", "1990年3月7日"),
        ("residence_permit", "permit_number", "H26031587"),
        ("foreign_resident", "id_number", "CAN110081080310"),
        ("certificate", "身份证号", NUMBER),
        ("certificate", "证号", "T" + NUMBER),
        ("resident_id", "name", "张三"),
    ],
)
def test_what_is_sound_and_surely_read_is_not_read_again(document: str, key: str, text: str) -> None:
    engine = Scripted("?")
    assert again(field(key, text), engine, document).text == text
    assert engine.strips == 0


@pytest.mark.parametrize(
    ("document", "key", "wrong", "right"),
    [
        ("resident_id", "id_number", NUMBER.replace("49", "48"), NUMBER),
        ("resident_id", "sex", "文", "女"),
        ("resident_id", "ethnicity", "灭", "汉"),
        ("resident_id", "birth_date", "1990年13月7日", "1990年3月7日"),
        ("residence_permit", "permit_number", "N26031587", "H26031587"),
        ("foreign_resident", "id_number", "CAN11008108031", "CAN110081080310"),
        ("certificate", "身份证号", NUMBER.replace("49", "48"), NUMBER),
        ("certificate", "证号", "T" + NUMBER.replace("49", "48"), "T" + NUMBER),
    ],
)
def test_what_cannot_be_is_read_again_however_surely_it_was_read(
    document: str, key: str, wrong: str, right: str
) -> None:
    assert again(field(key, wrong), Scripted(wrong, right, wrong), document).text == right


def test_a_value_that_nothing_mends_stays_as_it_was_read() -> None:
    wrong = NUMBER.replace("49", "48")
    assert again(field("id_number", wrong), Scripted(wrong)).text == wrong


def test_a_character_hardly_made_out_is_put_to_the_vote() -> None:
    read = again(field("name", "江防艳", 0.5), Scripted("江昉艳"))
    assert read.text == "江昉艳"
    assert len(read.confidences) == 3
    assert read.parts[0].text == "江昉艳"


def test_of_a_wrapped_value_only_the_doubtful_line_is_read_again() -> None:
    first, second = line("北京市朝阳区", 18, 56), line("云林路12号", 18, 63)
    doubted = Line(second.text, second.quad, (0.5,) * len(second.text))
    engine = Scripted("云杉路12号")
    assert again(datum("address", [first, doubted]), engine).text == "北京市朝阳区云杉路12号"
    assert engine.strips == 3


def test_a_card_full_of_doubts_costs_no_more_than_so_many_crops() -> None:
    engine = Scripted("甲")
    reread([field(f"{place}", "乙", 0.3) for place in range(50)], "certificate", source(engine))
    assert engine.strips <= 24


def test_blanks_come_into_no_chinese_value_by_reading_it_again() -> None:
    assert again(field("birth_date", "1990年3月7日", 0.5), Scripted("1990年 3月 7日")).text == "1990年3月7日"


def test_an_older_form_gives_way_to_todays_where_that_was_read_too() -> None:
    assert again(field("name", "黃平", 0.5), Scripted("黃平", "黃平", "黃平", "黄平")).text == "黄平"
    assert again(field("name", "黃平", 0.5), Scripted("黃平")).text == "黃平"


def test_a_certificates_day_read_again_has_its_normal_form() -> None:
    read = again(field("发证日期", "2018年13月04日"), Scripted("2018年03月04日"), "certificate")
    assert (read.text, read.value) == ("2018年03月04日", "2018-03-04")


def test_one_look_is_by_red_light_in_which_pale_blue_print_is_as_dark_as_black() -> None:
    contrasts: list[int] = []

    class Watching(Scripted):
        def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
            contrasts.extend(int(np.ptp(strip.mean(axis=2))) for strip in strips)
            return super().read(strips)

    pixels = np.full((SIZE[1], SIZE[0], 3), 210, np.uint8)
    for x in range(0, SIZE[0], 24):
        pixels[:, x : x + 8] = (150, 190, 215)
    reread([field("name", "张三", 0.5)], "resident_id", Source(view(), pixels, Watching("张三")))
    assert max(contrasts) > 180
    assert min(contrasts) < 60


@pytest.mark.parametrize(
    ("said", "expected"), [("20 10月/OCT 1952", "20 10月/OCT 1952"), ("26 10月/OCT 1952", "20 10月/0CT 1952")]
)
def test_a_day_the_zone_vouches_for_keeps_it_and_takes_no_other_text(said: str, expected: str) -> None:
    day = Datum("birth_date", "20 10月/0CT 1952", None, (), (line("20 10月/0CT 1952", 18, 40),), "1952-10-20")
    (read,) = reread([day], "passport", source(Scripted(said)), {"birth_date": "1952-10-20"})
    assert (read.text, read.value) == (expected, "1952-10-20")


def test_what_the_zone_has_settled_is_left_alone_but_a_printed_names_letters() -> None:
    engine = Scripted("SANDERHOF")
    day = Datum("birth_date", "12 AUG 1974", line("x", 1, 1).quad, (0.3,), (line("12 AUG 1974", 1, 1),), "1974-08-12")
    zone = {"birth_date": "1974-08-12", "surname": "SANDERHOF"}
    found = [day, field("surname", "SAÑDERHOF", 0.5)]
    same, name = reread(found, "passport", source(engine), zone)
    assert (same, name.text) == (day, "SANDERHOF")


def test_accents_that_cannot_be_made_out_are_dropped_where_the_zone_vouches_for_the_letters() -> None:
    engine = Scripted("QUÖC", "QUÕC", "QUÔC", "QUÓC")
    (name,) = reread([field("given_names", "QUÕC", 0.4)], "passport", source(engine), {"given_names": "QUOC"})
    assert name.text == "QUOC"
    (sure,) = reread([field("given_names", "JOSÉ", 0.7)], "passport", source(Scripted("JOSÉ")), {"given_names": "JOSE"})
    assert sure.text == "JOSÉ"


def test_a_value_without_its_end_is_also_looked_for_beyond_it() -> None:
    engine = Scripted("1990年3月7", "1990年3月7", "1990年3月7", "1990年3月7", "1990年3月7日", "1990年3月7日")
    assert again(field("birth_date", "1990年3月7"), engine).text == "1990年3月7日"


def labelled(text: str, sure: float, value: str = "电工作业") -> Datum:
    printed = line(text, 6, 40)
    label = Line(text, printed.quad, (sure,) * len(text))
    (found,) = certificate.data([certificate.Pair(text, (line(value, 30, 40),), True, (label,))], None)
    return found


@pytest.mark.parametrize(
    ("printed", "sure", "said", "expected"),
    [
        ("导谢证号", 0.7, "导游证号", "导游证号"),
        ("业类别", 1.0, "从业类别", "从业类别"),
        ("龄", 1.0, "?", "年龄"),
        ("业类别", 1.0, "?", "业类别"),
        ("暗号", 0.7, "赠号", "暗号"),
        ("导谢证号", 1.0, "导游证号", "导谢证号"),
    ],
)
def test_a_label_nobody_knows_is_read_again_where_that_may_help(
    printed: str, sure: float, said: str, expected: str
) -> None:
    (found,) = relabelled([labelled(printed, sure)], source(Scripted(said)))
    assert found.key == expected


def test_labels_that_turn_out_the_same_are_numbered() -> None:
    found = relabelled([labelled("编号", 1.0), labelled("编亏", 0.5)], source(Scripted("编号")))
    assert [each.key for each in found] == ["编号", "编号 2"]


@pytest.mark.parametrize(
    ("name", "built"),
    [("张三", True), ("欧阳娜", True), ("逄霞", True), ("逢霞", False), ("答涵伟", False), ("阿依古丽·吾买尔", True)],
)
def test_a_name_begins_with_a_surname_unless_it_is_built_otherwise(name: str, built: bool) -> None:
    assert has_surname(name) is built


def test_a_surname_that_some_reading_makes_likely_is_preferred_to_a_word_that_is_none() -> None:
    assert again(field("name", "逢霞", 0.7), Scripted("逢霞", "逢霞", "逄霞", "逢霞")).text == "逄霞"
    assert again(field("name", "逢霞", 0.7), Scripted("逢霞")).text == "逢霞"


def test_an_authority_whose_words_run_on_is_read_again() -> None:
    found = field("issuing_authority", "MINISTRY OFINTERIOR")
    assert again(found, Scripted("MINISTRY OF INTERIOR"), "passport").text == "MINISTRY OF INTERIOR"
    engine = Scripted("?")
    assert again(field("issuing_authority", "PASSPORT OFFICE"), engine, "passport").text == "PASSPORT OFFICE"
    assert engine.strips == 0


def test_a_month_with_a_figure_in_it_is_read_again() -> None:
    assert (
        again(field("issue_date", "20 10月/0CT 1952"), Scripted("20 10月/OCT 1952"), "passport").text[7:] == "OCT 1952"
    )
