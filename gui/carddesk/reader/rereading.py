"""Doubtful values read again from the picture's own pixels, a little differently each time, and settled by vote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from carddesk.cards import dates
from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels, snippet
from carddesk.reader.certificate import numbered
from carddesk.reader.certificate_values import dated
from carddesk.reader.certificate_words import bare, is_common_label, lacks_its_first, only_whole
from carddesk.reader.forms import Form, form_of, guarded, is_name
from carddesk.reader.lines import Line
from carddesk.reader.ocr import LINE_HEIGHT, ReadText
from carddesk.reader.older_forms import simpler
from carddesk.reader.travel import NAMES, letters
from carddesk.reader.values import CJK, Datum, run_together
from carddesk.reader.view import View
from carddesk.reader.vote import Spoken, settled

_DOUBTED = 0.8
"""Of a hundred fields that are right two have a character below this, of those that are wrong four of five."""
_MOST_CROPS = 24
_MOST_LABELS = 3
"""Each takes a hundredth of a second."""
_UNSURE_ACCENT = 0.75
_HALF_READ = 0.05
_LIKELY = 0.1
_FINE = 72
_WIDEST = 24.0
"""In heights: what is wider would be squeezed by the recogniser."""


_DAYS = frozenset(["birth_date", "issue_date", "expiry_date"])
_HAS_CJK = re.compile(f"[{CJK}]")


class Reader(Protocol):
    """What reads strips of one line each."""

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        """What each RGB strip says."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to look: room beside and above in heights (negative: less), how much wider, how much sharper, more room
    behind, and whether by red light alone.
    """

    beside: float
    above: float
    wider: float = 1.0
    sharper: float = 0.0
    behind: float = 0.0
    red: bool = False


_WAYS = (
    _Way(0.10, 0.06),
    _Way(0.15, 0.12, sharper=0.8),
    _Way(0.10, 0.06, red=True),
)
_FARTHER = (
    _Way(0.06, 0.0, wider=0.9, sharper=0.4),
    _Way(0.06, 0.0, behind=0.6, red=True),
    _Way(0.06, 0.0, behind=1.1),
)
"""For values that cannot be as they stand: their last character may have been left out by whoever found the line."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card is read from again: its view, the picture's own pixels, and what reads them."""

    view: View
    pixels: Pixels
    engine: Reader

    def readings(self, quads: Sequence[Quad], ways: Sequence[_Way] = _WAYS) -> list[list[Spoken]]:
        """For each quad of the view's levelled canvas what is read in it, cut out of the picture in each of the ways."""
        read = self.engine.read([_strip(quad, way, self.view, self.pixels) for quad in quads for way in ways])
        said = [_spoken(one) for one in read]
        return [said[start : start + len(ways)] for start in range(0, len(said), len(ways))]


def reread(found: Sequence[Datum], document: str, source: Source, zone: Mapping[str, str] | None = None) -> list[Datum]:
    """The data, those in doubt read again: impossible as they stand, or with a character that was hardly made out.

    Nothing is taken that was not read: a form only chooses among readings. `zone` is what a machine-readable zone says
    by key; what that has settled is left alone, but for the letters of printed names.
    """
    left = _MOST_CROPS
    again: list[Datum] = []
    for each in found:
        form = _form(each, document, zone or {})
        parts = _doubtful(each, form)
        crops = len(parts) * (len(_WAYS) + (0 if _fits(each, form) else len(_FARTHER)))
        sure = bool(each.value) and each.key in (zone or {})
        if not parts or crops > left or each.key == "mrz" or (sure and _fits(each, form)):
            again.append(each)
            continue
        left -= crops
        least = _LIKELY if is_name(document, each.key) else 0.0
        new = _bare(_settled(each, parts, form, source, least), zone or {})
        if sure:
            new = replace(new, value=each.value) if _fits(new, form) else each
        again.append(dated(new) if document == "certificate" else new)
    return again


def _bare(each: Datum, zone: Mapping[str, str]) -> Datum:
    """A printed name without those accents that could not be made out, where the zone vouches for the bare letters."""
    if each.key not in NAMES or letters(each.text) != letters(zone.get(each.key, "")):
        return each
    said = "".join(
        _plain(character) if sure < _UNSURE_ACCENT else character
        for character, sure in zip(each.text, each.confidences, strict=True)
    )
    return replace(each, text=said) if letters(said) == letters(each.text) else each


def _plain(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)[:1]
    return bare if bare.isascii() and bare.isalpha() else character


def relabelled(found: Sequence[Datum], source: Source) -> list[Datum]:
    """A certificate's data; labels that nobody knows and that were hardly made out, or lack their beginning, read again."""
    left = _MOST_LABELS
    again = []
    for each in found:
        if left and each.label is not None and _is_doubtful_label(each.key, each.label):
            left -= 1
            again.append(replace(each, key=_label_again(each.key, each.label, source)))
        else:
            again.append(each)
    return numbered(again)


def _is_doubtful_label(key: str, label: Line) -> bool:
    if is_common_label(key):
        return False
    return min(label.confidences) < _DOUBTED or lacks_its_first(key)


def _label_again(key: str, label: Line, source: Source) -> str:
    """The label as it is read again, if that is one that is known; also with room for a character lost before it."""
    wide = label.quad
    if lacks_its_first(key):
        bounds = wide.bounds
        wide = Quad.from_bounds(bounds[0] - 1.1 * label.height, *bounds[1:])
    quads = [label.quad] if wide is label.quad else [label.quad, wide]
    said = [bare(one.text) for readings in source.readings(quads) for one in readings]
    known = [words for words in said if is_common_label(words)]
    return max(known, key=known.count) if known else only_whole(key) or key


def _form(each: Datum, document: str, zone: Mapping[str, str]) -> Form | None:
    if each.key in NAMES and each.key in zone:
        return lambda text: letters(text) == letters(zone[each.key])
    form = form_of(document, each.key) or guarded(each.text)
    return _of_that_day(form, zone[each.key]) if form is not None and each.key in _DAYS and each.key in zone else form


def _of_that_day(form: Form, day: str) -> Form:
    return lambda text: form(text) and day in {dates.parse(text).iso, run_together(text)}


def _doubtful(each: Datum, form: Form | None) -> list[Line]:
    """The parts worth another look: all of a value that cannot be, else those with a character hardly made out."""
    if not _fits(each, form):
        return [part for part in each.parts if part.text.strip()]
    return [part for part in each.parts if _is_doubtful(part)]


def _fits(each: Datum, form: Form | None) -> bool:
    return form is None or form(each.text)


def _is_doubtful(part: Line) -> bool:
    return bool(part.text.strip()) and min(part.confidences) < _DOUBTED and part.quad.width < _WIDEST * part.height


def _settled(each: Datum, parts: Sequence[Line], form: Form | None, source: Source, least: float) -> Datum:
    """The datum with these of its parts read again."""
    ways = _WAYS if _fits(each, form) else _WAYS + _FARTHER
    said = dict(zip(map(id, parts), source.readings([part.quad for part in parts], ways), strict=True))
    whole = form if len(each.parts) == 1 else None
    new = [_part(part, said[id(part)], whole, least) if id(part) in said else part for part in each.parts]
    return _joined(each, new)


def _part(part: Line, readings: Sequence[Spoken], form: Form | None, least: float) -> Line:
    first = Spoken(part.text, part.confidences)
    # What was read first stood in its whole line, with neighbours to compare it with: it counts twice.
    chosen = settled(_todays([first, first, *(_alike(one, part) for one in readings if one.text)]), form, least)
    if chosen.text == part.text:
        return replace(part, confidences=chosen.confidences)
    return replace(part, text=chosen.text, confidences=chosen.confidences, centres=())


def _spoken(read: ReadText) -> Spoken:
    return Spoken(read.text, read.confidences, read.seconds)


def _todays(readings: Sequence[Spoken]) -> list[Spoken]:
    """The readings with those older forms of characters taken for today's that any of them has read, or half read, as such."""
    read = {character for each in readings for character in each.text}
    read |= {other for each in readings for other, figure in each.seconds if figure > _HALF_READ}

    def todays(text: str) -> str:
        return "".join(new if (new := simpler(character)) in read else character for character in text)

    return [
        replace(each, text=todays(each.text), seconds=tuple((todays(other), figure) for other, figure in each.seconds))
        for each in readings
    ]


def _alike(reading: Spoken, part: Line) -> Spoken:
    """The reading without blanks where the value is written without them, as Chinese is."""
    if not _HAS_CJK.search(part.text) or " " in part.text:
        return reading
    kept = [place for place, character in enumerate(reading.text) if not character.isspace()]
    return Spoken(
        "".join(reading.text[place] for place in kept),
        tuple(reading.confidences[place] for place in kept),
        tuple(reading.seconds[place] for place in kept) if reading.seconds else (),
    )


def _strip(quad: Quad, way: _Way, view: View, pixels: Pixels) -> Pixels:
    strip = snippet(pixels, view.in_picture(_grown(quad, way)), _FINE)
    width = max(8, round(strip.shape[1] * LINE_HEIGHT / _FINE * way.wider))
    fitted = np.asarray(cv2.resize(strip, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    if way.red:
        fitted = _red(fitted)
    if way.sharper:
        soft = cv2.GaussianBlur(fitted, (0, 0), 1.5)
        fitted = np.asarray(cv2.addWeighted(fitted, 1 + way.sharper, soft, -way.sharper, 0), np.uint8)
    return fitted


def _red(strip: Pixels) -> Pixels:
    """The strip as red light shows it, stretched to full contrast: blue labels stand out as black print does, seals fade."""
    red = strip[..., 0].astype(np.float32)
    dark, light = np.percentile(red, (1, 90))
    level = np.clip((red - dark) / max(float(light - dark), 24.0), 0, 1) * 225 + 15
    return np.repeat(level.astype(np.uint8)[..., None], 3, axis=2)


def _grown(quad: Quad, way: _Way) -> Quad:
    """The quad with more or less room around it."""
    lt, rt, rb, lb = (np.array(point) for point in quad.points)
    along, down = (rt - lt + rb - lb) / 2, (lb - lt + rb - rt) / 2
    x = along / max(float(np.hypot(*along)), 1e-6) * quad.height * way.beside
    y = down * way.above
    return Quad.from_points(
        [(lt - x - y).tolist(), (rt + x - y).tolist(), (rb + x + y).tolist(), (lb - x + y).tolist()]
    )


def _joined(each: Datum, parts: Sequence[Line]) -> Datum:
    """The datum said again from its parts, joined as they were."""
    between = _between(each)
    text = between.join(part.text for part in parts)
    figures: list[float] = []
    for place, part in enumerate(parts):
        figures += [1.0] * len(between) if place else []
        figures += part.confidences
    value = each.value if text == each.text else ""
    return replace(each, text=text, value=value, confidences=tuple(figures), parts=tuple(parts))


def _between(each: Datum) -> str:
    spare = len(each.text) - sum(len(part.text) for part in each.parts)
    return " " if spare > 0 and spare == len(each.parts) - 1 else ""
