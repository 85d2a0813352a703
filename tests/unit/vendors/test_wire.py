"""Forms and multipart bodies against the standard library's own readers of them."""

import base64
import email.parser
import email.policy
import os
from urllib.parse import parse_qsl, quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from carddesk.vendors.wire import FilePart, form, multipart

fields = st.dictionaries(st.text(min_size=1), st.text(), max_size=4)


@given(fields)
def test_a_form_is_what_browsers_send(values: dict[str, str]) -> None:
    kind, body = form(values)
    assert kind == "application/x-www-form-urlencoded"
    assert body == urlencode(values, quote_via=quote, safe="").encode()


def test_a_form_of_megabytes_loses_nothing_where_its_pieces_meet() -> None:
    text = base64.b64encode(os.urandom(1_000_001)).decode()
    _, body = form({"image": text, "名": "样张"})
    assert parse_qsl(body.decode(), strict_parsing=True) == [("image", text), ("名", "样张")]


@given(st.binary(max_size=2000))
def test_a_multipart_body_gives_its_parts_back(data: bytes) -> None:
    boundary = "x" * 40
    kind, body = multipart({"api_key": "k"}, [FilePart("image", "card.jpg", "image/jpeg", data)], boundary)
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    parts = {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}
    assert parts["api_key"].get_content().strip() == "k"
    assert parts["image"].get_content_type() == "image/jpeg"
    assert b"\r\n\r\n" + data + b"\r\n--" + boundary.encode() in body
