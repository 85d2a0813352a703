"""A scan from the wish to the last page: the order, the job, and each document as pages."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from carddesk.capture.scanner.contract import ScannedPage, Wish
from carddesk.capture.scanner.escl.abilities import Abilities
from carddesk.capture.scanner.escl.chores import Chores
from carddesk.capture.scanner.escl.images import is_pdf, require_whole
from carddesk.capture.scanner.escl.job import Job, begin
from carddesk.capture.scanner.escl.line import Line
from carddesk.capture.scanner.escl.order import Order, order


@dataclass(frozen=True, slots=True)
class Scan:
    """A job that the scanner took, the order and the wish behind it."""

    job: Job
    order: Order
    wish: Wish


async def begun(line: Line, able: Abilities, wish: Wish, chores: Chores) -> Scan:
    """A scan that has begun; `pages` must be asked for and closed, since it ends the job.

    Raises:
        ScannerError: the scanner does not take it. `NotReached`: it was not even asked.
    """
    asked = order(wish, able)
    return Scan(await begin(line, asked.body, wish.source, chores), asked, wish)


async def pages(scan: Scan, chores: Chores) -> AsyncGenerator[ScannedPage, None]:
    """Pages as they come. However it ends, the scanner is free afterwards.

    Raises:
        ScannerError: while waiting for a page.
    """
    job, asked, wish = scan.job, scan.order, scan.wish
    most = 1 if wish.source == "flatbed" or wish.preview else wish.most_pages
    count = 0
    try:
        while (document := await job.next()) is not None:
            for image in await _images(document, asked.dpi, chores):
                yield ScannedPage(image, asked.dpi, wish.source == "duplex" and count % 2 == 1)
                count += 1
                if count == most:
                    return
    finally:
        if not job.ended:
            await chores.see_through(job.take_back())


async def _images(document: bytes, dpi: int, chores: Chores) -> list[bytes]:
    if is_pdf(document):
        return await chores.off_loop(_taken_apart, document, dpi)
    require_whole(document)
    return [document]


def _taken_apart(document: bytes, dpi: int) -> list[bytes]:
    # Few scanners need it, and none at the start of the program.
    from carddesk.capture.scanner.escl.pdf_pages import pdf_pages  # noqa: PLC0415

    return pdf_pages(document, dpi)
