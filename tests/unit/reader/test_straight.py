"""Lines through places some of which are wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.reader.straight import crossing, fitted

NOWHERE = (np.zeros(2, np.float32), np.array([1, 0], np.float32))


@given(st.floats(-0.8, 0.8), st.floats(-20, 20), st.integers(0, 2**32 - 1))
def test_a_fifth_of_the_places_may_be_wrong(slope: float, height: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    x = np.arange(25, dtype=np.float32)
    y = height + slope * x
    wrong = chance.permutation(25)[:5]
    weights = np.ones(25, np.float32)
    y[wrong] += chance.choice([-1, 1], 5) * chance.uniform(3, 6, 5)
    weights[wrong] = 0.5
    point, way = fitted(np.stack([x, y], axis=1).astype(np.float32), weights, NOWHERE)
    at_middle = point[1] + (12 - point[0]) * way[1] / way[0]
    assert at_middle == pytest.approx(height + slope * 12, abs=0.5)


def test_where_hardly_any_place_counts_the_line_is_the_other_one() -> None:
    weights = np.zeros(24, np.float32)
    weights[:5] = 1
    assert fitted(np.ones((24, 2), np.float32), weights, NOWHERE) is NOWHERE


def test_lines_cross_where_they_meet_and_not_at_all_when_they_run_alike() -> None:
    level = (np.array([0, 3], np.float32), np.array([5, 0], np.float32))
    upright = (np.array([7, 0], np.float32), np.array([0, -2], np.float32))
    slanted = (np.array([0, 0], np.float32), np.array([9, 1], np.float32))
    assert crossing(level, upright) == pytest.approx([7, 3])
    assert crossing(level, slanted) is None
