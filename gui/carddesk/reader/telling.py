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
from carddesk.reader.pairing import on_one_row, pair
from carddesk.reader.placing import placed
from carddesk.reader.unlabelled import pieces, unlabelled

_MARK = re.compile(r"^样$|样\s*[张本]|SPEC[I1l]|PEC[I1l]M|EC[I1l]ME|C[I1l]MEN|^SPECI?$", re.IGNORECASE)
_SLANT = 0.16
_NOT_TOLD = 2.5
_SPECK = 0.35
_STARS = frozenset("大★☆*")
"""What the star of a seal is taken for."""
_SURE_STAR = 0.9
_STRANGE = 2.0
_FAR_ASTRAY = 10.0
_NEXT_LINE = 1.5
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
        values = [self.tokens[value] for owner in owners for value in self.groups[owner]]
        if self.layout.slots[slot].lines == 1 and self.layout.slots[slot].box is not None:
            values = [value for value in values if on_one_row(value, values[0]) or _carries_on(value, values[0])]
        return [value.line for value in values]


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
    loose = unlabelled(tokens, groups, lying, size)
    for place, token in list(pieces(tokens, groups, loose, lying, size)):
        loose[place] = [len(tokens)]
        tokens.append(token)
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


def _carries_on(value: Token, first: Token) -> bool:
    """Whether a value of one line, too long for it, goes on right below."""
    line, above = value.line, first.line
    return abs(line.left - above.left) < line.height and 0 < line.middle - above.middle < _NEXT_LINE * above.height


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
