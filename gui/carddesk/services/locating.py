"""Finding where values stand that another service has read: what a service that can do it offers beside whole readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from carddesk.cards.places import Places, lacking
from carddesk.cards.reading import Reading
from carddesk.services.contract import SourceImage


@runtime_checkable
class Locating(Protocol):
    """A service that finds the values of others' readings on the image."""

    async def locate(self, image: SourceImage, readings: Sequence[Reading]) -> Sequence[Places]:
        """For each of the readings of one image the places of its fields that have none, and the card's outline.

        What is not found for sure is left out.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: no card could be made out, or the engine is not there.
        """


def is_wanted(reading: Reading) -> bool:
    """Whether there is anything to find: a service that says where all of it stands costs nothing."""
    return bool(reading.fields) and (reading.card_quad is None or bool(lacking(reading)))
