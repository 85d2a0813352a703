"""The same call again: only where it helps, not for ever, and never all at the same moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.vendors.dialect import Refused, Remedy
from carddesk.vendors.failure import CallFailed
from carddesk.vendors.retry import LONGEST_WAIT_S, MOST_REPEATS, PATIENCE_S, Attempts, Chance


def attempts(jitter: float = 0.0) -> Attempts:
    return Attempts(Chance(random=lambda: jitter))


def no(remedy: Remedy, wait_s: float | None = None) -> Refused:
    return Refused("refused", "No.", "18", remedy, wait_s)


@pytest.mark.parametrize("remedy", ["none", "renew"])
def test_what_no_repeat_helps_is_one_call(remedy: Remedy) -> None:
    assert attempts().wait_after_no(no(remedy)) is None


@pytest.mark.parametrize("remedy", ["retry", "slow_down"])
def test_waits_grow_and_end(remedy: Remedy) -> None:
    made = attempts()
    waits = [made.wait_after_no(no(remedy)) for _ in range(MOST_REPEATS + 1)]
    assert waits == [1.0, 2.0, 4.0, None]


@pytest.mark.parametrize(("most", "waits"), [(0, []), (1, [1.0]), (2, [1.0, 2.0]), (9, [1.0, 2.0, 4.0])])
def test_a_code_that_is_worth_few_repeats_gets_no_more(most: int, waits: list[float]) -> None:
    made = attempts()
    refused = Refused("refused", "No.", "AIS.0105", "retry", most_repeats=most)
    assert [made.wait_after_no(refused) for _ in waits] == waits
    assert made.wait_after_no(refused) is None


def test_few_repeats_of_one_code_are_not_used_up_by_another() -> None:
    made = attempts()
    assert made.wait_after_no(no("slow_down")) == 1.0
    assert made.wait_after_no(Refused("refused", "No.", "AIS.0105", "retry", most_repeats=1)) == 2.0


def test_the_vendor_is_not_asked_before_it_wants_to_be() -> None:
    assert attempts().wait_after_no(no("retry", 7.0)) == 7.0


def test_who_asks_for_more_patience_than_an_operator_has_is_not_waited_for() -> None:
    assert attempts().wait_after_no(no("slow_down", PATIENCE_S + 1)) is None


@given(st.floats(0, 1), st.one_of(st.none(), st.floats(0, PATIENCE_S)))
def test_chance_only_lengthens_a_wait_and_by_half_at_most(jitter: float, asked: float | None) -> None:
    made = attempts(jitter)
    for repeat in range(MOST_REPEATS):
        least = max(2.0**repeat, asked or 0.0)
        wait = made.wait_after_no(no("retry", asked))
        assert wait is not None
        assert least <= wait <= 1.5 * max(LONGEST_WAIT_S, least)


def test_authority_is_renewed_once() -> None:
    made = attempts()
    assert made.may_renew(no("renew"))
    assert not made.may_renew(no("renew"))
    assert not attempts().may_renew(no("retry"))


def test_a_call_that_may_have_counted_is_not_made_again() -> None:
    lost = CallFailed("connection_lost", "Lost.")
    assert attempts().wait_after_failure(lost, idempotent=False) is None
    assert attempts().wait_after_failure(lost, idempotent=True) == 1.0


def test_a_call_that_did_not_go_out_is_made_again() -> None:
    unsent = CallFailed("network_unreachable", "No network.", unsent=True)
    assert attempts().wait_after_failure(unsent, idempotent=False) == 1.0


def test_a_failure_that_stays_is_not_tried_again() -> None:
    untrusted = CallFailed("tls_untrusted", "Untrusted.", retryable=False, unsent=True)
    assert attempts().wait_after_failure(untrusted, idempotent=True) is None
