"""The portrait lies where it is said to lie, on cards that stand askew as on straight ones."""

import base64
import io
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from carddesk.cards.geometry import Quad
from carddesk.vendors.dialect import Refused
from carddesk.vendors.megvii.dialect import MegviiDialect
from tests.fakes.megvii import FakeMegvii
from tests.specimens import Specimen, draw, photograph
from tests.unit.vendors.megvii.asking import FOREIGN, PERMIT, ask, picture

CARDS = [
    pytest.param("residence_permit", "hong_kong", 6, PERMIT, id="permit"),
    # Cards of foreigners have it on either side.
    pytest.param("foreign_resident", "2017", 0, FOREIGN, id="2017, right"),
    pytest.param("foreign_resident", "2017", 1, FOREIGN, id="2017, left"),
    pytest.param("foreign_resident", "2023", 2, FOREIGN, id="2023, left"),
]


def portrait_of(specimen: Specimen, dialect: MegviiDialect) -> Any:
    server = FakeMegvii()
    server.know(specimen)
    stream = io.BytesIO()
    specimen.image.save(stream, "PNG")
    found = ask(server, stream.getvalue(), dialect, return_portrait=True)
    assert not isinstance(found, Refused), found
    portrait = found[0].field("portrait")
    assert portrait is not None
    assert portrait.quad is not None
    return portrait


def seen(value: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(value))).convert("RGB").resize((12, 14), Image.Resampling.BOX)


@pytest.mark.parametrize(("document", "version", "seed", "dialect"), CARDS)
def test_the_portrait_of_a_card_askew_shows_what_that_of_the_straight_one_shows(
    document: str, version: str, seed: int, dialect: MegviiDialect
) -> None:
    flat = draw(document, "portrait", seed, version)
    straight, askew = portrait_of(flat, dialect), portrait_of(photograph([flat], seed, "scan", 20.0), dialect)
    difference = ImageChops.difference(seen(straight.value), seen(askew.value))
    assert max(ImageStat.Stat(difference).mean) < 12
    assert max(ImageStat.Stat(seen(straight.value)).stddev) > 15, "a plain surface is no portrait"


@pytest.mark.parametrize(("document", "version", "seed", "dialect"), CARDS)
def test_the_portrait_lies_on_the_card_and_on_no_text(
    document: str, version: str, seed: int, dialect: MegviiDialect
) -> None:
    specimen = photograph([draw(document, "portrait", seed, version)], seed, "moderate", 33.0)
    (card,) = specimen.cards
    place = portrait_of(specimen, dialect).quad
    assert all(Quad.from_points(card.quad).contains(point) for point in place.points)
    for field in card.fields:
        assert not place.contains(Quad.from_points(field.quad).centre), field.key


def test_the_examples_portrait_lies_on_the_examples_card_and_on_no_field() -> None:
    found = ask(FakeMegvii(), picture(1200, 800), return_portrait=True)
    assert not isinstance(found, Refused)
    (reading,) = found
    portrait, card = reading.field("portrait"), reading.card_quad
    assert portrait is not None
    assert portrait.quad is not None
    assert card is not None
    assert all(card.contains(point) for point in portrait.quad.points)
    for field in reading.fields:
        assert field is portrait or field.quad is None or not portrait.quad.contains(field.quad.centre), field.key


def test_a_portrait_without_a_face_is_none() -> None:
    server = FakeMegvii()
    server.face = False
    found = ask(server, return_portrait=True)
    assert not isinstance(found, Refused)
    assert found[0].field("portrait") is None
