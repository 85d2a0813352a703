"""What stands at the outermost edge in the tests of the workflow: a service that reads what it is told, drawn images."""

import asyncio
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, SourceImage

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

GOOD = {
    "name": "样张",
    "sex": "F",
    "ethnicity": "汉",
    "birth_date": "1949-12-31",
    "address": "北京市朝阳区样张路1号",
    "id_number": "11010519491231002X",
}
"""The portrait face of a resident ID card on which every check holds; the number is the standard's own specimen."""


def noon() -> datetime:
    return NOON


def reading(
    values: Mapping[str, str] | None = None,
    *,
    doubtful: Sequence[str] = (),
    index: int = 0,
    service: str = "local",
    quad: Quad | None = None,
) -> Reading:
    """A reading of a resident ID card; the fields named `doubtful` have a confidence below every threshold."""
    read = GOOD if values is None else values
    fields = [
        Field(key, key, value, value, confidence=0.2 if key in doubtful else 0.99, quality=0.9)
        for key, value in read.items()
    ]
    outline = quad or Quad.from_bounds(10, 10 + 100 * index, 150, 100 + 100 * index)
    return Reading(service, "resident_id", "portrait", tuple(fields), index=index, card_quad=outline, elapsed_ms=7)


Answer = Sequence[Reading] | BaseException
Script = Callable[[SourceImage], Answer]


class FakeService:
    """Reads what its script says; with `gate` set to an event it waits for that first.

    Attributes:
        asked: the names of the images it was given, in order.
        most_at_once: how many it had in hand at a time at most.
    """

    def __init__(self, script: Script | None = None, service: str = "local", offline: bool = True) -> None:
        self.info = ServiceInfo(service, service, service, None, ("resident_id",), Limits(), offline=offline)
        self.script = script or (lambda _image: [reading(service=service)])
        self.gate: asyncio.Event | None = None
        self.asked: list[str] = []
        self.most_at_once = 0
        self.closed = False
        self._in_hand = 0

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        self.asked.append(image.name if image.page == 1 else f"{image.name}@{image.page}")
        self._in_hand += 1
        self.most_at_once = max(self.most_at_once, self._in_hand)
        try:
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate.wait()
            answer = self.script(image)
        finally:
            self._in_hand -= 1
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def close(self) -> None:
        self.closed = True


def png(shade: int = 0, size: tuple[int, int] = (160, 100)) -> bytes:
    """A plain picture; another shade is another image."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256 % 256, 7)).save(out, "PNG")
    return out.getvalue()


def tiff(pages: int) -> bytes:
    """A TIFF of several pages."""
    first, *others = [Image.new("RGB", (120 + 10 * page, 80), (page, 50, 9)) for page in range(pages)]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def drawn(folder: Path, *names: str) -> list[Path]:
    """Files with a different picture each."""
    made = []
    for shade, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(shade))
        made.append(path)
    return made
