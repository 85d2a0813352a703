"""What the engine reads within a frame lies where it lies on the whole page, and what is outside is never sent."""

import io
from collections.abc import Sequence
from math import hypot

import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.cards.places import FieldPlace, Places
from carddesk.cards.reading import Field, Reading
from carddesk.imaging import frame
from carddesk.imaging.decode import decode
from carddesk.reader.protocol import Request
from carddesk.reader.recognise import CardReader
from carddesk.services.contract import SourceImage
from carddesk.workflow.framed import Framed, framed, locate
from tests.specimens.flatbed import page

SEED = 31
ON_CUT = Quad.from_bounds(40, 30, 140, 60)


@pytest.fixture(scope="module")
def engine() -> CardReader:
    return CardReader()


@pytest.fixture(scope="module")
def source() -> SourceImage:
    out = io.BytesIO()
    page(SEED, 2, "grey", dpi=150).image.save(out, "PNG")
    return SourceImage(out.getvalue(), 1, "flatbed.png")


def true_frame(number: int) -> Quad:
    """The card of this number on the page, with a little of what it lies on."""
    true = Quad.from_points(page(SEED, 2, "grey", dpi=150).cards[number].quad)
    x, y = true.centre
    return frame.rounded(true.map(lambda at: (x + (at[0] - x) * 1.03, y + (at[1] - y) * 1.03)))


def worst(one: Quad, other: Quad) -> float:
    return max(hypot(a[0] - b[0], a[1] - b[1]) for a, b in zip(one.points, other.points, strict=True))


def read(engine: CardReader, seen: Framed) -> list[Reading]:
    return [seen.back(each) for each in engine.read(Request(seen.image.data, seen.image.page))]


def test_places_read_within_a_frame_are_those_of_the_page(engine: CardReader, source: SourceImage) -> None:
    whole = read(engine, framed(source, None))
    assert len(whole) == 2
    card = true_frame(0)
    (cut,) = read(engine, framed(source, card))
    (same,) = [each for each in whole if each.card_quad is not None and card.contains(each.card_quad.centre)]
    assert cut.card_quad is not None
    assert same.card_quad is not None
    assert worst(cut.card_quad, same.card_quad) < 0.02 * same.card_quad.width
    both = [(one, other) for one in cut.fields for other in same.fields if one.key == other.key and one.text]
    placed = [(one, other) for one, other in both if one.quad is not None and other.quad is not None]
    assert len(placed) >= 2
    for one, other in placed:
        assert one.quad is not None
        assert other.quad is not None
        assert hypot(*np.subtract(one.quad.centre, other.quad.centre)) < 0.02 * same.card_quad.width, one.key
    assert sum(one.value == other.value for one, other in placed) >= len(placed) - 1


class Finds:
    """Finds each field where it was told on the cut, and the card's outline around all of it."""

    def __init__(self) -> None:
        self.asked: list[Reading] = []

    async def locate(self, image: SourceImage, readings: Sequence[Reading]) -> Sequence[Places]:
        self.asked += readings
        height, width = decode(image.data, image.page).shape[:2]
        return [Places(Quad.from_bounds(0, 0, width, height), (FieldPlace("name", ON_CUT, 0.9),)) for _ in readings]


async def test_places_of_others_readings_are_found_on_the_cut_and_told_on_the_page(source: SourceImage) -> None:
    card = true_frame(0)
    seen = framed(source, card)
    assert seen.cut is not None
    known = Field("name", "name", "x", "x", quad=seen.cut.outward(ON_CUT))
    finds = Finds()
    (places,) = await locate(seen, [Reading("far", "resident_id", "portrait", (known,), card_quad=card)], finds)
    (asked,) = finds.asked
    assert asked.fields[0].quad is not None
    assert worst(asked.fields[0].quad, ON_CUT) < 0.01
    assert places.card_quad is not None
    assert worst(places.card_quad, card) < 0.01
    assert worst(places.fields[0].quad, seen.cut.outward(ON_CUT)) < 0.01


def test_every_card_on_the_page_is_outlined_as_it_reads(engine: CardReader, source: SourceImage) -> None:
    answer = engine.read(Request(source.data, 1, outlines=True))
    found = [each.card_quad for each in answer if each.card_quad is not None]
    true = [Quad.from_points(card.quad) for card in page(SEED, 2, "grey", dpi=150).cards]
    assert len(found) == 2
    for quad in true:
        assert min(worst(quad, each) for each in found) < 0.015 * quad.width
