import pytest

from carddesk.workflow import options
from tests.unit.workflow.cloud import CloudService

INFO = CloudService().info


def test_every_option_has_a_value_whatever_was_wished_for() -> None:
    wished = {"thorough": True, "tries": "many", "unknown": 1}
    assert options.settled(INFO, wished) == {**options.defaults(INFO), "thorough": True}


def test_defaults_are_written_as_nothing_so_that_older_readings_count_as_read_with_them() -> None:
    assert options.written(INFO, options.defaults(INFO)) == ""


def test_the_same_choice_is_always_written_the_same_way() -> None:
    one = options.written(INFO, {"marks": ("fold", "stamp"), "thorough": True})
    other = options.written(INFO, {"thorough": True, "marks": ("stamp", "fold")})
    assert one == other == '{"marks":["stamp","fold"],"thorough":true}'


def test_what_was_written_is_kept() -> None:
    values = options.settled(INFO, {"marks": ["hole"], "share": 0.25, "hint": "样张", "scale": "x2"})
    assert options.kept(INFO, options.written(INFO, values)) == values


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"scale":"x9"}', '{"gone":1}', "null"])
def test_what_can_no_longer_be_held_gives_way_to_the_default(text: str) -> None:
    assert options.kept(INFO, text) == options.defaults(INFO)
