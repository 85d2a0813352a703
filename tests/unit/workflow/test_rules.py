"""Thresholds of services and fields: the most exact one that is set counts."""

import pytest

from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.workflow.rules import Rules

LIMITS = "local=0.5 */name=0.6 local/name=0.7"


@pytest.fixture
def rules() -> Rules:
    settings = Settings()
    settings.set("review.low_confidence_of", LIMITS)
    settings.set("review.low_quality_of", LIMITS)
    return Rules.of(settings)


@pytest.mark.parametrize(
    ("service", "key", "limit"),
    [("local", "name", 0.7), ("local", "sex", 0.5), ("baidu.general", "name", 0.6), ("baidu.general", "sex", 0.8)],
)
def test_the_most_exact_threshold_counts(rules: Rules, service: str, key: str, limit: float) -> None:
    assert rules.confidence(service, key) == limit


def test_a_services_own_scale_stands_behind_what_is_set_for_it_and_before_what_is_usual(rules: Rules) -> None:
    assert rules.quality("baidu.general", "sex") == 0.3
    assert rules.quality("megvii.residence_permit", "sex", 0.15) == 0.15
    assert rules.quality("local", "sex", 0.15) == 0.5


@pytest.mark.parametrize("text", ["local", "local=2", "=0.5", "*=0.5", "local=0.5,name=0.6", "local=-1", "local/=0.5"])
def test_what_is_no_threshold_cannot_be_set(text: str) -> None:
    with pytest.raises(UserError):
        Settings().set("review.low_confidence_of", text)


def test_nothing_set_leaves_the_usual_thresholds() -> None:
    assert Rules.of(Settings()) == Rules()
