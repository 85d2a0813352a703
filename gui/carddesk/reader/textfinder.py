"""Where a card may lie when its outline alone does not tell: words known from cards, and the edges around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels, snippet
from carddesk.reader.cardfinder import Candidate, of_lines
from carddesk.reader.edges import Floats, gradients, lines_between, without_text
from carddesk.reader.known_words import face_of, is_known, is_telling, label_of
from carddesk.reader.ocr import LINE_HEIGHT, TextEngine

_SAME_WAY = np.cos(np.deg2rad(11))
_SET_ALIKE = np.cos(np.deg2rad(3.5))
_MOST_READ = 70
_GUESSED = 0.1
_Cut = tuple[NDArray[np.float64], float]
"""A unit vector and how far along it two cards part."""
_SURE = 0.35


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text in the overview: its corners turned as it is read, and what it says."""

    corners: Floats
    text: str

    def scaled(self, scale: float) -> Words:
        """The same in a picture of another size."""
        return Words(np.asarray(self.corners * scale, np.float32), self.text)

    @property
    def centre(self) -> Floats:
        """The mean of the corners."""
        return np.asarray(self.corners.mean(axis=0), np.float32)

    @property
    def way(self) -> Floats:
        """Unit vector in which it is read."""
        along = self.corners[1] - self.corners[0] + self.corners[2] - self.corners[3]
        return np.asarray(along / max(float(np.hypot(*along)), 1e-6), np.float32)

    @property
    def height(self) -> float:
        """Pixels across the text."""
        return float(np.hypot(*(self.corners[3] - self.corners[0])))


def find_by_text(overview: Pixels, words: Sequence[Words], most: int = 3) -> list[Candidate]:
    """The likeliest outlines around groups of known words, best group first; `words` in pixels of the overview."""
    slopes = without_text(gradients(overview), [each.corners for each in words])
    found: list[Candidate] = []
    for group in groups(words):
        block = _block(group, words)
        lines = lines_between(*slopes, _searched(block))
        outlines = of_lines(lines, overview.shape[1], overview.shape[0], [each.corners for each in block], most)
        found += outlines or [Candidate(_grown(_searched(block)), _GUESSED)]
    return found


def around(boxes: Sequence[Floats]) -> Floats:
    """The smallest rectangle (4 x 2 corners, clockwise) about all runs of text, with a margin."""
    corners = cv2.boxPoints(cv2.minAreaRect(np.concatenate(boxes)))
    return _grown(np.asarray(corners, np.float32), 0.05)


def read_words(pixels: Pixels, boxes: Sequence[Floats], engine: TextEngine) -> list[Words]:
    """What the runs of text say, each turned the way it is read: a short one the way that long ones near it are."""
    boxes = sorted(boxes, key=lambda box: -float(np.hypot(*(box[1] - box[0]))))[:_MOST_READ]
    votes = [0.5 - turned for turned in engine.upside_down([_strip(pixels, box) for box in boxes])]
    final = [box if _vote(place, boxes, votes) >= 0 else np.roll(box, -2, axis=0) for place, box in enumerate(boxes)]
    read = engine.read([_strip(pixels, box) for box in final])
    return [Words(box, each.text) for box, each in zip(final, read, strict=True) if each.text.strip()]


def _vote(place: int, boxes: Sequence[Floats], votes: Sequence[float]) -> float:
    """Whether a run of text is upright (positive) or not: by itself where it is long and sure, else with its neighbours."""
    box, own = boxes[place], votes[place]
    length, height = float(np.hypot(*(box[1] - box[0]))), float(np.hypot(*(box[3] - box[0])))
    if length > 2.5 * height and abs(own) > _SURE:
        return own
    total = 2.0 * own * min(length / max(height, 1.0), 5.0)
    for other, vote in zip(boxes, votes, strict=True):
        along = float(_heading(box) @ _heading(other))
        apart = float(np.hypot(*(other.mean(axis=0) - box.mean(axis=0)))) / max(height, 1.0)
        if other is not box and abs(along) > _SAME_WAY:
            spread = float(np.hypot(*(other[1] - other[0])) / max(np.hypot(*(other[3] - other[0])), 1e-6))
            total += vote * np.sign(along) * min(spread, 8.0) * np.exp(-((apart / 6) ** 2))
    return total


def groups(words: Sequence[Words]) -> list[list[Words]]:
    """Known words that are read the same way and stand near one another; the largest group first, no single words."""
    anchors = [each for each in words if is_known(each.text)]
    owner = list(range(len(anchors)))
    for one, first in enumerate(anchors):
        for other, second in enumerate(anchors[:one]):
            if _near(first, second, 12, 4.6):
                low, high = sorted((owner[one], owner[other]))
                owner = [low if each == high else each for each in owner]
    gathered = [[anchor for anchor, mine in zip(anchors, owner, strict=True) if mine == each] for each in set(owner)]
    single = [part for group in gathered for part in _single(group)]
    return sorted((group for group in single if len(group) > 1), key=len, reverse=True)


def _single(group: list[Words]) -> list[list[Words]]:
    """The group, or its parts where labels come twice in it or are those of both faces: cards beside or below one another."""
    cut = _between_twins(group) or _between_faces(group)
    if cut is None:
        return [group]
    way, middle = cut
    halves = [[each for each in group if (float(each.centre @ way) > middle) is side] for side in (False, True)]
    if not all(halves):
        return [group]
    return [part for half in halves for part in _single(half)]


def _between_twins(group: Sequence[Words]) -> _Cut | None:
    """Between two cards of a kind: the same labels stand on both."""
    labelled = [(label_of(each.text), each) for each in group]
    twins = [
        (first.centre, second.centre)
        for place, (label, first) in enumerate(labelled)
        for other, second in labelled[place + 1 :]
        if label and label == other and float(first.way @ second.way) > _SAME_WAY
    ]
    if len(twins) < 2:
        return None
    # Cards lie apart by most of their width or height, along the text or square to it; the rest is how they were laid.
    centres = np.array(twins, np.float64)
    apart = [float(np.median(np.abs((centres[:, 1] - centres[:, 0]) @ axis))) for axis in _axes(group)]
    way = _axes(group)[int(np.argmax(apart))]
    return way, float(np.median(centres.mean(axis=1) @ way))


def _between_faces(group: Sequence[Words]) -> _Cut | None:
    """Between the two faces of a card where one lies wholly above the other."""
    told = [(face_of(each.text), each) for each in group]
    across = _axes(group)[1]
    portrait, emblem = (
        sorted(float(each.centre @ across) for face, each in told if face == wanted)
        for wanted in ("portrait", "emblem")
    )
    if not portrait or len(emblem) < 2 or not any(is_telling(each.text) for each in group):
        return None  # certificates too say who issued them and how long they hold, but bear no such title
    upper, lower = sorted((portrait, emblem))
    return (across, (upper[-1] + lower[0]) / 2) if upper[-1] < lower[0] else None


def _axes(group: Sequence[Words]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors along the text and square to it, downwards."""
    total = np.array([each.way for each in group], np.float64).sum(axis=0)
    way = total / max(float(np.hypot(*total)), 1e-6)
    return way, np.array([-way[1], way[0]])


def _near(one: Words, other: Words, along: float, across: float) -> bool:
    if float(one.way @ other.way) < _SAME_WAY:
        return False
    height = max(one.height, other.height)
    gaps = []
    for axis in (one.way, np.array([-one.way[1], one.way[0]], np.float32)):
        first, second = one.corners @ axis, other.corners @ axis
        gaps.append(max(0.0, float(max(first.min(), second.min()) - min(first.max(), second.max()))))
    return gaps[0] < along * height and gaps[1] < across * height


def _block(group: Sequence[Words], words: Sequence[Words]) -> list[Words]:
    """The group with what stands beside its words on their rows: the values."""
    block = list(group)
    for each in words:
        if any(each is mine for mine in block):
            continue
        if any(_near(each, mine, 7, 0.001) and _beside(each, mine) for mine in group):
            block.append(each)
    return _with_next_lines(block, words)


def _with_next_lines(block: list[Words], words: Sequence[Words]) -> list[Words]:
    """The block with the lines that follow one another right above or below it, set the same way and as large."""
    grown = True
    while grown:
        rest = [each for each in words if not any(each is mine for mine in block)]
        near = [each for each in rest if any(_next_line(each, mine) for mine in block)]
        block = block + near
        grown = bool(near)
    return block


def _next_line(one: Words, other: Words) -> bool:
    alike = 0.6 < one.height / other.height < 1.6 and float(one.way @ other.way) > _SET_ALIKE
    return alike and _near(one, other, 0.001, 1.0)


def _beside(one: Words, other: Words) -> bool:
    across = np.array([-other.way[1], other.way[0]], np.float32)
    off = abs(float((one.centre - other.centre) @ across))
    return off < 0.6 * max(one.height, other.height) and float((one.centre - other.centre) @ other.way) > 0


def _searched(block: Sequence[Words]) -> Floats:
    """The upright rectangle (4 x 2 corners, in the block's own direction) that the block fills."""
    way = np.sum([each.way for each in block], axis=0)
    way = way / np.hypot(*way)
    across = np.array([-way[1], way[0]])
    corners = np.concatenate([each.corners for each in block])
    x, y = corners @ way, corners @ across
    return np.asarray(
        [
            a * way + b * across
            for a, b in ((x.min(), y.min()), (x.max(), y.min()), (x.max(), y.max()), (x.min(), y.max()))
        ],
        np.float32,
    )


def _grown(block: Floats, share: float = 0.12) -> Floats:
    """The block with a margin: what is left to say where no edge can be seen."""
    centre = block.mean(axis=0)
    return np.asarray(centre + (block - centre) * (1 + 2 * share), np.float32)


def _heading(box: Floats) -> NDArray[np.float32]:
    along = box[1] - box[0]
    return np.asarray(along / max(float(np.hypot(*along)), 1e-6), np.float32)


def _strip(pixels: Pixels, box: Floats) -> Pixels:
    return snippet(pixels, Quad.from_points(box.tolist()), LINE_HEIGHT)
