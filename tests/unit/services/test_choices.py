"""What an option may be is said once, for the command line, the desk and the services themselves."""

from dataclasses import replace

import pytest

from carddesk.errors import ServiceError
from carddesk.language import use
from carddesk.services.choices import allowed, chosen, named, taken
from carddesk.services.contract import Option
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
        ("tries", 0, None),
        ("tries", 1, 1),
        ("share", 1.0001, None),
        ("share", -1, None),
        ("share", 0, 0.0),
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


def test_the_refusal_says_what_is_allowed() -> None:
    with pytest.raises(ServiceError, match=r"tries of acme\.card takes a whole number, at least 1"):
        chosen(INFO, {"tries": 0})


NUMBER = Option("n", "int", 1, "N", "N.")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (BY_KEY["thorough"], "true or false"),
        (BY_KEY["share"], "a number from 0 to 1"),
        (BY_KEY["hint"], "text"),
        (BY_KEY["scale"], "one of x1, x2"),
        (BY_KEY["marks"], "any of stamp (Stamped), hole (Punched), fold (Folded), with commas between them"),
        (NUMBER, "a whole number"),
        (replace(NUMBER, most=5), "a whole number, at most 5"),
        (replace(NUMBER, least=1, most=2_147_483_647), "a whole number from 1 to 2147483647"),
        (Option("c", "choice", "", "C", "C.", ("", "a")), 'one of "", a'),
    ],
)
def test_what_is_allowed_is_told_in_words(option: Option, words: str) -> None:
    assert allowed(option) == words


def test_a_choice_has_its_meaning_in_the_language_of_the_run() -> None:
    option = Option("c", "choice", "VNM", "C", "C.", ("VNM", "other"), ("Vietnam",))
    assert [named(option, choice) for choice in option.choices] == ["Vietnam (VNM)", "other"]
    use("zh_CN")
    try:
        assert named(option, "VNM") == "越南 (VNM)"
        assert allowed(option) == "以下之一：VNM (越南), other"
    finally:
        use("en")
