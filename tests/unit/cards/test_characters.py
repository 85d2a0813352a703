import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.characters import character, is_han, is_private, is_unusual


@pytest.mark.parametrize("common", "张伟堃喆淼𫖯㛃")
def test_what_stands_in_the_table_of_2013_is_not_unusual(common: str) -> None:
    assert not is_unusual(common)


@pytest.mark.parametrize("rare", ["張", "龘", "㐀", "𠀀", "𰻝", "﨑", "\ue123", "\U000f0001"])
def test_what_does_not_stand_in_it_is_unusual(rare: str) -> None:
    assert is_unusual(rare)


@pytest.mark.parametrize("other", ["A", "7", "·", "。", "é", "あ", "Ω", " ", "", "张三"])
def test_what_is_no_chinese_character_is_not_unusual(other: str) -> None:
    assert not is_unusual(other)
    assert character(other) is None


def test_a_character_is_told_with_sound_build_and_variants() -> None:
    kun = character("堃")
    assert kun is not None
    assert (kun.code_point, kun.pinyin, kun.radical, kun.beyond_radical, kun.strokes) == (
        "U+5803",
        ("kūn",),
        "土",
        8,
        11,
    )
    assert kun.common
    assert "坤" in kun.variants


@pytest.mark.parametrize(("traditional", "simplified"), ["張张", "龍龙", "鵬鹏", "頫𫖯"])
def test_simplified_and_traditional_lead_to_each_other(traditional: str, simplified: str) -> None:
    one, other = character(traditional), character(simplified)
    assert one is not None
    assert other is not None
    assert simplified in one.variants
    assert traditional in other.variants


@pytest.mark.parametrize(("seen", "taken_for"), ["己已", "未末", "戊戌", "森淼", "日曰", "千干"])
def test_what_eyes_confuse_is_told(seen: str, taken_for: str) -> None:
    known = character(seen)
    assert known is not None
    assert taken_for in known.look_alikes + known.variants


def test_a_private_number_is_told_to_mean_nothing() -> None:
    known = character("\ue123")
    assert known is not None
    assert is_private("\ue123")
    assert known.pinyin == known.variants == ()


@given(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF))
def test_whatever_is_asked_for_is_answered_without_the_character_itself(text: str) -> None:
    known = character(text)
    assert (known is not None) == is_han(text)
    if known is not None:
        assert text not in known.variants + known.look_alikes
        assert not set(known.variants) & set(known.look_alikes)
