"""From an image file to the readings of the cards on it: find, upright, read, tell apart, take the fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

import cv2
import numpy as np

from carddesk.cards.geometry import Quad
from carddesk.cards.places import placed
from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.imaging.decode import decode, require_shown
from carddesk.imaging.rectify import Pixels
from carddesk.language import tr
from carddesk.reader.cardfinder import Candidate, apart, find_candidates, fitting
from carddesk.reader.edges import Floats, gradients, without_text
from carddesk.reader.flatbed import outlines_on
from carddesk.reader.locating import located
from carddesk.reader.ocr import TextEngine
from carddesk.reader.outline import anchors, better_outline
from carddesk.reader.protocol import Request
from carddesk.reader.region import read_region
from carddesk.reader.secondlook import missed
from carddesk.reader.sense import Sense, reading_of, sense
from carddesk.reader.sight import Sight
from carddesk.reader.textfinder import Words, around, find_by_text, read_words
from carddesk.reader.view import look, relaid, upright
from carddesk.reader.zone_again import zone_again

_OVERVIEW = 960
_SEEN = 0.78
"""Outlines seen at a glance and as clear as this are right within 2 % of the width in nine of ten."""
_RATHER_SEEN = 0.6
_BEYOND_DOUBT = 0.89
"""Of outlines seen as clearly as this practically none is wrong; of those a little less clear one in ten."""
_CLEAR = 0.55
_FAINT = 0.5
_STRETCH = 8.0
_DOUBTFUL = 3
_ROUNDS = 3
_WORSE = 0.3
_ANCHORED = 0.2
_LEAST_ANCHORS = 3
_WELL_TOLD = 5.0
_BEST_TOLD = 8.0
_IN_SHAPE = 0.05
_IN_PLACE = 1.5
"""In percent of the card's width."""
_READABLE = 0.7
_LEAST_LINES = 3


class CardReader:
    """Reads the cards of one image after another with models loaded once.

    Raises:
        ServiceError: `reader_unavailable`.
    """

    def __init__(self) -> None:
        self._engine = TextEngine()
        self._finder = Sight()

    def read(self, request: Request) -> list[Reading]:
        """Every card in the image, in reading order; or the lines in a box of it; or the readings given, with places.

        Raises:
            ImageError: the file cannot be opened.
            ServiceError: `no_card`, there is nothing on it that could be a card.
        """
        today = datetime.now().astimezone().date()
        require_shown(request.data, request.page)
        pixels = decode(request.data, request.page)
        if request.region is not None:
            return [read_region(pixels, request.region, self._engine)]
        if request.outlines:
            return outlines_on(pixels, self._engine, self._finder)
        if request.readings:
            seen = seen_cards(pixels, self._engine, self._finder, today=today)
            places = located(request.readings, seen, pixels, today)
            return [placed(*each) for each in zip(request.readings, places, strict=True)]
        return read_cards(pixels, self._engine, self._finder, today=today, hint=request.document)


class Finder(Protocol):
    """What sees where cards lie."""

    def find(self, pixels: Pixels) -> list[Candidate]:
        """The outlines of cards in an RGB picture, in its pixels, surest first."""

    def closer(self, pixels: Pixels, corners: Floats) -> Candidate | None:
        """The card that these corners (4 x 2, clockwise) are about those of, in the same order; None where none is made out."""


def read_cards(
    pixels: Pixels, engine: TextEngine, finder: Finder, *, today: date, hint: str | None = None
) -> list[Reading]:
    """Every card in an upright RGB image, in reading order. Raises ServiceError `no_card`."""
    found = seen_cards(pixels, engine, finder, today=today, hint=hint)
    return in_reading_order([reading_of(each, pixels, engine) for each in found])


def seen_cards(
    pixels: Pixels, engine: TextEngine, finder: Finder, *, today: date, hint: str | None = None
) -> list[Sense]:
    """Every card in an upright RGB image with the lines on it, the surest first. Raises ServiceError `no_card`."""
    found = _Search(pixels, engine, finder, today, hint).cards()
    if not found:
        raise no_card()
    return [zone_again(each, pixels, engine, today, hint) for each in found]


def no_card() -> ServiceError:
    """What is said of an image with nothing to read on it."""
    return ServiceError(
        "no_card", tr("No card could be found in this image. Check that one is in the picture, whole and in focus.")
    )


def in_reading_order(readings: Sequence[Reading]) -> list[Reading]:
    """Top to bottom, left to right, numbered from 0."""

    def place(reading: Reading) -> tuple[float, float]:
        assert reading.card_quad is not None
        _, top, _, bottom = reading.card_quad.bounds
        x, y = reading.card_quad.centre
        return round(y / max(1.0, 0.6 * (bottom - top))), x

    return [replace(reading, index=index) for index, reading in enumerate(sorted(readings, key=place))]


@dataclass(slots=True)
class _Search:
    """The cards of one image: those seen at a glance, then clear outlines, then outlines around known words."""

    pixels: Pixels
    engine: TextEngine
    finder: Finder
    today: date
    hint: str | None
    scale: float = 1.0
    overview: Pixels = field(init=False)
    text: list[Floats] = field(init=False)
    found: list[Sense] = field(default_factory=list)
    doubtful: list[tuple[float, Sense]] = field(default_factory=list)
    read: dict[int, list[Words]] = field(default_factory=dict)
    slopes: tuple[Floats, Floats] | None = None
    edged: list[Candidate] | None = None

    def __post_init__(self) -> None:
        self.scale = min(1.0, _OVERVIEW / max(self.pixels.shape[:2]))
        small = cv2.resize(self.pixels, None, fx=self.scale, fy=self.scale, interpolation=cv2.INTER_AREA)
        self.overview = np.asarray(small, np.uint8)
        self.text = [box.corners for box in self.engine.detect(self.overview)]

    def cards(self) -> list[Sense]:
        """What was found, the surest first."""
        self._take(self._glanced(), _SEEN)
        if self._left():
            self._take(self._edged(), _CLEAR)
        for _ in range(_ROUNDS):
            before = len(self.found)
            if left := self._left():
                self._take(find_by_text(self.overview, self._words(left)), _FAINT)
            self._settle()
            if len(self.found) == before:
                break
        return self.found or self._text_alone()

    def _glanced(self) -> list[Candidate]:
        """What is seen at a glance; where that is not beyond doubt, also what is seen around outlines made of edges."""
        found = fitting(self.finder.find(self.overview), self.text)
        if all(each.score >= _BEYOND_DOUBT for each in found):
            return found
        around_edges = [self.finder.closer(self.overview, each.corners) for each in self._edged()]
        return apart(fitting([*found, *(each for each in around_edges if each is not None)], self.text))

    def _edged(self) -> list[Candidate]:
        """Outlines made of edges."""
        if self.edged is None:
            self.edged = find_candidates(self.overview, self.text)
        return self.edged

    def _slopes(self) -> tuple[Floats, Floats]:
        """The slopes of the overview with nothing left of its text."""
        if self.slopes is None:
            self.slopes = without_text(gradients(self.overview), self.text)
        return self.slopes

    def _text_alone(self) -> list[Sense]:
        """All text taken for one card, where no card could be made out but something can be read."""
        if not self.text:
            return []
        corners, boxes = around(self.text) / self.scale, [box / self.scale for box in self.text]
        turned = upright(self.pixels, np.asarray(corners, np.float32), boxes, self.engine)
        view = look(self.pixels, turned, self.engine)
        readable = [line for line in view.lines if line.confidence > _READABLE and len(line.text) > 1]
        return [sense(view, self.today, self.hint)] if len(readable) >= _LEAST_LINES else []

    def _settle(self) -> None:
        """Keeps the best of what may be cards, one at a place."""
        for _, each in sorted(self.doubtful, key=lambda doubt: -doubt[0]):
            if each.good and self._is_free(each.view.corners):
                self.found.append(each)
        self.doubtful = []

    def _words(self, boxes: Sequence[Floats]) -> list[Words]:
        """What these runs of text say; each is read once."""
        unread = [box for box in boxes if id(box) not in self.read]
        for box in unread:
            self.read[id(box)] = []
        for words in read_words(self.pixels, [np.asarray(box / self.scale, np.float32) for box in unread], self.engine):
            centre = words.centre * self.scale
            nearest = min(unread, key=lambda box: float(np.abs(box.mean(axis=0) - centre).sum()))
            self.read[id(nearest)] = [words.scaled(self.scale)]
        return [words for box in boxes for words in self.read[id(box)]]

    def _take(self, candidates: Sequence[Candidate], clear: float) -> None:
        """Reads the candidates; whole cards with a clear outline are kept at once, what may be one is put by."""
        before = len(self.doubtful)
        for candidate in candidates:
            if len(self.doubtful) - before >= _DOUBTFUL:
                break
            if not self._is_free(Quad.from_points((candidate.corners / self.scale).tolist())):
                continue
            seen, outline = self._sense(candidate)
            # What is plainly seen may be foreshortened, and a label of it unread.
            plain = outline.glanced and outline.score >= _SEEN and seen.known and seen.good and not seen.doubled
            if plain or (seen.whole and outline.score >= clear) or _sure(seen, outline.score):
                self.found.append(seen)
            elif not seen.doubled:
                self.doubtful.append(
                    (
                        seen.score
                        + 2 * outline.score
                        + (seen.known and seen.whole)
                        - _STRETCH * max(0.0, seen.stretch - 0.03),
                        seen,
                    )
                )

    def _sense(self, candidate: Candidate) -> tuple[Sense, Candidate]:
        """What stands on the card, and its outline as it turned out to be."""
        if not candidate.glanced:
            candidate = self._closer(candidate.corners) or candidate
        boxes = [np.asarray(box / self.scale, np.float32) for box in self.text]
        corners = upright(self.pixels, np.asarray(candidate.corners / self.scale, np.float32), boxes, self.engine)
        seen = sense(look(self.pixels, corners, self.engine), self.today, self.hint)
        # A side that is seen is surer than where a label foretells it.
        clear = candidate.score >= _RATHER_SEEN if candidate.glanced else candidate.score >= _CLEAR and seen.whole
        if not clear:
            seen, candidate = self._refined(seen, candidate)
        if not seen.good or not (more := missed(seen, self.pixels, self.engine)):
            return seen, candidate
        lines = tuple(sorted((*seen.view.lines, *more), key=lambda line: (line.middle, line.left)))
        return sense(replace(seen.view, lines=lines), self.today, self.hint), candidate

    def _closer(self, corners: Floats) -> Candidate | None:
        """The card that these corners in the overview are about those of, if it is plainly seen from close by."""
        seen = self.finder.closer(self.overview, corners)
        judged = fitting([seen], self.text) if seen is not None else []
        return judged[0] if judged and judged[0].score >= _SEEN else None

    def _refined(self, seen: Sense, candidate: Candidate) -> tuple[Sense, Candidate]:
        """The same with a better outline, where knowing which card it is tells of one and the card is read no worse."""
        if not seen.known or seen.doubled:
            return seen, candidate
        better = better_outline(seen, self._slopes(), self.text, self.scale)
        near = np.array((better or seen.view.corners).points, np.float32) * np.float32(self.scale)
        closer = self._closer(near)
        if closer is not None:
            better = Quad.from_points((closer.corners / self.scale).tolist())
        if better is None:
            return seen, candidate
        view = relaid(seen.view, better) or look(self.pixels, better, self.engine)
        again = sense(view, self.today, self.hint)
        return (again, closer or candidate) if again.score > seen.score - _WORSE else (seen, candidate)

    def _is_free(self, corners: Quad) -> bool:
        return not any(_overlap(corners, each.view.corners) for each in self.found)

    def _left(self) -> list[Floats]:
        """The text that may be on a card not found yet: all, or what runs like the text of the cards found."""
        free = list(self._outside())
        if not self.found:
            return free
        return [box for box in free if any(_runs_along(box, each.view.corners) for each in self.found)]

    def _outside(self) -> Iterator[Floats]:
        for box in self.text:
            x, y = (box.mean(axis=0) / self.scale).tolist()
            if not any(each.view.corners.contains((x, y)) for each in self.found):
                yield box


def _sure(seen: Sense, score: float) -> bool:
    """Whether a card is so surely the one it is taken for that no other outline need be tried, though a label may be missing."""
    anchored = len(anchors(seen).places) >= _LEAST_ANCHORS
    clear, well = (_ANCHORED, _WELL_TOLD) if anchored else (_CLEAR, _BEST_TOLD)
    told = seen.good and seen.known and seen.told.score >= well
    return told and score >= clear and seen.stretch < _IN_SHAPE and seen.told.astray < _IN_PLACE


def _runs_along(box: Floats, corners: Quad) -> bool:
    way = box[1] - box[0]
    edge = np.array(corners.rt) - np.array(corners.lt)
    turn = np.arctan2(way[1], way[0]) - np.arctan2(edge[1], edge[0])
    return bool(abs((turn + np.pi / 4) % (np.pi / 2) - np.pi / 4) < np.deg2rad(12))


def _overlap(corners: Quad, other: Quad) -> bool:
    return other.contains(corners.centre) or corners.contains(other.centre)
