"""Two readings of one card held side by side: where they say the same, and which characters differ."""

from __future__ import annotations

import unicodedata

from carddesk.cards.documents import FieldKind
from carddesk.cards.masking import is_masked

_LONGEST = 160
"""Characters up to which texts are aligned one by one; beyond it all between their common ends counts as different."""


def comparable(kind: FieldKind, value: str) -> str:
    """What of a normal form is compared: without blanks, full-width signs as half-width ones, Latin letters of either case.

    Numbers, dates and machine-readable zones have a normal form of their own and are compared as they are.
    """
    if kind not in {FieldKind.TEXT, FieldKind.LATIN}:
        return value
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def same(kind: FieldKind, ours: str, theirs: str) -> bool:
    """Whether two normal forms say the same. Nothing said, or a value of which parts are hidden, is the same as no other."""
    number = kind is FieldKind.NUMBER
    if not ours or not theirs or is_masked(ours, number=number) or is_masked(theirs, number=number):
        return False
    return comparable(kind, ours) == comparable(kind, theirs)


def opposed(kind: FieldKind, ours: str, theirs: str) -> bool:
    """Whether `theirs` says something else than `ours`, which may be empty. What is hidden contradicts nothing."""
    number = kind is FieldKind.NUMBER
    if not theirs or is_masked(ours, number=number) or is_masked(theirs, number=number):
        return False
    return comparable(kind, ours) != comparable(kind, theirs)


def independent(service: str, other: str) -> bool:
    """Whether two services are of different makers, told by the part of the id before the first dot.

    Two services of one vendor share engines and their habits: that they agree proves little.
    """
    return service.partition(".")[0] != other.partition(".")[0]


def differing(ours: str, theirs: str) -> frozenset[int]:
    """Indices into `ours` of the characters to look at, by the alignment that changes the fewest.

    A character that `theirs` has otherwise or not at all is one; where `theirs` has more, the characters on either side
    of that place are. Empty only where both are the same, or `ours` is empty.
    """
    start = _common(ours, theirs)
    tail = _common(ours[start:][::-1], theirs[start:][::-1])
    inner, other = ours[start : len(ours) - tail], theirs[start : len(theirs) - tail]
    found = {start + at for at in _aligned(inner, other)}
    return frozenset(at for at in found if 0 <= at < len(ours))


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _aligned(ours: str, theirs: str) -> set[int]:
    """The same within texts that neither begin nor end alike; may name the places right before and behind `ours`."""
    if not ours:
        return {-1, 0} if theirs else set()
    if max(len(ours), len(theirs)) > _LONGEST:
        return set(range(len(ours)))
    costs = _costs(ours, theirs)
    found: set[int] = set()
    i, j = 0, 0
    while i < len(ours) or j < len(theirs):
        if i < len(ours) and j < len(theirs) and costs[i][j] == costs[i + 1][j + 1] + (ours[i] != theirs[j]):
            found |= {i} if ours[i] != theirs[j] else set()
            i, j = i + 1, j + 1
        elif i < len(ours) and costs[i][j] == costs[i + 1][j] + 1:
            found.add(i)
            i += 1
        else:
            found |= {i - 1, i}
            j += 1
    return found


def _costs(ours: str, theirs: str) -> list[list[int]]:
    """How many changes lead from `ours[i:]` to `theirs[j:]`, for every i and j (Levenshtein)."""
    rows = [[len(theirs) - j for j in range(len(theirs) + 1)]]
    for mine in reversed(ours):
        below, row = rows[-1], [0] * (len(theirs) + 1)
        row[-1] = below[-1] + 1
        for j in range(len(theirs) - 1, -1, -1):
            row[j] = min(below[j + 1] + (mine != theirs[j]), below[j] + 1, row[j + 1] + 1)
        rows.append(row)
    return rows[::-1]
