"""A sample of how often values that another service has read are found on the image."""

from __future__ import annotations

import pytest

from tests.accuracy.locating import Found, lines, run, share

pytestmark = pytest.mark.accuracy


@pytest.fixture(scope="module")
def moderate() -> tuple[list[Found], list[Found]]:
    return run("moderate", range(7200, 7208))


@pytest.fixture(scope="module")
def hard() -> tuple[list[Found], list[Found]]:
    return run("hard", range(7210, 7216))


@pytest.mark.parametrize("spoilt", [False, True])
def test_values_on_moderate_photographs_are_located(moderate: tuple[list[Found], list[Found]], spoilt: bool) -> None:
    assert share(moderate[spoilt]) >= 0.95, "\n".join(lines(moderate[spoilt]))


@pytest.mark.parametrize("spoilt", [False, True])
def test_values_on_hard_photographs_are_mostly_located(hard: tuple[list[Found], list[Found]], spoilt: bool) -> None:
    assert share(hard[spoilt]) >= 0.9, "\n".join(lines(hard[spoilt]))


def test_no_value_is_located_where_another_stands(
    moderate: tuple[list[Found], list[Found]], hard: tuple[list[Found], list[Found]]
) -> None:
    everything = [each for pair in (moderate, hard) for found in pair for each in found]
    assert not [str(each) for each in everything if each.astray]
