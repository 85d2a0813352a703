"""What a vendor repeats of what it was told is blotted out of its answer, and nothing else of the answer changes."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.blotting import told_with, without_secrets
from carddesk.vendors.megvii.request import with_fields
from carddesk.vendors.wire import WireAnswer, WireRequest, multipart

VENDOR = Vendor(
    "v", "V", "V", (CredentialField("key", "Key"), CredentialField("user", "User", secret=False)), (("key",),), ""
)
KEY = 'a/b+c"d\\e'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def told(body: bytes, *secrets: str, **headers: str) -> WireAnswer:
    return without_secrets(WireAnswer(200, headers, body), [Secret(each) for each in secrets])


@given(JSON, st.booleans())
def test_an_answer_without_secrets_is_the_very_same(said: object, ascii_only: bool) -> None:
    answer = WireAnswer(200, {"a": "b"}, json.dumps(said, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))
    assert without_secrets(answer, [Secret("M4rkedKey-7f3a")]) is answer


def escapes(text: str) -> list[str]:
    """The ways in which JSON writes a text."""
    plain = json.dumps(text)
    return [plain, plain.replace("/", "\\/"), '"' + "".join(f"\\u{ord(sign):04X}" for sign in text) + '"']


@pytest.mark.parametrize("way", range(3))
@given(said=JSON, before=st.text(max_size=9), after=st.text(max_size=9))
def test_json_stays_json_however_the_secret_is_written(way: int, said: object, before: str, after: str) -> None:
    body = f'{{"said": {json.dumps(said)}, "echo": {escapes(before + KEY + after)[way]}, "id": 1767755838708432889}}'
    clean = told(body.encode(), KEY).body.decode()
    read = json.loads(clean)
    assert KEY not in read["echo"]
    assert "•••" in read["echo"]
    assert read["said"] == json.loads(json.dumps(said))
    assert "1767755838708432889" in clean


def test_a_number_that_is_a_secret_becomes_a_text() -> None:
    clean = json.loads(told(b'{"a": 12345678, "b": -912345678.5, "c": 1234567}', "12345678").body)
    assert clean == {"a": "•••", "b": "-9•••.5", "c": 1234567}


def test_keys_headers_pages_and_other_encodings_are_searched_too() -> None:
    assert json.loads(told(b'{"M4rked-key": 1}', "M4rked-key").body) == {"•••": 1}
    assert told(b"", "M4rked-key", echo="is M4rked-key").headers == {"echo": "is •••"}
    assert told(b"<p>M4rked-key</p>", "M4rked-key").body == "<p>•••</p>".encode()
    assert told('["无效 M4rked-key"]'.encode("gb18030"), "M4rked-key").body.decode() == '["无效 •••"]'
    assert b"M4rked-key" not in told(b'{"cut": "off M4rked-key', "M4rked-key").body


@pytest.mark.parametrize("piece", ['"', '\\"', "\\", "a", '{"a":', "\\u00e9", "1"])
def test_megabytes_of_anything_are_searched_in_a_moment(piece: str) -> None:
    body = '{"' + piece * (1_000_000 // len(piece)) + "M4rked-key"
    begun = time.monotonic()
    assert b"M4rked-key" not in told(body.encode(), "M4rked-key").body
    assert time.monotonic() - begun < 5


def test_bytes_that_are_no_text_stay() -> None:
    answer = WireAnswer(200, {}, bytes(range(256)))
    assert without_secrets(answer, [Secret("M4rked-key")]) is answer


def test_passes_made_of_secrets_are_secrets_and_names_and_dates_are_none() -> None:
    request = WireRequest("POST", "https://x", {"Content-Type": "application/json"}, {"a": "b" * 30})
    token, code = "24.token-token-token-token", "0123456789abcdef0123456789abcdef"
    headers = {
        **request.headers,
        "Authorization": f"APPCODE {code}",
        "Host": "h" * 30,
        "X-Sdk-Date": "20250102T030405Z",
    }
    authorised = WireRequest("POST", "https://x", headers, {**request.query, "access_token": token})
    hidden = told_with(VENDOR, {"key": Secret("key"), "user": Secret("user")}, request, authorised)
    assert {each.reveal() for each in hidden} == {"key", token, code, f"APPCODE {code}"}


def test_a_pass_that_was_put_into_a_form_is_a_secret() -> None:
    content_type, body = multipart({"sign_version": "hmac_sha1", "card": "c" * 40}, (), "b")
    request = WireRequest("POST", "https://x", {"Content-Type": content_type}, body=body)
    authorised = with_fields(request, {"sign": "S" * 30, "sign_version": "hmac_sha1"})
    assert {each.reveal() for each in told_with(VENDOR, {}, request, authorised)} == {"S" * 30}


def test_half_a_surrogate_beside_a_secret_is_no_obstacle() -> None:
    assert json.loads(told(b'{"a": "\\ud800 M4rked-key"}', "M4rked-key").body) == {"a": "? •••"}
