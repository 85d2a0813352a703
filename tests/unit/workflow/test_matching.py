from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.workflow.matching import matched
from tests.unit.workflow.fakes import reading

UPPER, LOWER, FAR = (Quad.from_bounds(0, top, 100, top + 60) for top in (0, 100, 900))


def test_a_single_new_case_takes_the_first_card_and_the_others_are_left() -> None:
    first, second = reading(index=0), reading(index=1)
    assert matched([first, second], [7], {7: None}, {7: 0}) == ({7: first}, [second])


def test_cards_go_to_the_case_at_the_same_place_even_if_they_are_numbered_otherwise() -> None:
    above, below = reading(index=0, quad=UPPER), reading(index=1, quad=LOWER)
    given_, left = matched([above, below], [7, 8], {7: LOWER, 8: UPPER}, {7: 0, 8: 1})
    assert (given_, left) == ({7: below, 8: above}, [])


def test_a_card_at_a_new_place_is_left_and_a_case_whose_card_is_gone_gets_none() -> None:
    below, far = reading(index=0, quad=LOWER), reading(index=1, quad=FAR)
    given_, left = matched([below, far], [7, 8], {7: UPPER, 8: LOWER}, {7: 0, 8: 1})
    assert (given_, left) == ({8: below}, [far])


def test_a_lone_case_takes_a_lone_card_wherever_it_lies() -> None:
    far = reading(index=0, quad=FAR)
    assert matched([far], [7], {7: UPPER}, {7: 0}) == ({7: far}, [])


def test_without_outlines_the_number_of_the_card_decides() -> None:
    first, second = reading(index=0), reading(index=1)
    assert matched([second, first], [7, 8], {7: None, 8: None}, {7: 0, 8: 1}) == ({7: first, 8: second}, [])


outlines = st.sampled_from([None, UPPER, LOWER, FAR])


@given(st.lists(outlines, max_size=4), st.lists(outlines, min_size=1, max_size=4))
def test_every_card_found_goes_to_exactly_one_case_or_is_left(
    found: list[Quad | None], known: list[Quad | None]
) -> None:
    readings: list[Reading] = [reading(index=index, quad=quad) for index, quad in enumerate(found)]
    cases = list(range(10, 10 + len(known)))
    given_, left = matched(readings, cases, dict(zip(cases, known, strict=True)), {each: each - 10 for each in cases})
    assert sorted([*(each.index for each in given_.values()), *(each.index for each in left)]) == list(
        range(len(found))
    )
    assert set(given_) <= set(cases)


@given(st.permutations([UPPER, LOWER, FAR]))
def test_reading_the_same_cards_again_gives_each_case_its_own(order: list[Quad]) -> None:
    known = {10: UPPER, 11: LOWER, 12: FAR}
    readings = [reading(index=index, quad=quad) for index, quad in enumerate(order)]
    given_, left = matched(readings, [10, 11, 12], known, {10: 0, 11: 1, 12: 2})
    assert left == []
    assert {case_id: each.card_quad for case_id, each in given_.items()} == known
