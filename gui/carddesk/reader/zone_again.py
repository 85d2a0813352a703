"""A machine-readable zone read again where a check digit fails, where print gainsays its names, or a line was missed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels
from carddesk.reader.fields import data
from carddesk.reader.lines import Line
from carddesk.reader.mrz_zone import Zone, find_zone
from carddesk.reader.rereading import Reader, Source
from carddesk.reader.sense import Sense, sense
from carddesk.reader.travel import NAMES, letters
from carddesk.reader.vote import Spoken, settled

_ZONE_LINE = re.compile(r"(?=.*<<)[A-Z0-9<]{24,}", re.IGNORECASE)
_BOTH_NAMES = re.compile(r"[A-Z'-]+[,，] ?[A-Z' -]+")
"""LUO, HAN: the surname and after a comma the given names."""
_PITCHES = (1.3, 1.65)
"""From the middle of a zone's line to that of the next, in heights of the quad around it."""
_MOST_LINES = 3


def zone_again(seen: Sense, pixels: Pixels, engine: Reader, today: date, hint: str | None) -> Sense:
    """The same card with its zone read better, if it is; the card itself where its zone is sound, or it has none."""
    source = Source(seen.view, pixels, engine)
    if seen.zone is None:
        return _completed(seen, source, today, hint)
    printed = _printed_names(seen)
    if not seen.zone.mrz.failed and _agrees(seen.zone, printed):
        return seen
    _, rest = find_zone(seen.view.lines, today)
    best, lines = seen.zone, None
    for able in _readings(seen.zone, source):
        zone, _ = find_zone([*rest, *able], today)
        if zone is not None and _rank(zone, printed) < _rank(best, printed):
            best, lines = zone, [*rest, *able]
    return seen if lines is None else _with(seen, lines, today, hint)


def _with(seen: Sense, lines: Sequence[Line], today: date, hint: str | None) -> Sense:
    ordered = tuple(sorted(lines, key=lambda line: (line.middle, line.left)))
    return sense(replace(seen.view, lines=ordered), today, hint)


def _rank(zone: Zone, printed: str) -> tuple[int, bool]:
    """Less is better: check digits that fail, then names that are not the printed ones."""
    return len(zone.mrz.failed), not _agrees(zone, printed)


def _printed_names(seen: Sense) -> str:
    """The letters of the printed names, surname first; empty where they were not read."""
    found = {each.key: each.text for each in data(seen.told, seen.view)}
    if any(found.get(key) for key in NAMES):
        return letters("".join(found.get(key, "") for key in NAMES))
    both = [line.text for line in seen.view.lines if _BOTH_NAMES.fullmatch(line.text)]
    return letters(both[0]) if len(both) == 1 else ""


def _agrees(zone: Zone, printed: str) -> bool:
    """Whether the zone says the printed names, or as much of them as it has room for."""
    said = letters("".join(zone.values.get(key, "") for key in NAMES))
    return not printed or printed == said or (len(said) > 24 and printed.startswith(said))


def _readings(zone: Zone, source: Source) -> Iterator[list[Line]]:
    """The zone's lines as each way of looking has them, all lines looked at alike, and last as all ways settle them."""
    said = source.readings([line.quad for line in zone.lines])
    for way in zip(*said, strict=True):
        yield [_line(line.quad, one) for line, one in zip(zone.lines, way, strict=True)]
    first = [Spoken(line.text, line.confidences) for line in zone.lines]
    yield [_line(line.quad, settled([one, *others])) for line, one, others in zip(zone.lines, first, said, strict=True)]


def _line(quad: Quad, said: Spoken) -> Line:
    return Line(said.text, quad, said.confidences).without_blanks()


def _completed(seen: Sense, source: Source, today: date, hint: str | None) -> Sense:
    """The card with the lines of its zone that nobody found: they stand right above or below one that was read."""
    found = [line for line in seen.view.lines if _ZONE_LINE.fullmatch(line.text.replace(" ", ""))]
    if not 0 < len(found) < _MOST_LINES:
        return seen
    for pitch in _PITCHES:
        more: list[Line] = []
        quads = list(_around(found, pitch))
        for quad, readings in zip(quads, source.readings(quads), strict=True):
            line = _line(quad, settled(readings))
            if _ZONE_LINE.fullmatch(line.text):
                more.append(line)
        zone, _ = find_zone([*seen.view.lines, *more], today)
        if zone is not None:
            return _with(seen, [*seen.view.lines, *more], today, hint)
    return seen


def _around(lines: Sequence[Line], pitch: float) -> Iterator[Quad]:
    """The places of the lines before the first and after the last of these, and two after it."""
    first, last = lines[0], lines[-1]
    for line, steps in ((first, -pitch), (last, pitch), (last, 2 * pitch)):
        drop = steps * line.height
        yield line.quad.map(lambda point, drop=drop: (point[0], point[1] + drop))  # type: ignore[misc]
