"""Telling which document and face a card is: each layout's labels, titles and number forms weighed against what was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import hypot

from carddesk.reader.certificate_words import known_length
from carddesk.reader.labels import Token, cut, distance, plain
from carddesk.reader.layouts import Layout
from carddesk.reader.lines import Line
from carddesk.reader.pairing import pair
from carddesk.reader.placing import placed

_MARK = re.compile(r"^样$|样\s*[张本]|SPEC[I1l]|PEC[I1l]M|EC[I1l]ME|C[I1l]MEN|^SPECI?$", re.IGNORECASE)
_SLANT = 0.16
_NOT_TOLD = 2.5
_LOOSE = 3.0
_SPECK = 0.35
_STARS = frozenset("大★☆*")
"""What the star of a seal is taken for."""
_SURE_STAR = 0.9
_CARRY = 1.4
_STRANGE = 2.0
_FAR_ASTRAY = 10.0
_TELLING_LABEL = 4
_TELLING_SHORT = frozenset(["证号", "编号", "工种", "学号", "工号", "证书号", "证件号", "持证人", "有效期"])
"""Labels of certificates shorter than that with which no line of an address begins."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a card looks when taken for one layout.

    Attributes:
        score: how well it fits; compare with others.
        found: how many of its slots have their label.
        tokens: labels and values, titles left out.
        groups: for each label token the indices of its value tokens.
    """

    layout: Layout
    score: float
    found: int
    tokens: tuple[Token, ...]
    groups: dict[int, list[int]]
    loose: dict[int, list[int]] = field(default_factory=dict)
    """For each slot without a label the values that stand in its place, where the layout says where that is."""
    astray: float = 0.0
    """How far its labels stand from where the layout has them, in percent of the card's width; 0 where it has no places."""
    placed: Layout | None = None
    """The layout with its places where they lie on this view, if the outline is off; None where it has them right."""

    @property
    def whole(self) -> bool:
        """Whether every slot that the layout always has was found with a value."""
        return all(slot.optional or self.lines_of(place) for place, slot in enumerate(self.layout.slots))

    def lines_of(self, slot: int) -> list[Line] | None:
        """The value lines of a slot, or None where its label was not found, nor lines that stand where its value should."""
        owners = [index for index, token in enumerate(self.tokens) if token.slot == slot]
        loose = self.loose.get(slot)
        if loose is not None:
            return [self.tokens[value].line for value in loose]
        if not owners:
            return None
        return [self.tokens[value].line for owner in owners for value in self.groups[owner]]


def printed(lines: Sequence[Line]) -> list[Line]:
    """The lines that are part of the form: no specimen marks, nothing that runs askew, no specks taken for letters."""
    return [line for line in lines if not _is_mark(line) and not _is_askew(line) and not _is_speck(line)]


def tell(lines: Sequence[Line], layout: Layout, size: tuple[float, float]) -> Told:
    """The card taken for this layout; `size` is the width and height of its canvas.

    Lines that belong to a machine-readable zone shall not be among `lines`.
    """
    tokens: list[Token] = []
    lying = placed(layout, lines, size)
    titles = 0.0
    tells = not layout.telling
    for line in lines:
        if title := _title(line.text, layout.titles):
            telling = any(words in title for words in layout.telling)
            titles += 1.0 if telling else 0.3
            tells = tells or telling
            continue
        tokens += cut(line, lying.labels, size)
    groups = pair(tokens)
    loose = _loose(tokens, groups, lying, size)
    told = Told(layout, 0.0, 0, tuple(tokens), groups, loose, placed=None if lying is layout else lying)
    score = titles * 1.5 + sum(_weight(told, place) for place in range(len(layout.slots)))
    everything = plain("\n".join(line.text.replace(" ", "") for line in lines))
    if not tells and not any(_has_form(told, place) for place in range(len(layout.slots))):
        score -= _NOT_TOLD
    score -= _STRANGE * _strangers(lines, layout)
    score -= sum(2.0 for words in layout.foreign if plain(words).replace(" ", "") in everything)
    found = len({token.slot for token in tokens if token.slot is not None})
    astray = _astray(tokens, layout, size)
    return replace(told, score=score - 0.15 * min(astray, _FAR_ASTRAY), found=found, astray=astray)


def _strangers(lines: Sequence[Line], layout: Layout) -> int:
    """How many lines begin with a label that certificates bear and this layout does not."""
    own = layout.plain_labels
    found = 0
    for line in lines:
        packed = plain(line.text).replace(" ", "")
        size = known_length(packed)
        words = packed[:size]
        if (size >= _TELLING_LABEL or words in _TELLING_SHORT) and not any(words in label for label in own):
            found += 1
    return found


def _astray(tokens: Sequence[Token], layout: Layout, size: tuple[float, float]) -> float:
    off = []
    for token in tokens:
        at = None if token.slot is None else layout.slots[token.slot].at
        if at is not None:
            x, y = token.line.left - at[0] / 100 * size[0], token.line.middle - at[1] / 100 * size[1]
            off.append(hypot(x, y) / size[0] * 100)
    return max(off, default=0.0)


def _loose(
    tokens: Sequence[Token], groups: dict[int, list[int]], layout: Layout, size: tuple[float, float]
) -> dict[int, list[int]]:
    owned = {value for values in groups.values() for value in values}
    labelled = {token.slot for token in tokens}
    found: dict[int, list[int]] = {}
    for place, slot in enumerate(layout.slots):
        given = [value for index, token in enumerate(tokens) if token.slot == place for value in groups[index]]
        if given and (not slot.alone or any(_looks(tokens[value], slot.alone) for value in given)):
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


def _weight(told: Told, place: int) -> float:
    slot = told.layout.slots[place]
    lines = told.lines_of(place)
    if lines is None:
        return 0.0 if slot.optional else -0.4
    weight = (0.5 if place in told.loose else 1.0) if lines else 0.6
    if slot.form and lines:
        weight += 0.8 if _has_form(told, place) else -0.3
    return weight


def _has_form(told: Told, place: int) -> bool:
    form, lines = told.layout.slots[place].form, told.lines_of(place)
    return bool(form and lines and re.search(form, "".join(line.text for line in lines).replace(" ", "")))


def _title(text: str, titles: tuple[str, ...]) -> str | None:
    packed = plain(text).replace(" ", "")
    for title in titles:
        words = plain(title).replace(" ", "")
        if distance(packed, words, len(words) // 4) <= len(words) // 4:
            return title
    return None


def _is_mark(line: Line) -> bool:
    return bool(_MARK.search(line.text)) and len(line.text.replace(" ", "")) <= 14


def _is_askew(line: Line) -> bool:
    along = line.quad.rt[0] - line.quad.lt[0], line.quad.rt[1] - line.quad.lt[1]
    return line.quad.width > 1.5 * line.height and abs(along[1]) > _SLANT * abs(along[0])


def _is_speck(line: Line) -> bool:
    if line.text in _STARS:
        return line.confidence < _SURE_STAR
    return len(line.text) <= 2 and line.confidence < _SPECK
