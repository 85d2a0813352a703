"""Names as zones spell them: tables of ICAO 9303-3, what parts words, and names cut off (logic-rules §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import names


@pytest.mark.parametrize(
    ("printed", "zone"),
    [("Nguyễn Văn Ân", "NGUYEN<VAN<AN"), ("O'Brien", "OBRIEN"), ("O’Brien", "O<BRIEN"), ("Peña-Nieto", "PENA<NIETO"),
     ("Peña", "PENXXA"), ("Müller", "MUELLER"), ("Müller", "MULLER"), ("Müller", "MUXXLLER"), ("Jäger", "JAEGER"),
     ("Jäger", "JAGER"), ("Gößling", "GOESSLING"), ("Ångström", "AANGSTROEM"), ("Bjørn", "BJOERN"), ("Æsop", "AESOP"),
     ("Þór", "THOR"), ("Guðrún", "GUDRUN"), ("Đặng", "DANG"), ("Łukasz", "LUKASZ"), ("İnönü", "INOENUE"), ("Işık", "ISIK"),
     ("Œuvre", "OEUVRE"), ("Ĳssel", "IJSSEL"), ("Ħamrun", "HAMRUN"), ("Çelik", "CELIK"), ("Šimić", "SIMIC"), ("Ţepeş", "TEPES"),
     ("Jean-Paul", "JEANPAUL"), ("St. John", "ST<JOHN"), ("D'Arc, Jeanne", "DARC<JEANNE"), ("ŁÓDŹ", "LODZ"),
     ("Шевченко", "SHEVCHENKO"), ("Юрій", "YURII"), ("Щербань", "SHCHERBAN"), ("Ђорђевић", "DORDEVIC"), ("Љубица", "LJUBICA"),
     ("Хрістов", "KHRISTOV"), ("Џорџ", "DZORDZ"), ("Гончаров", "HONCHAROV"), ("ШЕВЧЕНКО/SHEVCHENKO", "SHEVCHENKO"),
     ("MUSTERMANN geb. GABLER", "MUSTERMANN"), ("Dr. Muster", "MUSTER")],
)  # fmt: skip
def test_a_zone_may_spell_a_name_so(printed: str, zone: str) -> None:
    assert names.agrees(printed, zone) is True


@pytest.mark.parametrize(
    ("printed", "zone"),
    [("ERIKSSON", "ERIKSON"), ("ANNA MARIA", "ANNAMARIA"), ("ANNA", "ANNA<MARIA"), ("ANNA MARIA", "ANNA"), ("Müller", "MILLER"),
     ("ANNA", ""), ("Шевченко", "SEWTSCHENKO")],
)  # fmt: skip
def test_other_names_do_not_agree(printed: str, zone: str) -> None:
    assert names.agrees(printed, zone) is False


@pytest.mark.parametrize("printed", ["张三", "Ελένη", "สมชาย", "", "  ", "-"])
def test_what_the_tables_do_not_have_is_not_judged(printed: str) -> None:
    assert names.agrees(printed, "ZHANG") is None


@pytest.mark.parametrize(
    ("printed", "zone", "fits"),
    [("Chayapa Dejthamrong Krasuang", "CHAYAPA<DEJTHAMRONG<K", True), ("Chayapa Dejthamrong Krasuang", "CHAYAPA<DEJ<KRASUANG", True),
     ("Chayapa Dejthamrong Krasuang", "CHAYAPA", True), ("Bennelong Wooloomooloo Warrandyte Warnambool", "BENN<WOOL<WARR<WARN", True),
     ("Bennelong Wooloomooloo Warrandyte", "BENNELONG<WARRANDYTE", True), ("Dingo Potoroo", "POTOROO", False),
     ("Dingo Potoroo", "DINGO<POTT", False), ("Dingo Potoroo", "DINGO<POTOROO<X", False), ("Dingo", "", False), ("Müller", "MU", True)],
)  # fmt: skip
def test_a_name_that_was_cut_off_may_leave_out_ends_and_words(printed: str, zone: str, fits: bool) -> None:
    assert names.agrees(printed, zone, cut=True) is fits


@pytest.mark.parametrize(
    ("printed", "length"), [("Müller", 6), ("O'Brien Smith", 12), ("张三", 0), ("Шевченко/SHEVCHENKO", 8)]
)
def test_the_room_a_name_takes_at_least(printed: str, length: int) -> None:
    assert names.shortest(printed) == length


LETTERS = st.text(alphabet="ABCÄÖÜÅØÆßÞÑĐŁİıŒéČőźaxz", min_size=1, max_size=8)


@given(st.lists(LETTERS, min_size=1, max_size=3), st.sampled_from([" ", "-", ", "]))
def test_the_first_choice_of_every_name_agrees_with_it(words: list[str], parting: str) -> None:
    printed = parting.join(words)
    spelt = names.transliterated(printed)
    assert names.agrees(printed, spelt) is True
    assert names.agrees(printed, spelt + "Q") is False
    for end in range(1, len(spelt)):
        if spelt[end - 1] != "<":
            assert names.agrees(printed, spelt[:end], cut=True) is True


@given(st.text(max_size=40), st.text(alphabet="AB<", max_size=20), st.booleans())
def test_no_text_makes_it_raise(printed: str, zone: str, cut: bool) -> None:
    assert names.agrees(printed, zone, cut=cut) in {True, False, None}
    assert names.shortest(printed) >= 0
    assert isinstance(names.transliterated(printed), str)
