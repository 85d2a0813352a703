"""A file that was cut off anywhere, or filled up with zeros, is not taken for whole; one that is whole is."""

import io
import os
import random
import zipfile

import pypdfium2
import pytest
from PIL import Image

from carddesk.capture.watched_whole import ending


def is_whole(data: bytes) -> bool:
    return ending(data) == "whole"


def picture(size: tuple[int, int] = (97, 61)) -> Image.Image:
    """Noise, so that no part of it is like another."""
    return Image.frombytes("RGB", size, random.Random(3).randbytes(size[0] * size[1] * 3))


def saved(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def with_thumbnail() -> bytes:
    """A JPEG with a small JPEG, end mark and all, in its EXIF data."""
    out = io.BytesIO()
    picture((20, 20)).save(out, "JPEG")
    small = out.getvalue()
    segment = b"Exif\0\0" + small
    data = saved("JPEG")
    return data[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + data[2:]


def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def ofd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
        archive.writestr("page.bin", os.urandom(900))
    return out.getvalue()


def tiff_of_pages(pages: int, **how: object) -> bytes:
    out = io.BytesIO()
    first, *rest = [picture((40 + page, 30)) for page in range(pages)]
    first.save(out, "TIFF", save_all=True, append_images=rest, **how)  # type: ignore[arg-type]
    return out.getvalue()


WHOLE = {
    "jpeg": saved("JPEG"),
    "progressive": saved("JPEG", progressive=True),
    "thumbnail": with_thumbnail(),
    "png": saved("PNG"),
    "gif": saved("GIF"),
    "bmp": saved("BMP"),
    "webp": saved("WEBP"),
    "tiff": saved("TIFF"),
    "tiff lzw": saved("TIFF", compression="tiff_lzw"),
    "tiff pages": tiff_of_pages(3),
    "big tiff": saved("TIFF", big_tiff=True),
    "pdf": pdf(),
    "ofd": ofd(),
}
SAYS_NOTHING_OF_ITS_END = {"big tiff"}


@pytest.mark.parametrize("kind", list(WHOLE))
def test_a_whole_file_is_whole_with_more_behind_it_too(kind: str) -> None:
    assert is_whole(WHOLE[kind])
    assert is_whole(WHOLE[kind] + bytes(700))


@pytest.mark.parametrize("kind", [kind for kind in WHOLE if kind not in SAYS_NOTHING_OF_ITS_END])
def test_a_file_cut_off_anywhere_is_not_and_none_that_was_preallocated(kind: str) -> None:
    data = WHOLE[kind]
    places = {*range(0, len(data) - 8, 37), *range(64), len(data) // 2, len(data) - 30}
    for place in places:
        head = data[:place]
        if not head.strip(b"\0"):
            assert not is_whole(head)
        elif len(head) >= 12:
            assert not is_whole(head), place
    for place in range(100, len(data) - 400, 97):
        assert not is_whole(data[:place] + bytes(len(data) - place)), place


def test_a_page_appended_to_a_tiff_leaves_it_whole_only_with_its_pixels() -> None:
    one, three = tiff_of_pages(1), tiff_of_pages(3)
    assert is_whole(one)
    assert is_whole(three)
    assert not is_whole(three[: len(three) // 2])


def test_a_hole_in_a_png_is_seen_by_its_sums() -> None:
    data = bytearray(WHOLE["png"])
    data[200:400] = bytes(200)
    assert not is_whole(bytes(data))


def test_a_page_written_for_the_web_is_as_long_as_it_says() -> None:
    head = b"%PDF-1.4\n1 0 obj <</Linearized 1/L 5000/H [1 2]>> endobj\nstartxref\n9\n%%EOF\n"
    assert not is_whole(head)
    assert is_whole(head + bytes(5000 - len(head) - 18) + b"\nstartxref\n0\n%%EOF\n")


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_rows_that_are_black_to_the_end_may_be_room_still_to_be_filled(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (50, 40)).save(out, kind)
    assert ending(out.getvalue()) == "unsure"


def test_zeros_and_nothing_are_not_whole_and_what_is_no_image_is() -> None:
    assert not is_whole(b"")
    assert not is_whole(bytes(5000))
    assert is_whole(b"just a text in a file called a.jpg")
