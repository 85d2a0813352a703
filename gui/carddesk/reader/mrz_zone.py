"""The machine-readable zone among a card's lines: what it says, and where each of its data stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from carddesk.cards import mrz
from carddesk.cards.geometry import Quad
from carddesk.cards.mrz.zone import LAYOUTS
from carddesk.reader.lines import Line, hull, stretch
from carddesk.reader.values import Datum

_ZONE_LIKE = re.compile(r"[A-Z0-9<«‹ ]{6,}")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("くㄑ〈＜‹", "<"),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("АВЕКМНОРСТХ", "ABEKMHOPCTX", strict=True)),
    }
)
"""What the recogniser takes fillers and letters of the zone for: characters that no zone has, drawn alike."""
_SLOT_OF = {
    "document_number": "number",
    "surname": "names",
    "given_names": "names",
    "sex": "sex",
    "nationality_code": "nationality",
    "birth_date": "birth",
    "expiry_date": "expiry",
}
_CHECK_OF = {"document_number": "number", "birth_date": "birth", "expiry_date": "expiry"}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone found on a card.

    Attributes:
        lines: its printed lines as read, top to bottom.
        values: what it says by canonical key, in normal form.
    """

    mrz: mrz.Mrz
    lines: tuple[Line, ...]
    values: dict[str, str]

    @property
    def whole(self) -> Datum:
        """The zone itself: the lines as they were read."""
        text = "\n".join(line.text for line in self.lines)
        confidences: list[float] = []
        for place, line in enumerate(self.lines):
            confidences += [1.0] * bool(place)
            confidences += line.confidences
        return Datum(
            "mrz",
            text,
            hull([line.quad for line in self.lines]),
            tuple(confidences),
            self.lines,
            "\n".join(self.mrz.lines),
        )

    def sure_of(self, key: str) -> bool:
        """Whether the check digit over this datum holds, where it has one."""
        check = _CHECK_OF.get(key)
        return check is None or self.mrz.checks.get(check, False)

    def datum(self, key: str) -> Datum:
        """One datum with its own stretch of the zone."""
        row, start, stop = self._span(key)
        line = self.lines[min(row, len(self.lines) - 1)]
        width = LAYOUTS[self.mrz.format].width
        certain = line.confidence
        if len(line.text) == width:
            part = line.part(start, stop)
            return Datum(
                key, self.values[key], part.quad, (part.confidence,) * len(self.values[key]), (part,), self.values[key]
            )
        quad: Quad = stretch(line.quad, start / width, stop / width)
        return Datum(key, self.values[key], quad, (certain,) * len(self.values[key]), (), self.values[key])

    def _span(self, key: str) -> tuple[int, int, int]:
        row, start, stop = LAYOUTS[self.mrz.format].slots[_SLOT_OF[key]]
        text = self.mrz.lines[row][start:stop]
        surname, mark, given = text.partition("<<")
        if key == "surname":
            return row, start, start + len(surname)
        if key == "given_names":
            first = start + len(surname) + len(mark)
            return row, first, first + len(given.rstrip("<"))
        return row, start, start + len(text.rstrip("<") or text)


def find_zone(lines: Sequence[Line], today: date) -> tuple[Zone | None, list[Line]]:
    """The zone on a card, if there is one, and the lines that are not part of it."""
    plain = [replace(line, text=line.text.translate(_ALIKE)).stripped(" .·,'") for line in lines]
    rows = _rows([line for line in plain if _ZONE_LIKE.fullmatch(line.text.upper())])
    found = mrz.find([row.text for row in rows])
    if not found:
        return None, list(lines)
    best = found[0]
    used = tuple(rows[source] for source in dict.fromkeys(best.sources))
    rest = [line for line, same in zip(lines, plain, strict=True) if not any(_covers(row, same) for row in used)]
    return Zone(best.mrz, used, best.mrz.values(today)), rest


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Lines that stand side by side joined to one, top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        if rows and abs(rows[-1][-1].middle - line.middle) < 0.5 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda each: each.left)) for row in rows]


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0].without_blanks()
    quad = Quad(row[0].quad.lt, row[-1].quad.rt, row[-1].quad.rb, row[0].quad.lb)
    span = max(row[-1].right - row[0].left, 1e-6)
    packed = [line.without_blanks() for line in row]
    centres = [(line.left + c * (line.right - line.left) - row[0].left) / span for line in packed for c in line.centres]
    confidences = [figure for line in packed for figure in line.confidences]
    return Line("".join(line.text for line in packed), quad, tuple(confidences), tuple(centres))


def _covers(row: Line, line: Line) -> bool:
    return abs(row.middle - line.middle) < 0.5 * row.height and bool(_ZONE_LIKE.fullmatch(line.text.upper()))
