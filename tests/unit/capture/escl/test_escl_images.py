"""Pages that broke off are refused, and the pages of a PDF are what the scanner saw."""

import io
import re

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from carddesk.capture.scanner.escl.images import is_pdf, require_whole
from carddesk.capture.scanner.escl.pdf_pages import pdf_pages
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.imaging import decode
from carddesk.imaging.formats.contract import Pixels
from tests.fakes.escl import pages
from tests.fakes.escl.pages import Sight

SIGHT = Sight((100, 100, 1100, 750), 100, "RGB24")
JPEG = pages.encoded(0, SIGHT, "image/jpeg")
PNG = pages.encoded(0, SIGHT, "image/png")


def saved(kind: str, **options: object) -> bytes:
    into = io.BytesIO()
    pages.picture(0, SIGHT).save(into, kind, **options)
    return into.getvalue()


@pytest.mark.parametrize(
    "data",
    [JPEG, JPEG + b"\0" * 100, PNG, saved("JPEG", progressive=True)],
    ids=["jpeg", "padded", "png", "progressive"],
)
def test_a_whole_page_is_taken(data: bytes) -> None:
    require_whole(data)


@pytest.mark.parametrize("data", [JPEG, PNG, saved("JPEG", progressive=True)], ids=["jpeg", "png", "progressive"])
@given(share=st.floats(0.01, 0.999))
def test_a_page_without_its_end_is_refused_wherever_it_broke_off(data: bytes, share: float) -> None:
    with pytest.raises(ScannerError) as refused:
        require_whole(data[: int(len(data) * share)])
    assert refused.value.code == "scanner_gone"


def test_the_end_of_a_small_picture_inside_is_not_the_end_of_the_page() -> None:
    thumb = io.BytesIO()
    pages.picture(0, SIGHT).resize((40, 30)).save(thumb, "JPEG")
    inside = b"Exif\0\0" + thumb.getvalue()
    whole = JPEG[:2] + b"\xff\xe1" + (len(inside) + 2).to_bytes(2, "big") + inside + JPEG[2:]
    require_whole(whole)
    with pytest.raises(ScannerError):
        require_whole(whole[: len(inside) + len(JPEG) // 2])


@given(st.binary(max_size=100).filter(lambda data: not data.startswith((b"\xff\xd8\xff", b"\x89PNG"))))
def test_what_is_no_image_is_a_fault(data: bytes) -> None:
    with pytest.raises(ScannerError) as refused:
        require_whole(data)
    assert refused.value.code == "scanner_fault"


def test_a_page_that_is_one_jpeg_comes_as_that_jpeg() -> None:
    data = pages.pdf([0, 1, 4], SIGHT)
    assert is_pdf(data)
    came = pdf_pages(data, 100)
    assert all(page in data for page in came)
    assert len(set(came)) == 3
    assert [data.index(page) for page in came] == sorted(data.index(page) for page in came)


def test_a_page_that_is_turned_comes_upright() -> None:
    document = pypdfium2.PdfDocument(pages.pdf([0], SIGHT))
    document[0].set_rotation(90)
    into = io.BytesIO()
    document.save(into)
    document.close()
    (page,) = pdf_pages(into.getvalue(), 100)
    upright = decode.decode(JPEG)
    shown = decode.decode(page)
    assert decode.probe(page).format == "PNG"
    assert shown.shape == pytest.approx((upright.shape[1], upright.shape[0], 3), abs=2)


def test_pages_in_another_order_than_their_pictures_are_not_mixed_up() -> None:
    data = pages.pdf([1, 3], SIGHT)  # two cards alike but for what is printed small
    kids = re.search(rb"/Kids \[ (\d+ 0 R) (\d+ 0 R) \]", data)
    assert kids is not None
    turned = data[: kids.start()] + b"/Kids [ %b %b ]" % (kids[2], kids[1]) + data[kids.end() :]
    assert len(turned) == len(data)
    for page, number in zip(pdf_pages(turned, 100), (3, 1), strict=True):
        shown = decode.decode(page)
        right, wrong = (decode.decode(pages.encoded(each, SIGHT, "image/jpeg")) for each in (number, 4 - number))
        assert apart(shown, right) < apart(shown, wrong) / 3


def test_a_page_on_which_something_covers_the_jpeg_comes_as_it_is_seen() -> None:
    document = pypdfium2.PdfDocument(pages.pdf([0], SIGHT))
    page = document[0]
    over = pypdfium2.raw.FPDFPageObj_CreateNewRect(20, 20, 6, 6)
    pypdfium2.raw.FPDFPath_SetDrawMode(over, pypdfium2.raw.FPDF_FILLMODE_ALTERNATE, False)
    pypdfium2.raw.FPDFPage_InsertObject(page, over)
    page.gen_content()
    into = io.BytesIO()
    document.save(into)
    document.close()
    (came,) = pdf_pages(into.getvalue(), 100)
    assert decode.probe(came).format == "PNG"
    assert decode.decode(came).min(axis=2)[-32, 32] < 20


def apart(one: Pixels, other: Pixels) -> float:
    height, width = (min(sides) for sides in zip(one.shape[:2], other.shape[:2], strict=True))
    return float(np.abs(one[:height, :width].astype(int) - other[:height, :width]).mean()) + 0.01


def test_single_bits_are_drawn_in_the_resolution_of_the_scan() -> None:
    bits = Sight(SIGHT.region, 200, "BlackAndWhite1")
    (page,) = pdf_pages(pages.encoded(0, bits, "application/pdf"), 200)
    shown = Image.open(io.BytesIO(page))
    assert shown.format == "PNG"
    assert shown.size == pytest.approx((733, 500), abs=1)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(lambda data: data[: len(data) // 2], "scanner_gone"), (lambda data: b"%PDF-1.4 nonsense %%EOF", "scanner_fault")],
)
def test_a_document_that_is_none_is_told(spoil: object, code: str) -> None:
    assert callable(spoil)
    with pytest.raises(ScannerError) as refused:
        pdf_pages(spoil(pages.pdf([0], SIGHT)), 100)
    assert refused.value.code == code
