"""Normal forms and how they are shown again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.documents import FieldKind
from carddesk.cards.normal import normalise, shown


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.SEX, "男", "M"),
        (FieldKind.SEX, " 女 ", "F"),
        (FieldKind.SEX, "女/F", "F"),
        (FieldKind.SEX, "M / 男", "M"),
        (FieldKind.SEX, "Ｆ", "F"),
        (FieldKind.SEX, "男/F", "男/F"),
        (FieldKind.SEX, "易", "易"),
        (FieldKind.SEX, "<", "X"),
        (FieldKind.DATE, "1978年10月27日", "1978-10-27"),
        (FieldKind.DATE, "长期", "9999-12-31"),
        (FieldKind.DATE, " 2014.05 ", "2014.05"),
        (FieldKind.NUMBER, "１１０１０５１９４９１２３１００２×", "11010519491231002X"),
        (FieldKind.NUMBER, "110105 19491231 002х", "11010519491231002X"),
        (FieldKind.NUMBER, "11O1O51949I231002X", "11O1O51949I231002X"),
        (FieldKind.DATE, "I990.O1.01", "I990.O1.01"),
        (FieldKind.NUMBER, "11O1O51949I2310021", "11O1O51949I2310021"),
        (FieldKind.NUMBER, "CAN11008108031O", "CAN11008108031O"),
        (FieldKind.NUMBER, "AUS450113111063", "AUS450113111063"),
        (FieldKind.NUMBER, "e12345678", "E12345678"),
        (FieldKind.NUMBER, "EO1234567", "EO1234567"),
        (FieldKind.NUMBER, "810xxxxxx123456789", "810xxxxxx123456789"),
        (FieldKind.NUMBER, "8100******0021", "8100******0021"),
        (FieldKind.TEXT, " 张  三 ", "张三"),
        (FieldKind.TEXT, "阿依古丽・买买提", "阿依古丽·买买提"),
        (FieldKind.TEXT, "张*", "张*"),
        (FieldKind.TEXT, "Apt 3  Main St", "Apt 3 Main St"),
        (FieldKind.LATIN, "ＺＨＡＮＧ,  SAN", "ZHANG, SAN"),
        (FieldKind.MRZ, "p<chn zhang«san\n\nE1 2", "P<CHNZHANG<<SAN\nE12"),
        (FieldKind.TEXT, "", ""),
    ],
)
def test_each_kind_has_one_way_to_be_written(kind: FieldKind, text: str, value: str) -> None:
    assert normalise(kind, text) == value


@given(st.sampled_from(FieldKind), st.text(max_size=40))
def test_a_normal_form_stays_itself_however_it_is_shown(kind: FieldKind, text: str) -> None:
    value = normalise(kind, text)
    assert normalise(kind, value) == value
    assert normalise(kind, shown(kind, value)) == value


def test_what_a_person_reads() -> None:
    assert shown(FieldKind.DATE, "9999-12-31") == "长期"
    assert [shown(FieldKind.SEX, sex) for sex in "MFX"] == ["男", "女", "X"]
    assert shown(FieldKind.TEXT, "M") == "M"
