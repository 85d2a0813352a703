"""Where on a card a value may stand: stretches of its lines, of rows of them and of lines that wrap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from carddesk.reader.labels import plain
from carddesk.reader.lines import Line
from carddesk.reader.locating_fit import Piece
from carddesk.reader.locating_text import Stretch, core, likeness, stretches

_BESIDE = 2.5
_WRAPS = 4
_NEXT_LINE = 2.3
_LABEL_NEAR = 0.75
_LABEL_REACH = 8.0
"""In heights of the line: how far from its value a label may end."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a value may stand.

    Attributes:
        likeness: how alike what is read there is to the value, 0..1.
        labelled: whether the value's label stands before it.
        own: whether the engine itself has read the same datum there.
        zoned: whether that is in the machine-readable zone, where it stands a second time.
        whole: whether it is no part of a longer word or number.
    """

    pieces: tuple[Piece, ...]
    likeness: float
    labelled: bool = False
    own: bool = False
    zoned: bool = False
    whole: bool = True

    @property
    def size(self) -> int:
        """How many characters are compared there."""
        return sum(len(core(piece.text)[0]) for piece in self.pieces)

    @property
    def worth(self) -> float:
        """How much speaks for it."""
        return self.likeness + 0.35 * self.own + 0.2 * self.labelled

    def meets(self, other: Spot) -> bool:
        """Whether the two share a character."""
        return any(
            mine.line is theirs.line and mine.start < theirs.stop and theirs.start < mine.stop
            for mine in self.pieces
            for theirs in other.pieces
        )


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines read one after another: the characters compared, and for each its line and its place in it."""

    core: str
    places: tuple[tuple[Line, int], ...]


class Page:
    """The printed lines of one card."""

    def __init__(self, lines: Sequence[Line], zone: Sequence[Line] = ()) -> None:
        self.lines = tuple(lines)
        self.zone = tuple(zone)
        rows = [_row(line, lines) for line in lines]
        runs = {tuple(map(id, run)): run for run in (*map(self._whole_row, lines), *rows, *self._wrapped(rows))}
        self._texts = [_text(run) for run in runs.values()]

    def spots(self, wanted: Sequence[str], labels: Sequence[str]) -> list[Spot]:
        """Where one of these spellings stands, the likeliest first; no two share a character."""
        found = [
            self._spot(text, stretch, labels)
            for text in self._texts
            for spelling in wanted
            for stretch in stretches(spelling, text.core)
        ]
        found.sort(key=lambda spot: (-spot.likeness - 0.01 * spot.labelled, len(spot.pieces)))
        apart: list[Spot] = []
        for spot in found:
            if not any(spot.meets(other) for other in apart):
                apart.append(spot)
        return apart

    def piece(self, part: Line) -> Piece:
        """A part that was cut out of a line, as a piece of that; the part itself where none of the lines holds it."""
        for line in (*self.lines, *self.zone):
            if abs(line.middle - part.middle) > 0.4 * min(line.height, part.height):
                continue
            span = max(line.right - line.left, 1e-6)
            low, high = (part.left - line.left) / span, (part.right - line.left) / span
            inside = [place for place, centre in enumerate(line.centres) if low < centre < high]
            if inside and len(inside) >= 0.6 * len(part.text.replace(" ", "")):
                return Piece(line, inside[0], inside[-1] + 1)
        return Piece(part, 0, len(part.text))

    def _whole_row(self, line: Line) -> list[Line]:
        return sorted((each for each in self.lines if _on_row(each, line)), key=lambda each: each.left)

    def _wrapped(self, rows: Sequence[list[Line]]) -> Iterator[list[Line]]:
        """Rows with those under them, as a long value goes on."""
        for row in rows:
            run = list(row)
            last = row
            for _ in range(_WRAPS - 1):
                below = _below(last, row[0], rows)
                if below is None:
                    break
                run = [*run, *below]
                last = below
                yield run

    def _spot(self, text: _Text, stretch: Stretch, labels: Sequence[str]) -> Spot:
        held = text.places[stretch.start : stretch.stop]
        pieces: list[Piece] = []
        for line, place in held:
            if pieces and pieces[-1].line is line:
                pieces[-1] = replace(pieces[-1], stop=place + 1)
            else:
                pieces.append(Piece(line, place, place + 1))
        pieces[0] = replace(pieces[0], doubtful_first=not stretch.first_fits, more_before=stretch.first_lost)
        pieces[-1] = replace(pieces[-1], doubtful_last=not stretch.last_fits, more_behind=stretch.last_lost)
        whole = not _goes_on(text.core, stretch.start) and not _goes_on(text.core, stretch.stop)
        return Spot(tuple(pieces), stretch.likeness, self._is_labelled(pieces[0], labels), whole=whole)

    def _is_labelled(self, piece: Piece, labels: Sequence[str]) -> bool:
        """Whether one of the labels stands before a piece: on its line, left of it on its row, or above it."""
        if not labels:
            return False
        before = piece.line.text[: piece.start]
        if before.strip():
            return any(_ends_with(before, label) for label in labels)
        near = [line for line in self.lines if line is not piece.line and _is_before(line, piece.line)]
        return any(_ends_with(line.text, label) for line in near for label in labels)


def mended(spot: Spot, own: Spot, wanted: Sequence[str]) -> Spot:
    """The spot with its ends where the engine's own reading of the datum has them, where the value's text leaves them open."""
    if len(core("".join(piece.text for piece in own.pieces))[0]) in set(map(len, wanted)):
        return replace(own, likeness=max(own.likeness, spot.likeness), labelled=True)
    first, last = spot.pieces[0], spot.pieces[-1]
    head, tail = own.pieces[0], own.pieces[-1]
    if first.doubtful_first and first.line is head.line and abs(first.start - head.start) <= 2:
        first = replace(first, start=head.start)
    pieces = (first, *spot.pieces[1:])
    last = pieces[-1]
    if last.doubtful_last and last.line is tail.line and abs(last.stop - tail.stop) <= 2:
        last = replace(last, stop=tail.stop)
    pieces = (*pieces[:-1], last)
    return replace(spot, pieces=pieces, own=True) if all(piece.start < piece.stop for piece in pieces) else own


def likeness_of(own: Spot, wanted: Sequence[str]) -> float:
    """How alike what is read at a spot is to the likest of these spellings."""
    said = core("".join(piece.text for piece in own.pieces))[0]
    return max((likeness(spelling, said) for spelling in wanted), default=0.0)


def _goes_on(text: str, place: int) -> bool:
    """Whether a Latin word or a number runs over this place of a text."""
    return 0 < place < len(text) and all(each.isascii() and each.isalnum() for each in text[place - 1 : place + 1])


def _text(run: Sequence[Line]) -> _Text:
    cores = [(line, *core(line.text)) for line in run]
    return _Text(
        "".join(characters for _, characters, _ in cores),
        tuple((line, place) for line, _, places in cores for place in places),
    )


def _row(head: Line, lines: Sequence[Line]) -> list[Line]:
    """A line and what goes on beside it, not far away."""
    row = [head]
    for line in sorted(lines, key=lambda each: each.left):
        gap = line.left - row[-1].right
        if line is not head and _on_row(line, head) and -0.5 * head.height < gap < _BESIDE * head.height:
            row.append(line)
    return row


def _below(last: Sequence[Line], head: Line, rows: Sequence[list[Line]]) -> list[Line] | None:
    """The row on which a value goes on: the nearest one under `last` that begins under it or under its beginning."""
    above = last[0]
    able = [
        row
        for row in rows
        if 0.5 * above.height < row[0].middle - above.middle < _NEXT_LINE * above.height
        and head.left - head.height < row[0].left < above.right
        and 0.6 < row[0].height / max(above.height, 1.0) < 1.7
    ]
    return min(able, key=lambda row: (round((row[0].middle - above.middle) / above.height), row[0].left), default=None)


def _on_row(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) < 0.5 * min(line.height, other.height)


def _is_before(line: Line, value: Line) -> bool:
    """Whether a line stands left of a value on its row, or right above it, near enough to be its label."""
    if abs(line.middle - value.middle) < 0.8 * value.height:
        return -0.5 * value.height < value.left - line.right < _LABEL_REACH * value.height
    return 0 < value.middle - line.middle < 2 * value.height and abs(line.left - value.left) < 2 * value.height


def _ends_with(text: str, label: str) -> bool:
    packed, words = _packed(text), _packed(label)
    return bool(words) and len(packed) >= len(words) - 1 and likeness(words, packed[-len(words) :]) >= _LABEL_NEAR


def _packed(text: str) -> str:
    return "".join(character for character in plain(text) if character.isalnum())
