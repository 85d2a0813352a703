"""Outlines: judged by most of the text they hold, and mended where a known card's labels say that a side is wrong."""

from datetime import date

import cv2
import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.reader.cardfinder import find_candidates, tilt
from carddesk.reader.edges import Floats, gradients, without_text
from carddesk.reader.lines import Line
from carddesk.reader.outline import better_outline
from carddesk.reader.sense import Sense, sense
from carddesk.reader.view import View, relaid

CARD = Quad.from_bounds(100, 80, 956, 620)
PRINTED = (
    ("姓名", 7, 17), ("性别", 7, 30), ("民族", 29, 30), ("出生", 7, 42.5), ("住址", 7, 56), ("公民身份号码", 7, 85.5),
)  # fmt: skip


def line(text: str, left: float, middle: float) -> Line:
    """A printed label; its place in percent of the card, as the layout has it."""
    x, y = CARD.lt[0] + left * 8.56, CARD.lt[1] + middle * 5.4
    quad = Quad.from_bounds(x, y - 14, x + 28 * len(text), y + 14)
    count = len(text)
    return Line(text, quad, (0.99,) * count, tuple((place + 0.5) / count for place in range(count)))


def seen_as(corners: Quad) -> Sense:
    """The card read upright through an outline with these corners."""
    right = View(CARD, round(CARD.width), round(CARD.height))
    lines = [line(*each) for each in PRINTED]
    on_card = [
        Line(
            each.text,
            each.quad.map(lambda at: (at[0] - CARD.lt[0], at[1] - CARD.lt[1])),
            each.confidences,
            each.centres,
        )
        for each in lines
    ]
    view = relaid(View(right.corners, right.width, right.height, tuple(on_card)), corners)
    assert view is not None
    return sense(view, date(2026, 11, 21), None)


def picture(*, faint_side: bool) -> np.ndarray:
    """A light card on a dark table; one side of it cannot be told from the table where wished."""
    pixels = np.full((720, 1060, 3), 120, np.uint8)
    cv2.rectangle(pixels, (100, 80), (956, 620), (215, 218, 222), -1)
    if faint_side:
        pixels[:, 900:] = 215
    return pixels


def text() -> list[Floats]:
    return [np.array(line(*each).quad.points, np.float32) for each in PRINTED]


@pytest.mark.parametrize("faint_side", [False, True])
def test_a_side_that_lies_wrong_is_put_where_edge_proportions_and_labels_say(faint_side: bool) -> None:
    wrong = Quad.from_bounds(100, 80, 900, 620)
    pixels = picture(faint_side=faint_side)
    mended = better_outline(seen_as(wrong), without_text(gradients(pixels), text()), text(), 1.0)
    assert mended is not None
    assert np.abs(np.array(mended.points) - np.array(CARD.points)).max() < 0.02 * CARD.width


def test_an_outline_that_fits_is_left_alone() -> None:
    slopes = without_text(gradients(picture(faint_side=False)), text())
    assert better_outline(seen_as(CARD), slopes, text(), 1.0) is None


def test_what_was_read_is_laid_anew_but_not_beyond_what_was_looked_at() -> None:
    seen = seen_as(CARD)
    narrower = relaid(seen.view, Quad.from_bounds(100, 80, 900, 620))
    assert narrower is not None
    for before, after in zip(seen.view.lines, narrower.lines, strict=True):
        here, there = narrower.in_picture(after.quad), seen.view.in_picture(before.quad)
        assert np.abs(np.array(here.points) - np.array(there.points)).max() < 1.0
    assert relaid(seen.view, Quad.from_bounds(100, 80, 1056, 620)) is None


def test_one_long_mark_that_runs_askew_does_not_make_a_card_lean() -> None:
    mark = cv2.boxPoints(((528.0, 350.0), (420.0, 40.0), -32.0))
    level = text()
    corners = np.array([CARD.points], np.float32)
    lines = [np.array([(200, y), (500, y), (500, y + 28), (200, y + 28)], np.float32) for y in (150, 230, 310)]
    assert tilt(corners, np.stack([*lines, mark]))[0] < 0.01
    best = find_candidates(picture(faint_side=False), [*level, *lines, mark])[0]
    nearest = min(np.abs(np.roll(best.corners, turn, axis=0) - corners[0]).max() for turn in range(4))
    assert nearest < 0.01 * CARD.width
