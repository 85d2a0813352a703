"""Which value belongs to which label: beside it, below it, or carrying on the value above."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.reader.labels import Token

_SAME_ROW = 0.6
_NEXT_LINE = 1.35
_BELOW_LABEL = 1.7
_INDENT = 0.9
_GAP = 2.5


def pair(tokens: Sequence[Token]) -> dict[int, list[int]]:
    """For each label (its index in `tokens`) the indices of its values in reading order.

    A value belongs to the nearest label or value to its left on its row, and with that to its label; else to the
    label or value it stands directly under.
    """
    owner: dict[int, int] = {}
    values = [index for index, token in enumerate(tokens) if token.slot is None]
    for index in sorted(values, key=lambda each: (_row(tokens, each), tokens[each].line.left)):
        found = _owner(tokens, index, owner)
        if found is not None:
            owner[index] = found
    groups: dict[int, list[int]] = {index: [] for index, token in enumerate(tokens) if token.slot is not None}
    for index in sorted(owner, key=lambda each: (_row(tokens, each), tokens[each].line.left)):
        groups[owner[index]].append(index)
    return groups


def _row(tokens: Sequence[Token], index: int) -> float:
    """The mean y of all that stands on its row, so that the tokens of a row sort together."""
    mates = [token.line.middle for token in tokens if on_one_row(tokens[index], token)]
    return round(sum(mates) / len(mates), 1)


def on_one_row(one: Token, other: Token) -> bool:
    """Whether two tokens stand side by side."""
    reach = _SAME_ROW * max(one.line.height, other.line.height)
    return abs(one.line.middle - other.line.middle) <= reach


def _owner(tokens: Sequence[Token], index: int, owner: dict[int, int]) -> int | None:
    beside = _beside(tokens, index)
    if beside is not None and tokens[beside].slot is not None:
        return beside
    above = _above(tokens, index)
    close = (
        beside is not None and tokens[index].line.left - tokens[beside].line.right < _GAP * tokens[index].line.height
    )
    carries_on = above is not None and tokens[above].slot is None
    for other in (beside, above) if close and carries_on else (above, beside):
        if other is not None and (label := other if tokens[other].slot is not None else owner.get(other)) is not None:
            return label
    return None


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
    """The nearest token above it that begins where it begins: its label, or a value it carries on."""
    mine = tokens[index].line
    found = []
    for other, token in enumerate(tokens):
        line = token.line
        drop = mine.middle - line.middle
        reach = (_NEXT_LINE if token.slot is None else _BELOW_LABEL) * max(mine.height, line.height)
        if other == index or not 0 < drop <= reach or on_one_row(tokens[index], token):
            continue
        if abs(line.left - mine.left) <= _INDENT * max(mine.height, line.height):
            found.append((drop, other))
    return min(found)[1] if found else None
