"""Looking cases up: whatever was said of them early or late is found, and a little more at most."""

from hypothesis import given
from hypothesis import strategies as st

from carddesk.workflow import lookup
from carddesk.workflow.lookup import Lookup

said = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 9)), max_size=30)


@given(said, said, st.integers(1, 9))
def test_all_that_bear_a_value_are_found(early: list[tuple[str, int]], late: list[tuple[str, int]], most: int) -> None:
    usual, lookup._MOST_LATE = lookup._MOST_LATE, most
    try:
        found = Lookup()
        found.add_all([value for value, _ in early], [case_id for _, case_id in early])
        for value, case_id in late:
            found.add(value, case_id)
            assert case_id in found.find(value)
    finally:
        lookup._MOST_LATE = usual
    for value in "abcdefgh":
        assert found.find(value) == {case_id for each, case_id in [*early, *late] if each == value}


def test_what_is_discarded_is_not_kept_as_it_was_said() -> None:
    found = Lookup()
    found.add("11010519491231002X", 1)
    found.discard("11010519491231002X", 1)
    found.discard("never said", 1)
    assert found.find("11010519491231002X") == set()
    assert "11010519491231002X" not in repr(vars(found))
