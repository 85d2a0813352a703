"""Drawn cards that several tests look at, each drawn once."""

from functools import cache

from tests.specimens import KINDS, TrueCard, draw

SEEDS = range(16)


@cache
def card(document: str, face: str, seed: int, version: str | None = None) -> TrueCard:
    """The truth of one drawn card."""
    return draw(document, face, seed, version).cards[0]


def cards(document: str, face: str) -> list[TrueCard]:
    """All versions of a face for all seeds."""
    versions = [kind[2] for kind in KINDS if kind[:2] == (document, face)]
    return [card(document, face, seed, version) for version in versions for seed in SEEDS]
