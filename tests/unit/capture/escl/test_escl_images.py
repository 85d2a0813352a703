"""Pages that broke off are refused, and the pages of a PDF are what the scanner saw."""

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from carddesk.capture.scanner.escl.images import is_pdf, require_whole
from carddesk.capture.scanner.escl.pdf_pages import pdf_pages
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.imaging import decode
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
