"""Scans from the scanner on loopback, and what must come of them."""

from dataclasses import replace

from carddesk.capture.scanner.contract import Area, ScannedPage, Wish
from carddesk.capture.scanner.escl_backend import EsclBackend
from carddesk.capture.scanner.troubles import ScannerError
from tests.fakes.escl import pages

CARD: Area = (10.0, 10.0, 90.0, 60.0)
REGION = (118, 118, 1063, 709)
GLASS = Wish(dpi=75, area_mm=CARD)
FEEDER = replace(GLASS, source="feeder")
DUPLEX = replace(GLASS, source="duplex")


async def scanned(backend: EsclBackend, device: str, wish: Wish) -> list[ScannedPage]:
    return [page async for page in backend.scan(device, wish)]


async def until_failure(backend: EsclBackend, device: str, wish: Wish) -> tuple[list[ScannedPage], str]:
    came: list[ScannedPage] = []
    try:
        async for page in backend.scan(device, wish):
            came.append(page)  # noqa: PERF401  # what came before it fails is the question
    except ScannerError as error:
        return came, error.code
    return came, ""


def side(number: int, dpi: int = 75, colour: str = "RGB24") -> bytes:
    return pages.encoded(number, pages.Sight(REGION, dpi, colour), "image/jpeg")
