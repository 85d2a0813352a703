"""What is said over the pipes comes out as it went in, and half a message is none."""

from __future__ import annotations

import io
import struct
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.capture.scanner.contract import Capabilities, Mode, ScannedPage, Source, Wish
from carddesk.capture.scanner.driver_protocol import (
    Able,
    AtWork,
    Describe,
    Done,
    Failed,
    Found,
    Look,
    Message,
    Page,
    Ready,
    Scan,
    Seen,
    Stop,
    Stuck,
    receive,
    send,
)
from carddesk.capture.scanner.troubles import Trouble

words = st.text(max_size=20)
sources = st.sampled_from(get_args(Source))
modes = st.sampled_from(get_args(Mode))
sizes = st.tuples(st.floats(0, 1000), st.floats(0, 1000))
wishes = st.builds(
    Wish,
    sources,
    modes,
    st.integers(1, 9600),
    st.none() | st.tuples(*[st.floats(0, 500)] * 4),
    st.none() | st.integers(1, 100),
    st.booleans(),
)
capabilities = st.builds(
    Capabilities,
    st.lists(sources).map(tuple),
    st.lists(modes).map(tuple),
    st.lists(st.integers(1, 9600)).map(tuple),
    st.dictionaries(sources, sizes),
)
messages = st.one_of(
    *(st.builds(each) for each in (Look, Stop, Ready, AtWork, Stuck, Done)),
    st.builds(Describe, words),
    st.builds(Scan, words, wishes),
    st.builds(Seen, st.lists(st.builds(Found, words, words, words)).map(tuple)),
    st.builds(Able, capabilities),
    st.builds(Page, st.builds(ScannedPage, st.binary(max_size=50), st.integers(1, 9600), st.booleans())),
    st.builds(Failed, st.sampled_from(get_args(Trouble)), words),
)


@settings(max_examples=60)
@given(st.lists(messages, max_size=4))
def test_each_message_comes_out_as_it_went_in(said: list[Message]) -> None:
    pipe = io.BytesIO()
    for message in said:
        send(pipe, message)
    pipe.seek(0)
    assert [receive(pipe) for _ in said] == said
    assert receive(pipe) is None


@settings(max_examples=60)
@given(messages, st.data())
def test_half_a_message_is_none(message: Message, data: st.DataObject) -> None:
    pipe = io.BytesIO()
    send(pipe, message)
    cut = data.draw(st.integers(0, len(pipe.getvalue()) - 1))
    assert receive(io.BytesIO(pipe.getvalue()[:cut])) is None


def test_what_is_no_message_is_no_message() -> None:
    head = b'{"is":"Nobody"}'
    with pytest.raises(KeyError):
        receive(io.BytesIO(struct.pack("!IQ", len(head), 0) + head))
