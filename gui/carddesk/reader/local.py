"""The service `local`: the engine inside the program, offline, for every document."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from carddesk.cards.documents import documents
from carddesk.cards.geometry import Quad
from carddesk.cards.places import PORTRAIT, FieldPlace, Places, lacking
from carddesk.cards.reading import Field, Reading
from carddesk.reader.process import ReaderProcess
from carddesk.reader.protocol import Request
from carddesk.services.choices import chosen
from carddesk.services.contract import Limits, OptionValue, ServiceContext, ServiceInfo, SourceImage
from carddesk.services.regions import RegionText

_INFO = ServiceInfo(
    id="local",
    title="Engine inside",
    title_zh="内置引擎",
    vendor=None,
    documents=tuple(documents()),
    limits=Limits(),
    offline=True,
    gives_quads=True,
    gives_quality=True,
    gives_confidence=True,
    note="Reads on this machine; no image leaves it.",
    order=10,
)


class LocalService:
    """Reads cards in a process of its own on this machine; `process` is replaced in tests alone."""

    def __init__(self, context: ServiceContext, process: ReaderProcess | None = None) -> None:
        self._context = context
        self._process = process or ReaderProcess()

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""
        return _INFO

    async def read(
        self,
        image: SourceImage,
        *,
        document: str | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Sequence[Reading]:
        """Every card in the image, in reading order; `document` is a hint that decides between like ones.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: `bad_option`, `no_card`, `reader_crashed`, `reader_timeout` or `reader_unavailable`.
        """
        chosen(self.info, options)
        asked = time.monotonic()
        seconds = float(str(self._context.setting("reader.timeout")))
        waiting = self._process.ask(Request(image.data, image.page, document), seconds)
        readings = await asyncio.wrap_future(waiting)
        elapsed = round((time.monotonic() - asked) * 1000)
        return [replace(reading, elapsed_ms=elapsed) for reading in readings]

    async def read_region(self, image: SourceImage, region: Quad) -> RegionText:
        """The text in a box, in pixels of the upright original image; it runs from the box's `lt` to its `rt`.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: `reader_crashed`, `reader_timeout` or `reader_unavailable`.
        """
        seconds = float(str(self._context.setting("reader.timeout")))
        (read,) = await asyncio.wrap_future(self._process.ask(Request(image.data, image.page, None, region), seconds))
        sure = [each.confidence or 0.0 for each in read.fields]
        return RegionText(tuple(each.text for each in read.fields), sum(sure) / len(sure) if sure else 0.0)

    async def locate(self, image: SourceImage, readings: Sequence[Reading]) -> Sequence[Places]:
        """For each reading that another service made of the image, the places of its fields that have none.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: `no_card`, `reader_crashed`, `reader_timeout` or `reader_unavailable`.
        """
        seconds = float(str(self._context.setting("reader.timeout")))
        # What is long in a reading, its raw answer and its portrait, has no place to be found.
        asked = tuple(replace(each, raw="", fields=tuple(filter(_is_text, each.fields))) for each in readings)
        found = await asyncio.wrap_future(self._process.ask(Request(image.data, image.page, readings=asked), seconds))
        return [_places(before, after) for before, after in zip(readings, found, strict=True)]

    async def outlines(self, image: SourceImage) -> Sequence[Quad]:
        """The corners of every card on a page, each as the card reads, in reading order; none where no card is made out.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: `reader_crashed`, `reader_timeout` or `reader_unavailable`.
        """
        seconds = float(str(self._context.setting("reader.timeout")))
        found = await asyncio.wrap_future(self._process.ask(Request(image.data, image.page, outlines=True), seconds))
        return [each.card_quad for each in found if each.card_quad is not None]

    async def close(self) -> None:
        """Ends the reading process. May be called twice."""
        await asyncio.to_thread(self._process.close)


def _is_text(field: Field) -> bool:
    return field.key != PORTRAIT


def _places(before: Reading, after: Reading) -> Places:
    open_keys = {field.key for field in lacking(before)}
    found = [
        FieldPlace(field.key, field.quad, field.quality)
        for field in after.fields
        if field.quad is not None and field.key in open_keys
    ]
    return Places(after.card_quad if before.card_quad is None else None, tuple(found))


SERVICE = LocalService
