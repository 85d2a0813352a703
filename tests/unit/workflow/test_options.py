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


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("", ()),
        ("{}", ()),
        ('{"gone":1}', ()),
        ('{"thorough":true,"scale":"x9"}', ("scale",)),
        ('{"marks":["stamp","tear"],"tries":0}', ("tries", "marks")),
        ('{"scale":null}', ("scale",)),
        ("nonsense", tuple(option.key for option in INFO.options)),
        ("[1]", tuple(option.key for option in INFO.options)),
        ("null", tuple(option.key for option in INFO.options)),
    ],
)
def test_what_was_kept_and_cannot_be_honoured_is_named(text: str, lost: tuple[str, ...]) -> None:
    assert options.lost(INFO, text) == lost


def test_what_is_lost_stays_lost_when_it_is_written_again() -> None:
    values = options.settled(INFO, {"thorough": True})
    text = options.written(INFO, values, lost=("scale",))
    assert options.lost(INFO, text) == ("scale",)
    assert options.kept(INFO, text) == values
