"""When a card is taken by itself, over sights as the analysis gives them."""

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.workflow import camera_auto
from carddesk.workflow.camera_auto import State, step
from carddesk.workflow.camera_seeing import Sight

RATE = 15.0
QUAD = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
BARE = Sight(0, 0.0, moved=0.001)
GOOD = replace(BARE, quad=QUAD, size=0.6, pixels=760, shifted=0.002, sharp=0.28, bright=0.7)
HAND = replace(GOOD, moved=0.4, shifted=0.1)


@dataclass
class Bench:
    """A camera: what lies there is a card by its name; looks compare as those of real cards do."""

    auto: bool = True
    state: State = field(default_factory=State)
    taken: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _number: int = 0
    _cards: dict[int, str | None] = field(default_factory=dict)
    _anchor: int | None = None

    def see(
        self,
        sight: Sight,
        frames: int,
        card: str | None = None,
        *,
        away: float = 0.0,
        covered: bool = False,
        shared: int = 0,
    ) -> None:
        """So many frames of this; `away` is how far off the last card's place it lies."""
        for _ in range(frames):
            self._number += 1
            self._cards[self._number] = card
            before = None if self._anchor is None else self._cards[self._anchor]
            same_place = card is not None and card == before and away < 0.02 and not covered
            shown = replace(sight, number=self._number, at_s=self._number / RATE)
            if self._anchor is not None:
                shown = replace(
                    shown,
                    anchor=self._anchor,
                    still=0.98 if same_place else 0.1,
                    same=None if sight.quad is None else 0.97 if card == before and not covered else 0.3,
                    away=None if sight.quad is None else away,
                    shared=4 if same_place else 2 if covered else shared,
                )
            self.state, advice = step(self.state, shown, auto=self.auto)
            self.words.append(advice.word)
            if advice.take:
                self.taken.append(card or "?")
            if advice.take or advice.follow:
                self._anchor = self._number

    def lay(self, card: str, frames: int = 20, away: float = 0.1) -> None:
        """A hand brings it, and goes."""
        self.see(HAND, 6, card, away=away, covered=True)
        self.see(GOOD, frames, card, away=away)

    def lift(self, card: str, bare: int = 20) -> None:
        """A hand takes it away."""
        self.see(HAND, 6, card, covered=True)
        self.see(replace(BARE, moved=0.3), 3)
        self.see(BARE, bare)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.floats(0, 0.029), st.floats(0, 0.011), st.floats(0.24, 0.3), st.floats(0.3, 0.9)), min_size=1)
)
def test_a_card_lying_still_is_taken_once_however_long_it_lies(noise: list[tuple[float, float, float, float]]) -> None:
    bench = Bench()
    bench.lay("a")
    for _ in range(2 * 60 * 15 // len(noise) + 1):
        for moved, shifted, sharp, bright in noise:
            bench.see(replace(GOOD, moved=moved, shifted=shifted, sharp=sharp, bright=bright), 1, "a")
    assert bench.taken == ["a"]


def test_an_outline_that_comes_and_goes_takes_no_card_twice() -> None:
    bench = Bench()
    bench.lay("a")
    for _ in range(200):
        bench.see(replace(BARE, moved=0.02), 12, "a")
        bench.see(GOOD, 12, "a")
    assert bench.taken == ["a"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.booleans(), st.integers(15, 60), st.floats(0.05, 0.5)), max_size=6)
)
def test_every_card_that_is_laid_down_is_taken_once(sequence: list[tuple[str, bool, int, float]]) -> None:
    bench, laid = Bench(), ""
    wanted = []
    for card, with_hand_over_it, frames, away in sequence:
        if laid:
            bench.lift(laid)
        bench.lay(card, frames, away)
        if with_hand_over_it:
            bench.see(HAND, 8, card, covered=True)
            bench.see(GOOD, 20, card)
        laid = card
        wanted.append(card)
    assert bench.taken == wanted


def test_a_card_changed_for_another_in_one_go_is_taken() -> None:
    bench = Bench()
    bench.lay("a")
    bench.lay("b", frames=30)
    bench.lay("a", frames=30)
    assert bench.taken == ["a", "b", "a"]


def test_a_card_that_is_only_moved_is_not_taken_again_and_followed() -> None:
    bench = Bench()
    bench.lay("a")
    bench.see(HAND, 5, "a", covered=True)
    bench.see(GOOD, 60, "a", away=0.2)
    bench.see(GOOD, 60, "a")
    assert bench.taken == ["a"]


def test_a_hand_resting_on_the_card_makes_no_other_card_of_it() -> None:
    bench = Bench()
    bench.lay("a")
    bench.see(HAND, 5, "a", covered=True)
    bench.see(GOOD, 150, "a", covered=True)
    bench.see(HAND, 5, "a", covered=True)
    bench.see(GOOD, 60, "a")
    assert bench.taken == ["a"]


def test_a_card_covered_until_the_place_seems_bare_was_never_away() -> None:
    bench = Bench()
    bench.lay("a")
    bench.see(HAND, 5, "a", covered=True)
    bench.see(BARE, 40, None)  # a sheet of paper lies on it
    bench.see(HAND, 5, "a", covered=True)
    bench.see(GOOD, 60, "a")
    assert bench.taken == ["a"]


def test_what_hinders_is_said_and_nothing_is_taken_meanwhile() -> None:
    hindered = {
        "no_card": BARE,
        "whole": replace(GOOD, cut=True),
        "closer": replace(GOOD, size=0.2),
        "dark": replace(GOOD, bright=0.1),
        "hold_still": replace(GOOD, moved=0.2),
        "glare": replace(GOOD, burnt=0.06),
        "bright": replace(GOOD, burnt=0.9, bright=0.99),
        "not_sharp": replace(GOOD, sharp=0.05),
    }
    for word, sight in hindered.items():
        bench = Bench()
        bench.see(sight, 60, "a")
        assert (bench.taken, set(bench.words)) == ([], {word}), word
        bench.see(GOOD, 20, "a")
        assert bench.taken == ["a"], word


def test_sharp_is_what_this_camera_was_seen_to_do() -> None:
    bench = Bench()
    bench.lay("a")  # at 0.28
    bench.lift("a")
    bench.see(HAND, 3, "b", covered=True, away=0.2)
    bench.see(replace(GOOD, sharp=0.13), 25, "b", away=0.2)
    assert bench.taken == ["a"]
    poor = Bench()
    poor.see(replace(GOOD, sharp=0.13), 25, "b")  # the same sharpness, of a camera that has shown no better
    assert poor.taken == ["b"]


def test_a_camera_that_is_still_focusing_is_waited_for() -> None:
    bench = Bench()
    for place in range(12):
        bench.see(replace(GOOD, sharp=0.11 + 0.02 * place), 1, "a")
    assert bench.taken == []
    bench.see(replace(GOOD, sharp=0.34), 12, "a")
    assert bench.taken == ["a"]


def test_without_auto_nothing_is_taken_and_a_card_taken_by_hand_is_not_taken_again() -> None:
    bench = Bench(auto=False)
    bench.lay("a", frames=60)
    assert bench.taken == []
    bench.state = camera_auto.taken(bench.state, bench._number)
    bench._anchor = bench._number
    bench.auto = True
    bench.see(GOOD, 60, "a")
    assert bench.taken == []
    bench.lift("a")
    bench.lay("b")
    assert bench.taken == ["b"]


def test_a_camera_whose_picture_is_frozen_is_said() -> None:
    bench = Bench()
    bench.see(replace(BARE, moved=0.0, frozen=True), 200)
    assert bench.words[10] == "no_card"
    assert bench.words[-1] == "frozen"


def test_where_nothing_moved_no_other_card_can_lie_whatever_looks_say() -> None:
    bench = Bench()
    bench.lay("a")
    bench.see(GOOD, 300, "b", away=0.1)
    assert bench.taken == ["a"]
    bench.see(HAND, 4, "b", away=0.1)
    bench.see(GOOD, 30, "b", away=0.1)
    assert bench.taken == ["a", "b"]


def test_another_card_that_has_one_corner_where_the_last_one_had_one_is_taken() -> None:
    bench = Bench()
    bench.lay("a")
    bench.see(HAND, 6, "b", away=0.1, covered=True)
    bench.see(GOOD, 30, "b", away=0.1, shared=1)
    assert bench.taken == ["a", "b"]
