"""Signatures are those of the vendor's own signer, and the fake gateway takes them and no others."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.services.secret import Secret
from carddesk.vendors.huawei.signature import canonical_request, host_of, signed
from carddesk.vendors.wire import WireRequest
from tests.fakes.direct import asked
from tests.fakes.huawei import ACCESS_KEY, PROJECT, SECRET_KEY, Refusal, verify

NOW = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
V1 = WireRequest(
    "POST",
    f"https://ocr.ap-southeast-1.myhuaweicloud.com/v2/{PROJECT}/ocr/id-document",
    {"Content-Type": "application/json"},
    body=b'{"image":"/9j/4AAQSkZJRg==","country_region":["THA"],"id_type":["PP"],"return_portrait_image":true}',
)
V3 = WireRequest("GET", "https://iam.ap-southeast-1.myhuaweicloud.com/v3/projects", query={"name": "ap-southeast-1"})


def sign(request: WireRequest, now: datetime = NOW) -> WireRequest:
    return signed(request, Secret(ACCESS_KEY), Secret(SECRET_KEY), now)


def test_the_post_of_an_image_is_signed_as_the_vendor_signs_it() -> None:
    assert sign(V1).headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE00000000001, SignedHeaders=content-type;host;x-sdk-date, "
        "Signature=21e7d55eca7d74e3f640cd7039e6e4df5be35aa33c8531f9274f154cdd1f91ca"
    )


def test_the_question_for_a_project_is_signed_as_the_vendor_signs_it() -> None:
    assert sign(V3).headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE00000000001, SignedHeaders=host;x-sdk-date, "
        "Signature=590812fd63206f5b1a9fca6bad1e3d2cf70bb3fd8a518e65a7f12989bf013b23"
    )


@pytest.mark.parametrize(
    ("request_", "digest"),
    [
        (V1, "a83cd2b3b60be3e9d9dd2af203aacadbc8af2bb7449adefc43b783a3040fab0d"),
        (V3, "ceced88403a6c8648d47b3feb5a90efb88da6d3233f0374718439d890fc9862f"),
    ],
)
def test_the_canonical_request_is_the_vendors(request_: WireRequest, digest: str) -> None:
    dated = replace(
        request_, headers={name: each for name, each in sign(request_).headers.items() if name != "Authorization"}
    )
    assert hashlib.sha256(canonical_request(dated).encode()).hexdigest() == digest


def test_the_moment_is_told_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=8)))
    assert sign(V1, there).headers == sign(V1).headers


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("https://a.example:443/x", "a.example"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://a.example:80/", "a.example"),
    ],
)
def test_the_host_has_its_port_only_where_it_is_unusual(url: str, host: str) -> None:
    assert host_of(url) == host


HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
NAMES = st.from_regex(r"X-[A-Za-z][A-Za-z-]{0,8}", fullmatch=True).filter(lambda name: name.lower() != "x-sdk-date")


@given(
    body=st.binary(max_size=200),
    path=st.text("abz/ %~.-_=+é中", max_size=20),
    query=st.dictionaries(st.text("ab /+&=é", min_size=1), st.text("ab /+&=é中"), max_size=3),
    headers=st.dictionaries(NAMES, HEADER, max_size=3),
)
def test_the_gateway_takes_every_signature(
    body: bytes, path: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    lower = {name.lower(): value for name, value in headers.items()}
    request = WireRequest("POST", f"https://gateway.example/{path}", lower, query, body)
    verify(asked(sign(request)), {ACCESS_KEY: SECRET_KEY}, NOW)


CHANGES: dict[str, dict[str, object]] = {
    "body": {"body": V1.body + b" "},
    "method": {"method": "PUT"},
    "path": {"path": "/v2/other/ocr/id-document"},
    "query": {"query": {"a": ["b"]}},
}


@pytest.mark.parametrize("part", CHANGES)
def test_nothing_that_was_signed_can_be_changed(part: str) -> None:
    with pytest.raises(Refusal) as refusal:
        verify(replace(asked(sign(V1)), **CHANGES[part]), {ACCESS_KEY: SECRET_KEY}, NOW)  # type: ignore[arg-type]
    assert refusal.value.code == "APIG.0301"


@pytest.mark.parametrize(("name", "value"), [("host", "elsewhere.example"), ("x-sdk-date", "20250102T030406Z")])
def test_no_header_that_was_signed_can_be_changed(name: str, value: str) -> None:
    sent = asked(sign(V1))
    with pytest.raises(Refusal) as refusal:
        verify(replace(sent, headers=sent.headers | {name: value}), {ACCESS_KEY: SECRET_KEY}, NOW)
    assert refusal.value.code == "APIG.0301"


def test_a_signature_is_too_old_after_a_quarter_of_an_hour() -> None:
    verify(asked(sign(V1)), {ACCESS_KEY: SECRET_KEY}, NOW + timedelta(minutes=14))
    with pytest.raises(Refusal) as refusal:
        verify(asked(sign(V1)), {ACCESS_KEY: SECRET_KEY}, NOW + timedelta(minutes=16))
    assert refusal.value.code == "APIGW.0303"
