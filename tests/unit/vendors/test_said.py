"""What a vendor said comes as text that can be kept: every digit, no half character, one short line where it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.vendors.said import Fault, brief, datum, members, parsed, retry_after, share, text_of


def test_numbers_keep_every_digit() -> None:
    told = members(parsed('{"log_id": 1767755838708432889, "share": 0.10, "big": 1e400, "not": NaN}'))
    assert told == {"log_id": "1767755838708432889", "share": "0.10", "big": "1e400", "not": "NaN"}
    assert members(parsed("9" * 10_000)) == {}
    assert parsed("9" * 10_000) == "9" * 10_000


@pytest.mark.parametrize("text", ["", "<html>", "{", "[" * 100_000, '{"a":}'], ids=lambda text: text[:6] or "nothing")
def test_what_is_no_json_is_none(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("a", "a"), (True, "true"), (False, "false"), (["a", {"b": None}], '["a",{"b":null}]'),
     ("\ud800", "?"), ("a\0b", "a\N{REPLACEMENT CHARACTER}b"), (["\ud800"], '["?"]')],
    ids=ascii,
)  # fmt: skip
def test_a_datum_is_one_text(value: object, text: str) -> None:
    assert datum(value) == text


def test_bytes_are_utf8_or_chinese_or_what_is_left() -> None:
    assert text_of("\ufeff中文".encode()) == "中文"
    assert text_of("中文".encode("gb18030")) == "中文"
    assert "\N{REPLACEMENT CHARACTER}" in text_of(b"ok \xff\xff")


@given(st.binary(max_size=100))
def test_any_bytes_give_text_that_can_be_written(body: bytes) -> None:
    text = text_of(body)
    assert text.encode().decode() == text
    assert "\0" not in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.5", 0.5), ("1", 1.0), ("0", 0.0), ("1.01", None), ("-0.1", None), ("nan", None), ("1e400", None), ("", None),
     (None, None), (True, None), ([], None)],
    ids=repr,
)  # fmt: skip
def test_a_share_lies_between_nothing_and_all(value: object, expected: float | None) -> None:
    assert share(value) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:01:00 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 60.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:01:00", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, None),
    ],
    ids=str,
)
def test_retry_after_is_seconds_or_a_moment(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_fault_says_ours_then_theirs() -> None:
    found = Fault("too_many_calls", "Slow down.", "slow_down", 2.0).refused("18", "qps\nlimit", {"retry-after": "5"})
    assert (found.code, found.vendor_code, found.remedy, found.wait_s) == ("too_many_calls", "18", "slow_down", 5.0)
    assert found.message == "Slow down. (18: qps limit)"
    bare = Fault("no_card", "Nothing there.").refused("", "", {})
    assert (bare.message, bare.vendor_code, bare.wait_s) == ("Nothing there.", None, None)


def test_what_is_shown_is_one_short_line() -> None:
    assert brief(" a\r\n\tb\x1b ") == "a b"
    assert len(brief("x" * 1000)) == 200
