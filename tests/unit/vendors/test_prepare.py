"""What is sent fits the document's limits as the document counts them, or is refused in words before any call."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import get_args
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ImageError
from carddesk.services.contract import Encoding, Limits, ServiceContext, ServiceInfo, SourceImage, SourceKind
from carddesk.services.registry import discover
from carddesk.vendors.prepare import OVERHEAD_BYTES, counted, most_bytes, prepared
from carddesk.workflow.catalogue import PLACES
from tests.unit.vendors.plain_vendor import INFO, picture


def taking(*kinds: SourceKind, **limits: object) -> ServiceInfo:
    return replace(INFO, accepts=kinds, limits=Limits(**limits))  # type: ignore[arg-type]


@given(st.binary(max_size=400))
def test_bytes_are_counted_as_they_travel(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert counted(data, "none") == len(data)
    assert counted(data, "base64") == len(text)
    assert counted(data, "base64_urlencoded") == len(quote(text, safe=""))


def test_a_request_leaves_less_room_than_it_is_long() -> None:
    assert most_bytes(Limits(), 100) is None
    assert most_bytes(Limits(max_bytes=500), 100) == 500
    assert most_bytes(Limits(max_bytes=500, max_request_bytes=550), 100) == 450
    assert most_bytes(Limits(max_request_bytes=50), 100) == 0


def test_an_image_that_fits_goes_out_as_it_came() -> None:
    image = picture(320, 200)
    sent = (prepared(image, taking("image", formats=("JPEG", "PNG")))).sent
    assert (sent.data, sent.content_type, sent.width, sent.height) == (image.data, "image/png", 320, 200)


@pytest.mark.parametrize("encoding", ["none", "base64", "base64_urlencoded"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_one_byte_decides_as_the_document_counts_it(encoding: Encoding, kind: str) -> None:
    image = picture(320, 200, kind)
    size = counted(image.data, encoding)
    exact, tight = (taking("image", max_bytes=most, counted_as=encoding) for most in (size, size - 1))
    assert prepared(image, exact).sent.data is image.data
    made = prepared(image, tight).sent
    assert counted(made.data, encoding) <= size - 1
    room = taking("image", max_request_bytes=size + OVERHEAD_BYTES, counted_as=encoding)
    assert prepared(image, room).sent.data is image.data
    assert prepared(image, room, OVERHEAD_BYTES + 1).sent.data is not image.data


EVERY = discover(PLACES, ServiceContext(setting=lambda _key: None))
CLOUD = {each.info.id: each.info for each in EVERY.values() if each.info.vendor}


@pytest.fixture(scope="module")
def heavy() -> SourceImage:
    """More pixels and bytes than any service takes."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (700, 8600, 3), np.uint8)).save(file, "BMP")
    return SourceImage(file.getvalue())


@pytest.mark.parametrize("info", CLOUD.values(), ids=CLOUD)
def test_every_service_is_sent_no_more_than_it_takes_and_not_much_less(info: ServiceInfo, heavy: SourceImage) -> None:
    made = prepared(heavy, info)
    limits, sent = info.limits, made.sent
    most = most_bytes(limits, OVERHEAD_BYTES)
    assert most is not None
    assert most / 3 < counted(sent.data, limits.counted_as) <= most
    assert limits.max_side_px is None or sent.width <= limits.max_side_px
    assert sent.content_type.removeprefix("image/").upper() in limits.formats
    assert made.back(Quad.from_bounds(0, 0, sent.width, sent.height)).bounds == pytest.approx((0, 0, 8600, 700))


@settings(max_examples=40, deadline=None)
@given(
    size=st.tuples(st.integers(20, 600), st.integers(20, 600)),
    most=st.integers(2_000, 80_000),
    encoding=st.sampled_from(get_args(Encoding)),
    side=st.integers(20, 700),
    whole=st.booleans(),
)
def test_whatever_is_sent_fits_as_it_is_counted(
    size: tuple[int, int], most: int, encoding: Encoding, side: int, whole: bool
) -> None:
    limits = {"max_request_bytes": most + 100} if whole else {"max_bytes": most}
    info = taking("image", counted_as=encoding, max_side_px=side, min_side_px=10, formats=("JPEG", "PNG"), **limits)
    try:
        made = prepared(picture(*size), info, 100)
    except ImageError as error:
        assert error.code == "image_too_large"  # noqa: PT017 - it may, and need not, be refused
        return
    assert counted(made.sent.data, encoding) <= most
    assert max(made.sent.width, made.sent.height) <= side
    place = made.back(Quad.from_bounds(0, 0, made.sent.width, made.sent.height))
    assert place.bounds == pytest.approx((0, 0, *size))


@pytest.mark.parametrize("encoding", ["none", "base64", "base64_urlencoded"])
def test_an_image_is_shrunk_to_the_bytes_that_the_document_counts(encoding: str) -> None:
    info = taking("image", max_bytes=9000, counted_as=encoding, formats=("JPEG",))
    sent = (prepared(picture(2000, 1500), info)).sent
    assert 3000 < counted(sent.data, encoding) <= 9000  # type: ignore[arg-type]
    assert sent.content_type == "image/jpeg"


def test_quads_come_back_to_the_original() -> None:
    made = prepared(picture(2000, 1500), taking("image", max_side_px=1000))
    quad = Quad.from_bounds(100, 200, 300, 400)
    reading = Reading(
        "s", "certificate", "page", (Field("a", "a", "", "", quad), Field("b", "b", "", "")), card_quad=quad
    )
    back = made.brought_back(reading)
    twice = Quad.from_bounds(200, 400, 600, 800)
    assert (back.card_quad, back.fields[0].quad, back.fields[1].quad) == (twice, twice, None)
    assert made.brought_back(replace(reading, card_quad=None)).card_quad is None


@pytest.mark.parametrize("kind", ["image", "pdf", "ofd", "url"])
def test_a_kind_that_is_not_taken_is_refused(kind: SourceKind) -> None:
    with pytest.raises(ImageError) as told:
        prepared(SourceImage(b"https://cards.example/a.jpg", kind=kind), taking())
    assert told.value.code == "kind_not_taken"


@pytest.mark.parametrize(("kind", "data"), [("pdf", b"\n%PDF-1.7"), ("ofd", b"PK\x03\x04")])
def test_documents_pass_as_they_are_with_their_page(kind: SourceKind, data: bytes) -> None:
    sent = (prepared(SourceImage(data, 3, kind=kind), taking(kind, max_bytes=500))).sent
    assert (sent.data, sent.kind, sent.page, sent.content_type) == (data, kind, 3, f"application/{kind}")


@pytest.mark.parametrize(
    ("kind", "data", "page", "code"),
    [
        ("pdf", b"PK\x03\x04", 1, "file_kind"),
        ("ofd", b"%PDF-1.7", 1, "file_kind"),
        ("pdf", b"%PDF-1.7" + bytes(400), 1, "file_too_large"),
        ("pdf", b"%PDF-1.7", 0, "image_page"),
    ],
)
def test_documents_that_cannot_be_sent(kind: SourceKind, data: bytes, page: int, code: str) -> None:
    with pytest.raises(ImageError) as told:
        prepared(SourceImage(data, page, kind=kind), taking(kind, max_bytes=400, counted_as="base64"))
    assert told.value.code == code


def test_an_address_passes_as_it_is() -> None:
    address = b"https://cards.example/a%20b.jpg?x=1"
    sent = (prepared(SourceImage(address, kind="url"), taking("url", max_url_bytes=len(address)))).sent
    assert (sent.data, sent.kind, sent.width) == (address, "url", 0)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (b"ftp://cards.example/a.jpg", "bad_url"),
        (b"cards.example/a.jpg", "bad_url"),
        (b"https:///a.jpg", "bad_url"),
        (b"https://cards.example/a b.jpg", "bad_url"),
        (b"https://cards.example/\r\nX: 1", "bad_url"),
        ("https://cards.example/证.jpg".encode(), "bad_url"),
        (b"\xff\xfe", "bad_url"),
        (b"https://[::1/a", "bad_url"),
        (b"https://cards.example/" + b"a" * 1024, "url_too_long"),
    ],
)
def test_addresses_that_cannot_be_sent(address: bytes, code: str) -> None:
    with pytest.raises(ImageError) as told:
        prepared(SourceImage(address, kind="url"), taking("url", max_url_bytes=1024))
    assert told.value.code == code
