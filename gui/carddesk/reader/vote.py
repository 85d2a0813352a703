"""Several readings of one value settled character by character; a reading that has the form its sort must have wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_LEAST = 0.05
_NEAR = 0.2
_BLANK = 2.0
"""Readers lose the blanks between words of Latin letters; they hardly ever see one where there is none."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one reading says: its text, how sure (0..1) each character is, and what it would be else, and how surely."""

    text: str
    confidences: tuple[float, ...]
    seconds: tuple[tuple[str, float], ...] = ()

    @property
    def confidence(self) -> float:
        """The mean over the characters, 0 for an empty text."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


Form = Callable[[str], bool]


def settled(readings: Sequence[Spoken], has_form: Form | None = None, least: float = 0.0) -> Spoken:
    """What the readings say together.

    Where any of them has the form, the one said most surely of those wins; where none has, one that has it with a single
    character taken for what that reading held for second best; nothing else is put together to fit a form. Else each
    character is the one with most weight behind it. A character is as sure as the readings agree on it. `least` is how sure
    (0..1) every character of a reading with the form must be for it to win, where a form is only likely, not certain.

    Raises:
        ValueError: there is no reading.
    """
    if not readings:
        raise ValueError("no reading to settle on")
    fitting = [each for each in readings if has_form is not None and has_form(each.text)]
    if not fitting and has_form is not None:
        fitting = [other for each in readings for other in _seconds(each) if has_form(other.text)]
    if least:
        fitting = [each for each in fitting if min(_shared(each.text, readings).confidences, default=0.0) >= least]
    if not fitting:
        return _voted(readings, _middle(readings))
    chosen = max(dict.fromkeys(each.text for each in fitting), key=lambda text: _backing(text, fitting))
    return _shared(chosen, readings if any(each.text == chosen for each in readings) else [*readings, *fitting])


def _seconds(reading: Spoken) -> Iterator[Spoken]:
    """The reading with one character taken for its second best, where that is not far behind."""
    for place, (other, figure) in enumerate(reading.seconds):
        if figure < _NEAR:
            continue
        text = reading.text[:place] + other + reading.text[place + 1 :]
        figures = reading.confidences[:place] + (figure,) * len(other) + reading.confidences[place + 1 :]
        yield Spoken(text, figures)


def _backing(text: str, readings: Sequence[Spoken]) -> float:
    return sum(_weight(each.confidence) for each in readings if each.text == text)


def _weight(confidence: float) -> float:
    return max(_LEAST, confidence)


def _middle(readings: Sequence[Spoken]) -> Spoken:
    """The reading that is nearest to all others, each counted by its confidence: what the rest are laid along."""
    return min(
        readings,
        key=lambda one: sum(_weight(other.confidence) * steps(one.text, other.text) for other in readings),
    )


def _voted(readings: Sequence[Spoken], along: Spoken) -> Spoken:
    text, figures = "", []
    for box in _boxes(readings, along.text):
        character, figure = _winner(box)
        if character:
            text += character
            figures.append(figure)
    return Spoken(text, tuple(figures))


def _shared(text: str, readings: Sequence[Spoken]) -> Spoken:
    """The text as it is, each of its characters as sure as the readings are of it, and of nothing standing beside it."""
    boxes = list(_boxes(readings, text))
    figures = [
        _figure(boxes[2 * place + 1], character) * min(_empty(boxes[2 * place]), _empty(boxes[2 * place + 2]))
        for place, character in enumerate(text)
    ]
    return Spoken(text, tuple(figures))


def _empty(gap: Sequence[tuple[str, float]]) -> float:
    """The share of the weight that says that nothing, or a blank, stands in a gap."""
    whole = sum(_weight(confidence) for _, confidence in gap)
    return sum(_weight(confidence) for said, confidence in gap if not said.strip()) / whole


def _boxes(readings: Sequence[Spoken], along: str) -> Iterator[list[tuple[str, float]]]:
    """For each place along the text, and each gap before, between and behind, what every reading says and how surely."""
    laid = [_laid(each, along) for each in readings]
    for place in range(2 * len(along) + 1):
        yield [vote for said in laid for vote in said[place]]


def _winner(box: Sequence[tuple[str, float]]) -> tuple[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    for character, confidence in box:
        weights[character] += _weight(confidence) * (_BLANK if character == " " else 1.0)
    character = max(weights, key=lambda each: weights[each])
    return character, _figure(box, character)


def _figure(box: Sequence[tuple[str, float]], character: str) -> float:
    """The highest confidence with which the character was read, times its share of the whole weight."""
    behind = [confidence for said, confidence in box if said == character]
    if not behind:
        return 0.0
    return max(behind) * sum(map(_weight, behind)) / sum(_weight(confidence) for _, confidence in box)


def _laid(reading: Spoken, along: str) -> list[list[tuple[str, float]]]:
    """The reading laid along a text of n characters: 2 n + 1 places, gaps at even ones, at each what is said and what is
    held for second best; nothing said is as sure as the rest. Of more characters in one gap only the surest is kept.
    """
    laid = [[("", reading.confidence)] for _ in range(2 * len(along) + 1)]
    for place, index in _steps(reading.text, along):
        said, sure = reading.text[index], reading.confidences[index]
        if said == " ":
            sure = max(sure, reading.confidence)
        if not laid[place][0][0] or laid[place][0][1] < sure:
            laid[place] = [(said, sure), *reading.seconds[index : index + 1]]
    return laid


def _steps(text: str, along: str) -> Iterator[tuple[int, int]]:
    """For each character of `text` its place along the other: 2 i + 1 on character i, 2 i in the gap before it."""
    table = _table(text, along)
    row, column = len(text), len(along)
    while row:
        if column and table[row][column] == table[row - 1][column - 1] + (text[row - 1] != along[column - 1]):
            row, column = row - 1, column - 1
            yield 2 * column + 1, row
        elif table[row][column] == table[row - 1][column] + 1:
            row -= 1
            yield 2 * column, row
        else:
            column -= 1


def steps(one: str, other: str) -> int:
    """How many characters must be changed, added or dropped to make one text the other."""
    return _table(one, other)[len(one)][len(other)]


def _table(one: str, other: str) -> list[list[int]]:
    table = [list(range(len(other) + 1))]
    for place, character in enumerate(one, 1):
        row = [place]
        for column, wanted in enumerate(other):
            row.append(min(row[-1] + 1, table[-1][column + 1] + 1, table[-1][column] + (character != wanted)))
        table.append(row)
    return table
