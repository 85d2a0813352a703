"""Requests are what the documents ask for: one source, base64 once, percent-encoded once, pages as text."""

import base64
import os
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.errors import ServiceError
from carddesk.vendors.baidu.account import BaiduAccount
from carddesk.vendors.baidu.foreign_resident import ForeignResident
from carddesk.vendors.baidu.general import General
from carddesk.vendors.baidu.request import encoded
from carddesk.vendors.dialect import Dialect, Refused, Sent
from carddesk.vendors.wire import WireRequest, form
from tests.fakes.baidu import FakeBaidu
from tests.unit.vendors.baidu.wiring import KEYS, NOW, SITE, ask, call, sender, twice

BOTH = pytest.mark.parametrize("dialect", [ForeignResident(), General()], ids=["foreign", "general"])


def fields(request: WireRequest) -> dict[str, list[str]]:
    return parse_qs(request.body.decode("ascii"), strict_parsing=True)


@pytest.mark.parametrize(
    ("dialect", "path"), [(ForeignResident(), "foreign_resident_id_card"), (General(), "general_ocr")], ids=str
)
def test_an_image(dialect: Dialect, path: str, card: bytes) -> None:
    request = dialect.build_request(Sent(card), {}, SITE)
    assert (request.method, request.url) == ("POST", f"https://baidu.example/gateway/rest/2.0/ocr/v1/{path}")
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert fields(request) == {"image": [base64.b64encode(card).decode()]}
    assert not request.idempotent


@given(st.binary(max_size=300))
def test_the_form_is_the_same_as_the_one_that_looks_at_each_character(data: bytes) -> None:
    assert b"image=" + encoded(data) == form({"image": base64.b64encode(data).decode()})[1]


@BOTH
def test_a_page_of_a_pdf(dialect: Dialect, pdf: bytes) -> None:
    request = dialect.build_request(Sent(pdf, "pdf", page=3), {}, SITE)
    assert fields(request) == {"pdf_file": [base64.b64encode(pdf).decode()], "pdf_file_num": ["3"]}


def test_a_page_of_an_ofd_file(ofd: bytes) -> None:
    request = General().build_request(Sent(ofd, "ofd", page=2), {}, SITE)
    assert fields(request) == {"ofd_file": [base64.b64encode(ofd).decode()], "ofd_file_num": ["2"]}


@BOTH
def test_an_address(dialect: Dialect) -> None:
    address = "https://pictures.example/a b?x=1&y=卡#z"
    assert fields(dialect.build_request(Sent(address.encode(), "url"), {}, SITE)) == {"url": [address]}


@BOTH
@pytest.mark.parametrize("length", [0, 1025])
def test_an_address_that_is_empty_or_too_long(dialect: Dialect, length: int) -> None:
    with pytest.raises(ServiceError) as refused:
        dialect.build_request(Sent(b"h" * length, "url"), {}, SITE)
    assert refused.value.code == "bad_url"
    assert not refused.value.retryable


def test_the_foreign_interface_has_no_ofd(ofd: bytes) -> None:
    with pytest.raises(ServiceError) as refused:
        ForeignResident().build_request(Sent(ofd, "ofd"), {}, SITE)
    assert refused.value.code == "bad_source"


@pytest.mark.parametrize(
    ("dialect", "most", "longest", "accepts"),
    [
        (ForeignResident(), 4_000_000, 4096, ("image", "pdf", "url")),
        (General(), 10_000_000, 8192, ("image", "pdf", "ofd", "url")),
    ],
    ids=["foreign", "general"],
)
def test_what_is_declared(dialect: Dialect, most: int, longest: int, accepts: tuple[str, ...]) -> None:
    info, limits = dialect.info, dialect.info.limits
    assert (limits.max_bytes, limits.counted_as) == (most, "base64_urlencoded")
    assert (limits.min_side_px, limits.max_side_px, limits.formats) == (15, longest, ("JPEG", "PNG", "BMP"))
    assert limits.max_url_bytes == 1024
    assert (info.accepts, info.vendor, info.gives_quads, info.offline) == (accepts, "baidu", False, False)
    assert info.price
    assert "beta" in info.warning.lower()
    assert info.credentials == dialect.vendor.fields


def test_the_beta_by_invitation_and_the_free_calls_are_said() -> None:
    assert "invitation" in ForeignResident().info.warning
    assert "200" in General().info.price
    assert "500" in General().info.price


# What follows holds the requests to the stand-in, which goes by the documents.


@BOTH
@pytest.mark.parametrize(("width", "height", "code"), [(15, 15, None), (14, 40, "216202"), (40, 14, "216202")])
async def test_the_least_side(
    dialect: Dialect, width: int, height: int, code: str | None, sized: Callable[[int, int, str], bytes]
) -> None:
    found = await call(dialect, FakeBaidu(), Sent(sized(width, height, "PNG")))
    assert (found.vendor_code if isinstance(found, Refused) else None) == code


@BOTH
async def test_the_longest_side(dialect: Dialect, sized: Callable[[int, int, str], bytes]) -> None:
    longest = dialect.info.limits.max_side_px
    assert longest is not None
    assert not isinstance(await call(dialect, FakeBaidu(), Sent(sized(longest, 20, "PNG"))), Refused)
    found = await call(dialect, FakeBaidu(), Sent(sized(longest + 1, 20, "PNG")))
    assert isinstance(found, Refused)
    assert found.code == "bad_image_size"


@BOTH
async def test_the_declared_formats_are_taken_and_others_are_not(
    dialect: Dialect, sized: Callable[[int, int, str], bytes]
) -> None:
    taken = {
        form: not isinstance(await call(dialect, FakeBaidu(), Sent(sized(40, 30, form))), Refused)
        for form in ("JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP")
    }
    assert {form for form, is_taken in taken.items() if is_taken} == set(dialect.info.limits.formats)


@BOTH
async def test_the_most_bytes_are_counted_after_both_encodings(dialect: Dialect, card: bytes) -> None:
    most = dialect.info.limits.max_bytes
    assert most is not None
    # A JPEG may have anything behind its end: random bytes grow by 1.416 when they are encoded.
    few = card + os.urandom(int(most / 1.43) - len(card))
    assert not isinstance(await call(dialect, FakeBaidu(), Sent(few)), Refused)
    found = await call(dialect, FakeBaidu(), Sent(card + os.urandom(int(most / 1.40) - len(card))))
    assert isinstance(found, Refused)
    assert found.code == "bad_image_size"


@BOTH
@pytest.mark.parametrize(("page", "code"), [(1, None), (3, None), (4, "216100"), (0, "216100")])
async def test_pages_of_a_pdf(dialect: Dialect, page: int, code: str | None, pdf: bytes) -> None:
    found = await call(dialect, FakeBaidu(), Sent(pdf, "pdf", page=page))
    assert (found.vendor_code if isinstance(found, Refused) else None) == code
    if isinstance(found, Refused):
        assert "Check that the file has the page" in found.message
    else:
        assert '"pdf_file_size": "3"' in found[0].raw


@pytest.mark.parametrize(("page", "code"), [(2, None), (3, "216100")])
async def test_pages_of_an_ofd_file(page: int, code: str | None, ofd: bytes) -> None:
    found = await call(General(), FakeBaidu(), Sent(ofd, "ofd", page=page))
    assert (found.vendor_code if isinstance(found, Refused) else None) == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://pictures.example/card.jpg", None),
        ("http://pictures.example/卡.jpg?x=1&y=2", None),
        ("ftp://pictures.example/card.jpg", "282111"),
    ],
    ids=["https", "http", "ftp"],
)
async def test_addresses(address: str, code: str | None) -> None:
    found = await call(General(), FakeBaidu(), Sent(address.encode(), "url"))
    assert (found.vendor_code if isinstance(found, Refused) else None) == code


# And the stand-in to the documents: it must tell wrong requests from right ones.


async def answer_to(change: Callable[[WireRequest], WireRequest], sent: Sent, dialect: Dialect) -> str | None:
    """The code that the stand-in gives to a request that was changed; None where it reads the card."""
    fake = FakeBaidu()
    request = dialect.build_request(sent, {}, SITE)
    found = await BaiduAccount().authorised(request, KEYS, SITE, NOW, sender(fake))
    assert not isinstance(found, Refused)
    said = dialect.read_answer(ask(fake, change(found)), sent, SITE)
    return said.vendor_code if isinstance(said, Refused) else None


def body(make: Callable[[bytes], bytes]) -> Callable[[WireRequest], WireRequest]:
    return lambda request: replace(request, body=make(request.body))


@BOTH
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (body(lambda sent: sent), None),
        (body(lambda sent: b"image=" + twice(sent.removeprefix(b"image="))), "216201"),
        (body(lambda sent: sent.replace(b"%2B", b"+")), "216201"),
        (body(lambda sent: b"image=" + encoded(sent.removeprefix(b"image="))), "216201"),
        (body(lambda sent: b"image=data%3Aimage%2Fjpeg%3Bbase64%2C" + sent.removeprefix(b"image=")), "216201"),
        (body(lambda _sent: b""), "216101"),
        (body(lambda sent: sent.replace(b"image=", b"picture=")), "216101"),
        # By precedence an image pushes aside whatever else is there.
        (body(lambda sent: sent + b"&url=nowhere&pdf_file=x"), None),
        (body(lambda sent: sent.replace(b"image=", b"pdf_file=")), "216201"),
        (lambda request: replace(request, headers={"Content-Type": "application/json"}), "216101"),
        (lambda request: replace(request, headers={"Content-Type": "multipart/form-data; boundary=x"}), "216101"),
        (lambda request: replace(request, query={}), "100"),
        (lambda request: replace(request, query={"access_token": "24.made.up"}), "110"),
        (lambda request: replace(request, method="GET"), "3"),
    ],
    ids=[
        "right",
        "encoded twice",
        "plus not encoded",
        "base64 twice",
        "data url",
        "nothing",
        "wrong name",
        "precedence",
        "image as pdf",
        "json",
        "multipart",
        "no token",
        "unknown token",
        "get",
    ],
)
async def test_the_stand_in_goes_by_the_documents(
    dialect: Dialect, change: Callable[[WireRequest], WireRequest], code: str | None, card: bytes
) -> None:
    assert await answer_to(change, Sent(card), dialect) == code
