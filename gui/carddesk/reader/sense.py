"""What a view of a card means: a known document, or a certificate of some make; and the reading made of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log

from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Face, Reading
from carddesk.imaging.rectify import Pixels
from carddesk.reader import certificate
from carddesk.reader.fields import data, fields
from carddesk.reader.layouts import layouts
from carddesk.reader.lines import Line
from carddesk.reader.mrz_zone import Zone, find_zone
from carddesk.reader.rereading import Reader, Source, relabelled, reread
from carddesk.reader.telling import Told, printed, tell
from carddesk.reader.travel import spaced, together
from carddesk.reader.values import Datum
from carddesk.reader.view import View

_KNOWN = 1.5
_ZONE_TELLS = 6.0
_HINTED = 0.5
_WITH_ZONE = ("passport", "national_id")
_LEAST_PAIRS = 2
_ASTRAY = 3.5
_DOUBLED = 2
_STRETCHED = 0.08
_ZONE_ASPECTS = {"TD1": 85.6 / 54, "TD2": 105 / 74, "TD3": 125 / 88}
"""Width by height in millimetres (ICAO 9303-4 to -6)."""


@dataclass(frozen=True, slots=True)
class Sense:
    """A view with its meaning.

    Attributes:
        told: the layout it fits best.
        pairs: its labels and values taken as a certificate.
        score: how much of a card it is; comparable between views of one image.
    """

    view: View
    told: Told
    zone: Zone | None
    pairs: tuple[certificate.Pair, ...]
    title: Line | None
    score: float

    @property
    def known(self) -> bool:
        """Whether it is one of the known documents."""
        return self.told.score >= _KNOWN

    @property
    def whole(self) -> bool:
        """Whether nothing that such a card must bear is missing."""
        if self.doubled:
            return False
        if self.known:
            return self.told.whole and self.told.astray < _ASTRAY and self.stretch < _STRETCHED
        sure = sum(pair.sure for pair in self.pairs)
        return sure > _LEAST_PAIRS and self.title is not None

    @property
    def doubled(self) -> bool:
        """Whether labels come twice: two cards taken for one."""
        if self.known:
            labels = [token.line.text for token in self.told.tokens if token.slot is not None]
        else:
            labels = [pair.label for pair in self.pairs]
        return sum(count > 1 for count in Counter(labels).values()) >= _DOUBLED

    @property
    def stretch(self) -> float:
        """How far the outline's proportions are from the document's own, as a logarithm; 0 where it has none of its own."""
        aspect = _ZONE_ASPECTS[self.zone.mrz.format] if self.zone is not None else self.told.layout.aspect
        return abs(log(self.view.corners.width / max(self.view.corners.height, 1.0) / aspect)) if aspect else 0.0

    @property
    def good(self) -> bool:
        """Whether it is a card at all, and one alone."""
        return not self.doubled and (self.known or sum(pair.sure for pair in self.pairs) >= _LEAST_PAIRS)


def sense(view: View, today: date, hint: str | None) -> Sense:
    """What the card in this view is."""
    zone, rest = find_zone(view.lines, today)
    lines = printed(rest)
    meant = None if zone is None else "passport" if zone.mrz.format == "TD3" else "national_id"
    told = [tell(lines, layout, (view.width, view.height)) for layout in layouts()]
    best = max((_weighed(each, meant, hint) for each in told), key=lambda each: each.score)
    if best.score >= _KNOWN:
        return Sense(view, best, zone, (), None, best.score)
    title = certificate.title_of(lines)
    pairs = tuple(certificate.pairs([line for line in lines if line is not title]))
    score = 0.5 * sum(pair.sure for pair in pairs) + 0.1 * len(pairs) + (0.5 if title else 0.0)
    return Sense(view, best, zone, pairs, title, score)


def _weighed(told: Told, meant: str | None, hint: str | None) -> Told:
    document = told.layout.document
    more = (_ZONE_TELLS if document == meant else 0.0) + (_HINTED if document == hint else 0.0)
    return replace(told, score=told.score + more)


def reading_of(seen: Sense, pixels: Pixels, engine: Reader | None = None) -> Reading:
    """The reading of the card; with an engine, values in doubt are read again from the picture's own pixels."""
    document, face, found = meaning(seen)
    if engine is not None:
        source = Source(seen.view, pixels, engine)
        found = relabelled(found, source) if document == "certificate" else found
        found = reread(found, document, source, seen.zone.values if seen.zone else None)
    if seen.zone is not None:
        found = spaced(found, seen.zone.values)
    labels = {each.key: each.key for each in found} if document == "certificate" else {}
    return Reading(
        service="local",
        document=document,
        face=face,
        fields=tuple(fields(found, document, seen.view, pixels, labels)),
        card_quad=seen.view.corners,
        flags=_flags(seen.view, pixels),
        raw=raw(seen.view),
    )


def meaning(seen: Sense) -> tuple[str, Face, Sequence[Datum]]:
    """Document, face and data of a card, before anything in doubt was read again."""
    if not seen.known:
        form = [line for line in printed(seen.view.lines) if line is not seen.title]
        blanks = certificate.blanks(form, seen.pairs, seen.view.width)
        return "certificate", "page", [*certificate.data(seen.pairs, seen.title), *blanks]
    layout = seen.told.layout
    found = data(seen.told, seen.view)
    if seen.zone is not None and layout.document in _WITH_ZONE:
        found = together(found, seen.zone, layout.document, _beside_zone(seen))
    return layout.document, layout.face, found


def _beside_zone(seen: Sense) -> list[Line]:
    """What is printed on a card with a zone as values, whether or not a label was found for it."""
    return [token.line for token in seen.told.tokens if token.slot is None]


def _flags(view: View, pixels: Pixels) -> tuple[Flag, ...]:
    height, width = pixels.shape[:2]
    beyond = 0.01 * view.corners.width
    if all(-beyond <= x <= width + beyond and -beyond <= y <= height + beyond for x, y in view.corners.points):
        return ()
    return (Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, "The card is cut off by the edge of the image."),)


def raw(view: View) -> str:
    """The lines as the engine saw them, as JSON for the auditor; quads in pixels of the picture."""
    rows = [
        {
            "text": line.text,
            "quad": view.in_picture(line.quad).to_lists(),
            "confidences": [round(figure, 3) for figure in line.confidences],
        }
        for line in view.lines
    ]
    return json.dumps({"engine": "RapidOCR", "lines": rows}, ensure_ascii=False)
