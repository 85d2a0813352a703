"""What an option may be is said once, for the command line, the desk and the services themselves."""

import pytest

from carddesk.errors import ServiceError
from carddesk.services.choices import chosen, taken
from tests.unit.workflow.cloud import OPTIONS, CloudService

INFO = CloudService().info
BY_KEY = {option.key: option for option in OPTIONS}


@pytest.mark.parametrize(
    ("key", "given", "held"),
    [
        ("thorough", True, True),
        ("thorough", 1, None),
        ("thorough", "true", None),
        ("tries", 3, 3),
        ("tries", 3.0, 3),
        ("tries", 3.5, None),
        ("tries", True, None),
        ("share", 1, 1.0),
        ("share", float("nan"), None),
        ("share", 10**400, None),
        ("tries", 10**400, 10**400),
        ("tries", float("inf"), None),
        ("tries", float("nan"), None),
        ("hint", "张", "张"),
        ("hint", 3, None),
        ("scale", "x2", "x2"),
        ("scale", "x3", None),
        ("marks", ["fold", "stamp", "fold"], ("fold", "stamp")),
        ("marks", ["tear"], None),
        ("marks", "stamp", None),
    ],
)
def test_an_option_holds_what_its_kind_allows_and_nothing_else(key: str, given: object, held: object) -> None:
    value = taken(BY_KEY[key], given)
    assert value == held
    assert type(value) is type(held)


def test_a_call_has_a_value_for_every_option_and_the_given_ones_as_they_are_held() -> None:
    values = chosen(INFO, {"tries": 3.0, "marks": ("fold", "fold")})
    assert values == {**{option.key: option.default for option in OPTIONS}, "tries": 3, "marks": ("fold",)}
    assert type(values["tries"]) is int


@pytest.mark.parametrize(("key", "value"), [("tear", True), ("scale", "x3"), ("tries", "many"), ("marks", ("tear",))])
def test_a_call_with_what_nobody_declared_is_refused(key: str, value: str) -> None:
    with pytest.raises(ServiceError) as caught:
        chosen(INFO, {key: value})
    assert caught.value.code == "bad_option"
    assert key in caught.value.message
