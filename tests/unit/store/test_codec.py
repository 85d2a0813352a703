import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import events
from carddesk.store import codec
from carddesk.store.codec import CodecError, decode, encode, kind_of
from tests.unit.store.bodies import bodies


@given(bodies)
def test_what_was_written_is_read_back_equal(body: events.Body) -> None:
    assert decode(kind_of(body), encode(body)) == body


@given(bodies)
def test_equal_bodies_have_one_text_that_is_json_without_blanks(body: events.Body) -> None:
    text = encode(body)
    assert encode(decode(kind_of(body), text)) == text
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


def test_every_body_has_a_kind_of_its_own() -> None:
    assert set(codec.KINDS.values()) == set(get_args(events.Body))
    assert kind_of(events.ImageAdded) == "image_added"


@given(bodies, st.text(min_size=1), st.integers())
def test_a_member_added_by_a_newer_program_is_passed_over(body: events.Body, name: str, value: int) -> None:
    stored = json.loads(encode(body))
    stored.setdefault(name + "_new", value)
    assert decode(kind_of(body), json.dumps(stored)) == body


def test_a_member_that_an_older_program_did_not_have_takes_its_default() -> None:
    assert decode("case_accepted", '{"v":1}') == events.CaseAccepted(())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("image_burnt", '{"v":1}'),
        ("case_rejected", "no JSON"),
        ("case_rejected", "[1]"),
        ("case_rejected", '{"reason":"x"}'),
        ("case_rejected", '{"v":2,"reason":"x"}'),
        ("case_rejected", '{"v":1}'),
        ("case_rejected", '{"v":1,"reason":7}'),
        ("undone", '{"v":1,"target":true}'),
        ("undone", '{"v":1,"target":1.0}'),
        ("case_accepted", '{"v":1,"despite":["x",null]}'),
        ("image_added", '{"v":1,"sha256":"a","source":"b","face":"back"}'),
        ("reading_failed", '{"v":1,"service":"s","image":"i","code":"c","message":"m","retryable":0}'),
    ],
)
def test_what_is_not_a_body_is_refused(kind: str, text: str) -> None:
    with pytest.raises(CodecError):
        decode(kind, text)


@pytest.mark.parametrize("quad", [[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 0], [1, 1], [0, "1"]], [[0, 0, 0]] * 4, {}])
def test_a_quad_that_is_none_is_refused(quad: object) -> None:
    reading = {"service": "s", "document": "d", "face": "page", "fields": [], "card_quad": quad}
    with pytest.raises(CodecError):
        decode("reading_arrived", json.dumps({"v": 1, "image": "i", "reading": reading}))


def test_a_figure_that_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        codec.canonical(float("nan"))
