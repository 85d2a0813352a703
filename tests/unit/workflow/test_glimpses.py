import io

import numpy as np
from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import FakeService, reading

SIDE = 160
CARD = Quad.from_bounds(200, 100, 600, 350)


def sheet() -> bytes:
    """A white sheet with a dark card in a corner."""
    page = Image.new("RGB", (2000, 3000), "white")
    page.paste((20, 60, 120), (200, 100, 600, 350))
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


async def test_the_queue_shows_the_card_of_a_sheet_once_it_is_known_where_it_lies(
    desk: Desk, service: FakeService
) -> None:
    service.script = lambda _image: [reading(quad=CARD)]
    (case_id,) = await desk.add_image(sheet(), "sheet.png")
    whole = await desk.thumbnail(desk.row(case_id), SIDE)
    assert whole.shape == (160, 107, 3)
    assert np.median(whole) == 255
    await desk.read([case_id])
    card = await desk.thumbnail(desk.row(case_id), SIDE)
    assert card.shape == (100, 160, 3)
    assert np.allclose(np.median(card, axis=(0, 1)), (20, 60, 120), atol=3)


async def test_a_card_that_fills_its_image_is_shown_with_all_of_the_image(desk: Desk, service: FakeService) -> None:
    service.script = lambda _image: [reading(quad=Quad.from_bounds(0, 0, 2000, 2000))]
    (case_id,) = await desk.add_image(sheet(), "sheet.png")
    await desk.read([case_id])
    assert (await desk.thumbnail(desk.row(case_id), SIDE)).shape == (160, 107, 3)
