"""Machine-readable zones put right: what is offered, in which order, and that it mends what failed (logic-rules §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import mrz
from carddesk.cards.checks import CheckedField, card_of, run_checks
from carddesk.cards.flags import FlagCode
from carddesk.cards.repairs import repairers, repairs
from tests.unit.cards.travellers import PASSPORT, TODAY, card, offered, td3

RIGHT = td3()
ALONE = {"mrz": RIGHT}


def test_a_zone_that_is_right_is_left_alone() -> None:
    assert offered(PASSPORT) == {}
    assert "mrz" not in offered(ALONE)


@pytest.mark.parametrize(
    ("right", "read"),
    [("740812", "74O812"), ("740812", "740612"), ("740812", "7408I2"), ("300415", "3004I5"), ("L898902C3", "L8989O2C3"),
     ("L898902C3", "L898962C3"), ("ERIKSSON", "ER1K550N"), ("ZE184226B", "ZE1B4226B"), ("<<16", "<<I6")],
)  # fmt: skip
def test_one_fault_is_mended_without_the_print(right: str, read: str) -> None:
    assert RIGHT in offered(ALONE, mrz=RIGHT.replace(right, read))["mrz"]


@pytest.mark.parametrize(
    ("right", "read"),
    [("L898902C3", "L39B9O2C8"), ("740812", "146512"), ("300415", "3OOA15"), ("L898902C3", "L898962C3")],
)
def test_the_print_mends_any_number_of_faults_and_comes_first(right: str, read: str) -> None:
    assert offered(PASSPORT, mrz=RIGHT.replace(right, read))["mrz"][0] == RIGHT


def test_several_data_are_put_in_at_once() -> None:
    broken = RIGHT.replace("740812", "741712").replace("300415", "360475")
    assert offered(PASSPORT, mrz=broken)["mrz"][0] == RIGHT


def test_a_printed_datum_that_does_not_fit_the_check_digit_is_not_put_in() -> None:
    broken = RIGHT.replace("740812", "740612")
    assert offered(PASSPORT, mrz=broken, birth_date="1974-09-12")["mrz"] == [RIGHT]


@pytest.mark.parametrize(
    "read",
    [
        RIGHT.replace("<<<<<<<<<<<<<<<<<<<", "<<<<<<"),
        RIGHT.replace("<<<<<1", "<<<1"),
        RIGHT.replace("<<<<<1", "<<<<<<<1"),
    ],
)
def test_lines_of_another_length_are_brought_to_theirs(read: str) -> None:
    assert offered(ALONE, mrz=read)["mrz"] == [RIGHT]


def test_the_least_sure_character_is_exchanged_first() -> None:
    broken = RIGHT.replace("L898902C3", "L898962C3")
    plain = [each.value for each in repairs(card(ALONE, mrz=broken))["mrz"]]
    assert plain[0] != RIGHT
    confidences = [0.99] * len(broken)
    confidences[broken.index("L898962C3") + 5] = 0.4
    doubtful = card_of("passport", ["page"], [CheckedField("mrz", broken, broken, tuple(confidences))], TODAY)
    assert repairs(doubtful)["mrz"][0].value == RIGHT


@pytest.mark.parametrize("read", ["", "P<UTO", "***", RIGHT.replace("898902", "89**02"), "x\ny", "\n"])
def test_what_is_masked_or_no_zone_is_left_alone(read: str) -> None:
    assert "mrz" not in offered(PASSPORT, mrz=read)


CHARACTERS = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(st.data())
def test_whatever_is_offered_mends_a_check_digit_and_breaks_none(data: st.DataObject) -> None:
    places = st.tuples(st.integers(45, len(RIGHT) - 1), st.sampled_from(CHARACTERS))
    text = list(RIGHT)
    for at, character in data.draw(st.lists(places, min_size=1, max_size=4)):
        text[at] = character
    broken = "".join(text)
    before = mrz.parse(broken.split("\n"))
    for value in offered(ALONE, mrz=broken).get("mrz", []):
        after = mrz.parse(value.split("\n"))
        assert set(after.failed) <= {*before.failed, "composite"}
        flags = run_checks(card(ALONE, mrz=value)).flags
        told = run_checks(card(ALONE, mrz=broken)).flags
        assert sum(f.code in _WRONG for f in flags) < sum(f.code in _WRONG for f in told)


_WRONG = {FlagCode.MRZ_CHECK_DIGIT, FlagCode.BAD_FORMAT, FlagCode.BAD_DATE}


@given(
    st.text(max_size=100)
    | st.lists(st.text(alphabet=CHARACTERS, min_size=30, max_size=44), max_size=3).map("\n".join)
    | st.text(alphabet="PV<0O1IA", min_size=88, max_size=88).map(lambda text: f"{text[:44]}\n{text[44:]}"),
    st.dictionaries(st.sampled_from(sorted(PASSPORT)), st.text(max_size=20), max_size=4),
)
def test_no_text_makes_a_repairer_raise(zone: str, others: dict[str, str]) -> None:
    read = card({**PASSPORT, **others, "mrz": zone})
    for each in repairers().values():
        for repair in each.suggest(read) if each.concerns(read.document) else ():
            assert repair.value
