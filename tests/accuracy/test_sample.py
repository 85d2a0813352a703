"""A sample of what the full run measures: fields, outlines and time on specimens the engine was not built on."""

from __future__ import annotations

import pytest

from tests.accuracy.report import exactness, lines, outlined, ratio
from tests.accuracy.run import run
from tests.accuracy.scoring import SpecimenScore

pytestmark = pytest.mark.accuracy


@pytest.fixture(scope="module")
def moderate() -> list[SpecimenScore]:
    """The first six are read by plain RapidOCR as well, which takes as long again."""
    return [*run("moderate", range(7000, 7006)), *run("moderate", range(7006, 7018), plain=False)]


@pytest.fixture(scope="module")
def hard() -> list[SpecimenScore]:
    return list(run("hard", range(7100, 7110), plain=False))


def test_moderate_photographs_are_read_almost_without_fault(moderate: list[SpecimenScore]) -> None:
    assert exactness(moderate) >= 0.97, "\n".join(lines(moderate))


def test_hard_photographs_are_read_mostly_right(hard: list[SpecimenScore]) -> None:
    assert exactness(hard) >= 0.95, "\n".join(lines(hard))


def test_outlines_lie_within_two_percent_of_the_card(moderate: list[SpecimenScore], hard: list[SpecimenScore]) -> None:
    assert outlined(moderate) >= 0.95, "\n".join(lines(moderate))
    # Ten hard photographs: one may lie on paper that cannot be told from the card.
    assert outlined(hard) >= 0.9, "\n".join(lines(hard))


def test_nothing_beside_the_cards_is_taken_for_a_card(moderate: list[SpecimenScore]) -> None:
    assert sum(score.strays for score in moderate) == 0, "\n".join(lines(moderate))


def test_finding_the_card_first_costs_no_more_than_reading_the_whole_image(moderate: list[SpecimenScore]) -> None:
    assert ratio(moderate) <= 1.0, "\n".join(lines(moderate))
