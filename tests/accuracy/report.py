"""What a run of specimens amounts to, in figures and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from tests.accuracy.scoring import FieldScore, SpecimenScore

CLOSE = 2.0
"""Percent of the card's width within which its corners must lie."""


def fields(scores: Sequence[SpecimenScore]) -> list[FieldScore]:
    """Every field of every card."""
    return [field for score in scores for card in score.cards for field in card.fields]


def exactness(scores: Sequence[SpecimenScore]) -> float:
    """The share of fields that are exactly right."""
    judged = fields(scores)
    return sum(field.exact for field in judged) / len(judged)


def outlined(scores: Sequence[SpecimenScore]) -> float:
    """The share of cards whose four corners are within 2 % of the card's width."""
    errors = [card.corner_error for score in scores for card in score.cards]
    return sum(error <= CLOSE for error in errors) / len(errors)


def ratio(scores: Sequence[SpecimenScore]) -> float:
    """Median time of the engine inside over that of a plain RapidOCR call on the same images, of those that both have read."""
    both = [(each.seconds, each.plain_seconds) for each in scores if each.plain_seconds is not None]
    return median(inside for inside, _ in both) / median(plain for _, plain in both)


def lines(scores: Sequence[SpecimenScore]) -> Iterator[str]:
    """The report: failures first, then figures by document and field, corners, times."""
    for score in scores:
        yield from _failures(score)
    judged = fields(scores)
    total, right = Counter(map(_kind, judged)), Counter(_kind(field) for field in judged if field.exact)
    for kind in sorted(total):
        yield f"{' '.join(kind):58} {right[kind]:5} of {total[kind]:5}"
    yield f"fields exact {exactness(scores):.2%} of {len(judged)}"
    errors = sorted(card.corner_error for score in scores for card in score.cards)
    marks = ", ".join(
        f"{share:.0%} {errors[min(len(errors) - 1, int(share * len(errors)))]:.2f}" for share in (0.5, 0.9, 0.95, 0.99)
    )
    yield f"corners within {CLOSE:g} % {outlined(scores):.1%}; farthest corner in % of width: {marks}"
    yield f"readings of no card {sum(score.strays for score in scores)}"
    yield f"median seconds {median(score.seconds for score in scores):.2f}"
    plain = [score.plain_seconds for score in scores if score.plain_seconds is not None]
    if plain:
        yield f"median seconds of plain RapidOCR {median(plain):.2f}, ratio {ratio(scores):.2f}"


def _kind(field: FieldScore) -> tuple[str, str, str]:
    return field.document, field.face, "*" if field.document == "certificate" else field.truth.key


def _failures(score: SpecimenScore) -> Iterator[str]:
    for card in score.cards:
        wrong = [field for field in card.fields if not field.exact]
        if not wrong and card.corner_error <= CLOSE:
            continue
        yield f"seed {score.seed} ({score.description}) corners {card.corner_error:.1f} %, {score.seconds:.1f} s"
        for field in wrong:
            yield f"    {field.truth.key}: {field.truth.text!r} = {field.truth.value!r} read {field.text!r} = {field.value!r}"
