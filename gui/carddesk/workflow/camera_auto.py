"""When a card under the camera is taken by itself: steady and sharp for a while, once a card. Pure: sights in, advice out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from carddesk.workflow.camera_seeing import Sight

Word = Literal[
    "no_card", "closer", "whole", "dark", "bright", "glare", "hold_still", "not_sharp", "ready", "captured", "frozen"
]
"""What is said of the frame; `ready` is a card that is about to be taken, `captured` the one that was."""

_LEAST_SIZE: Final = 0.25
_LEAST_PIXELS: Final = 400
_MOVED: Final = 0.03
_SHIFTED: Final = 0.012
_DARK: Final = 0.16
_BRIGHT: Final = 0.97
_BURNT: Final = 0.025
_FLOOR: Final = 0.10
"""Below this no print can be read, whatever the camera."""
_SHARE: Final = 0.6
"""Of the best that the camera was seen to do; cards of different kinds come to between 0.21 and 0.34."""
_SHARE_LATER: Final = 0.45
_PATIENCE_S: Final = 2.5
"""A camera that has not come nearer to its best by then will not."""
_HUNTING: Final = 1.15
_FRAMES: Final = 5
_SECONDS: Final = 0.4
_DISTURBED: Final = 0.1
_LIES: Final = 0.9
_ANOTHER: Final = 0.7
"""One card moved about and lit otherwise agrees with itself to 0.71 and mostly 0.95, two of one kind to 0.68 at most (docs/cameras.md)."""
_CAME_BACK: Final = 0.85
_SAME_PLACE: Final = 0.02
_BARE: Final = 0.5
_BARE_S: Final = 0.7
_BESIDE: Final = 2
"""So many corners of a card that a hand covers in part stay where they were; another card has at most one there by chance."""
_CORNERS: Final = 4
_REPLACED_S: Final = 0.8
_COVERED_S: Final = 1.5
"""Where a card lies to the hair as the one before, a hand may lie on it; hands do not keep still for so long."""
_FROZEN_FRAMES: Final = 150


@dataclass(frozen=True, slots=True)
class Run:
    """Frames one after the other on which a card could be taken: since when, how many, how sharp, how like the one before."""

    since_s: float
    frames: int = 0
    least: float = 1.0
    most: float = 0.0
    same: tuple[float, ...] = ()

    def and_(self, sight: Sight) -> Run:
        """With one more frame."""
        same = self.same if sight.same is None else (*self.same[-_FRAMES:], sight.same)
        return Run(self.since_s, self.frames + 1, min(self.least, sight.sharp), max(self.most, sight.sharp), same)


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered from frame to frame.

    Attributes:
        taken: number of the frame that was taken last, None where none was.
        lies: whether that card still lies there.
        disturbed: whether something moved there since; without that no other card can lie there now.
        best: the sharpest that this camera was seen to be.
        steady_since_s: since when the card at hand has not moved.
        run: frames on which it could be taken.
        bare_since_s: since when the place is empty and nothing moves.
        same_frames: how many pictures in a row were one and the same.
    """

    taken: int | None = None
    lies: bool = False
    disturbed: bool = False
    best: float = 0.0
    steady_since_s: float | None = None
    run: Run | None = None
    bare_since_s: float | None = None
    same_frames: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be done about a frame, and said of it.

    Attributes:
        word: for people.
        take: the frame is to be taken now.
        follow: the card that was taken lies elsewhere now: this frame shows where.
        steady, sharp: 0..1, for the meter.
    """

    word: Word
    take: bool = False
    follow: bool = False
    steady: float = 0.0
    sharp: float = 0.0


def step(state: State, sight: Sight, *, auto: bool = True) -> tuple[State, Advice]:
    """After one more frame. Without `auto` nothing is taken, and all else is as with it."""
    state = replace(state, same_frames=state.same_frames + 1 if sight.frozen else 0)
    is_steady = sight.moved < _MOVED and sight.shifted < _SHIFTED and sight.quad is not None
    since = (sight.at_s if state.steady_since_s is None else state.steady_since_s) if is_steady else None
    best = max(state.best, sight.sharp) if is_steady else state.best
    state = replace(state, steady_since_s=since, best=best)
    hindrance = _hindrance(state, sight, is_steady)
    run = None if hindrance else (state.run or Run(sight.at_s)).and_(sight)
    if run is not None and run.most > _HUNTING * run.least:  # the camera is still focusing
        run = Run(sight.at_s).and_(sight)
    state = replace(state, run=run)
    state, advice = _on_card_taken(state, sight, hindrance) if state.lies else _on_new_card(state, sight, hindrance)
    if advice.take:
        state, advice = (_with(state, sight.number), advice) if auto else (state, replace(advice, take=False))
    if state.same_frames >= _FROZEN_FRAMES and not state.lies:
        advice = replace(advice, word="frozen")
    return state, replace(advice, steady=_steadiness(sight), sharp=_sharpness(state, sight))


def taken(state: State, number: int) -> State:
    """The frame of this number was taken by hand."""
    return _with(state, number)


def not_taken(state: State) -> State:
    """There was no frame to take after all."""
    return replace(state, taken=None, lies=False, run=None)


def _with(state: State, number: int) -> State:
    return replace(state, taken=number, lies=True, disturbed=False, run=None, bare_since_s=None)


def _on_new_card(state: State, sight: Sight, hindrance: Word | None) -> tuple[State, Advice]:
    run = state.run
    if hindrance or run is None:
        return state, Advice(hindrance or "no_card")
    if not _is_long(run, sight):
        return state, Advice("ready")
    came_back = state.taken is not None and bool(run.same) and max(run.same) > _CAME_BACK
    if came_back and sight.away is not None and sight.away < _SAME_PLACE:
        # To the hair where it lay before: it has never been away, only covered.
        return replace(state, lies=True, disturbed=False, run=None), Advice("captured", follow=True)
    return state, Advice("ready", take=True)


def _on_card_taken(state: State, sight: Sight, hindrance: Word | None) -> tuple[State, Advice]:
    still = sight.still if sight.anchor == state.taken else None
    if still is None:  # this frame was judged before the card was taken
        return replace(state, run=None), Advice("captured")
    disturbed = state.disturbed or sight.moved > _DISTURBED
    is_bare = disturbed and sight.quad is None and still < _BARE and sight.moved < _MOVED
    since = (sight.at_s if state.bare_since_s is None else state.bare_since_s) if is_bare else None
    state = replace(state, disturbed=disturbed, bare_since_s=since)
    if since is not None and sight.at_s - since >= _BARE_S:
        return replace(state, lies=False, run=None, bare_since_s=None), Advice("no_card")
    if not disturbed or still >= _LIES:
        settled = disturbed and state.run is not None and _is_long(state.run, sight)
        return replace(state, disturbed=disturbed and not settled), Advice("captured")
    if hindrance or state.run is None or not _is_long(state.run, sight):
        return state, Advice(hindrance or "captured")
    return _on_moved(state, state.run, sight)


def _on_moved(state: State, run: Run, sight: Sight) -> tuple[State, Advice]:
    """Something lies there, still and sharp, and not as the card did that was taken; no bare place was seen between."""
    if not run.same or max(run.same) >= _ANOTHER:
        return replace(state, taken=sight.number, disturbed=False, run=None), Advice("captured", follow=True)
    if _BESIDE <= sight.shared < _CORNERS:
        return state, Advice("captured")  # the rest of the same card beside a hand
    patience = _COVERED_S if sight.shared == _CORNERS else _REPLACED_S
    if sight.at_s - run.since_s < patience:
        return state, Advice("hold_still")
    return state, Advice("ready", take=True)


def _hindrance(state: State, sight: Sight, is_steady: bool) -> Word | None:
    """Why this frame is not to be taken; the first that is to be done about it."""
    is_burnt = sight.burnt > _BURNT
    hindrances: tuple[tuple[Word, bool], ...] = (
        ("no_card", sight.quad is None),
        ("whole", sight.cut),
        ("closer", sight.size < _LEAST_SIZE or sight.pixels < _LEAST_PIXELS),
        ("dark", sight.bright < _DARK),
        ("hold_still", not is_steady),
        ("bright", is_burnt and sight.bright > _BRIGHT),
        ("glare", is_burnt),
        ("not_sharp", sight.sharp < _wanted(state, sight)),
    )
    return next((word for word, hinders in hindrances if hinders), None)


def _wanted(state: State, sight: Sight) -> float:
    waited = 0.0 if state.steady_since_s is None else sight.at_s - state.steady_since_s
    return max(_FLOOR, state.best * (_SHARE if waited < _PATIENCE_S else _SHARE_LATER))


def _is_long(run: Run, sight: Sight) -> bool:
    return run.frames >= _FRAMES and sight.at_s - run.since_s >= _SECONDS


def _steadiness(sight: Sight) -> float:
    if sight.quad is None:
        return 0.0
    return max(0.0, 1 - sight.moved / (4 * _MOVED)) * max(0.0, 1 - sight.shifted / (4 * _SHIFTED))


def _sharpness(state: State, sight: Sight) -> float:
    return min(1.0, sight.sharp / max(state.best, 2 * _FLOOR)) if sight.quad is not None else 0.0
