"""What the form reckons about a text: doubtful characters, groups, lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from carddesk.cards.documents import FieldKind

GROUPS_OF_18 = (6, 14)
"""After how many characters an 18-digit number has a gap: region 6, birth date 8, rest 4 (GB 11643)."""


def doubtful_positions(read: str, confidences: Sequence[float], typed: str, threshold: float) -> frozenset[int]:
    """Indices into `typed` of characters that stand as they were read, and were read with less than `threshold`.

    `typed` may be another form of the text read (a date with other signs) or an edit of it: a character keeps its mark
    where it can be found again in its place, and loses it where something else was typed.
    """
    if len(confidences) != len(read):
        return frozenset()
    low = {index for index, confidence in enumerate(confidences) if confidence < threshold}
    if not low:
        return frozenset()
    matcher = SequenceMatcher(None, read, typed, autojunk=False)
    return frozenset(
        block.b + offset
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
        if block.a + offset in low
    )


def gaps(kind: FieldKind, text: str) -> frozenset[int]:
    """Indices of the characters after which a number is shown with a gap."""
    if kind is FieldKind.NUMBER and len(text) == 18:
        return frozenset(after - 1 for after in GROUPS_OF_18)
    return frozenset()
