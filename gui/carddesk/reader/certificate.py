"""Certificates of any make: which words on them are labels, and which value each label has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from carddesk.reader.certificate_rows import Part, Row, parts
from carddesk.reader.certificate_values import dated, tidied
from carddesk.reader.certificate_words import COMMON, SEX, is_common_label, is_label, is_name_label, lacks_its_first
from carddesk.reader.expected import Habit
from carddesk.reader.lines import Line
from carddesk.reader.values import Datum, datum

__all__ = [
    "TITLE",
    "Pair",
    "blanks",
    "data",
    "halved",
    "is_common_label",
    "is_label",
    "numbered",
    "pairs",
    "title_of",
    "unanswered",
]

TITLE = "标题"
_SURE_HABIT = 2
_OFTEN_BLANK = frozenset(["备注", "签名", "用途"])
"""Labels whose value is often left out, or written by hand."""
_NEXT = 1.8
_NEXT_UNDER_LABEL = 2.4
_TITLE_END = re.compile(r"(?:证|证书|证件|执照|驾照|卡|簿|照)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """One label and the lines of its value; `sure` tells that the label is marked as one or known as one."""

    label: str
    value: tuple[Line, ...]
    sure: bool
    printed: tuple[Line, ...] = ()
    """The label as it was read."""


@dataclass(slots=True)
class _Open:
    """A pair as it grows."""

    part: Part
    value: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        """What the next line of the value would stand under."""
        return self.value[-1] if self.value else self.part.label[0]


def title_of(lines: Sequence[Line]) -> Line | None:
    """The line that names the certificate: set larger than the rest, above them, with no figures in it."""
    if len(lines) < 3:
        return None
    usual = median(line.height for line in lines)
    able = [
        line
        for line in lines
        if line.height > (0.95 if _TITLE_END.search(line.text) and line is lines[0] else 1.2) * usual
        and not re.search(r"\d|[:：]", line.text)
        and len(line.text) > 1
        and not is_label(line.text)
    ]
    top, bottom = min(line.middle for line in lines), max(line.middle for line in lines)
    high = [line for line in able if line.middle < top + 0.35 * (bottom - top)]
    return max(
        high,
        key=lambda line: line.height * (1.15 if line.text.rstrip().endswith(("证", "书", "照")) else 1),
        default=None,
    )


def pairs(lines: Sequence[Line]) -> list[Pair]:
    """Labels and values in reading order, two columns of them too."""
    return [
        Pair(each.part.words, tuple(each.value), each.part.sure, each.part.label)
        for each in _opened(lines)
        if each.value
    ]


def unanswered(lines: Sequence[Line]) -> list[Line]:
    """The labels, known as such, for which no value was found."""
    return [each.part.label[-1] for each in _opened(lines) if each.part.sure and not each.value]


def halved(lines: Sequence[Line]) -> list[Line]:
    """The labels whose first character was missed to their left (号 of 编号)."""
    return [each.part.label[0] for each in _opened(lines) if lacks_its_first(each.part.words)]


def _opened(lines: Sequence[Line]) -> list[_Open]:
    rows = [Row(row) for row in _rows(lines)]
    column = _value_column([part for row in rows for part in parts(row, None)[:1]])
    found: list[_Open] = []
    for row in rows:
        _take(parts(row, column), found)
    return found


def data(found: Sequence[Pair], title: Line | None) -> list[Datum]:
    """The pairs as data keyed by their labels, the title first; a label that comes twice is numbered."""
    listed = [datum(TITLE, [title.without_blanks()])] if title else []
    for each in parted(found):
        label = each.printed[0] if len(each.printed) == 1 else None
        listed.append(replace(dated(datum(each.label, tidied(each.label, each.value))), label=label))
    return numbered(listed)


def parted(found: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs; a sex behind a name whose own label was not read is a pair of its own."""
    has_sex = any(each.label == SEX for each in found)
    for each in found:
        last = each.value[-1] if len(each.value) > 1 else None
        if has_sex or last is None or last.text not in {"男", "女"} or not is_name_label(each.label):
            yield each
            continue
        yield replace(each, value=each.value[:-1])
        yield Pair(SEX, (last,), sure=False)


def blanks(lines: Sequence[Line], found: Sequence[Pair], width: float) -> list[Datum]:
    """Empty data for the labels, known as such, that have no value, where that would stand on a card of this width."""
    have = {each.label for each in found}
    pairs = [(each.printed[-1], each.value[0]) for each in found if each.sure and each.printed and each.value]
    if len(pairs) < _SURE_HABIT:
        return []
    habit = Habit.of(pairs, pairs[0][0].height)
    return [
        Datum(each.part.words, "", habit.place(each.part.label[-1], lines, width), ())
        for each in _opened(lines)
        if each.part.sure and not each.value and each.part.words in COMMON - _OFTEN_BLANK - have
    ]


def numbered(listed: Sequence[Datum]) -> list[Datum]:
    """The data, those after the first of a label with their number behind it."""
    counts: dict[str, int] = {}
    found = []
    for each in listed:
        count = counts[each.key] = counts.get(each.key, 0) + 1
        found.append(each if count == 1 else replace(each, key=f"{each.key} {count}"))
    return found


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        mates = rows[-1] if rows else []
        if mates and line.middle - sum(mate.middle for mate in mates) / len(mates) < 0.5 * min(
            line.height, mates[0].height
        ):
            mates.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _value_column(first: Sequence[Part]) -> float | None:
    """Where values begin: the place at which most of those beside a sure label stand."""
    starts = [(part.value[0].left, part.value[0].height) for part in first if part.sure and part.value]
    if len(starts) < 2:
        return None
    return max(
        starts, key=lambda start: (sum(abs(start[0] - other) < 0.5 * start[1] for other, _ in starts), -start[0])
    )[0]


def _take(row: Sequence[Part], found: list[_Open]) -> None:
    """Adds the pairs of one row, or carries on the values above."""
    here: _Open | None = None
    above = list(found)
    for part in _settled(row, [each for each in above if not each.value]):
        if part.label:
            here = _Open(part, list(part.value))
            found.append(here)
            continue
        over = _carried_on(above, part.value[0])
        if over is not None:
            over.value += part.value
        elif here is not None:
            here.value += part.value


def _settled(row: Sequence[Part], unanswered: Sequence[_Open]) -> Iterator[Part]:
    """The parts; words that look like labels but stand under ones that have no value yet are their values."""
    for part in row:
        if part.sure or not part.label or _carried_on(unanswered, part.label[0]) is None:
            yield part
            continue
        yield Part((), part.label)
        if part.value:
            yield Part((), part.value)


def _carried_on(above: Sequence[_Open], line: Line) -> _Open | None:
    """The pair under whose value, or label where it has none, the line stands as its next line."""
    near = []
    for each in above:
        last = each.last
        drop = (line.middle - last.middle) / max(line.height, last.height)
        if 0.3 < drop < (_NEXT if each.value else _NEXT_UNDER_LABEL) and abs(line.left - last.left) < 1.2 * line.height:
            near.append((drop, abs(line.left - last.left), id(each), each))
    return min(near)[-1] if near else None
