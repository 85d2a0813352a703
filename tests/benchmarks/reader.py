"""Reading a card as an operator has it read, against one plain RapidOCR call on the same whole image."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

from carddesk.reader.local import LocalService
from carddesk.services.contract import ServiceContext, SourceImage
from carddesk.settings import Settings
from tests.accuracy.run import rapid_ocr
from tests.benchmarks.measure import Measured, took_ms
from tests.specimens import specimen

SEEDS = range(7300, 7308)


def measure() -> Iterator[Measured]:
    """Eight photographs, each read both ways; the service's time holds the file, the pipe and the process, too."""
    service = LocalService(ServiceContext(Settings().get))
    plain = rapid_ocr(-1)
    ours, yardstick = [], []
    with asyncio.Runner() as runner:
        pictures = [specimen(seed, "moderate").image for seed in SEEDS]
        runner.run(service.read(_file(pictures[0])))  # the process starts
        for picture in pictures:
            file = _file(picture)
            pixels = np.ascontiguousarray(np.asarray(picture)[..., ::-1])
            ours.append(took_ms(lambda file=file: runner.run(service.read(file))))
            yardstick.append(took_ms(lambda pixels=pixels: plain(pixels)))
        runner.run(service.close())
    yield Measured("reading a card", "a plain RapidOCR call", ours, yardstick, most=1.0)


def _file(picture: Image.Image) -> SourceImage:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=92)
    return SourceImage(stream.getvalue(), 1, "specimen.jpg")
