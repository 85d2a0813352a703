"""PDF pages by PDFium, in the rendering process. PDFium is built without JavaScript; no form, link or action is ever run."""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from carddesk.imaging.limits import MAX_PAGES, fitted
from carddesk.imaging.rendering.protocol import Outcome
from carddesk.imaging.rendering.troubles import CannotOpen

DPI: Final = 300
POINTS_PER_INCH: Final = 72
MOST_PIXELS: Final = 40_000_000
"""Of one page: A4 at 300 dpi has 9 million, A3 17 million. A larger page is drawn with fewer dots an inch."""
MOST_SIDE: Final = 16_000
LEAST_SIDE: Final = 1000
"""Of the longer side, in pixels: a card that fills its page is 86 mm wide. A smaller page is drawn with more dots an inch."""
_ABSURD_POINTS: Final = 1_000_000.0
"""350 metres. Acrobat's own limit is 200 inches, or 14,400 points."""
_GLANCE: Final = 800
_STREAM: Final = re.compile(rb"(\d{1,9}) 0 obj\s{0,9}<<((?:(?!endobj).){0,20000}?)>>\s{0,9}stream\r?\n", re.DOTALL)
_MASK: Final = re.compile(rb"/S?Mask\s{0,9}(\d{1,9}) 0 R")
_PICTURE: Final = re.compile(rb"/Subtype\s{0,9}/Image\b")
_FORM: Final = re.compile(rb"/Subtype\s{0,9}/Form\b")
_WHITE: Final = 0xFFFFFFFF
_INVISIBLE: Final = 3
_MOST_OBJECTS: Final = 2000
_DEEPEST: Final = 4


class Document:
    """An open PDF document."""

    def __init__(self, data: bytes) -> None:
        _require_end(data)
        try:
            # The empty password is tried by itself: it opens what only forbids printing or copying.
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise CannotOpen(_WORDS.get(getattr(error, "err_code", None), "broken")) from None
        self._count = pdfium.FPDF_GetPageCount(self._document)
        self._sizes: tuple[tuple[int, int], ...] = ()

    def facts(self) -> Outcome:
        """The sizes of the pages as they are drawn."""
        if self._count < 1:
            raise CannotOpen("empty")
        if self._count > MAX_PAGES:
            raise CannotOpen("many")
        if not self._sizes:
            self._sizes = tuple(self._size(page) for page in range(1, self._count + 1))
        if self._sizes[0] == _NO_SIZE:
            self._require_size(1)
        return Outcome(sizes=self._sizes)

    def drawn(self, page: int) -> bool:
        """Whether there is writing or drawing on it that is no picture."""
        with self._page(page) as opened:
            count = pdfium.FPDFPage_CountObjects(opened)
            objects = (pdfium.FPDFPage_GetObject(opened, each) for each in range(min(count, _MOST_OBJECTS)))
            return any(_is_drawn(each, 0) for each in objects)

    def shown(self) -> tuple[int, int]:
        """How many pictures and forms are drawn on the first page, however deep in each other."""
        with self._page(1) as opened:
            count = pdfium.FPDFPage_CountObjects(opened)
            return _counted(lambda at: pdfium.FPDFPage_GetObject(opened, at), count, 0)

    def pixels(self, page: int, width: int, height: int) -> bytearray:
        """The page, as large as is asked for."""
        self._require_size(page)
        pixels = bytearray(width * height * 3)
        with self._page(page) as opened:
            buffer = (ctypes.c_char * len(pixels)).from_buffer(pixels)
            bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, buffer, width * 3)
            if not bitmap:
                raise CannotOpen("memory")
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
                flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
                pdfium.FPDF_RenderPageBitmap(bitmap, opened, 0, 0, width, height, 0, flags)
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        return pixels

    def extract(self, page: int) -> bytes:
        """A document of this page alone.

        Many programs give all pages one list of pictures, and to copy a page copies its list. So the page is written anew, which
        leaves on its list only what it shows, and then copied once more, which leaves the rest behind. Where the copy does not look
        like the page, or still holds pictures or forms that are not seen on it, there is none.
        """
        if not 1 <= page <= self._count:
            raise CannotOpen("page")
        first = pypdfium2.PdfDocument.new()
        last = pypdfium2.PdfDocument.new()
        try:
            first.import_pages(self._document, [page - 1])
            _drop_unused(first)
            last.import_pages(first, [0])
            out = io.BytesIO()
            last.save(out)
            glance = fitted(self._size(page), _GLANCE)
            copy = Document(out.getvalue())
            if copy._size(1) != self._size(page) or copy.pixels(1, *glance) != self.pixels(page, *glance):
                raise CannotOpen("page")
            if holds_more(out.getvalue(), copy.shown()):
                raise CannotOpen("page")
            return out.getvalue()
        finally:
            last.close()
            first.close()

    def close(self) -> None:
        """Let go of it."""
        self._document.close()

    def _size(self, page: int) -> tuple[int, int]:
        points = pdfium.FS_SIZEF()
        if not pdfium.FPDF_GetPageSizeByIndexF(self._document, page - 1, points):
            return _NO_SIZE
        return pixel_size(points.width, points.height)

    def _require_size(self, page: int) -> None:
        if not 1 <= page <= self._count:
            raise CannotOpen("page")
        if self._size(page) == _NO_SIZE:
            points = pdfium.FS_SIZEF()
            known = pdfium.FPDF_GetPageSizeByIndexF(self._document, page - 1, points)
            raise CannotOpen("absurd" if known else "page")

    @contextmanager
    def _page(self, page: int) -> Iterator[Any]:
        opened = pdfium.FPDF_LoadPage(self._document, page - 1)
        if not opened:
            raise CannotOpen("page")
        try:
            yield opened
        finally:
            pdfium.FPDF_ClosePage(opened)


opened = Document

_NO_SIZE: Final = (1, 1)
"""Of a page that cannot be shown; it is refused when it is asked for."""
_WORDS: Final = {pdfium.FPDF_ERR_PASSWORD: "password", pdfium.FPDF_ERR_SECURITY: "cipher"}


def pixel_size(width_points: float, height_points: float) -> tuple[int, int]:
    """How large a page is drawn, in pixels, by its size alone; so that what lies on it fits for ever, this may never change."""
    longer, shorter = max(width_points, height_points), min(width_points, height_points)
    if not (math.isfinite(longer) and shorter > 0 and longer <= _ABSURD_POINTS):
        return _NO_SIZE
    scale = DPI / POINTS_PER_INCH
    scale = max(scale, LEAST_SIDE / longer)
    scale = min(scale, MOST_SIDE / longer, math.sqrt(MOST_PIXELS / (longer * shorter)))
    width, height = (max(1, round(points * scale)) for points in (width_points, height_points))
    return width, height


def _require_end(data: bytes) -> None:
    """A document ends with its mark (ISO 32000-1 §7.5.5); PDFium would open one that was cut off, with parts of it missing."""
    end = data[-1_000_000:].rstrip(b"\0\t\n\f\r \x1a")[-4096:]
    if b"%%EOF" not in end and b"startxref" not in end:
        raise CannotOpen("truncated")


def _is_drawn(each: Any, depth: int) -> bool:
    kind = pdfium.FPDFPageObj_GetType(each)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        return bool(
            pdfium.FPDFTextObj_GetTextRenderMode(each) != _INVISIBLE
        )  # what a scanner's own OCR adds is not seen
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        count = min(pdfium.FPDFFormObj_CountObjects(each), _MOST_OBJECTS)
        return any(_is_drawn(pdfium.FPDFFormObj_GetObject(each, inner), depth + 1) for inner in range(count))
    return False


def _drop_unused(document: pypdfium2.PdfDocument) -> None:
    page = document[0]
    try:
        # A page is written anew only where it was changed: by a line of no length, without colour.
        nothing = pdfium.FPDFPageObj_CreateNewPath(0, 0)
        pdfium.FPDFPath_SetDrawMode(nothing, 0, 0)
        pdfium.FPDFPage_InsertObject(page, nothing)
        if not pdfium.FPDFPage_GenerateContent(page):
            raise CannotOpen("page")
    finally:
        page.close()


def _counted(get: Callable[[int], Any], count: int, depth: int) -> tuple[int, int]:
    if count > _MOST_OBJECTS or depth > _DEEPEST:
        raise CannotOpen("page")
    pictures, forms = 0, 0
    for at in range(count):
        each = get(at)
        kind = pdfium.FPDFPageObj_GetType(each)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            inside = partial(pdfium.FPDFFormObj_GetObject, each)
            further = _counted(inside, pdfium.FPDFFormObj_CountObjects(each), depth + 1)
            pictures, forms = pictures + further[0], forms + 1 + further[1]
    return pictures, forms


def holds_more(data: bytes, shown: tuple[int, int]) -> bool:
    """Whether a document, as PDFium writes it, holds more pictures or forms than are shown. A form that is drawn may list
    pictures of other pages, which are not left out. What only looks like one, in the middle of other bytes, counts as well.
    """
    masks = {int(number) for number in _MASK.findall(data)}
    streams = [(int(found[1]), found[2]) for found in _STREAM.finditer(data)]
    pictures = sum(_PICTURE.search(entries) is not None and number not in masks for number, entries in streams)
    forms = sum(_FORM.search(entries) is not None for _, entries in streams)
    return pictures > shown[0] or forms > shown[1]
