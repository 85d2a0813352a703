"""No answer whatever makes reading it fail: it gives readings that can be kept, or a no."""

import json

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


@settings(max_examples=3000)
@given(st.sampled_from((200, 200, 200, 200, 403, 429, 500)), header_values(HEADERS), bodies(WHOLE, KEYS))
def test_any_mutation_of_an_answer_is_a_reading_or_a_no(status: int, headers: dict[str, str], body: bytes) -> None:
    judged(status, headers, body)
    judged(status, {}, body)


@settings(max_examples=500)
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
