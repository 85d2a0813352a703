"""Which value belongs to which label: beside it, below it, or carrying on the value above."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.reader.labels import Token

_SAME_ROW = 0.6
_NEXT_LINE = 1.35
_BELOW_LABEL = 1.7
_INDENT = 0.9
_GAP = 2.5
_WORD_GAP = 1.0


def pair(tokens: Sequence[Token]) -> dict[int, list[int]]:
    """For each label (its index in `tokens`) the indices of its values in reading order.

    A value belongs to the nearest label or value to its left on its row, and with that to its label; else to the
    label or value it stands directly under.
    """
    owner: dict[int, int | None] = {}
    for index, token in enumerate(tokens):
        if token.slot is None:
            _owner(tokens, index, owner)
    groups: dict[int, list[int]] = {index: [] for index, token in enumerate(tokens) if token.slot is not None}
    for index in sorted(owner, key=lambda each: (_row(tokens, each), tokens[each].line.left)):
        label = owner[index]
        if label is not None:
            groups[label].append(index)
    return groups


def _row(tokens: Sequence[Token], index: int) -> float:
    """The mean y of all that stands on its row, so that the tokens of a row sort together."""
    mates = [token.line.middle for token in tokens if on_one_row(tokens[index], token)]
    return round(sum(mates) / len(mates), 1)


def on_one_row(one: Token, other: Token) -> bool:
    """Whether two tokens stand side by side."""
    reach = _SAME_ROW * max(one.line.height, other.line.height)
    return abs(one.line.middle - other.line.middle) <= reach


def _owner(tokens: Sequence[Token], index: int, known: dict[int, int | None]) -> int | None:
    """The label of a token, found through the values between them; `known` keeps what was found, and ends circles."""
    if tokens[index].slot is not None:
        return index
    if index not in known:
        known[index] = None
        found = (_owner(tokens, other, known) for other in _neighbours(tokens, index))
        known[index] = next((label for label in found if label is not None), None)
    return known[index]


def _neighbours(tokens: Sequence[Token], index: int) -> list[int]:
    """The tokens whose label may be this one's, the likeliest first."""
    beside, above = _beside(tokens, index), _above(tokens, index)
    if beside is None or above is None:
        return [other for other in (beside, above) if other is not None]
    gap = (tokens[index].line.left - tokens[beside].line.right) / tokens[index].line.height
    if tokens[beside].slot is not None or gap < _WORD_GAP or (gap < _GAP and tokens[above].slot is None):
        return [beside, above]
    return [above, beside]


def _beside(tokens: Sequence[Token], index: int) -> int | None:
    """The nearest token to its left on its row."""
    mine = tokens[index].line
    left = [
        other
        for other, token in enumerate(tokens)
        if other != index and on_one_row(tokens[index], token) and token.line.right <= mine.left + 0.6 * mine.height
    ]
    return max(left, key=lambda other: tokens[other].line.right, default=None)


def _above(tokens: Sequence[Token], index: int) -> int | None:
    """The nearest token above it that begins where it begins, or a longer value that it stands under: what it carries on."""
    mine = tokens[index].line
    found = []
    for other, token in enumerate(tokens):
        line = token.line
        drop = mine.middle - line.middle
        reach = (_NEXT_LINE if token.slot is None else _BELOW_LABEL) * max(mine.height, line.height)
        if other == index or not 0 < drop <= reach or on_one_row(tokens[index], token):
            continue
        indent = mine.left - line.left
        under = token.slot is None and indent > 0 and mine.right <= line.right
        if under or abs(indent) <= _INDENT * max(mine.height, line.height):
            found.append((drop, other))
    return min(found)[1] if found else None
