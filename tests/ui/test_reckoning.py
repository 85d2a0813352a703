from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.documents import FieldKind
from carddesk.cards.lines import lines_in
from carddesk.ui.form.reckoning import doubtful_positions, gaps

SURE, LOW = 0.99, 0.2


def test_a_doubtful_character_is_marked_where_it_stands() -> None:
    assert doubtful_positions("810O", [SURE, SURE, SURE, LOW], "810O", 0.8) == {3}


def test_the_mark_goes_when_another_character_is_typed_and_moves_when_one_is_put_before() -> None:
    confidences = [SURE, SURE, SURE, LOW]
    assert doubtful_positions("810O", confidences, "8100", 0.8) == frozenset()
    assert doubtful_positions("810O", confidences, "X810O", 0.8) == {4}


def test_the_mark_survives_another_form_of_the_same_text() -> None:
    read = "1994年08月23日"
    confidences = [SURE] * len(read)
    confidences[3] = LOW
    assert doubtful_positions(read, confidences, "1994-08-23", 0.8) == {3}


def test_figures_that_do_not_fit_the_text_mark_nothing() -> None:
    assert doubtful_positions("abc", [LOW], "abc", 0.8) == frozenset()


@given(st.text(max_size=20), st.text(max_size=20), st.data())
def test_marks_are_characters_that_were_read_so(read: str, typed: str, data: st.DataObject) -> None:
    confidences = data.draw(st.lists(st.floats(0, 1), min_size=len(read), max_size=len(read)))
    for at in doubtful_positions(read, confidences, typed, 0.5):
        assert any(typed[at] == character and c < 0.5 for character, c in zip(read, confidences, strict=True))


def test_only_numbers_of_18_have_gaps() -> None:
    assert gaps(FieldKind.NUMBER, "810000199408230021") == {5, 13}
    assert gaps(FieldKind.NUMBER, "81000019940823002") == frozenset()
    assert gaps(FieldKind.TEXT, "810000199408230021") == frozenset()


def test_lines_follow_from_text_and_shape() -> None:
    assert lines_in("谢兰一", 2.6) == 1
    assert lines_in("810000199408230021", 12.0) == 1
    assert lines_in("甘肃省兰州市城关区松林中路573号3幢6单元1402室", 3.0) == 3
    assert lines_in("P" * 44 + "\n" + "1" * 44, 15.0) == 2
    assert lines_in("", 5.0) == 1
