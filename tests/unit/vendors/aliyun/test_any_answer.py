"""No answer whatever makes reading it fail: it gives readings that can be kept, or a no."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.vendors.aliyun.answer import TABLE
from carddesk.vendors.aliyun.id_card import IdCard
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer
from tests.fakes.aliyun import ALL
from tests.unit.vendors.mutation import bodies, header_values, mutated

WHOLE = {"status": 200, "msg": "请求成功", "data": ALL}
KEYS = (*TABLE, "year", "month", "day", "type", "status", "msg", "data", "id_number", "new")
HEADERS = ("x-ca-error-code", "x-ca-error-message", "x-ca-request-id", "retry-after", "date")


def judged(status: int, headers: dict[str, str], body: bytes) -> None:
    found = IdCard().read_answer(WireAnswer(status, headers, body), Sent(b"x"), Site("https://x"))
    if isinstance(found, Refused):
        assert found.message.encode()
        assert found.code
        assert found.wait_s is None or 0 <= found.wait_s <= 86_400
        return
    assert [reading.index for reading in found] == list(range(len(found)))
    for reading in found:
        assert reading.fields
        assert len({field.key for field in reading.fields}) == len(reading.fields)
        assert all(field.key and field.text.strip() for field in reading.fields)
        texts = [reading.raw, *(text for field in reading.fields for text in (field.key, field.text, field.value))]
        assert "\0" not in "".join(texts)
        json.dumps(texts, ensure_ascii=False).encode()


@settings(max_examples=1200)
@given(st.sampled_from((200, 200, 200, 200, 403, 429, 500)), header_values(HEADERS), bodies(WHOLE, KEYS))
def test_any_mutation_of_an_answer_is_a_reading_or_a_no(status: int, headers: dict[str, str], body: bytes) -> None:
    judged(status, headers, body)
    judged(status, {}, body)


@settings(max_examples=300)
@given(st.integers(100, 599), st.binary(max_size=300))
def test_any_bytes_are_a_no(status: int, body: bytes) -> None:
    judged(status, {}, body)


def test_an_answer_nested_without_end_is_a_no() -> None:
    judged(200, {}, b'{"status":200,"data":' + b"[" * 100_000)
    judged(200, {}, b'{"status":200,"data":{"name":' + b"[" * 900 + b"]" * 900 + b"}}")


def test_mutations_reach_every_end() -> None:
    ends: set[str] = set()
    for body in mutated(WHOLE, KEYS, 400):
        found = IdCard().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x"))
        ends |= {found.code} if isinstance(found, Refused) else {reading.face for reading in found}
    assert {"portrait", "emblem", "no_card", "bad_answer", "not_recognised"} <= ends


WORDS = st.text(max_size=12) | st.sampled_from(
    ("长期", "2024.10.26", "200", "500", "all", "front", "{}", "\x00", "\ud800")
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**63, 2**80) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SHOWN = {key: row.key for key, row in TABLE.items()}


def not_a_failure(status: object) -> bool:
    """A number other than 200 is the document's way to say no."""
    said = status.strip() if isinstance(status, str) else status
    return said in (200, "200") or not re.fullmatch(r"[-+0-9.eE ]+", str(said))


@settings(max_examples=400)
@given(
    st.dictionaries(st.sampled_from(tuple(ALL)), JSON, max_size=6),
    st.dictionaries(WORDS.filter(lambda key: key not in ALL), JSON, max_size=3),
    st.sampled_from((200, "200", 200, 200.0)) | JSON.filter(not_a_failure),
    JSON,
    st.sampled_from(("object", "array", "text")),
)
def test_a_field_that_is_right_is_read_whatever_stands_beside_it(
    wrong: dict[str, object], new: dict[str, object], status: object, msg: object, form: str
) -> None:
    data = ALL | wrong | new
    shaped: object = {"object": data, "array": [None, data, 7], "text": json.dumps(data)}[form]
    body = json.dumps({"status": status, "msg": msg, "data": shaped}).encode()
    right = {key: ALL[key] for key in SHOWN if key not in wrong}
    judged(200, {}, body)
    found = IdCard().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x"))
    if isinstance(found, Refused):
        assert not right
        return
    said = {field.key: field.text for reading in found for field in reading.fields}
    assert right.items() <= {key: said.get(SHOWN[key]) for key in right}.items()


def test_a_status_that_is_another_number_is_a_no_whatever_the_data() -> None:
    for status in (500, "500", 0, -1, "201", 5e2):
        body = json.dumps({"status": status, "msg": "", "data": ALL}).encode()
        assert isinstance(IdCard().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x")), Refused)
