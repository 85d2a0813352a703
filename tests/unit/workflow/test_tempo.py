"""The rate of a batch and the time left are of what was seen, and sink while nothing comes."""

import pytest

from carddesk.workflow.tempo import Tempo


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run(clock: Clock, tempo: Tempo, *steps: float) -> None:
    for step in steps:
        clock.now += step
        tempo.done()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tempo(clock: Clock) -> Tempo:
    made = Tempo(clock)
    made.start()
    return made


def test_twelve_a_minute_are_one_each_five_seconds(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 5, 5, 5)
    assert tempo.a_minute == pytest.approx(12)
    assert tempo.left_s(6) == pytest.approx(30)


def test_one_image_tells_no_rate(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 5)
    assert (tempo.a_minute, tempo.left_s(6)) == (0, 0)


def test_a_silence_counts_while_it_lasts(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 5, 5, 5)
    clock.now += 5
    assert tempo.a_minute == pytest.approx(12)
    clock.now += 15
    assert tempo.a_minute == pytest.approx(6)
    assert tempo.left_s(6) == pytest.approx(60)


def test_the_wait_a_vendor_asks_for_comes_on_top(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 5, 5)
    assert tempo.left_s(6, waits_s=40) == pytest.approx(70)


def test_only_the_latest_tell(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, *[60] * 5, *[1] * 25)
    assert tempo.a_minute == pytest.approx(60)


def test_another_batch_begins_anew(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 5, 5)
    tempo.start()
    assert tempo.a_minute == 0


def test_images_done_at_the_same_moment_are_no_division_by_nothing(clock: Clock, tempo: Tempo) -> None:
    run(clock, tempo, 0, 0, 0)
    assert tempo.a_minute > 0
