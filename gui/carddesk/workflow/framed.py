"""A framed page on its way to a service: it gets what is inside the frame and no more, and what it says is of the page again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from carddesk.cards.geometry import Quad
from carddesk.cards.places import FieldPlace, Places
from carddesk.cards.reading import Reading
from carddesk.imaging import frame as geometry
from carddesk.services.contract import SourceImage
from carddesk.services.locating import Locating


@dataclass(frozen=True, slots=True)
class Framed:
    """What a service is given.

    Attributes:
        image: a file of what is inside the frame; the image as it came where there is none.
        cut: how the two lie to each other; None where they are the same.
    """

    image: SourceImage
    cut: geometry.Cut | None = None

    def back(self, reading: Reading) -> Reading:
        """A reading of what was given, with its places in pixels of the upright original page."""
        return _moved(reading, self.cut.outward) if self.cut is not None else reading

    def there(self, reading: Reading) -> Reading:
        """A reading of the page, with its places in pixels of what is given."""
        return _moved(reading, self.cut.inward) if self.cut is not None else reading


def framed(image: SourceImage, frame: Quad | None) -> Framed:
    """What is inside the frame alone. Takes its time: not for the event loop.

    Raises:
        ImageError: the image cannot be opened.
    """
    if frame is None:
        return Framed(image)
    data, cut = geometry.cut(image.data, image.page, frame)
    return Framed(replace(image, data=data, page=1, kind="image"), cut)


async def locate(seen: Framed, readings: Sequence[Reading], locating: Locating) -> Sequence[Places]:
    """As `Locating.locate`, for readings whose places are of the page.

    Raises:
        ImageError, ServiceError: as there.
    """
    found = await locating.locate(seen.image, [seen.there(each) for each in readings])
    return [_places(each, seen.cut.outward) for each in found] if seen.cut is not None else found


def _moved(reading: Reading, move: Callable[[Quad], Quad]) -> Reading:
    fields = (replace(each, quad=move(each.quad)) if each.quad is not None else each for each in reading.fields)
    card = move(reading.card_quad) if reading.card_quad is not None else None
    return replace(reading, fields=tuple(fields), card_quad=card)


def _places(found: Places, move: Callable[[Quad], Quad]) -> Places:
    card = move(found.card_quad) if found.card_quad is not None else None
    return Places(card, tuple(FieldPlace(each.key, move(each.quad), each.quality) for each in found.fields))
