"""A few kills in each test run; hundreds by `python -m tests.killing`."""

import sys
from pathlib import Path

import pytest

from tests.killing.campaign import KINDS, Campaign

ROUNDS = 14


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what was left running")
def test_nothing_that_was_confirmed_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    with Campaign(tmp_path, seed=222).open() as campaign:
        campaign.rounds(ROUNDS)
    outcome = campaign.outcome
    assert outcome.complaints == []
    assert outcome.acknowledged > ROUNDS
    assert set(outcome.kills) == set(KINDS) - {"orderly"}, "the seed leaves out no kind"
