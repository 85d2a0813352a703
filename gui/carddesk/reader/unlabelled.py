"""Values whose labels were not read: told by their looks, where nothing else looks so, or by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carddesk.reader.labels import Token
from carddesk.reader.layouts import Layout
from carddesk.reader.lines import Line

_LOOSE = 3.0
_CARRY = 1.4
_NEAR = 1.5
"""In percent of the card's sides."""
_CHINESE = "[\u4e00-\u9fff]"


def unlabelled(
    tokens: Sequence[Token], groups: dict[int, list[int]], layout: Layout, size: tuple[float, float]
) -> dict[int, list[int]]:
    """For each slot whose label was not read, or has no such value as it must, the values (their indices in `tokens`) that
    look as it must, or stand where it must, the layout lying as it does on this view.
    """
    owned = {value for values in groups.values() for value in values}
    labelled = {token.slot for token in tokens}
    found: dict[int, list[int]] = {}
    for place, slot in enumerate(layout.slots):
        given = [value for index, token in enumerate(tokens) if token.slot == place for value in groups[index]]
        # Only where the form is certain (a number's) is what the label was given worth less than what looks right.
        if given and not (slot.form and slot.alone and not any(_looks(tokens[value], slot.alone) for value in given)):
            continue
        if slot.alone and (first := _alone(tokens, slot.alone)) is not None:
            for values in groups.values():
                if first in values:
                    values.remove(first)
            found[place] = [first, *_under(tokens, first, owned, slot.lines - 1)]
            owned = owned | set(found[place])
        if slot.box is None or place in labelled:
            continue
        inside = [
            index
            for index, token in enumerate(tokens)
            if token.slot is None and index not in owned and _stands_in(token.line, slot.box, size)
        ]
        packed = "".join(tokens[index].line.text for index in inside).replace(" ", "")
        if inside and re.search(slot.form, packed):
            found[place] = inside
    return found


def _alone(tokens: Sequence[Token], form: str) -> int | None:
    """The one token that looks so, if there is one and no other, whatever label it was given to."""
    able = [index for index, token in enumerate(tokens) if token.slot is None and _looks(token, form)]
    return able[0] if len(able) == 1 else None


def _looks(token: Token, form: str) -> bool:
    return re.fullmatch(form, token.line.text.replace(" ", "")) is not None


def _under(tokens: Sequence[Token], first: int, owned: set[int], most: int) -> list[int]:
    """The tokens that carry a value on below: each begins where the first does, right under the one before."""
    found = [first]
    for index in sorted(range(len(tokens)), key=lambda each: tokens[each].line.middle):
        above, line = tokens[found[-1]].line, tokens[index].line
        drop = line.middle - above.middle
        near = 0 < drop < _CARRY * max(line.height, above.height) and abs(line.left - above.left) < line.height
        if near and tokens[index].slot is None and index not in owned and len(found) <= most:
            found.append(index)
    return found[1:]


def _stands_in(line: Line, box: tuple[float, float, float, float], size: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    x, y = (line.left + line.right) / 2 / size[0] * 100, line.middle / size[1] * 100
    return (
        left - _LOOSE <= x <= right + _LOOSE
        and top - _LOOSE <= y <= bottom + _LOOSE
        and line.left / size[0] * 100 > left - 5
    )


def pieces(
    tokens: Sequence[Token],
    groups: dict[int, list[int]],
    loose: dict[int, list[int]],
    layout: Layout,
    size: tuple[float, float],
) -> Iterator[tuple[int, Token]]:
    """For slots of one line that have no value yet, the stretch of a longer value that stands in their place (女汉, where
    the label between the two was not read), if it looks as it must.
    """
    filled = {tokens[label].slot for label, values in groups.items() if values} | set(loose)
    for place, slot in enumerate(layout.slots):
        if place in filled or slot.box is None or slot.lines > 1:
            continue
        for token in tokens:
            piece = None if token.slot is not None else _piece(token.line, slot.box, size)
            if piece is not None and re.search(slot.form or _CHINESE, piece.text):
                yield place, Token(piece)
                break


def _piece(line: Line, box: tuple[float, float, float, float], size: tuple[float, float]) -> Line | None:
    """The characters of a line whose centres lie in a place; None where there are none, or all."""
    left, top, right, bottom = box
    if not top - _NEAR <= line.middle / size[1] * 100 <= bottom + _NEAR:
        return None
    inside = [
        place
        for place, centre in enumerate(line.centres)
        if left - _NEAR <= (line.left + centre * (line.right - line.left)) / size[0] * 100 <= right + _NEAR
    ]
    if not inside or len(inside) == len(line.text):
        return None
    return line.part(inside[0], inside[-1] + 1).stripped()
