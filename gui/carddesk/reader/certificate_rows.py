"""One row of a certificate as a run of characters with gaps, whatever lines it was read in, and its labels and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from carddesk.reader.certificate_words import (
    BEGINS_VALUES,
    SPECKS,
    bare,
    is_label,
    is_unmistakable,
    known_length,
    may_be_label,
    same_in_latin,
    simplified,
)
from carddesk.reader.lines import Line

_USUAL = 0.72
"""From the middle of a Chinese character to that of the next, in heights of the quad around the line."""
_ROOM = 0.3
"""By how much of their height the quads of two lines overhang their ink where they face each other, both together."""
_GAP = 0.55
_FAR = 1.5
_FAINT = 0.6
_LONGEST_LABEL = 12
_ENDS_VALUE = re.compile(r"[\d日月年岁男女族期Xx)）]")


@dataclass(frozen=True, slots=True)
class Part:
    """A label and its value on one row; either may be missing. `sure`: the label is marked as one or known as one."""

    label: tuple[Line, ...]
    value: tuple[Line, ...]
    sure: bool = False

    @property
    def words(self) -> str:
        """The label's text."""
        return bare("".join(line.text for line in self.label))


@dataclass(slots=True)
class Row:
    """The characters that stand on one row, blanks dropped.

    Attributes:
        text: the characters.
        places: for each the line it comes from and its place there.
        gaps: for each the free room before it, in heights of its line; large before the first.
    """

    lines: Sequence[Line]
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        before: Line | None = None
        for number, line in enumerate(self.lines):
            gap = 99.0 if before is None else (line.left - before.right) / line.height + _ROOM
            for place, character in enumerate(line.text):
                if character.isspace():
                    gap = max(gap, _GAP)
                    continue
                if character in SPECKS and not self.text:
                    continue
                if place and not line.text[place - 1].isspace():
                    gap = _room(line, place)
                elif place:
                    gap = max(_GAP, _room(line, place, 2))
                self.text += simplified(character)
                self.places.append((number, place))
                self.gaps.append(gap)
            before = line

    def x(self, index: int) -> float:
        """The middle of a character along the row."""
        number, place = self.places[index]
        line = self.lines[number]
        return line.left + line.centres[place] * (line.right - line.left)

    def is_faint(self, stop: int) -> bool:
        """Whether the characters before `stop` were hardly made out: small print that may say anything."""
        figures = [self.lines[number].confidences[place] for number, place in self.places[:stop]]
        return sum(figures) / len(figures) < _FAINT

    def cut(self, start: int, stop: int) -> tuple[Line, ...]:
        """The characters from `start` to before `stop` as parts of their lines."""
        found = []
        for number in sorted({number for number, _ in self.places[start:stop]}):
            inside = [place for other, place in self.places[start:stop] if other == number]
            found.append(self.lines[number].part(inside[0], inside[-1] + 1))
        return tuple(line for line in found if line.text)


def _room(line: Line, place: int, back: int = 1) -> float:
    """The free room between a character and the one `back` before it, in heights of the line; Latin ones are narrow."""
    if place < back:
        return 0.0
    step = (line.centres[place] - line.centres[place - back]) * (line.right - line.left) / line.height
    wide = (_advance(line.text[place]) + _advance(line.text[place - back])) / 2
    return max(0.0, step - wide)


def _advance(character: str) -> float:
    return _USUAL if ord(character) > 0x2E80 else 0.6 * _USUAL


def parts(row: Row, column: float | None) -> list[Part]:
    """The row's labels with their values, in order; the first may be a value alone, which carries something on."""
    marks = list(_labels(row, column))
    found = []
    if not marks or marks[0][0] > 0:
        found += _values(row, 0, marks[0][0] if marks else len(row.text))
    for place, (start, stop, after, sure) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(row.text)
        first, *others = _values(row, after, end) or [Part((), ())]
        found += [Part(row.cut(start, stop), first.value, sure), *others]
    return found


def _values(row: Row, start: int, stop: int) -> list[Part]:
    """What stands between two labels, cut at wide gaps: the pieces may carry on different values above."""
    edges = [start, *(place for place in range(start + 1, stop) if row.gaps[place] > _FAR), stop]
    return [
        Part((), row.cut(one, other))
        for one, other in pairwise(edges)
        if one < other and row.text[one:other].strip(SPECKS)
    ]


def _labels(row: Row, column: float | None) -> Iterator[tuple[int, int, int, bool]]:
    """For each label its start, its end, where its value starts, and whether it is surely one."""
    place, owes = 0, False
    while place < len(row.text):
        found = _label_at(row, place, column, owes=owes)
        if found is None:
            place, owes = place + 1, False
            continue
        yield found
        owes = found[2] < len(row.text) and row.text[found[2] - 1] not in ":："
        place = max(found[2], place + 1)


def _label_at(row: Row, place: int, column: float | None, *, owes: bool) -> tuple[int, int, int, bool] | None:
    """The label that begins at this character; `owes` tells that a label before it has no value yet."""
    text, gap = row.text, row.gaps[place]
    follows = bool(place and _ENDS_VALUE.match(text[place - 1]) and known_length(text[place:]))
    if place and gap < _GAP and not follows and not (is_unmistakable(text[place:]) and not owes):
        return None
    marked = re.match(r"[^:：]{1,12}(?=[:：])", text[place:])
    if marked and _is_one(row, place, place + marked.end()) and not (owes and gap < _GAP):
        stop = place + marked.end()
        return place, stop, stop + 1, True
    size = known_length(text[place:])
    size = _longer(row, place, size)
    if size and not (owes and not _is_spread_or_far(row, place, size)):
        return _known(row, place, size)
    return None if place or owes else _unknown(row, column)


def _is_one(row: Row, start: int, stop: int) -> bool:
    """Whether the characters before a colon are one label: no known label with a value and then another."""
    words = row.text[start:stop]
    if not (may_be_label(words) or re.fullmatch(r"[\u4e00-\u9fff]", words)):
        return False
    if words in {"姓", "性", "名", "别"} or is_label(words):
        return True
    inner = [row.gaps[place] > _GAP for place in range(start + 1, stop)]
    return not any(inner) or all(inner)


def _longer(row: Row, place: int, size: int) -> int:
    """The length of a word that ends as labels do and goes on from a known one as far as the next gap (职业技能鉴定等级)."""
    stop = place + max(size, 1)
    while stop < len(row.text) and row.gaps[stop] < _GAP and stop - place < _LONGEST_LABEL:
        stop += 1
    words = row.text[place:stop]
    return stop - place if stop < len(row.text) and stop - place > size and is_label(words) else size


def _known(row: Row, place: int, size: int) -> tuple[int, int, int, bool] | None:
    stop = place + size
    again = same_in_latin(row.text[stop:])
    after = stop + again
    while after < len(row.text) and row.text[after] in ":：":
        after += 1
    words = row.text[place:stop]
    parted = after >= len(row.text) or after > stop or row.gaps[after] > 0.3
    if not parted and (words in BEGINS_VALUES or (size <= 3 and is_label(row.text[place:]))):
        return None
    return place, stop, after, True


def _is_spread_or_far(row: Row, place: int, size: int) -> bool:
    """Whether something known stands where a value was due and yet is a label: it has its colon, or a wide gap before it."""
    return row.text[place + size : place + size + 1] in {":", "："} or row.gaps[place] > 4


def _unknown(row: Row, column: float | None) -> tuple[int, int, int, bool] | None:
    """A word that nobody knows, at the beginning of a row, before the column of values."""
    if column is None:
        stop = next((place for place in range(1, len(row.text)) if row.gaps[place] > _FAR), 0)
    else:
        stop = _at_column(row, column)
    words = row.text[:stop]
    if stop and column is not None and row.is_faint(stop):
        return 0, stop, stop, False
    single = column is not None and bool(re.fullmatch(r"[\u4e00-\u9fff]", words))
    if (
        not stop
        or not (single or may_be_label(words) or is_label(words))
        or not re.search(r"[\u4e00-\u9fffA-Za-z]", words)
    ):
        return None
    return 0, stop, stop, is_label(words) and column is not None


def _at_column(row: Row, column: float) -> int:
    """The character with which the value begins that stands at the column: of those near it the one after most room."""
    height = row.lines[0].height
    near = [place for place in range(1, len(row.text)) if abs(row.x(place) - 0.45 * height - column) < 0.9 * height]
    if not near:
        return 0
    return max(near, key=lambda place: row.gaps[place] - 0.4 * abs(row.x(place) - 0.45 * height - column) / height)
